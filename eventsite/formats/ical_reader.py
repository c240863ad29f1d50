"""Reads calendars: ours, those of other systems, and those made by hand.

Each VEVENT is a session; one that repeats is one session with several times. Times stay
what the clocks at their place show: what begins at ten does so on both sides of a change
to summer time.

Source: RFC 5545; RFC 7986 (NAME).
"""

import re
from collections import Counter
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from typing import BinaryIO

from eventsite.core.words import _
from eventsite.formats.assembly import MAX_SESSIONS, assemble
from eventsite.formats.characters import one_line
from eventsite.formats.content_lines import Component, Property, parse
from eventsite.formats.decoding import decoded
from eventsite.formats.found import FoundDay, FoundFile, FoundPerson, FoundSession
from eventsite.formats.hardened_xml import Progress
from eventsite.formats.ical_zones import Moment, Zones, read_when
from eventsite.formats.identity import LONGEST_NAME, derived_guid, to_guid
from eventsite.formats.limits import measure
from eventsite.formats.model import Link, Reading, Unreadable
from eventsite.formats.recurrence import (
    MOST_TIMES,
    Rule,
    Unbounded,
    Unclear,
    read_rule,
    times_of,
)

OWN_UID = "@eventsite"
WANTED = frozenset(
    [
        "ATTACH",
        "ATTENDEE",
        "CATEGORIES",
        "DESCRIPTION",
        "DTEND",
        "DTSTART",
        "DURATION",
        "EXDATE",
        "LOCATION",
        "NAME",
        "RDATE",
        "RECURRENCE-ID",
        "RRULE",
        "STATUS",
        "SUMMARY",
        "TZID",
        "TZOFFSETFROM",
        "TZOFFSETTO",
        "UID",
        "URL",
        "X-EVENTSITE-SUBTITLE",
        "X-EVENTSITE-TITLE",
        "X-LIC-LOCATION",
        "X-WR-CALDESC",
        "X-WR-CALNAME",
        "X-WR-TIMEZONE",
    ]
)
MOST_RULES = 1000
NOT_PEOPLE = frozenset({"ROOM", "RESOURCE", "GROUP"})
_WEEKS = re.compile(r"P(\d{1,2})W")


def read(
    data: bytes | BinaryIO, zone: str | None = None, progress: Progress | None = None
) -> Reading:
    """Return what a calendar holds; `zone` is used where it names none.

    Raises:
        Unreadable: it is no calendar; says what is wrong, and where.
    """
    source = BytesIO(data) if isinstance(data, bytes) else data
    size = measure(source)
    root, broken = parse(decoded(source.read()), WANTED)
    reader = CalendarReader("ical", root)
    for line in broken[:20]:
        reader.file.odd(line, _("This line is no property of a calendar; left out."))
    if progress is not None:
        progress(size, size)
    return assemble(reader.file, zone)


class CalendarReader:
    """Makes sessions of a calendar's components, however these were written."""

    def __init__(self, format_: str, root: Component) -> None:
        self.file = FoundFile(format_)
        self.calendars = [one for one in root.components if one.name == "VCALENDAR"]
        if not self.calendars:
            raise Unreadable(_("There is no calendar in the file."), 1, 1)
        parts = [one for calendar in self.calendars for one in calendar.components]
        self.zones = Zones(parts)
        self.events = [one for one in parts if one.name == "VEVENT"]
        self.rules = 0
        self.changed = self._changed_times()
        self._conference()
        for event in self.events:
            if event.find("RECURRENCE-ID") is None:
                self._event(event)

    def _conference(self) -> None:
        told = self.file.conference
        for calendar in self.calendars:
            title = calendar.find("NAME", "X-WR-CALNAME", "X-WR-CALDESC")
            if title is not None and "title" not in told:
                told["title"], told["title line"] = title.text, str(title.line)
            zone = calendar.find("X-WR-TIMEZONE")
            if zone is not None and "zone" not in told:
                name = self.zones.name_of(zone.text.strip())
                told["zone"], told["zone line"] = name or zone.text, str(zone.line)
        if "zone" not in told:  # the one that most of its times are in
            named = Counter(
                self.zones.name_of(start.parameters["TZID"])
                for event in self.events
                if (start := event.find("DTSTART")) and "TZID" in start.parameters
            )
            del named[""]
            if named:
                told["zone"] = named.most_common(1)[0][0]

    def _changed_times(self) -> dict[tuple[str, datetime], Component]:
        """Return what takes the place of one of an event's times, by that time."""
        found = {}
        for event in self.events:
            uid, which = event.find("UID"), event.find("RECURRENCE-ID")
            moment = self._when(which) if which else None
            if uid is not None and moment is not None:
                found[uid.text.strip(), moment.local] = event
        return found

    def _event(self, event: Component) -> None:
        written = event.find("UID")
        uid = written.text.strip() if written else ""
        start = event.find("DTSTART")
        first = self._when(start) if start else None
        if first is None or start is None or first.is_day:
            self._add(event, uid, first, start, "")
            return
        count = 0
        for local in self._times(event, first, start):
            other = self.changed.get((uid, local))
            if other is not None and _is_cancelled(other):
                continue
            repeat = local.isoformat() if count else ""
            if other is not None and (begin := other.find("DTSTART")) is not None:
                self._add(other, uid, self._when(begin), begin, repeat)
            else:
                moment = Moment(local, is_utc=first.is_utc)
                self._add(event, uid, moment, start, repeat)
            count += 1

    def _times(
        self, event: Component, first: Moment, start: Property
    ) -> list[datetime]:
        """Return when an event takes place, on the clocks that its start is told in."""
        found = {first.local}
        for written in event.list("RRULE"):
            self.rules += 1
            if self.rules > MOST_RULES:
                what = _("More than %(most)s events here repeat.", most=MOST_RULES)
                raise Unreadable(what, written.line, 1)
            try:
                rule = read_rule(written.value)
                last = self._last(rule, first, start)
                found |= set(times_of(rule, first.local, last))
            except Unbounded as unbounded:
                raise Unreadable(str(unbounded), written.line, 1) from None
            except Unclear as unclear:
                self.file.odd(
                    written.line,
                    _(
                        "How it repeats is not understood (%(unclear)s); it takes "
                        "place once.",
                        unclear=unclear,
                    ),
                )
        found |= self._dates(event.list("RDATE"))
        found -= self._dates(event.list("EXDATE"))
        if len(found) > MOST_TIMES:
            what = _("An event here repeats more than %(most)s times.", most=MOST_TIMES)
            raise Unreadable(what, event.line, 1)
        return sorted(found)

    def _last(self, rule: Rule, first: Moment, start: Property) -> datetime | None:
        """Return the last moment of a rule, on the clocks of the event's start."""
        if not rule.until:
            return None
        until = read_when(rule.until)
        if until is None:
            raise Unclear(f"UNTIL={rule.until[:20]}")
        if until.is_day:
            return until.local.replace(hour=23, minute=59, second=59)
        tzid = start.parameters.get("TZID", "")
        tzid = tzid or self.file.conference.get("zone", "")
        if not until.is_utc or first.is_utc or not self.zones.knows(tzid):
            return until.local
        shown, _ = self.zones.to_utc(until.local, tzid)  # as far from UTC as then
        return until.local + (until.local - shown.replace(tzinfo=None))

    def _dates(self, written: list[Property]) -> set[datetime]:
        moments = (
            read_when(part.partition("/")[0])
            for one in written
            for part in one.value.split(",")
        )
        return {moment.local for moment in moments if moment and not moment.is_day}

    def _add(
        self,
        event: Component,
        uid: str,
        start: Moment | None,
        written: Property | None,
        repeat: str,
    ) -> None:
        if len(self.file.sessions) >= MAX_SESSIONS:
            what = _("The file has more than %(most)s sessions.", most=MAX_SESSIONS)
            raise Unreadable(what, event.line, 1)
        local_part = uid.partition("@")[0]
        found = FoundSession(
            event.line,
            guid=(to_guid(local_part) or derived_guid("ical", uid)) if uid else "",
            repeat=repeat if uid else "",
        )
        self._texts(event, found, is_ours=uid.endswith(OWN_UID))
        room = event.find("LOCATION")
        found.room = one_line(room.text)[:LONGEST_NAME].strip() if room else ""
        if found.room:
            self.file.add_room(found.room)
        url = event.find("URL")
        found.url = url.value.strip() if url else ""
        if event.find("STATUS"):
            found.cancelled = _is_cancelled(event)
        self._people(event, found)
        attached = event.list("ATTACH")
        links = [
            Link(a.value.strip()) for a in attached if "ENCODING" not in a.parameters
        ]
        if links:
            found.attachments = links
        if written is not None:
            self._place(event, found, start, written)
        self.file.sessions.append(found)

    def _texts(self, event: Component, found: FoundSession, *, is_ours: bool) -> None:
        summary, text = event.find("SUMMARY"), event.find("DESCRIPTION")
        title = event.find("X-EVENTSITE-TITLE")
        subtitle = event.find("X-EVENTSITE-SUBTITLE")
        if summary is not None:
            found.texts["title"] = summary.text
        if is_ours and title is not None and subtitle is not None:
            whole = f"{one_line(title.text)} – {one_line(subtitle.text)}"
            if summary is None or one_line(summary.text) == whole:
                found.texts["title"] = title.text
                found.texts["subtitle"] = subtitle.text
        if text is not None:  # ours begins with names, and has lost its markup
            told = found.hints if is_ours else found.texts
            told["abstract"] = text.text
        names = [name for one in event.list("CATEGORIES") for name in one.texts]
        names = [name for name in names if name.strip()]
        if names:
            found.texts["track"] = names[0]
        if names[1:]:
            found.tags = names[1:]

    def _people(self, event: Component, found: FoundSession) -> None:
        people = [
            FoundPerson(one_line(name)[:LONGEST_NAME].strip(), "", one.line)
            for one in event.list("ATTENDEE")
            if (name := one.parameters.get("CN", ""))
            and one.parameters.get("CUTYPE", "").upper() not in NOT_PEOPLE
        ]
        if people:
            found.people = [person for person in people if person.name]

    def _place(
        self,
        event: Component,
        found: FoundSession,
        start: Moment | None,
        written: Property,
    ) -> None:
        """Set when it begins, and how long it is."""
        if start is None:
            what = _(
                "The start %(text)s cannot be read.",
                text=repr(written.value.strip()[:40]),
            )
            self.file.odd(written.line, what)
            return
        if start.is_day:
            found.day, found.all_day = FoundDay(start.local.date()), True
            return
        found.date = self._moment(start, written)
        end, length = event.find("DTEND"), event.find("DURATION")
        if end is not None:
            found.end = self._end(event, start, end)
            found.duration = None if found.end else end.value.strip()
        elif length is not None:
            weeks = _WEEKS.fullmatch(length.value.strip())
            found.duration = f"P{int(weeks[1]) * 7}D" if weeks else length.value

    def _end(self, event: Component, start: Moment, end: Property) -> str:
        """Return when one of an event's times ends, as far from its start as the first.

        As far on the clocks, if both are told on the same. "" if it cannot be read.
        """
        written, last = event.find("DTSTART"), self._when(end)
        first = self._when(written) if written else None
        if written is None or first is None or last is None or last.is_day:
            return ""
        clocks = [
            (one.parameters.get("TZID"), at.is_utc)
            for one, at in ((written, first), (end, last))
        ]
        if clocks[0] == clocks[1]:
            last = replace(last, local=start.local + (last.local - first.local))
        return self._moment(last, end, quiet=True)

    def _moment(self, at: Moment, written: Property, *, quiet: bool = False) -> str:
        """Return a moment as text: without offset if it is on the conference's clocks."""
        if at.is_utc:
            return f"{at.local.isoformat()}+00:00"
        tzid = written.parameters.get("TZID", "")
        if not tzid:
            return at.local.isoformat()
        if not self.zones.knows(tzid):
            if not quiet:
                self.file.odd(
                    written.line,
                    _(
                        "The time zone %(tzid)s is not defined; the time is taken as "
                        "the conference's.",
                        tzid=repr(tzid[:40]),
                    ),
                )
            return at.local.isoformat()
        moment, doubt = self.zones.to_utc(at.local, tzid)
        if doubt and not quiet:
            self.file.odd(
                written.line,
                _(
                    "The time %(time)s %(doubt)s.",
                    time=f"{at.local:%Y-%m-%d %H:%M}",
                    doubt=doubt,
                ),
            )
        return moment.isoformat()

    def _when(self, written: Property) -> Moment | None:
        return read_when(written.value)


def _is_cancelled(event: Component) -> bool:
    status = event.find("STATUS")
    return status is not None and status.value.strip().upper() == "CANCELLED"
