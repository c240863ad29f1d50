"""Text as files can carry it, and as it is compared with what is kept."""

import re
from html import unescape
from unicodedata import normalize
from urllib.parse import quote, urlsplit

# XML 1.0, section 2.2, forbids all of these but DEL and the C1 controls, which show as
# nothing anywhere.
_UNWRITABLE = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)
# They turn the reading direction of what stands around them.
_TURNING = re.compile("[\\u202a-\\u202e\\u2066-\\u2069]")
_NEWLINES = re.compile("\r\n?")
_BLANKS = re.compile(r"\s+")
_HOST = re.compile(  # and who, and the port
    r"(?:[\w.~!$&'()*+,;=:%-]*@)?(?:[A-Za-z0-9._~-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?",
    re.ASCII,
)
_TWICE = re.compile("^(?:https?://)+(?=https?://)", re.IGNORECASE)  # a common slip
_STRAY_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
_BREAKS = re.compile(r"<br\s*/?>|</(?:p|div|li|h[1-6]|ul|ol)>\n?", re.IGNORECASE)
_TAGS = re.compile(r"</?[a-zA-Z][^<>]*>")
_GAPS = re.compile(r"\n{3,}")
LONGEST = 4000  # address
SCHEMES = frozenset({"http", "https"})


def clean(text: str) -> str:
    """Return `text` as it is kept: composed (NFC), lines ended by a line feed.

    What XML cannot carry is left out, and what turns the reading direction round.
    """
    carried = _TURNING.sub("", _UNWRITABLE.sub("", _NEWLINES.sub("\n", text)))
    return normalize("NFC", carried)


def long_text(text: str) -> str:
    """Return `text` as a file gives it back: cleaned, without blanks around it."""
    return clean(text).strip()


def one_line(text: str) -> str:
    """Return `text` as a file gives a name back: cleaned, single blanks in between."""
    return _BLANKS.sub(" ", clean(text)).strip()


def without_markup(text: str) -> str:
    """Return plain text of HTML; Markdown is readable as it stands."""
    text = _BREAKS.sub("\n", clean(text))
    text = clean(unescape(_TAGS.sub("", text)))
    return _GAPS.sub("\n\n", "\n".join(map(str.rstrip, text.split("\n")))).strip()


def web_address(text: str) -> str:
    """Return an absolute http(s) address in ASCII, or "" for anything else."""
    address = _TWICE.sub("", "".join(clean(text[:LONGEST]).split()))
    try:
        parts = urlsplit(address)
        if parts.scheme.lower() not in SCHEMES or not parts.hostname:
            return ""
        host = parts.netloc
        if not _HOST.fullmatch(host):
            host = host.encode("idna").decode("ascii")
    except (ValueError, UnicodeError):
        return ""
    if not _HOST.fullmatch(host):
        return ""
    rest = address.split("//", 1)[1][len(parts.netloc) :]
    rest = quote(rest, safe="%/?#:@!$&'()*+,;=~-._")
    return f"{parts.scheme.lower()}://{host}{_STRAY_PERCENT.sub('%25', rest)}"
