"""What changed in the programme, for programs and readers of feeds."""

from collections.abc import Sequence
from dataclasses import asdict
from json import dumps
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask import render_template

from eventsite.core.words import _, ngettext, reading
from eventsite.events.models import Event
from eventsite.formats import atom
from eventsite.formats.addresses import Addresses
from eventsite.formats.differences import Place
from eventsite.formats.identity import derived_guid
from eventsite.formats.model import Session
from eventsite.programme.exports import JSON, File
from eventsite.programme.models import Edition
from eventsite.programme.queries import Comparison
from eventsite.programme.rules import DETAILS, KINDS, by_kind, count_words
from eventsite.schedule.queries import Version

ATOM = "application/atom+xml; charset=utf-8"
MOST_ENTRIES = 50  # of a feed
MOST_LISTED = 200  # changes in an entry


def as_json(edition: Edition, comparison: Comparison | None, base_url: str) -> File:
    """Return what differs between two versions, for programs."""
    addresses = Addresses(base_url, edition.programme.conference)
    zone = ZoneInfo(edition.programme.conference.zone)
    before = comparison.before if comparison else None
    after = comparison.after if comparison else None
    found = {
        "event": edition.slug,
        "url": addresses.changes,
        "from": _version(before, addresses, zone),
        "to": _version(after, addresses, zone),
        "changes": [
            {
                "kind": change.kind,
                "code": change.code,
                "guid": change.guid,
                "title": change.title,
                "event": change.event,
                "url": addresses.session(
                    Session(change.title, code=change.code, event=change.event)
                ),
                "people": change.people,
                "before": place_json(change.before, zone),
                "after": place_json(change.after, zone),
                "details": [asdict(detail) for detail in change.details],
            }
            for changes in (comparison.by_kind if comparison else {}).values()
            for change in changes
        ],
    }
    return File(JSON, dumps(found, ensure_ascii=False).encode())


def _version(
    version: Version | None, addresses: Addresses, zone: ZoneInfo
) -> dict[str, str] | None:
    if version is None:
        return None
    return {
        "version": version.name,
        "released_at": version.released_at.astimezone(zone).isoformat(),
        "note": version.note,
        "url": addresses.version(version.name),
    }


def place_json(place: Place | None, zone: ZoneInfo) -> dict[str, str | None] | None:
    if place is None:
        return None
    starts_at, ends_at = (
        at.astimezone(zone).isoformat() if at else None
        for at in (place.starts_at, place.ends_at)
    )
    return {"start": starts_at, "end": ends_at, "room": place.room}


def as_feed(
    edition: Edition, event: Event, versions: Sequence[Version], base_url: str
) -> File:
    """Return an entry for each of the newest versions that changed anything.

    In the event's language: readers of feeds fetch one for many people.
    """
    addresses = Addresses(base_url, edition.programme.conference)
    told = [v for v in versions if v.is_first or v.changes][:MOST_ENTRIES]
    created_at = event.created_at.isoformat()
    with reading(*event.languages):
        feed = atom.Feed(
            id=_urn("changes", str(event.id), created_at),
            title=_("%(event)s: what changed in the schedule", event=event.name),
            author=event.host.name,
            url=addresses.changes,
            own_url=f"{addresses.changes}.atom",
            updated_at=told[0].released_at if told else event.created_at,
            entries=[
                atom.Entry(
                    id=_urn(version.guid, str(event.id), created_at),
                    title=_entry_title(version),
                    url=f"{addresses.changes}?{urlencode({'to': version.name})}",
                    updated_at=version.released_at,
                    html=_entry_html(version, edition, base_url),
                )
                for version in told
            ],
        )
    return File(ATOM, atom.write(feed))


def _entry_title(version: Version) -> str:
    if not version.is_first:
        counts = count_words(version.counts)
        return _("Version %(name)s: %(counts)s", name=version.name, counts=counts)
    return ngettext(
        "Version %(name)s: the first, with one session",
        "Version %(name)s: the first, with %(num)s sessions",
        len(version.changes),
        name=version.name,
    )


def _entry_html(version: Version, edition: Edition, base_url: str) -> str:
    return render_template(
        "programme/_version_entry.html",
        version=version,
        groups={} if version.is_first else by_kind(version.changes),
        kinds=KINDS,
        details=DETAILS,
        zone=edition.programme.conference.zone,
        root=f"{base_url}/events/",
        most=MOST_LISTED,
    )


def _urn(*parts: str) -> str:
    return f"urn:uuid:{derived_guid(*parts)}"
