"""The blueprints of the programme's views, for `app.py` to open."""

from eventsite.programme.views import (
    bp,
    displays,
    files,
    mine,
    offline,
    search,
    styles,
    versions,
    widget,
)

BLUEPRINTS = (
    bp,
    styles,
    files.bp,
    mine.bp,
    versions.bp,
    displays.bp,
    search.bp,
    widget.bp,
    offline.bp,
    offline.worker_bp,
)
