"""`make translations`: brings the catalogs up to date with the words in the code.

New words are added untranslated, those that went are removed; nothing is guessed: a
translator sees an empty entry rather than one that nearly fits.
"""

import re
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "eventsite" / "translations"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "lazy": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "counted": (1, 2),
    "pgettext": ((1, "c"), 2),
    "lazy_pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
OPTIONS = {"trimmed": "true", "newstyle_gettext": "true", "silent": "false"}
SOURCES = (
    (ROOT / "eventsite", [("**.py", "python")], {}),
    (ROOT / "templates", [("**.html", "jinja2"), ("**.txt", "jinja2")], OPTIONS),
)
# Says nothing, and the day of the last run would make every merge a conflict.
_UNSAID = re.compile(
    r'^"(?:Project-Id-Version|Report-Msgid-Bugs-To|POT-Creation-Date|PO-Revision-Date'
    r"|Last-Translator|Language-Team|MIME-Version|Generated-By):.*\n"
    r"|^#, fuzzy\n(?=msgid \"\"\n)",
    re.MULTILINE,
)
NOTE = "For translators:"  # begins a comment in the code that they shall see


def extract() -> Catalog:
    """Return all words in the code, with the files they stand in."""
    catalog = Catalog(charset="utf-8")
    seen: dict[tuple[str, str | None], object] = {}
    for folder, methods, options in SOURCES:
        found = extract_from_dir(
            folder,
            methods,
            {pattern: options for pattern, _method in methods},
            keywords=KEYWORDS,
            comment_tags=(NOTE,),
            strip_comment_tags=True,
            directory_filter=lambda _folder: True,  # not even those that begin with _
        )
        for path, _line, message, comments, context in found:
            place = (folder / path).relative_to(ROOT).as_posix()
            singular = message[0] if isinstance(message, tuple) else message
            before = seen.setdefault((singular, context), message)
            if before != message:  # gettext could not tell them apart
                raise ValueError(f"{place}: also elsewhere, but not so: {message!r}")
            # No line numbers: a catalog changes where words change, nowhere else.
            catalog.add(
                message, None, [(place, None)], auto_comments=comments, context=context
            )
    return catalog


def update(path: Path, template: Catalog) -> Catalog:
    """Write the catalog at `path` anew, with what is translated already; return it."""
    tag = path.parents[1].name
    with path.open("rb") as source:
        catalog = read_po(source, locale=tag)
    catalog.update(template, no_fuzzy_matching=True, update_header_comment=False)
    catalog.obsolete.clear()
    for message in catalog:
        message.flags.discard("fuzzy")
    with path.open("wb") as target:
        write_po(target, catalog, width=88, sort_by_file=True, include_lineno=False)
    path.write_text(_UNSAID.sub("", path.read_text()))
    return catalog


def main() -> None:
    """Update the catalogs, or begin those of the languages that are named."""
    for tag in sys.argv[1:]:
        path = FOLDER / tag.replace("-", "_") / "LC_MESSAGES" / "messages.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    template = extract()
    for path in sorted(FOLDER.glob("*/LC_MESSAGES/messages.po")):
        catalog = update(path, template)
        missing = sum(not all(_forms(m.string)) for m in catalog if m.id)
        print(
            f"{path.parents[1].name}: {len(catalog)} messages, {missing} to translate"
        )


def _forms(translation: str | tuple[str, ...]) -> tuple[str, ...]:
    return translation if isinstance(translation, tuple) else (translation,)


if __name__ == "__main__":
    main()
