"""eventsite: calls, schedules, tickets, sponsors and scholarships of conferences."""

from eventsite.app import create_app

__all__ = ["create_app"]
