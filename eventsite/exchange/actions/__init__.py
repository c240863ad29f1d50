"""Brings what a file holds into an event. Nothing here commits.

All or nothing: everything is compared first; what differs is then written in one go,
within the one transaction of the caller. If nothing differs, nothing is written.
"""

from datetime import datetime

from eventsite.audit.actions import record
from eventsite.core.db import db
from eventsite.core.words import _
from eventsite.events.actions import create_event, create_host, lock_tree
from eventsite.events.models import Event, EventState
from eventsite.events.queries import find_event, find_host, list_below
from eventsite.events.rules import Details, HostDetails
from eventsite.exchange import queries, rules
from eventsite.exchange.actions.memory import remember
from eventsite.exchange.actions.owners import Owners
from eventsite.exchange.actions.people import People
from eventsite.exchange.actions.programme import Sessions
from eventsite.exchange.actions.setting import Setting
from eventsite.exchange.actions.uploads import agree, discard, show, take_file
from eventsite.exchange.actions.writing import Writing
from eventsite.exchange.models import Import, ImportState
from eventsite.exchange.rules import Plan, Report
from eventsite.exchange.rules.merging import Key, Merge
from eventsite.formats import model as plain
from eventsite.formats.characters import one_line
from eventsite.schedule import queries as schedule
from eventsite.schedule.actions import release as release_schedule

__all__ = [
    "Plan",
    "agree",
    "bring_in",
    "discard",
    "find_target",
    "open_event",
    "preview",
    "show",
    "take_file",
]
NO_VERSIONS = frozenset({"", "latest", "wip"})


def find_target(host_slug: str, slug: str) -> Event | None:
    """Return the event of this slug, if it may be imported into.

    Raises:
        OtherHost, Archived
    """
    event = find_event(slug)
    if event is None:
        return None
    if event.host.slug != host_slug:
        raise rules.OtherHost
    if event.is_archived:
        raise rules.Archived
    return event


def open_event(
    host_slug: str,
    slug: str,
    programme: plain.Programme,
    *,
    actor_id: int | None,
    now: datetime,
) -> Event:
    """Make an announced event of what the file says of the conference, and its host.

    Raises:
        Refusal: see `events.actions.create_event`; NothingToOpen
    """
    conference = programme.conference
    if conference.starts_on is None:
        raise rules.NothingToOpen
    host = find_host(host_slug) or create_host(
        HostDetails(_host_name(host_slug, conference.title), host_slug),
        actor_id=actor_id,
        now=now,
    )
    details = Details(
        name=conference.title,
        slug=slug,
        tagline=conference.subtitle,
        day_change=conference.day_change,
        own_starts_on=conference.starts_on,
        own_ends_on=conference.ends_on,
        own_timezone=conference.zone or "UTC",
        own_venue=conference.venue or None,
        own_city=conference.city or None,
        own_colour=conference.colour or None,
    )
    return create_event(
        host, details, state=EventState.ANNOUNCED, actor_id=actor_id, now=now
    )


def _host_name(slug: str, title: str) -> str:
    """Return the host's name as the conference's title spells it, else from its slug."""
    words = (word.strip(",.:;") for word in title.split())
    return next(
        (word for word in words if word.casefold() == slug),
        slug.replace("-", " ").capitalize(),
    )


def preview(
    event: Event | None, slug: str, reading: plain.Reading, plan: Plan
) -> Report:
    """Return what bringing the file in would do; writes nothing.

    Without an `event`, `slug` is what it would be called.

    Raises:
        OutsideHours, NothingToOpen
    """
    return _Bringing(event, slug, reading, plan).report


def bring_in(
    event: Event,
    reading: plain.Reading,
    plan: Plan,
    now: datetime,
    row: Import | None = None,
) -> Report:
    """Write what the file says into the event's tree and, if told, release it.

    Locks the tree. What the file does not mention stays as it is. `row` is filled with
    what was done; without one it is made, unless there was nothing to do.

    Raises:
        Archived, OutsideHours
    """
    if event.is_archived:
        raise rules.Archived
    lock_tree(event)
    db.session.expire_all()  # as it is now that nobody else may change it
    return _Bringing(event, event.slug, reading, plan).write(now, row)


class _Bringing:
    def __init__(
        self, event: Event | None, slug: str, reading: plain.Reading, plan: Plan
    ) -> None:
        if event is None and reading.is_of_people:
            raise rules.NothingToOpen
        self.event, self.plan = event, plan
        self.reading, self.programme = reading, reading.programme
        self.report = rules.first_report(reading)
        self.stored = queries.load_stored(event)
        self.last = queries.find_last_import(event) if event else None
        brought = self.stored.brought
        self.merge = Merge(brought, overwrite=plan.overwrite, answers=plan.answers)
        self.setting = Setting(event, self.programme, brought, overwrite=plan.overwrite)
        self.owners = Owners(event, self.programme, devrooms=plan.devrooms)
        self.people = People(reading, self.stored, self.merge)
        self.sessions = Sessions(
            event.root.slug if event else slug,
            self.programme,
            self.stored,
            self.setting,
            self.people,
            self.owners,
            self.merge,
        )
        self.sessions.compare(self.report)
        if reading.is_of_people:
            self.people.compare(event.root.slug if event else slug, self.report)
        self.report.conflicts, self.report.kept = self.merge.conflicts, self.merge.kept
        self.report.titles |= self.merge.titles
        self._check_hours()
        self._note_removed()
        self._note_oddities()

    def _check_hours(self) -> None:
        event = self.event
        if event is None or event.parent is None or not self.plan.is_bound:
            return
        if outside := self.sessions.outside(schedule.find_limits(event)[event.id]):
            first = min(outside, key=lambda session: session.line)
            raise rules.OutsideHours(first.title, first.line, len(outside))

    def _note_removed(self) -> None:
        """Note the sessions that the last file had and this one has not.

        Not those that have no time here, if this file has none without a time: there
        are formats that cannot tell of them. Nor what was called off.
        """
        if self.reading.is_of_people:
            return
        had = set(self.last.session_ids or ()) if self.last else set()
        gone = had - set(self.sessions.ids)
        tells_of_all = any(s.starts_at is None for s in self.programme.sessions)
        for session in self.stored.sessions:
            is_told = not session.cancelled and (session.is_placed or tells_of_all)
            if session.id in gone and is_told:
                self.report.removed.append(session.code)
                self.report.titles[session.code] = session.texts["title"]

    def _note_oddities(self) -> None:
        event, conference = self.event, self.programme.conference
        if event is None:
            return
        odd = self.report.oddities
        odd += self.people.doubts
        if self.reading.is_of_people:
            return
        odd += self.owners.unknown()
        odd += [
            plain.Oddity(
                wanted.session.line,
                _(
                    "“%(title)s” belongs to another event of the conference; it stays "
                    "as it is.",
                    title=wanted.session.title,
                ),
            )
            for wanted in self.sessions.foreign
        ]
        if conference.zone != event.timezone:
            odd.append(
                plain.Oddity(
                    1,
                    _(
                        "The file's time zone is %(zone)s, the event's is "
                        "%(timezone)s: what takes "
                        "place when is the same.",
                        zone=conference.zone,
                        timezone=event.timezone,
                    ),
                )
            )
        odd += [
            plain.Oddity(
                1,
                _(
                    "The room “%(name)s” is called “%(other)s” in the file; it keeps "
                    "the name it was given here.",
                    name=room.name,
                    other=name,
                ),
            )
            for room, name in self.setting.kept_rooms
        ]
        outside = [
            day
            for day in self.programme.days
            if not event.starts_on <= day <= event.ends_on
        ]
        for day in outside:
            line = next((s.line for s in self.programme.sessions if s.day == day), 1)
            odd.append(
                plain.Oddity(
                    line, _("%(day)s is not one of the event's days.", day=day)
                )
            )

    def write(self, now: datetime, row: Import | None) -> Report:
        event = self.event
        assert event is not None, "there is an event by now"
        is_new = self._differs()
        if is_new:
            session_ids = self._write(event, now)
        else:
            session_ids = self.sessions.ids
            remember(event.root, self._remembered())
        if self._releases and (is_new or not self._is_released(event)):
            self._release(event, now)
        if row is None and (
            is_new or self.report.version or self._mentions_others(session_ids)
        ):
            row = Import(event_id=event.id, person_id=self.plan.actor_id)
            row.devrooms, row.release = self.plan.devrooms, self.plan.release
            row.created_at = now
            db.session.add(row)
        if row is not None:
            row.state, row.percent, row.applied_at = ImportState.DONE, 100, now
            row.report, row.session_ids = self.report.as_page(), session_ids
            row.content = None
            row.is_released = not is_new or bool(self.report.version)
            if self.reading.is_of_people and self.last is not None:
                row.session_ids, row.is_released = (
                    self.last.session_ids,
                    self.last.is_released,
                )
        db.session.flush()
        return self.report

    @property
    def _releases(self) -> bool:
        """Tell whether to release; who comes with people alone has not seen the plan."""
        return self.plan.release and not self.reading.is_of_people

    def _remembered(self) -> dict[Key, dict[str, str]]:
        """Return what is to be known from now on, where it is not known yet."""
        told = self.sessions.facts() | self.people.facts()
        kept = {key: self.merge.remembered(key, facts) for key, facts in told.items()}
        found = {key: facts for key, facts in kept.items() if facts is not None}
        for key, mark in (self.setting.facts() | self.people.marks()).items():
            if self.stored.brought.get(key) != {"is": mark}:
                found[key] = {"is": mark}
        return found

    def _differs(self) -> bool:
        parts = (self.setting, self.people, self.owners)
        return (
            bool(self.sessions.new or self.sessions.changes or self.sessions.moves)
            or bool(self.setting.renamed_rooms)
            or not all(part.is_complete for part in parts)
        )

    def _mentions_others(self, session_ids: list[int]) -> bool:
        return self.last is None or self.last.session_ids != session_ids

    def _is_released(self, event: Event) -> bool:
        """Tell whether the last import was released, or at least anything was."""
        if self.last is not None and not self.last.is_released:
            return False
        return bool(schedule.list_newest_covers([event]))

    def _write(self, event: Event, now: datetime) -> list[int]:
        actor_id = self.plan.actor_id
        self.setting.make()
        self.owners.make(actor_id, now)
        self.people.make(event.root, now)
        session_ids = self.sessions.ids
        if self.sessions.wanted:
            session_ids = Writing(self.sessions).write(event, now)
        self.owners.allocate(self.setting.rooms)
        remember(event.root, self._remembered())
        counts = {
            name: len(getattr(self.report, name))
            for name in ("added", "changed", "moved")
        }
        record(
            event_id=event.id,
            actor_id=actor_id,
            verb="schedule.import",
            subject=f"event {event.id}",
            now=now,
            detail=counts,
        )
        db.session.flush()
        db.session.expire_all()  # much was written past the objects loaded
        return session_ids

    def _release(self, event: Event, now: datetime) -> None:
        version = one_line(self.programme.version)[:100]
        if version.casefold() in NO_VERSIONS or schedule.has_release(event, version):
            version = schedule.next_version(event)
        named = {
            owner.id
            for each in self.programme.sessions
            if (owner := self.owners.of(each))
        }
        covers = [
            one for one in list_below(event) if one.id == event.id or one.id in named
        ]
        release_schedule(event, covers, version, now, self.plan.actor_id)
        self.report.version = version
