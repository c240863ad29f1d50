"""Calendars for tests of what reads them."""

from eventsite.formats import any_format

BERLIN = "Europe/Berlin"


def calendar(*lines, head=(f"X-WR-TIMEZONE:{BERLIN}",)):
    """Return a calendar with these lines between its first and its last."""
    whole = ["BEGIN:VCALENDAR", "VERSION:2.0", *head, *lines, "END:VCALENDAR", ""]
    return "\r\n".join(whole).encode()


def vevent(
    *lines, uid="1@conf.example", start=":20240203T100000", end=":20240203T103000"
):
    inside = [
        *([f"UID:{uid}"] if uid else []),
        *([f"DTSTART{start}"] if start else []),
        *([f"DTEND{end}"] if end else []),
        *lines,
    ]
    usual = {"SUMMARY": "Talk", "LOCATION": "Main"}
    inside += [
        f"{name}:{text}"
        for name, text in usual.items()
        if not any(line.startswith(name) for line in lines)
    ]
    return "\r\n".join(["BEGIN:VEVENT", *inside, "END:VEVENT"])


def read(*events, **options):
    return any_format.read(calendar(*events, **options))


def only(*lines, **options):
    (found,) = read(vevent(*lines, **options)).programme.sessions
    return found


def starts(reading):
    return [f"{one.starts_at:%d %H:%M}" for one in reading.programme.sessions]
