"""How texts are compared, which find comes first, and what of it is shown. Pure.

Letters are folded: no capitals, no accents, so that "Muller" finds "Müller". Of the
words asked for all must be there; the last one may still be being typed, so it is the
beginning of a word. A title counts more than people, those more than what stands beside
(track, room, tags), and that more than a text.

One event is searched in memory (`Index`), in the programme that its pages are made from.
Measured with 874 sessions and 948 people: 1.4 to 6.6 ms, where SQLite's full-text search
takes 0.1 to 6.9 ms and a query; the index is made in 0.13 s, once for each release. It is
never behind, works for a team before the public sees an event, and finds parts of words,
too (so compounds, and scripts without blanks). All events together do not fit in memory:
they are in the database (`search/queries.py`).
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from markupsafe import Markup, escape

from eventsite.formats.model import Programme

LONGEST = 100  # characters that are looked at of what is asked for
MOST_WORDS = 8
EXCERPT = 160  # characters
SHORTEST_PART = 3  # letters by which the middle of a word is found
WEIGHTS = (8, 4, 2, 1)  # of title, people, what stands beside, text
WHOLE, BEGINNING, PART = 4, 3, 1
_TAG = re.compile(r"<[^>]*>")
_WORD = re.compile(r"[^\W_]+")
_NO_BLANKS = 0x2E80  # from here on scripts that write without blanks between words


class Doc(NamedTuple):
    """Something to be found, as plain texts or as outsiders typed them."""

    kind: str  # "session" or "person"
    code: str
    title: str
    people: str = ""
    beside: str = ""
    text: str = ""

    @property
    def fields(self) -> tuple[str, str, str, str]:
        return self.title, self.people, self.beside, self.text


def docs_of(programme: Programme, event: str | None = None) -> list[Doc]:
    """Return the programme's sessions, each once, and people; of one event, by slug."""
    people = {person.code: person for person in programme.people}
    docs: dict[str, Doc] = {}
    on_stage: set[str] = set()
    for session in programme.sessions:
        if event is not None and session.event != event:
            continue
        names = [people[part.person] for part in session.people]
        on_stage.update(person.code for person in names)
        docs.setdefault(
            session.code,
            Doc(
                "session",
                session.code,
                _line(session.title, session.subtitle),
                _line(*(p.name for p in names), sep=", "),
                _line(
                    session.track,
                    session.type,
                    session.room,
                    session.code,
                    *session.tags,
                    *(p.affiliation for p in names),
                ),
                f"{session.abstract}\n{session.description}",
            ),
        )
    return [
        *docs.values(),
        *(
            Doc("person", p.code, p.name, "", p.affiliation, p.biography)
            for p in programme.people
            if event is None or p.code in on_stage
        ),
    ]


def _line(*texts: str, sep: str = " ") -> str:
    return sep.join(text for text in texts if text)


def fold(text: str) -> str:
    """Return the text without tags, accents and capital letters, its words apart."""
    letters = unicodedata.normalize("NFKD", _TAG.sub(" ", text).casefold())
    plain = "".join(c for c in letters if not unicodedata.combining(c))
    return " ".join(_WORD.findall(plain))


@lru_cache(maxsize=256)
def words_of(asked: str) -> tuple[str, ...]:
    """Return the words that are asked for, folded; none of a text without letters."""
    return tuple(fold(asked[:LONGEST]).split()[:MOST_WORDS])


class Index:
    """Some things to be found, folded once. Found in the order given where equal."""

    def __init__(self, docs: Iterable[Doc]) -> None:
        self.docs = list(docs)
        self._folded = [
            tuple(f" {fold(field)} " for field in doc.fields) for doc in self.docs
        ]

    def find(self, asked: str) -> list[Doc]:
        """Return what has all words, the best first; nothing if there is no word."""
        words = words_of(asked)
        if not words:
            return []
        found = [
            (-rank, place)
            for place, fields in enumerate(self._folded)
            if (rank := _rank(fields, words))
        ]
        return [self.docs[place] for _, place in sorted(found)]

    @property
    def size(self) -> int:
        return sum(len(field) for fields in self._folded for field in fields)


def _rank(fields: Sequence[str], words: Sequence[str]) -> int:
    """Return how well the words fit; 0 if one is not there."""
    total = 0
    for word in words:
        best = 0
        for weight, field in zip(WEIGHTS, fields, strict=True):
            if weight * WHOLE <= best:
                break
            if word in field:  # rarely true: the rest costs little
                best = max(best, weight * _fit(field, word))
        if not best:
            return 0
        total += best
    return total


def _fit(field: str, word: str) -> int:
    if f" {word} " in field:
        return WHOLE
    if f" {word}" in field:
        return BEGINNING
    return PART if len(word) >= SHORTEST_PART or ord(word[0]) >= _NO_BLANKS else 0


def highlighted(text: str, asked: str) -> Markup:
    """Return the text, escaped, with the words asked for marked where they begin."""
    return _marked(text, _places(text, words_of(asked)))


def excerpt(text: str, asked: str, length: int = EXCERPT) -> Markup:
    """Return the part of a text in which a word stands first, marked; or its beginning.

    `text` is plain: tags are gone.
    """
    places = _places(text, words_of(asked))
    start = max(0, places[0][0] - length // 3) if places else 0
    if start:
        start = text.find(" ", start, start + 20) + 1 or start
    end = start + length
    if end < len(text):
        end = max(text.rfind(" ", start, end), start + length // 2)
    inside = [(a - start, b - start) for a, b in places if start <= a and b <= end]
    before, after = "… " if start else "", " …" if end < len(text) else ""
    return before + _marked(text[start:end], inside) + after


def _places(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Return where words stand in the text, folded letter by letter."""
    folded: list[str] = []
    origin: list[int] = []
    for place, letter in enumerate(text):
        for plain in unicodedata.normalize("NFKD", letter.casefold()):
            if not unicodedata.combining(plain):
                folded.append(plain)
                origin.append(place)
    joined = "".join(folded)
    found = [
        (origin[match.start()], origin[match.end() - 1] + 1)
        for word in words
        for match in re.finditer(_beginning(word), joined)
    ]
    apart: list[tuple[int, int]] = []
    for begin, end in sorted(found):
        if not apart or begin >= apart[-1][1]:
            apart.append((begin, end))
        elif end > apart[-1][1]:
            apart[-1] = (apart[-1][0], end)
    return apart


def _beginning(word: str) -> str:
    pattern = re.escape(word)
    return pattern if ord(word[0]) >= _NO_BLANKS else rf"\b{pattern}"


def _marked(text: str, places: Sequence[tuple[int, int]]) -> Markup:
    parts, last = [], 0
    for begin, end in places:
        parts += [
            escape(text[last:begin]),
            Markup("<mark>{}</mark>").format(text[begin:end]),
        ]
        last = end
    return Markup("").join([*parts, escape(text[last:])])
