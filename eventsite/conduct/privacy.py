"""Reports know no account; whoever made one comes back by its secret address."""

from eventsite.accounts.models import Person
from eventsite.conduct import actions
from eventsite.core.words import lazy
from eventsite.privacy.rules import Kept, Leaving, OwnData


def _export(_person: Person) -> None:
    """Add nothing: whose a report is, nobody can tell."""


def _erase(_leaving: Leaving) -> None:
    """Change nothing: of the team's members a report knows a number."""


OWN_DATA = OwnData(
    name="conduct",
    keeps=(
        Kept(
            lazy("Reports to the conduct team, encrypted, without your account"),
            lazy("to help, and to protect others"),
            lazy("one year after they are closed"),
        ),
        Kept(
            lazy("People to turn to, as the code of conduct names them"),
            lazy("so that you find them"),
            lazy("as long as the event's pages are public"),
        ),
    ),
    export=_export,
    erase=_erase,
    expire=actions.expire,
)
