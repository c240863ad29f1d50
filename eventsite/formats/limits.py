"""How large a file may be, whichever way it comes in: by page or by command."""

import os
from typing import BinaryIO

from eventsite.core.words import _
from eventsite.formats.model import Unreadable

MEGABYTE = 1024 * 1024
LARGEST = 15  # MB; six times a FOSDEM. With a form around it, what a request may have
MAX_BYTES = LARGEST * MEGABYTE


def measure(source: BinaryIO) -> int:
    """Return how many bytes `source` holds, and go to its beginning.

    Raises:
        Unreadable: none, or more than any schedule has.
    """
    size = source.seek(0, os.SEEK_END)
    source.seek(0)
    if size == 0:
        raise Unreadable(_("The file is empty."))
    if size > MAX_BYTES:
        raise Unreadable(_("The file is larger than %(largest)s MB.", largest=LARGEST))
    return size
