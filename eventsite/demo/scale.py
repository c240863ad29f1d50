"""A synthetic conference of any size: the same for the same size, on every machine.

For load and screenshots. Words, names and lengths come from small lists by arithmetic;
the proportions (sessions to rooms, tracks and people) are those of FOSDEM 2017.
"""

from datetime import UTC, date, datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5

from eventsite.formats.model import (
    Appearance,
    Conference,
    Person,
    Programme,
    Room,
    Session,
    Track,
)

FIRST_DAY = date(2030, 2, 2)
DAYS = 2
STEPS = (0, 55, 110, 165, 220, 275, 330, 385, 440, 475, 510)  # minutes after opening
LENGTHS = (25, 50, 45, 20, 50)
OPENS = time(9, 0)
SUBJECTS = (
    "Kubernetes", "Prometheus", "the kernel", "a compiler", "time series", "package managers",
    "open hardware", "the scheduler", "distributed tracing", "a small language", "your database",
    "federated chat", "maps", "accessibility", "reproducible builds", "file systems", "telephony",
)  # fmt: skip
VERBS = (
    "Understanding", "Debugging", "Ten years of", "Rewriting", "Teaching", "Scaling", "Packaging",
    "Securing", "Measuring", "A tour of", "The future of", "Lessons from", "Contributing to",
)  # fmt: skip
ENDINGS = (
    "in production", "for everyone", "without tears", "on a phone", "from scratch", "at scale",
    "by example", "in the classroom", "with two people", "on old machines", "in public",
)  # fmt: skip
GIVEN = ("Ada", "Grace", "Alan", "Edsger", "Barbara", "Radia", "Donald", "Frances", "Ken", "Jean",
         "Linus", "Margaret", "Tim", "Hedy", "Dennis", "Karen", "Guido", "Sophie", "Yukihiro")  # fmt: skip
FAMILY = ("Abara", "Bakker", "Castillo", "Dubois", "Eriksson", "Fischer", "García", "Haddad",
          "Ivanova", "Jansen", "Kowalski", "Lindqvist", "Moreau", "Nakamura", "Okafor", "Peeters",
          "Quispe", "Rossi", "Sato", "Tanaka", "Ueda", "Vermeulen", "Wagner")  # fmt: skip


def programme(sessions: int) -> Programme:
    """Return a conference of so many sessions, all of them placed, none clashing."""
    slots = len(STEPS) * DAYS
    rooms = [
        Room(f"Hall {n + 1}", capacity=60 + n * 37 % 700)
        for n in range(-(-sessions // slots))
    ]
    tracks = [
        Track(f"{SUBJECTS[n % len(SUBJECTS)].capitalize()} {n + 1}")
        for n in range(-(-sessions // 12))
    ]
    people = [_person(n) for n in range(max(1, sessions * 610 // 668))]
    return Programme(
        Conference(
            title=f"Scale {sessions}",
            acronym=f"scale-{sessions}",
            subtitle="A synthetic conference",
            venue="Nowhere Hall",
            city="Brussels",
            starts_on=FIRST_DAY,
            ends_on=FIRST_DAY + timedelta(days=DAYS - 1),
            zone="Europe/Brussels",
            day_change=timedelta(hours=4),
        ),
        days=[FIRST_DAY + timedelta(days=n) for n in range(DAYS)],
        rooms=rooms,
        tracks=tracks,
        people=people,
        sessions=[_session(n, rooms, tracks, people) for n in range(sessions)],
    )


def _person(n: int) -> Person:
    given, family = GIVEN[n % len(GIVEN)], FAMILY[n // len(GIVEN) % len(FAMILY)]
    again = n // (len(GIVEN) * len(FAMILY))
    name = f"{given} {family}" + (f" {again + 1}" if again else "")
    return Person(str(n + 1), name, number=n + 1, external_id=str(n + 1))


def _session(
    n: int, rooms: list[Room], tracks: list[Track], people: list[Person]
) -> Session:
    room, step = n % len(rooms), n // len(rooms)
    day = FIRST_DAY + timedelta(days=step // len(STEPS))
    opens = datetime.combine(day, OPENS, UTC) - timedelta(hours=1)  # CET is UTC+1
    title = f"{VERBS[n % 13]} {SUBJECTS[n * 7 % 17]} {ENDINGS[n * 5 % 11]}"
    return Session(
        title=title,
        guid=str(uuid5(NAMESPACE_URL, f"https://eventsite.example/scale/{n}")),
        number=n + 1,
        external_id=str(n + 1),
        slug=f"session-{n + 1}",
        abstract=f"<p>{title}: what works, what does not, and what to try on Monday.</p>",
        description="<p>" + " ".join(f"{title}." for _ in range(3 + n % 5)) + "</p>",
        track=tracks[room * len(tracks) // len(rooms)].name,
        type="talk",
        language="en",
        starts_at=opens + timedelta(minutes=STEPS[step % len(STEPS)]),
        duration=timedelta(
            minutes=LENGTHS[n % len(LENGTHS)] if step % len(STEPS) < 8 else 30
        ),
        day=day,
        room=rooms[room].name,
        people=[Appearance(people[who].code) for who in _who(n, len(people))],
    )


def _who(n: int, people: int) -> list[int]:
    """Return one person, at some sessions two: never one who speaks elsewhere then."""
    first, second = n % people, (n + people // 2) % people
    return [first, second] if n % 9 == 4 and first != second else [first]
