"""Who may do what, on one page.

A view names a right; a person holds roles on events; this table joins the two. A role
on an event holds for the events below it too, never above or beside it. Administrators
of the host and of the installation hold every right at its events, but for reading what
was reported to the conduct team. Whether someone may
touch one particular talk or order is a rule of that room.
"""

from collections.abc import Iterable
from enum import StrEnum

from eventsite.core.words import Named, lazy_pgettext


class Right(StrEnum):
    SEE_EVENT = "event:see"  # the organisers' first page, the draft of public pages
    EDIT_EVENT = "event:edit"  # words, days, place, rooms, tracks, state
    ADD_CHILD = "event:add-child"
    MANAGE_TEAM = "team:manage"
    SEE_AUDIT = "audit:see"
    SEE_LETTERS = "letters:see"  # to anybody, of all areas; and send failed ones again
    EDIT_SESSIONS = "sessions:edit"
    EDIT_SCHEDULE = "schedule:edit"
    RELEASE_SCHEDULE = "schedule:release"
    IMPORT_SCHEDULE = "schedule:import"
    EDIT_CALL = "call:edit"
    SEE_PROPOSALS = "proposals:see"
    DECIDE_PROPOSALS = "proposals:decide"
    SCORE_PROPOSALS = "proposals:score"
    EDIT_PRODUCTS = "products:edit"
    SEE_REGISTRATIONS = "registrations:see"
    EXPORT_REGISTRATIONS = "registrations:export"
    SETTLE_ORDERS = "orders:settle"  # mark as paid, cancel
    CHECK_IN = "check-in:scan"
    EDIT_SCHOLARSHIPS = "scholarships:edit"  # the programme, not its applications
    READ_APPLICATIONS = "scholarships:read"  # without identities
    DECIDE_APPLICATIONS = "scholarships:decide"
    EDIT_SPONSORS = "sponsors:edit"
    EDIT_NEWS = "news:edit"
    EDIT_CONDUCT = "conduct:edit"  # the code of conduct and its contacts
    READ_REPORTS = "conduct:read"  # confidential; of nobody but the conduct team
    MANAGE_INTEGRATIONS = "integrations:manage"  # tokens of all makers, webhooks


class Role(Named):
    OWNER = "owner", lazy_pgettext("role", "owner")
    ORGANISER = "organiser", lazy_pgettext("role", "organiser")
    PROGRAMME_CHAIR = "programme chair", lazy_pgettext("role", "programme chair")
    REVIEWER = "reviewer", lazy_pgettext("role", "reviewer")
    DEVROOM_MANAGER = "devroom manager", lazy_pgettext("role", "devroom manager")
    REGISTRATION_DESK = "registration desk", lazy_pgettext("role", "registration desk")
    DOOR_STAFF = "door staff", lazy_pgettext("role", "door staff")
    FINANCE = "finance", lazy_pgettext("role", "finance")
    SCHOLARSHIP_COMMITTEE = (
        "scholarship committee",
        lazy_pgettext("role", "scholarship committee"),
    )
    SPONSOR_MANAGER = "sponsor manager", lazy_pgettext("role", "sponsor manager")
    PRESS_EDITOR = "press editor", lazy_pgettext("role", "press editor")
    CONDUCT_TEAM = "conduct team", lazy_pgettext("role", "conduct team")


_APPLICATIONS = {Right.READ_APPLICATIONS, Right.DECIDE_APPLICATIONS}
# What owners appoint others for, and do not see themselves.
_OTHERS = {*_APPLICATIONS, Right.READ_REPORTS}
_PROGRAMME = {
    Right.EDIT_SESSIONS,
    Right.EDIT_SCHEDULE,
    Right.RELEASE_SCHEDULE,
    Right.EDIT_CALL,
    Right.SEE_PROPOSALS,
    Right.DECIDE_PROPOSALS,
    Right.SCORE_PROPOSALS,
}
_ROLES: dict[Role, set[Right]] = {
    # Who applies for a scholarship is the committee's business alone, and who reports what
    # the conduct team's: owners appoint both.
    Role.OWNER: set(Right) - _OTHERS,
    Role.ORGANISER: set(Right) - _OTHERS - {Right.MANAGE_TEAM, Right.SEE_AUDIT},
    Role.PROGRAMME_CHAIR: {*_PROGRAMME, Right.IMPORT_SCHEDULE},
    Role.REVIEWER: {Right.SEE_PROPOSALS, Right.SCORE_PROPOSALS},
    Role.DEVROOM_MANAGER: _PROGRAMME,
    Role.REGISTRATION_DESK: {
        Right.SEE_REGISTRATIONS,
        Right.EXPORT_REGISTRATIONS,
        Right.SETTLE_ORDERS,
        Right.CHECK_IN,
    },
    Role.DOOR_STAFF: {Right.CHECK_IN},
    Role.FINANCE: {
        Right.SEE_REGISTRATIONS,
        Right.EXPORT_REGISTRATIONS,
        Right.SETTLE_ORDERS,
    },
    Role.SCHOLARSHIP_COMMITTEE: _APPLICATIONS,
    Role.SPONSOR_MANAGER: {Right.EDIT_SPONSORS},
    Role.PRESS_EDITOR: {Right.EDIT_NEWS},
    Role.CONDUCT_TEAM: {Right.READ_REPORTS},
}
GRANTED: dict[Role, frozenset[Right]] = {
    role: frozenset({*rights, Right.SEE_EVENT}) for role, rights in _ROLES.items()
}
# Which nobody gives to themselves: what they read is confidential.
APPOINTED = frozenset(role for role, rights in _ROLES.items() if rights & _OTHERS)
EVERY_RIGHT = frozenset(Right) - {Right.READ_REPORTS}  # of administrators


def rights_of(roles: Iterable[Role]) -> frozenset[Right]:
    return frozenset().union(*(GRANTED[role] for role in roles))


def grantable(rights: Iterable[str]) -> frozenset[Role]:
    """Return the roles that a holder of these rights may give and take: none is wider.

    But for the scholarship committee's and the conduct team's, which owners appoint
    without holding.
    """
    held = {*rights, *_OTHERS}
    if Right.MANAGE_TEAM not in held:
        return frozenset()
    return frozenset(role for role in Role if GRANTED[role] <= held)
