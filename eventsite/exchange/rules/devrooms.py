"""Which tracks of a file are devrooms, and when they are open. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from eventsite.formats import model as plain

DEVROOM = "devroom"


def devroom_tracks(programme: plain.Programme) -> list[str]:
    """Return the tracks that are devrooms: by their sessions' type, or their name."""
    types: defaultdict[str, set[str]] = defaultdict(set)
    for session in programme.sessions:
        types[session.track].add(session.type.casefold())
    return [
        track.name
        for track in programme.tracks
        if types.get(track.name)
        and (DEVROOM in types[track.name] or track.name.casefold().endswith(DEVROOM))
    ]


def opening_hours(
    sessions: Iterable[plain.Session],
) -> dict[tuple[str, object], tuple[datetime, datetime]]:
    """Return by room and day when the first session begins and the last one ends."""
    hours: dict[tuple[str, object], tuple[datetime, datetime]] = {}
    for session in sessions:
        start, end = session.starts_at, session.ends_at
        if start is None or end is None or not session.room:
            continue
        first, last = hours.get((session.room, session.day), (start, end))
        hours[session.room, session.day] = min(first, start), max(last, end)
    return hours
