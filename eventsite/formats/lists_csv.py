"""Writes people, rooms and tracks as tables for spreadsheets."""

from collections import Counter

from eventsite.formats import csv_table
from eventsite.formats.addresses import Addresses
from eventsite.formats.characters import clean, one_line
from eventsite.formats.model import Programme, Session

PEOPLE = (
    "code", "name", "job_title", "affiliation", "sessions", "titles", "url", "links",
    "photo", "biography",
)  # fmt: skip
ROOMS = (
    "name", "building", "capacity", "features", "sessions", "url", "slug", "guid",
)  # fmt: skip
TRACKS = ("name", "colour", "sessions", "url", "slug")


def write_people(programme: Programme, *, base_url: str) -> bytes:
    """Return who is on stage, by name, with the codes and titles of their sessions."""
    addresses = Addresses(base_url, programme.conference)
    theirs: dict[str, dict[str, Session]] = {}
    for session in programme.sessions:
        for part in session.people:
            theirs.setdefault(part.person, {}).setdefault(session.code, session)
    return csv_table.write(
        PEOPLE,
        (
            (
                one_line(person.code),
                one_line(person.name),
                one_line(person.job_title),
                one_line(person.affiliation),
                " ".join(theirs.get(person.code, {})),
                "\n".join(
                    one_line(session.title)
                    for session in theirs.get(person.code, {}).values()
                ),
                addresses.person(person.code),
                "\n".join(
                    filter(None, (addresses.whole(link.url) for link in person.links))
                ),
                addresses.whole(person.photo),
                clean(person.biography),
            )
            for person in programme.people
        ),
    )


def write_rooms(programme: Programme, *, base_url: str) -> bytes:
    """Return the rooms in the venue's order; how many sessions are on in each."""
    addresses = Addresses(base_url, programme.conference)
    counted = Counter(s.room for s in programme.sessions if not s.cancelled)
    return csv_table.write(
        ROOMS,
        (
            (
                one_line(room.name),
                one_line(room.building),
                room.capacity,
                ", ".join(map(one_line, room.features)),
                counted[room.name],
                addresses.room(room.slug),
                room.slug,
                room.guid,
            )
            for room in programme.rooms
        ),
    )


def write_tracks(programme: Programme, *, base_url: str) -> bytes:
    """Return the tracks in their order; how many sessions each has."""
    addresses = Addresses(base_url, programme.conference)
    counted = Counter(s.track for s in programme.sessions if not s.cancelled)
    return csv_table.write(
        TRACKS,
        (
            (
                one_line(track.name),
                track.colour,
                counted[track.name],
                addresses.track(track.slug),
                track.slug,
            )
            for track in programme.tracks
        ),
    )
