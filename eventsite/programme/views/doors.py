"""The blueprints of the programme's views, for `app.py` to open."""

from eventsite.programme.views import bp, files, mine, search, styles, widget

BLUEPRINTS = (bp, styles, files.bp, mine.bp, search.bp, widget.bp)
