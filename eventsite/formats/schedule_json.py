"""schedule.json, c3voc's form of a schedule."""

from eventsite.formats.schedule_json_writer import write

__all__ = ["write"]
