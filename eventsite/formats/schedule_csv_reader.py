"""Reads tables of sessions: ours, and those of people and other systems.

What a column means is told by its head, in any order and in many words. A day and a time
may stand in one column or in two; a time may name its end as well.
"""

from datetime import date, datetime, timedelta
from io import BytesIO
from typing import BinaryIO

from eventsite.core.words import _
from eventsite.formats.assembly import assemble
from eventsite.formats.characters import one_line
from eventsite.formats.csv_list import split_list, split_people
from eventsite.formats.csv_table_reader import Row, Table, read_table
from eventsite.formats.found import FoundDay, FoundFile, FoundPerson, FoundSession
from eventsite.formats.hardened_xml import Progress
from eventsite.formats.identity import LONGEST_NAME
from eventsite.formats.limits import measure
from eventsite.formats.loose_times import (
    has_slashes,
    is_month_first,
    read_aware,
    read_clock,
    read_length,
    split_day,
    split_range,
)
from eventsite.formats.model import Reading, Unreadable
from eventsite.formats.times import DAY, find_zone, to_utc, write_length

HEADS = {
    "title": "title, session title, session name, session, talk, talk title, talk name, "
    "subject, event title, presentation, presentation title, titel, vortrag",
    "subtitle": "subtitle, untertitel",
    "people": "people, person, persons, speaker, speakers, speaker name, speaker names, "
    "presenter, presenters, presented by, author, authors, panelists, panellists, "
    "hosts, referent, referenten, vortragende",
    "abstract": "abstract, short description, summary, teaser, zusammenfassung",
    "description": "description, long description, session description, details, "
    "beschreibung",
    "track": "track, tracks, stream, theme, devroom, strang",
    "type": "type, session type, format, session format, kind, talk type, typ",
    "language": "language, lang, sprache",
    "level": "level, audience level, session level, difficulty, niveau",
    "room": "room, rooms, room name, location, venue, place, where, stage, raum, saal, "
    "ort",
    "day": "day, programme day, program day, tag",
    "date": "date, start date, session date, event date, datum",
    "start": "start, starts, starts at, start time, begin, begins, begin time, from, "
    "time, when, scheduled at, start datetime, start date time, uhrzeit, beginn, "
    "anfang, von",
    "end": "end, ends, ends at, end time, finish, until, to, end datetime, "
    "end date time, ende, bis",
    "end date": "end date, enddatum",
    "duration": "duration, length, minutes, duration minutes, duration in minutes, "
    "duration min, scheduled duration, dauer",
    "zone": "zone, timezone, time zone, tz, zeitzone",
    "tags": "tags, keywords, topics, labels, schlagworte",
    "status": "status, state",
    "code": "code",
    "guid": "guid, uuid",
    "id": "id, session id, talk id, number, nummer",
    "event": "event, event slug, co located event, host event",
    "url": "url, link, page, session url",
}
WORDS = {
    word.strip(): meaning
    for meaning, words in HEADS.items()
    for word in words.split(",")
}
TEXTS = (
    "title",
    "subtitle",
    "abstract",
    "description",
    "track",
    "type",
    "language",
    "level",
)
CANCELLED = frozenset(("cancelled", "canceled", "withdrawn", "abgesagt"))
MIDNIGHT = datetime.min.time()


def read(
    data: bytes | BinaryIO, zone: str | None = None, progress: Progress | None = None
) -> Reading:
    """Return the sessions of a table; `zone` is used where it names none.

    Raises:
        Unreadable: it is no such table; says what is wrong, and where.
    """
    source = BytesIO(data) if isinstance(data, bytes) else data
    size = measure(source)
    table = read_table(source.read(), WORDS)
    reader = _Reader(table)
    if progress is not None:
        progress(size, size)
    return assemble(reader.file, zone)


class _Reader:
    def __init__(self, table: Table) -> None:
        self.file = FoundFile("csv")
        self.file.conference["title line"] = str(table.line)
        columns = table.columns(WORDS)
        if "title" not in columns:
            raise Unreadable(
                _("This table has no column for titles: name one “title”."),
                table.line,
                1,
            )
        if "abstract" not in columns and "description" in columns:
            columns["abstract"] = columns.pop("description")
        self._note_others(table, columns)
        rows = list(table.read(columns))
        self.month_first = self._order_of_days(rows)
        self.zone = self._main_zone(rows)
        if not columns.keys() & {"guid", "id", "code"}:
            self.file.is_known_by_title = True
            self.file.odd(
                table.line,
                _(
                    "The table has no column with an id: sessions are known by their "
                    "titles."
                ),
            )
        for row in rows:
            self._session(row)

    def _note_others(self, table: Table, columns: dict[str, int]) -> None:
        used = set(columns.values())
        others = [h for n, h in enumerate(table.heads) if n not in used and h]
        if others:
            quoted = ", ".join(f"“{one_line(head)[:40]}”" for head in others[:10])
            self.file.odd(
                table.line, _("Columns that are not read: %(quoted)s.", quoted=quoted)
            )

    def _order_of_days(self, rows: list[Row]) -> bool:
        """Tell whether 2/3/2024 is in February.

        Raises:
            Unreadable: it may be in March as well.
        """
        names = ("date", "day", "start", "end", "end date")
        told = [(row, row[name]) for row in rows for name in names]
        found = is_month_first(text for _, text in told)
        if found is None:
            for row, text in told:
                if has_slashes(text):
                    raise Unreadable(
                        _(
                            "%(text)s may be two different days: write days as "
                            "2024-02-03.",
                            text=repr(text[:20]),
                        ),
                        row.line,
                        1,
                    )
        return bool(found)

    def _main_zone(self, rows: list[Row]) -> str:
        for row in rows:
            if find_zone(row["zone"]):
                self.file.conference |= {
                    "zone": row["zone"],
                    "zone line": str(row.line),
                }
                return row["zone"]
        return ""

    def _session(self, row: Row) -> None:
        found = FoundSession(
            row.line,
            id=row["id"],
            guid=row["guid"],
            code=row["code"],
            url=row["url"],
            event=one_line(row["event"])[:LONGEST_NAME],
            texts={name: row[name] for name in TEXTS if row.has(name)},
        )
        found.room = one_line(row["room"])[:LONGEST_NAME].strip()
        if found.room:
            self.file.add_room(found.room)
        if row.has("people"):
            names = (
                one_line(name)[:LONGEST_NAME] for name in split_people(row["people"])
            )
            found.people = [FoundPerson(name, "", row.line) for name in names if name]
        if row.has("tags"):
            found.tags = split_list(row["tags"])
        if row["status"]:
            found.cancelled = row["status"].strip().casefold() in CANCELLED
        self._place(row, found)
        self.file.sessions.append(found)

    def _place(self, row: Row, found: FoundSession) -> None:
        """Set when a session takes place.

        What a column “day” names has its night as well; a date is the calendar's.
        """
        if row["duration"]:
            length = read_length(row["duration"])
            found.duration = row["duration"] if length is None else _iso(length)
        first, second = self._ends(row)
        if row["day"] or (row["date"] and not first):
            day, _ = self._split(row["day"] or row["date"])
            found.day = FoundDay(day, line=row.line)
        start, clock = self._start(row, first)
        if start is not None:
            found.date = self._written(row, start)
        elif clock is not None and found.day is not None:
            found.start = write_length(clock)
        else:
            found.date = first  # if there is one, it cannot be read: said later
        if second and not found.duration:
            self._end(row, second, found, start, clock)

    def _ends(self, row: Row) -> tuple[str, str]:
        """Return the texts of start and end: of "10:00 – 10:30" both."""
        start, end = row["start"], row["end"]
        if not end and read_aware(start) is None:
            day, rest = self._split(start)
            first, second = split_range(rest)
            if second and read_clock(second) is not None:
                return f"{day} {first}" if day else first, second
        return start, end

    def _split(self, text: str) -> tuple[date | None, str]:
        return split_day(text, month_first=self.month_first)

    def _start(self, row: Row, text: str) -> tuple[datetime | None, timedelta | None]:
        """Return when a session starts, else at least the time of day."""
        if aware := read_aware(text):
            return aware, None
        day, rest = self._split(text)
        clock = read_clock(rest)
        if day is None and row["date"]:
            day, _ = self._split(row["date"])
        if day is None or clock is None:
            return None, clock
        return datetime.combine(day, MIDNIGHT) + clock, clock

    def _end(
        self,
        row: Row,
        text: str,
        found: FoundSession,
        start: datetime | None,
        clock: timedelta | None,
    ) -> None:
        """Set when a session ends; a time alone is the next one after its start."""
        if aware := read_aware(text):
            found.end = aware.isoformat()
            return
        day, rest = self._split(text)
        last = read_clock(rest)
        if day is None and row["end date"]:
            day, _ = self._split(row["end date"])
        if last is None:
            found.duration = text  # cannot be read: said later
        elif day is not None:
            found.end = self._written(row, datetime.combine(day, MIDNIGHT) + last)
        elif start is not None:
            end = datetime.combine(start.date(), MIDNIGHT, start.tzinfo) + last
            found.end = self._written(row, end if end >= start else end + DAY)
        elif clock is not None:
            found.duration = _iso((last - clock) % DAY)

    def _written(self, row: Row, at: datetime) -> str:
        """Return a moment as text: with its offset if its row has a zone of its own."""
        zone = find_zone(row["zone"]) if row["zone"] != self.zone else None
        if at.tzinfo is None and zone is not None:
            clock = at - datetime.combine(at.date(), MIDNIGHT)
            at, doubt = to_utc(at.date(), clock, zone)
            if doubt:
                self.file.odd(
                    row.line,
                    _("The time %(row)s %(doubt)s.", row=row["start"], doubt=doubt),
                )
        return at.isoformat()


def _iso(length: timedelta) -> str:
    minutes, seconds = divmod(int(length.total_seconds()), 60)
    return f"PT{minutes}M{seconds}S"
