"""The released schedule as files for other programs."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from eventsite.formats import frab_xml, ical, schedule_csv, schedule_json, xcal
from eventsite.formats.model import Programme


class Format(NamedTuple):
    write: Callable[[Programme, str], bytes]  # the site's address is the second
    ending: str
    media_type: str


FORMATS: Mapping[str, Format] = {
    "frab-xml": Format(
        lambda made, site: frab_xml.write(made, base_url=site),
        "xml",
        "application/vnd.c3voc.schedule+xml",
    ),
    "fosdem-xml": Format(
        lambda made, site: frab_xml.write(made, base_url=site, flavour="fosdem"),
        "xml",
        "application/xml",
    ),
    "schedule-json": Format(
        lambda made, site: schedule_json.write(made, base_url=site),
        "json",
        "application/json",
    ),
    "ical": Format(
        lambda made, site: ical.write(made, base_url=site), "ics", "text/calendar"
    ),
    "xcal": Format(
        lambda made, site: xcal.write(made, base_url=site), "xcal", "application/xml"
    ),
    "csv": Format(
        lambda made, site: schedule_csv.write(made, base_url=site), "csv", "text/csv"
    ),
}
