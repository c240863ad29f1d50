"""Bytes of a text file as text, or where they are none."""

from codecs import BOM_UTF16_BE, BOM_UTF16_LE

from eventsite.core.words import _
from eventsite.formats.model import Unreadable


def decoded(data: bytes) -> str:
    """Return a file's text, in UTF-8 or, if it begins so, in UTF-16.

    Raises:
        Unreadable: it is in another encoding, or no text; says where.
    """
    is_wide = data.startswith((BOM_UTF16_LE, BOM_UTF16_BE))
    encoding, name = ("utf-16", "UTF-16") if is_wide else ("utf-8-sig", "UTF-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(encoding, "replace")
        raise Unreadable(
            _("The file is not in %(name)s.", name=name), *_place(before)
        ) from None
    if "\0" in text:
        before = text[: text.index("\0")]
        raise Unreadable(_("There is a NUL here, so this is no text."), *_place(before))
    return text


def _place(before: str) -> tuple[int, int]:
    """Return line and column of what follows a text, from 1."""
    return before.count("\n") + 1, len(before) - before.rfind("\n")
