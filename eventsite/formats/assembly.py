"""Makes a programme of what stands in a file, and notes what is odd about it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from eventsite.core.words import _, lazy
from eventsite.formats.characters import long_text, one_line, web_address
from eventsite.formats.found import FoundFile, FoundSession
from eventsite.formats.identity import PeopleNames, SessionNames
from eventsite.formats.model import (
    Appearance,
    Conference,
    Link,
    Programme,
    Reading,
    Session,
    Unreadable,
)
from eventsite.formats.placing import Placing
from eventsite.formats.times import (
    DAY,
    find_zone,
    guess_zone,
    read_clock,
    read_day,
    read_duration,
    read_moment,
)

MAX_SESSIONS = 10_000
MOST_DAYS = 400  # between a conference's first and last
DAY_CHANGE = timedelta(hours=4)  # where a file says nothing of it
LENGTHS = {  # the longest texts that are kept, in characters
    "title": 500,
    "subtitle": 500,
    "track": 200,
    "type": 100,
    "language": 35,
    "level": 50,
    "abstract": 200_000,
    "description": 200_000,
    "recording_url": 500,
    "recording_licence": 200,
}
LONG = frozenset({"abstract", "description"})
LISTS = ("people", "links", "attachments", "tags", "do_not_record", "cancelled")
TOLD = (*LENGTHS, *LISTS, "duration")
MOST_LINKS = 50  # of one session
MOST_TAGS = 30
LONGEST_TAG = 100
MOST_PEOPLE = 60
UNTITLED = "Untitled conference"  # where a file names none
MOST = {"rooms": 1000, "tracks": 1000, "days": 400}  # of one file
TOO_MANY = {
    "rooms": lazy("The file has more than %(most)s rooms.", most=MOST["rooms"]),
    "tracks": lazy("The file has more than %(most)s tracks.", most=MOST["tracks"]),
    "days": lazy("The file has more than %(most)s days.", most=MOST["days"]),
}


def assemble(file: FoundFile, zone: str | None) -> Reading:
    """Return the programme; `zone` is used where the file names none.

    Raises:
        Unreadable: there is nothing in it, or far too much.
    """
    if not file.sessions and not file.days:
        raise Unreadable(_("The file has no days and no sessions in it."))
    if len(file.sessions) > MAX_SESSIONS:
        raise Unreadable(
            _(
                "The file has more than %(most)s sessions.",
                most=MAX_SESSIONS,
            ),
            file.sessions[MAX_SESSIONS].line,
            1,
        )
    for name, most in MOST.items():
        if len(getattr(file, name)) > most:
            raise Unreadable(str(TOO_MANY[name]))
    conference = _conference(file)
    used = _zone(file, conference, zone)
    placing = Placing(file, used, _day_change(file))
    conference.day_change = placing.day_change
    names, people = SessionNames(file), PeopleNames(file)
    sessions = []
    for found in file.sessions:
        session = _session(file, found, people)
        names.identify(found, session)
        placing.place(found, session)
        sessions.append(session)
    for name in ("tracks", "rooms"):  # those that only sessions name come on top
        if len(getattr(file, name)) > MOST[name]:
            raise Unreadable(str(TOO_MANY[name]))
    _note_overlaps(file, sessions)
    days = {found.day for found in file.days if found.day is not None}
    days |= {session.day for session in sessions if session.day is not None}
    _settle_days(conference, sorted(days))
    programme = Programme(
        conference,
        version=one_line(file.version)[:100],
        days=sorted(days),
        rooms=list(file.rooms.values()),
        tracks=list(file.tracks.values()),
        people=list(people.people.values()),
        sessions=sessions,
    )
    oddities = sorted(file.oddities, key=lambda oddity: oddity.line)
    return Reading(programme, file.format, oddities)


def _conference(file: FoundFile) -> Conference:
    told = file.conference
    conference = Conference(
        title=one_line(told.get("title", ""))[:200] or UNTITLED,
        acronym=one_line(told.get("acronym", ""))[:80],
        subtitle=one_line(told.get("subtitle", ""))[:300],
        venue=one_line(told.get("venue", ""))[:200],
        city=one_line(told.get("city", ""))[:100],
        url=web_address(told.get("url", "")),
        logo=web_address(told.get("logo", "")),
        colour=told.get("colour", ""),
    )
    conference.timeslot = read_duration(told.get("timeslot", "")) or conference.timeslot
    for side in ("starts_on", "ends_on"):
        text = told.get(side, "").strip()
        found = read_day(text)
        setattr(conference, side, found)
        if text and found is None:
            said = repr(text[:40])
            what = (
                _("The conference starts on %(day)s.", day=said)
                if side == "starts_on"
                else _("The conference ends on %(day)s.", day=said)
            )
            file.odd(_line(file, side), what)
    return conference


def _line(file: FoundFile, name: str) -> int:
    return int(file.conference.get(f"{name} line", "1"))


def _zone(file: FoundFile, conference: Conference, told: str | None) -> ZoneInfo:
    """Return the zone the file names, else the told one, the city's, or UTC."""
    name = file.conference.get("zone", "").strip()
    line = _line(file, "zone") if name else _line(file, "title")
    if found := find_zone(name):
        conference.zone = name
        return found
    odd = (
        _("The time zone %(name)s is unknown", name=repr(name[:40]))
        if name
        else _("No time zone is named")
    )
    if told is not None and (found := find_zone(told)):
        if name:
            file.odd(line, _("%(odd)s; %(told)s is used.", odd=odd, told=told))
    elif guessed := guess_zone(conference.city):
        file.odd(
            line,
            _(
                "%(odd)s; %(guessed)s is used, after the city %(city)s.",
                odd=odd,
                guessed=guessed,
                city=conference.city,
            ),
        )
        found = ZoneInfo(guessed)
    else:
        file.odd(line, _("%(odd)s; UTC is used.", odd=odd))
        found = ZoneInfo("UTC")
    conference.zone = found.key
    return found


def _day_change(file: FoundFile) -> timedelta:
    text = file.conference.get("day_change", "").strip()
    if text:
        found = read_clock(text)
        if found is not None and found < DAY:
            return found
        file.odd(
            _line(file, "day_change"),
            _("A day changes at %(text)s.", text=repr(text[:20])),
        )
    for day in file.days:  # XML and JSON of c3voc say when each day begins
        start = read_moment(day.start)
        if start is not None and day.day == start.date() and start.hour < 12:
            return timedelta(hours=start.hour, minutes=start.minute)
    return DAY_CHANGE


def _session(file: FoundFile, found: FoundSession, people: PeopleNames) -> Session:
    session = Session(
        title="",
        slug=one_line(found.slug)[:120],
        room=found.room,
        url=web_address(found.url),
        feedback_url=web_address(found.feedback_url),
        do_not_record=bool(found.do_not_record),
        cancelled=bool(found.cancelled),
        event=found.event,
        line=found.line,
    )
    texts = dict(found.texts)
    for name in ("recording_url", "recording_licence"):
        if (text := getattr(found, name)) is not None:
            texts[name] = web_address(text) if name == "recording_url" else text
    for name, text in {**found.hints, **texts}.items():
        setattr(session, name, _cut(file, found.line, name, text))
    if not session.title:
        file.odd(found.line, _("A session has no title."))
        session.title = "Untitled"
    if session.track:
        file.add_track(session.track)
    session.links = _links(file, found.line, found.links or ())
    session.attachments = _links(file, found.line, found.attachments or ())
    session.tags = _tags(file, found.line, found.tags or ())
    mentions = found.people or []
    if len(mentions) > MOST_PEOPLE:
        file.odd(
            found.line,
            _(
                "A session has %(count)s people; %(most)s are kept.",
                count=len(mentions),
                most=MOST_PEOPLE,
            ),
        )
    codes = dict.fromkeys(people.person(one).code for one in mentions[:MOST_PEOPLE])
    session.people = [Appearance(code) for code in codes]
    told = {*texts, *(name for name in LISTS if getattr(found, name) is not None)}
    if found.duration is not None or found.end:
        told.add("duration")
    session.silent_on = frozenset(TOLD) - told
    return session


def _cut(file: FoundFile, line: int, name: str, text: str) -> str:
    text = long_text(text) if name in LONG else one_line(text)
    if len(text) <= LENGTHS[name]:
        return text
    file.odd(
        line,
        _(
            "The %(name)s has %(length)s characters; %(most)s are kept.",
            name=name,
            length=len(text),
            most=LENGTHS[name],
        ),
    )
    return text[: LENGTHS[name]].strip()


def _links(file: FoundFile, line: int, found: Iterable[Link]) -> list[Link]:
    kept: list[Link] = []
    for link in found:
        url = web_address(link.url)
        title = one_line(link.title)[:300]
        if not url or len(url) > 1000:
            file.odd(
                line,
                _(
                    "%(text)s is no web address; left out.",
                    text=repr(link.url.strip()[:80]),
                ),
            )
        else:
            kept.append(Link(url, title, one_line(link.type)[:50]))
    if len(kept) > MOST_LINKS:
        file.odd(
            line,
            _(
                "A session has %(count)s links; %(most)s are kept.",
                count=len(kept),
                most=MOST_LINKS,
            ),
        )
    return kept[:MOST_LINKS]


def _tags(file: FoundFile, line: int, found: Iterable[str]) -> list[str]:
    by_key = {tag.casefold(): tag for text in found if (tag := one_line(text))}
    tags = [tag[:LONGEST_TAG].strip() for tag in by_key.values()]
    if len(tags) > MOST_TAGS:
        file.odd(
            line,
            _(
                "A session has %(count)s tags; %(most)s are kept.",
                count=len(tags),
                most=MOST_TAGS,
            ),
        )
    return tags[:MOST_TAGS]


def _note_overlaps(file: FoundFile, sessions: list[Session]) -> None:
    rooms: defaultdict[str, list[tuple[datetime, int, Session]]] = defaultdict(list)
    for order, session in enumerate(sessions):
        if session.starts_at is not None and session.room:
            rooms[session.room].append((session.starts_at, order, session))
    for name, placed in rooms.items():
        placed.sort()
        last = placed[0][2]
        for start, _order, session in placed[1:]:
            if last.ends_at and start < last.ends_at:
                file.odd(
                    session.line,
                    _(
                        "“%(title)s” overlaps “%(other)s” (line %(line)s) in %(name)s.",
                        title=session.title[:60],
                        other=last.title[:60],
                        line=last.line,
                        name=name,
                    ),
                )
            if last.ends_at and session.ends_at and session.ends_at > last.ends_at:
                last = session


def _settle_days(conference: Conference, days: list[date]) -> None:
    if not days:
        return
    first, last = conference.starts_on, conference.ends_on
    if first is None or not -MOST_DAYS < (days[0] - first).days < MOST_DAYS:
        conference.starts_on = days[0]
    if last is None or last < days[-1] or (last - days[0]).days > MOST_DAYS:
        conference.ends_on = days[-1]
    if conference.starts_on and conference.starts_on > days[0]:
        conference.starts_on = days[0]
