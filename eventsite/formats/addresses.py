"""Where the things of a programme are found on the web."""

from dataclasses import dataclass
from urllib.parse import quote

from eventsite.formats.characters import web_address
from eventsite.formats.model import Conference, Session


@dataclass(frozen=True, slots=True)
class Addresses:
    site: str  # such as "https://conf.example"
    conference: Conference

    @property
    def event(self) -> str:
        return f"{self.site.rstrip('/')}/events/{_part(self.conference.acronym)}"

    def file(self, ending: str) -> str:
        return f"{self.event}/schedule.{ending}"

    @property
    def changes(self) -> str:
        return f"{self.event}/schedule/changes"

    def version(self, name: str) -> str:
        return f"{self.event}/schedule/v/{quote(name, errors='replace')}"

    def person(self, code: str) -> str:
        return f"{self.event}/speakers/{_part(code)}"

    def room(self, slug: str) -> str:
        return f"{self.event}/rooms/{_part(slug)}"

    def track(self, slug: str) -> str:
        return f"{self.event}/tracks/{_part(slug)}"

    def whole(self, url: str) -> str:
        """Return an absolute address, also of a file of ours; "" for what is none."""
        is_ours = url.startswith("/") and not url.startswith("//")
        return web_address(f"{self.site.rstrip('/')}{url}" if is_ours else url)

    def session(self, session: Session) -> str:
        elsewhere = self.whole(session.url)
        if elsewhere or not session.code:
            return elsewhere or f"{self.event}/schedule"
        owner = session.event or self.conference.acronym
        page = f"{_part(owner)}/sessions/{_part(session.code)}"
        return f"{self.site.rstrip('/')}/events/{page}"


def _part(text: str) -> str:
    return quote(text, safe="", errors="replace")
