"""Which pages menus lead to: an event's, a person's own, the organisers'.

Pages are named by endpoint; what no room serves is left out, so is what its right is
missing for.
"""

from eventsite.core.web import AccountItem, EventItem, NavItem
from eventsite.core.words import lazy as _
from eventsite.permissions import Right

EVENT_NAVIGATION = (  # what no room serves yet is left out
    EventItem(_("About"), "front.event"),
    EventItem(_("Schedule"), "programme.schedule", has=lambda e: e.has_programme),
    EventItem(_("Speakers"), "programme.speakers", has=lambda e: e.has_programme),
    EventItem(
        _("Call for proposals"),
        "proposals.cfp",
        until_over=True,
        has=lambda e: e.has_call,
    ),
    EventItem(
        _("Scholarships"),
        "scholarships.scholarships",
        until_over=True,
        has=lambda e: e.has_scholarships,
    ),
    EventItem(
        _("Sponsors"),
        "sponsors.sponsors",
        has=lambda e: any(above.has_sponsors for above in e.line),
    ),
    EventItem(
        _("Register"),
        "checkout.register",
        until_over=True,
        has=lambda e: e.has_products,
    ),
)
ACCOUNT_NAVIGATION = (  # of a person's own pages
    AccountItem(_("What needs me"), "overview.todo"),
    AccountItem(_("My schedule"), "agenda.schedule"),
    AccountItem(_("My proposals"), "proposals.my_proposals"),
    AccountItem(_("My scholarship applications"), "scholarships.my_applications"),
    AccountItem(_("My orders"), "registration.my_orders"),
    AccountItem(_("Events I organise"), "overview.events"),
    AccountItem(_("Invitations"), "teams.invitations"),
    AccountItem(_("My account"), "profile.profile"),
    AccountItem(_("Security"), "profile.security"),
    AccountItem(_("My data"), "privacy.own_data"),
    AccountItem(_("Who used my data"), "trail.history"),
    AccountItem(_("API tokens"), "tokens.tokens"),
    AccountItem(_("Sign out"), "accounts.signout"),
)
EVENT, PROGRAMME, PEOPLE = _("Event"), _("Programme"), _("People")  # the sections
ATTENDANCE, MONEY, OUTSIDE = _("Attendance"), _("Money"), _("Outside")
NAVIGATION = (  # organisers' pages, in order, by section
    NavItem(EVENT, _("Overview"), "overview.event", Right.SEE_EVENT),
    NavItem(EVENT, _("Settings"), "events_desk.edit", Right.EDIT_EVENT),
    NavItem(EVENT, _("Languages"), "languages_desk.languages", Right.EDIT_EVENT),
    NavItem(EVENT, _("State"), "events_desk.state", Right.EDIT_EVENT),
    NavItem(EVENT, _("Events below"), "events_desk.children", Right.ADD_CHILD),
    NavItem(EVENT, _("Rooms"), "catalogue_desk.rooms", Right.EDIT_EVENT),
    NavItem(EVENT, _("Hours given"), "allocations_desk.allocations", Right.ADD_CHILD),
    NavItem(EVENT, _("Tracks"), "catalogue_desk.tracks", Right.EDIT_EVENT),
    NavItem(
        EVENT, _("Session types"), "catalogue_desk.session_types", Right.EDIT_EVENT
    ),
    NavItem(EVENT, _("Tags"), "catalogue_desk.tags", Right.EDIT_EVENT),
    NavItem(EVENT, _("Letters"), "outbox.letters", Right.SEE_LETTERS),
    NavItem(EVENT, _("Log"), "trail_desk.audit", Right.SEE_AUDIT),
    NavItem(PROGRAMME, _("Sessions"), "sessions_desk.sessions", Right.EDIT_SESSIONS),
    NavItem(PROGRAMME, _("Speakers"), "speakers_desk.speakers", Right.EDIT_SESSIONS),
    NavItem(PROGRAMME, _("Call for proposals"), "proposals_desk.call", Right.EDIT_CALL),
    NavItem(PROGRAMME, _("Proposals"), "proposals_desk.proposals", Right.SEE_PROPOSALS),
    NavItem(PROGRAMME, _("Schedule"), "schedule_desk.schedule", Right.EDIT_SCHEDULE),
    NavItem(PROGRAMME, _("Release"), "schedule_desk.release", Right.RELEASE_SCHEDULE),
    NavItem(
        PROGRAMME, _("Import"), "exchange_desk.import_schedule", Right.IMPORT_SCHEDULE
    ),
    NavItem(PROGRAMME, _("Files"), "programme_desk.files", Right.RELEASE_SCHEDULE),
    NavItem(PROGRAMME, _("Embed"), "programme_desk.embed", Right.SEE_EVENT),
    NavItem(PEOPLE, _("Team"), "team_desk.team", Right.MANAGE_TEAM),
    NavItem(PEOPLE, _("Code of conduct"), "conduct_desk.edit", Right.EDIT_CONDUCT),
    NavItem(PEOPLE, _("Conduct reports"), "conduct_desk.reports", Right.READ_REPORTS),
    NavItem(
        PEOPLE,
        _("Scholarship programme"),
        "scholarships_desk.programme",
        Right.EDIT_SCHOLARSHIPS,
    ),
    NavItem(
        PEOPLE,
        _("Scholarship applications"),
        "scholarships_desk.applications",
        Right.READ_APPLICATIONS,
    ),
    NavItem(
        ATTENDANCE,
        _("Attendees"),
        "registration_desk.attendees",
        Right.SEE_REGISTRATIONS,
    ),
    NavItem(MONEY, _("Products"), "product_desk.products", Right.EDIT_PRODUCTS),
    NavItem(MONEY, _("Orders"), "registration_desk.orders", Right.SEE_REGISTRATIONS),
    NavItem(
        OUTSIDE, _("Sponsors"), "sponsors_desk.manage_sponsors", Right.EDIT_SPONSORS
    ),
    NavItem(
        OUTSIDE, _("API tokens"), "tokens_desk.event_tokens", Right.MANAGE_INTEGRATIONS
    ),
    NavItem(
        OUTSIDE, _("Webhooks"), "webhooks_desk.webhooks", Right.MANAGE_INTEGRATIONS
    ),
)
