"""Which session, slot or person of a file is which of the stored ones. Pure.

A file's session is the stored one of the same guid, else of the same id; a person is
the file's person id, else the name.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from hashlib import sha256
from itertools import chain, count

from eventsite.core.codes import ALPHABET, LENGTH
from eventsite.exchange.rules.stored import (
    StoredSession,
    StoredSlot,
    StoredSpeaker,
    Wanted,
)
from eventsite.formats import model as plain
from eventsite.formats.characters import one_line
from eventsite.formats.identity import derived_guid

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
    named = {guid_of(session, root) for session in found}
    wanted: dict[str, Wanted] = {}
    for session in found:
        guid = guid_of(session, root)
        known = by_guid.get(guid) or by_slot.get(session.slot_guid)
        if known is None and session.external_id:
            same = by_id.get(session.external_id)
            if same is not None and _may_be(same, session, named, root):
                known = same
        key = known.guid if known else guid
        one = wanted.setdefault(key, Wanted(session, key, known))
        one.slots.append(session)
    return list(wanted.values())


def _may_be(
    stored: StoredSession, session: plain.Session, named: Collection[str], root: str
) -> bool:
    """Tell whether an id is enough: not if both sides have guids, which differ."""
    had_none = stored.guid == derived_guid(root, stored.external_id)
    return stored.guid not in named and (not session.guid or had_none)


def match_people(
    found: Iterable[plain.Person], stored: Iterable[StoredSpeaker]
) -> dict[str, StoredSpeaker | None]:
    """Return who of the stored speakers each person of the file is, by their code.

    Our own files call people by number; the name has to agree then, as another file's
    ids may be the same numbers.
    """
    stored = list(stored)
    found = list(found)
    by_id = {one.external_id: one for one in stored if one.external_id}
    by_number = {one.number: one for one in stored}
    by_code = {one.code: one for one in stored}
    by_name: defaultdict[str, list[StoredSpeaker]] = defaultdict(list)
    for speaker in stored:
        by_name[one_line(speaker.name)].append(speaker)
    matched: dict[str, StoredSpeaker | None] = {}
    taken: set[int] = set()

    def match(person: plain.Person, *candidates: StoredSpeaker | None) -> None:
        free = (one for one in candidates if one is not None and one.id not in taken)
        one = next(free, None)
        if one is not None and person.code not in matched:
            matched[person.code] = one
            taken.add(one.id)

    for person in found:  # those about whom there is no doubt come first
        sure = (
            by_code.get(person.code),
            by_id.get(person.external_id),
            by_number.get(person.number or 0),
        )
        name = one_line(person.name)
        match(person, *(one for one in sure if one and one_line(one.name) == name))
    for person in found:
        match(person, by_id.get(person.external_id))
        if not person.external_id:
            namesakes = by_name[one_line(person.name)]
            match(person, *sorted(namesakes, key=lambda one: bool(one.external_id)))
        matched.setdefault(person.code, None)
    return matched


def pair_slots(wanted: Wanted) -> list[tuple[plain.Session, str, StoredSlot | None]]:
    """Return each placement of the file with its slot's guid, and its slot of today.

    Where the file names no slots, one at the same time is the same; the rest go in
    their order.
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
        guid = wanted.guid if n == 0 and n not in unnamed else place.slot_guid
        same = (one for one in stored if one.guid in {guid, place.slot_guid} - {""})
        pair(n, next(same, None))
    for n in unnamed:
        start = wanted.slots[n].starts_at
        pair(n, next((one for one in stored if one.starts_at == start), None))
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
