"""schedule.json, c3voc's form of a schedule: its reader and its writer."""

from eventsite.formats.schedule_json_reader import read
from eventsite.formats.schedule_json_writer import write

__all__ = ["read", "write"]
