"""The programme as it is out now, ready to be looked things up in. No tables."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from markupsafe import Markup

from eventsite.core import content, words
from eventsite.core.changes import Shown, parse_stamps, scope_of
from eventsite.core.codes import slugify
from eventsite.core.colours import colour_for, parse
from eventsite.core.content import Translations
from eventsite.events.models import Event
from eventsite.formats.model import Person, Programme, Room, Session, Track
from eventsite.search.rules import Index, docs_of

Texts = Mapping[tuple[str, str], Translations]  # by kind ("track", …) and name
MOST_COLOURS = 200  # in one style sheet
_ROOM_FOR_TEXT = 4  # bytes that a character takes, with what is made from it


class Stamp(NamedTuple):
    """What an event's public pages depend on. A change of any part changes it.

    The counts are of the whole tree: a page shows what events beside it have, too.
    """

    event_id: int
    root_id: int
    is_public: bool
    events: int
    revisions: int
    weighed_revisions: int  # told apart from the same number of changes elsewhere
    releases: int
    newest_release: int | None
    released_at: datetime | None  # last; differs after a backup was restored
    host_revision: int
    last_changes: str | None  # also of what the programme does not show

    @property
    def key(self) -> tuple[Any, ...]:
        """Return what the programme depends on."""
        return self[:-1]

    def shown(self, *scopes: str, **more: Any) -> Shown:
        """Return what a page of the event shows; see `Shown.of`."""
        tree = scope_of(Event, self.root_id)
        return Shown.of(tree, *scopes, stamps=parse_stamps(self.last_changes), **more)


class Called(NamedTuple):
    """What things of a programme are called for one audience, marked where needed."""

    tracks: Mapping[str, str]  # by their names in the programme
    rooms: Mapping[str, str]
    types: Mapping[str, str]
    said: Mapping[
        str, Markup
    ]  # attributes of texts, by their language; "": the main one


class _Known(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return name


class Owner(NamedTuple):
    """An event that sessions are of."""

    slug: str
    name: str


@dataclass
class Edition:
    """The released programme of an event and those below it.

    `programme` is empty where nothing is out yet; `owners` are all events shown, by
    slug; `waiting` are those of them whose sessions are still to come.
    """

    slug: str
    programme: Programme
    is_out: bool
    modified_at: datetime
    owners: dict[str, Owner] = field(default_factory=dict)
    waiting: list[Owner] = field(default_factory=list)
    stamp: Stamp | None = None  # of the state it was made from
    language: str = ""  # in which it is, where nothing else is said
    texts: Texts = field(default_factory=dict)  # what names are in further languages
    _called: dict[tuple[str, str], Called] = field(default_factory=dict)
    checked: tuple[str, Any] | None = None  # see `exports.checks.find_report`

    @property
    def called(self) -> Called:
        """Return what things are called for those who read now."""
        audience = words.audience()
        found = self._called.get(audience)
        if found is None:
            found = self._called[audience] = self._name_all(*audience)
        return found

    def _name_all(self, ours: str, liked: str) -> Called:
        known = [*self.programme.sessions, *self.programme.gone]

        def named(kind: str, names: Iterable[str]) -> Mapping[str, str]:
            return _Known(
                (name, content.mark(self._text(kind, name, liked, ours)))
                for name in set(names)
                if name
            )

        languages = {session.language for session in known} | {""}
        return Called(
            named("track", [s.track for s in known] + list(self.tracks_by_name)),
            named("room", [s.room for s in known] + list(self.rooms_by_name)),
            named("type", [s.type for s in known]),
            {
                tag: content.language_of(content.Text("", tag or self.language))
                for tag in languages
            },
        )

    def _text(self, kind: str, name: str, *liked: str) -> content.Text:
        texts = self.texts.get((kind, name), {})
        return content.find_text(name, self.language, texts, "name", *liked)

    def plainly(self, kind: str, name: str) -> str:
        """Return what a thing is called, without marks: for titles and choices."""
        return self._text(kind, name, words.liked(), words.language()).text

    @cached_property
    def people(self) -> dict[str, Person]:
        return {person.code: person for person in self.programme.people}

    @cached_property
    def rooms(self) -> dict[str, Room]:
        return {room.slug: room for room in self.programme.rooms}

    @cached_property
    def tracks(self) -> dict[str, Track]:
        return {track.slug: track for track in self.programme.tracks}

    @cached_property
    def tracks_by_name(self) -> dict[str, Track]:
        return {track.name: track for track in self.programme.tracks}

    @cached_property
    def rooms_by_name(self) -> dict[str, Room]:
        return {room.name: room for room in self.programme.rooms}

    @cached_property
    def colour_of(self) -> dict[str, str]:
        """Return each track's colour as a `data-colour`; a track without gets one."""
        given = {track.name: track.colour for track in self.programme.tracks}
        known = (*self.programme.sessions, *self.programme.gone)
        names = {session.track for session in known} | set(given)
        return {
            name: (parse(given.get(name, "")) or colour_for(name))[1:] if name else ""
            for name in names
        }

    @cached_property
    def colours(self) -> list[str]:
        return sorted({key for key in self.colour_of.values() if key})[:MOST_COLOURS]

    @cached_property
    def types(self) -> dict[str, str]:
        """Return the names of the session types by slug, in the order of names."""
        names = sorted({s.type for s in self.programme.sessions if s.type})
        found: dict[str, str] = {}
        for name in names:
            found[slugify(name, found)] = name
        return found

    @cached_property
    def by_code(self) -> dict[str, list[Session]]:
        """Return the placements of each session."""
        found: dict[str, list[Session]] = {}
        for session in self.programme.sessions:
            found.setdefault(session.code, []).append(session)
        return found

    @cached_property
    def gone(self) -> dict[str, list[Session]]:
        """Return the last places of sessions that are in the programme no more."""
        found: dict[str, list[Session]] = {}
        for session in self.programme.gone:
            if session.code not in self.by_code:
                found.setdefault(session.code, []).append(session)
        return found

    @cached_property
    def by_guid(self) -> dict[str, Session]:
        """Return the placements, those gone as well, by their own guids."""
        known = (*self.programme.gone, *self.programme.sessions)
        return {session.slot_guid: session for session in known}

    @cached_property
    def by_person(self) -> dict[str, list[Session]]:
        found: dict[str, list[Session]] = {}
        for session in self.programme.sessions:
            for part in session.people:
                found.setdefault(part.person, []).append(session)
        return found

    @cached_property
    def index(self) -> Index:
        """Return what its sessions and people are found in."""
        return Index(docs_of(self.programme))

    def codes_found(self, q: str) -> list[str]:
        """Return the codes of the sessions that have the words, the best first."""
        return [doc.code for doc in self.index.find(q) if doc.kind == "session"]

    @property
    def size(self) -> int:
        """Return about how many bytes of memory it takes."""
        texts = sum(
            len(s.abstract) + len(s.description) + len(s.title)
            for s in self.programme.sessions
        ) + sum(len(person.biography) for person in self.programme.people)
        things = len(self.programme.sessions) + len(self.programme.people)
        return 10_000 + 2_000 * things + _ROOM_FOR_TEXT * texts
