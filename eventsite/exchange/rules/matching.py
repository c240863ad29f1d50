"""Which session or slot of a file is which of the stored ones. Pure.

A file's session is the stored one of the same guid, else of the same id; where a file
has neither, of the same code, or the only one of the same title.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from hashlib import sha256
from itertools import chain, count

from eventsite.core.codes import ALPHABET, LENGTH
from eventsite.exchange.rules.stored import StoredSession, StoredSlot, Wanted
from eventsite.formats import model as plain
from eventsite.formats.characters import one_line
from eventsite.formats.identity import LONGEST_ID, derived_guid

CODE = re.compile(r"[0-9A-Z]{6}")


def guid_of(session: plain.Session, root: str) -> str:
    """Return the session's guid; without one it is made of what else names it."""
    name = session.external_id or session.code or session.title
    return session.guid or derived_guid(root, name)


def match_sessions(
    found: Iterable[plain.Session], stored: Iterable[StoredSession], root: str
) -> list[Wanted]:
    """Return the file's sessions in their order, each with what is stored of it.

    `root` is the slug of the tree's root, in which guids are unique.
    """
    stored = list(stored)
    found = list(found)
    by_guid = {one.guid: one for one in stored}
    by_slot = {slot.guid: one for one in stored for slot in one.slots}
    by_id = {one.external_id: one for one in stored if one.external_id}
    by_code = {one.code: one for one in stored}
    by_title = _only_ones(stored)
    named = {guid_of(session, root) for session in found}
    wanted: dict[str, Wanted] = {}
    for session in found:
        guid = guid_of(session, root)
        known = by_guid.get(guid) or by_slot.get(session.slot_guid)
        if known is None and session.external_id:
            same = by_id.get(session.external_id)
            if same is not None and _may_be(same, session, named, root):
                known = same
        if known is None and not session.guid:
            if not session.external_id:
                known = by_code.get(session.code)
            elif _is_known_by_title(session):
                known = by_title.get(one_line(session.title).casefold())
        key = known.guid if known else guid
        one = wanted.setdefault(key, Wanted(session, key, known))
        one.slots.append(session)
    return list(wanted.values())


def _only_ones(stored: Iterable[StoredSession]) -> dict[str, StoredSession]:
    """Return the sessions whose titles nobody else has."""
    found: defaultdict[str, list[StoredSession]] = defaultdict(list)
    for one in stored:
        found[one_line(one.texts["title"]).casefold()].append(one)
    return {title: same[0] for title, same in found.items() if len(same) == 1}


def _is_known_by_title(session: plain.Session) -> bool:
    return session.external_id == one_line(session.title)[:LONGEST_ID]


def _may_be(
    stored: StoredSession, session: plain.Session, named: Collection[str], root: str
) -> bool:
    """Tell whether an id is enough: not if both sides have guids, which differ."""
    had_none = stored.guid == derived_guid(root, stored.external_id)
    return stored.guid not in named and (not session.guid or had_none)


def pair_slots(
    wanted: Wanted, room_id: Callable[[str], int | None]
) -> list[tuple[plain.Session, str, StoredSlot | None]]:
    """Return each placement of the file with its slot's guid, and its slot of today.

    Where the file names no slots, one at the same time is the same, best in the same
    room; the rest go in their order. `room_id` tells what a room's name means here.
    """
    stored = list(wanted.stored.slots) if wanted.stored else []
    if len(wanted.slots) == len(stored) == 1:
        return [(wanted.slots[0], stored[0].guid, stored[0])]
    paired: dict[int, StoredSlot] = {}

    def pair(n: int, slot: StoredSlot | None) -> None:
        if n not in paired and slot is not None:
            paired[n] = slot
            stored.remove(slot)

    unnamed = [n for n, place in enumerate(wanted.slots) if not place.slot_guid]
    for n, place in enumerate(wanted.slots):
        named = (one for one in stored if one.guid == place.slot_guid)
        pair(n, next(named, None))
    if 0 not in unnamed:  # the first one has the session's guid
        pair(0, next((one for one in stored if one.guid == wanted.guid), None))
    for is_there in (True, False):
        for n in unnamed:
            place = wanted.slots[n]
            same = (
                one
                for one in stored
                if one.starts_at == place.starts_at
                and (not is_there or one.room_id == room_id(place.room))
            )
            pair(n, next(same, None))
    for n in unnamed:
        pair(n, stored[0] if stored else None)
    used = {slot.guid for slot in (*paired.values(), *stored)}
    found = []
    for n, place in enumerate(wanted.slots):
        guid = paired[n].guid if n in paired else _free_guid(wanted, n, place, used)
        used.add(guid)
        found.append((place, guid, paired.get(n)))
    return found


def _free_guid(
    wanted: Wanted, n: int, place: plain.Session, used: Collection[str]
) -> str:
    """Return a new slot's guid: a session's first slot has the session's own."""
    wishes = [wanted.guid] if n == 0 else [place.slot_guid] if place.slot_guid else []
    numbered = (derived_guid(wanted.guid, str(k)) for k in count(n + 1))
    return next(guid for guid in chain(wishes, numbered) if guid not in used)


def derived_code(taken: Collection[str], *parts: str) -> str:
    """Return the code that the same parts always get, unless it is `taken`."""
    for attempt in range(1000):
        digest = sha256("\n".join((*parts, str(attempt))).encode()).digest()
        code = "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:LENGTH])
        if code not in taken:
            return code
    raise ValueError("no code is free")
