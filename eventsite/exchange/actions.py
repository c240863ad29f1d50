"""Brings what a file holds into an event. Nothing here commits.

All or nothing: reading and comparing come first, then the writing in one go, within the
one transaction of the caller.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from eventsite.audit.actions import record
from eventsite.core.db import db
from eventsite.events.actions import create_event, create_host
from eventsite.events.models import Event, EventState
from eventsite.events.queries import find_event, find_host, list_below
from eventsite.events.rules import Details, HostDetails
from eventsite.exchange import queries, rules
from eventsite.exchange.models import Import, ImportState
from eventsite.exchange.rules import Report
from eventsite.exchange.setting import Setting, open_devrooms
from eventsite.exchange.writing import Writer
from eventsite.formats import model as plain
from eventsite.schedule import queries as schedule
from eventsite.schedule.actions import release as release_schedule
