"""schedule.xml, the field's common tongue: its reader and its writer."""

from eventsite.formats.frab_reader import read
from eventsite.formats.frab_writer import Flavour, write

__all__ = ["Flavour", "read", "write"]
