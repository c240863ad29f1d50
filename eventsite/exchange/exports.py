"""The released schedule as files for other programs."""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from eventsite.formats import frab_xml, ical, schedule_csv, schedule_json, xcal
from eventsite.formats.checks import calendars, schedule_xml
from eventsite.formats.checks.problems import Problem
from eventsite.formats.checks.schedule_json import check_file as check_json
from eventsite.formats.model import Programme


class Format(NamedTuple):
    write: Callable[[Programme, str], bytes]  # the site's address is the second
    ending: str
    media_type: str
    check: Callable[[bytes], Iterator[Problem]] | None = None  # against its rules


FORMATS: Mapping[str, Format] = {
    "frab-xml": Format(
        lambda made, site: frab_xml.write(made, base_url=site),
        "xml",
        "application/vnd.c3voc.schedule+xml",
        schedule_xml.check_file,
    ),
    "fosdem-xml": Format(
        lambda made, site: frab_xml.write(made, base_url=site, flavour="fosdem"),
        "xml",
        "application/xml",
        lambda data: schedule_xml.check_file(data, schedule_xml.FOSDEM),
    ),
    "schedule-json": Format(
        lambda made, site: schedule_json.write(made, base_url=site),
        "json",
        "application/json",
        check_json,
    ),
    "ical": Format(
        lambda made, site: ical.write(made, base_url=site),
        "ics",
        "text/calendar",
        calendars.check_ical,
    ),
    "xcal": Format(
        lambda made, site: xcal.write(made, base_url=site),
        "xcal",
        "application/xml",
        calendars.check_xcal,
    ),
    "csv": Format(
        lambda made, site: schedule_csv.write(made, base_url=site), "csv", "text/csv"
    ),
}
