"""A page's form as a browser would send it."""

from lxml import html
from werkzeug.datastructures import MultiDict


def filled_in(page, with_field):
    """Return what the page's form that has this field holds, ready to be sent."""
    forms = html.document_fromstring(page).forms
    form = next(form for form in forms if with_field in form.fields)
    # HTML takes the line end after <textarea> for layout.
    return MultiDict((key, text.removeprefix("\n")) for key, text in form.form_values())
