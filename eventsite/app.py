"""Puts the rooms together: what serves, and what is queued. `commands.py` adds the rest."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import jinja2
from flask import Blueprint, Flask, g
from flask_login import LoginManager, current_user
from flask_wtf import CSRFProtect

import config
from eventsite.accounts import jobs as accounts_jobs
from eventsite.accounts import views as accounts_views
from eventsite.accounts.models import Person
from eventsite.accounts.queries import find_sign_in
from eventsite.agenda import views as agenda_views
from eventsite.allocations import organiser_views as allocations_desk
from eventsite.api import jobs as api_jobs
from eventsite.api.views import API
from eventsite.api.views import description as api_description
from eventsite.capacity import jobs as capacity_jobs
from eventsite.catalogue import organiser_views as catalogue_desk
from eventsite.checkout import jobs as checkout_jobs
from eventsite.checkout import panels as checkout_panels
from eventsite.checkout import views as checkout_views
from eventsite.conduct import organiser_views as conduct_desk
from eventsite.conduct import panels as conduct_panels
from eventsite.conduct import views as conduct_views
from eventsite.conflicts import organiser_views as conflicts_desk
from eventsite.core import (
    bearer,
    changes,
    clock,
    db,
    documents,
    error_pages,
    files,
    filters,
    guard,
    headers,
    health,
    jobs,
    layout,
    logs,
    metrics,
    page_cache,
    reading,
    rest,
    static_files,
    template_words,
    web,
)
from eventsite.core.jobs import Handler, Periodic, Work
from eventsite.drafts import organiser_views as drafts_desk
from eventsite.editions import organiser_views as editions_desk
from eventsite.editor import organiser_views as editor_views
from eventsite.entrance import views as entrance_views
from eventsite.events import organiser_views as events_desk
from eventsite.events import views as events_views
from eventsite.events.queries import find_access, find_letterhead
from eventsite.exchange import jobs as exchange_jobs
from eventsite.exchange import organiser_views as exchange_desk
from eventsite.exchange.actions import uploads as exchange_uploads
from eventsite.factors import views as factors_views
from eventsite.favourites import jobs as favourites_jobs
from eventsite.favourites import panels as favourites_panels
from eventsite.front import views as front_views
from eventsite.identities import jobs as identities_jobs
from eventsite.identities import views as identities_views
from eventsite.languages import organiser_views as languages_desk
from eventsite.mail import jobs as mail_jobs
from eventsite.mail.actions import SEND
from eventsite.navigation import ACCOUNT_NAVIGATION, EVENT_NAVIGATION, NAVIGATION
from eventsite.notices import organiser_views as notices_desk
from eventsite.notices import views as notices_views
from eventsite.outbox import organiser_views as outbox_desk
from eventsite.overview import views as overview_views
from eventsite.own_data import OWN_DATA
from eventsite.privacy import jobs as privacy_jobs
from eventsite.privacy import views as privacy_views
from eventsite.privacy.actions import MAKE_COPY
from eventsite.products import organiser_views as products_desk
from eventsite.profile import panels as profile_panels
from eventsite.profile import views as profile_views
from eventsite.programme import organiser_views as programme_desk
from eventsite.programme import panels as programme_panels
from eventsite.programme.views.doors import BLUEPRINTS as PROGRAMME_VIEWS
from eventsite.proposals import organiser_views as proposals_desk
from eventsite.proposals import panels as proposals_panels
from eventsite.proposals import views as proposals_views
from eventsite.registration import jobs as registration_jobs
from eventsite.registration import organiser_views as registration_desk
from eventsite.registration import panels as registration_panels
from eventsite.registration import views as registration_views
from eventsite.registration.actions import EXPIRE, settle_order
from eventsite.schedule import jobs as schedule_jobs
from eventsite.schedule import organiser_views as schedule_desk
from eventsite.scholarships import organiser_views as scholarships_desk
from eventsite.scholarships import panels as scholarships_panels
from eventsite.scholarships import views as scholarships_views
from eventsite.search import views as search_views
from eventsite.sessions import organiser_views as sessions_desk
from eventsite.speakers import organiser_views as speakers_desk
from eventsite.sponsors import organiser_views as sponsors_desk
from eventsite.sponsors import panels as sponsors_panels
from eventsite.sponsors import views as sponsors_views
from eventsite.teams import organiser_views as teams_desk
from eventsite.teams import panels as teams_panels
from eventsite.teams import views as teams_views
from eventsite.tokens import jobs as tokens_jobs
from eventsite.tokens import organiser_views as tokens_desk
from eventsite.tokens import views as tokens_views
from eventsite.tokens.queries import find_access as find_token_access
from eventsite.trail import organiser_views as trail_desk
from eventsite.trail import views as trail_views
from eventsite.webhooks import jobs as webhooks_jobs
from eventsite.webhooks import organiser_views as webhooks_desk
from eventsite.webhooks.actions import RUN as TELL_WEBHOOKS

ROOT = Path(__file__).parent.parent
TEMPLATES = ROOT / "templates"
MIGRATIONS = ROOT / "migrations"

BLUEPRINTS: tuple[Blueprint, ...] = (
    api_description.bp,
    agenda_views.bp,
    allocations_desk.bp,
    catalogue_desk.bp,
    editions_desk.bp,
    trail_desk.bp,
    trail_views.bp,
    sessions_desk.bp,
    speakers_desk.bp,
    events_desk.bp,
    events_views.bp,
    files.bp,
    accounts_views.bp,
    entrance_views.bp,
    factors_views.bp,
    identities_views.bp,
    profile_views.bp,
    privacy_views.bp,
    notices_views.bp,
    notices_desk.bp,
    conduct_views.bp,
    conduct_desk.bp,
    teams_views.bp,
    teams_desk.bp,
    overview_views.bp,
    front_views.bp,
    health.bp,
    metrics.bp,
    outbox_desk.bp,
    languages_desk.bp,
    exchange_desk.bp,
    products_desk.bp,
    proposals_views.bp,
    *PROGRAMME_VIEWS,
    programme_desk.bp,
    search_views.bp,
    schedule_desk.bp,
    conflicts_desk.bp,
    drafts_desk.bp,
    editor_views.bp,
    proposals_desk.bp,
    checkout_views.bp,
    registration_views.bp,
    registration_desk.bp,
    scholarships_views.bp,
    scholarships_desk.bp,
    sponsors_views.bp,
    sponsors_desk.bp,
    tokens_views.bp,
    tokens_desk.bp,
    webhooks_desk.bp,
)
# Beside the password, and what a person's security page says of it.
WAYS_IN = (entrance_views.offer_passkey, identities_views.offer_providers)
SECURITY = (identities_views.list_providers,)
PANELS = (  # in the order of the event's page
    checkout_panels.prices,
    proposals_panels.call,
    scholarships_panels.programme,
    sponsors_panels.sponsors,
)
TO_DOS = (  # of a person, for the page after sign-in
    profile_panels.to_dos,
    teams_panels.to_dos,
    proposals_panels.to_dos,
    scholarships_panels.to_dos,
    registration_panels.to_dos,
)
FIGURES = (  # numbers of an event for its organisers
    proposals_panels.figures,
    registration_panels.figures,
    scholarships_panels.figures,
    sponsors_panels.figures,
    teams_panels.figures,
    conduct_panels.figures,
)
SESSION_PLACES = web.Places(programme_panels.places, programme_panels.placed)
SESSION_COUNTS = (favourites_panels.stars,)  # of sessions, in the list of them
SETTLEMENTS = {"order": settle_order}  # by what a payment is owed for
PERIODIC: tuple[Periodic, ...] = (  # what happens by the clock
    Periodic("checkout.forget", checkout_jobs.forget_carts, timedelta(hours=1)),
    Periodic("core.tidy", jobs.tidy, timedelta(days=1)),
    Periodic("capacity.expire", capacity_jobs.expire, timedelta(minutes=1)),
    Periodic("capacity.check", capacity_jobs.check, timedelta(hours=1)),
    Periodic(
        "privacy.delete-accounts",
        partial(privacy_jobs.delete_accounts, OWN_DATA),
        timedelta(hours=1),
    ),
    Periodic(
        "privacy.expire", partial(privacy_jobs.expire, OWN_DATA), timedelta(days=1)
    ),
    Periodic("identities.tidy", identities_jobs.tidy, timedelta(days=1)),
    Periodic("schedule.index", schedule_jobs.index_search, timedelta(minutes=10)),
    Periodic("schedule.adopt", schedule_jobs.adopt_accepted, timedelta(minutes=1)),
    Periodic("favourites.count", favourites_jobs.count, timedelta(hours=1)),
    Periodic("accounts.tidy", accounts_jobs.tidy, timedelta(days=1)),
    Periodic("api.tidy", api_jobs.tidy, timedelta(days=1)),
    Periodic(TELL_WEBHOOKS, webhooks_jobs.run, timedelta(minutes=15)),
    Periodic("webhooks.tidy", webhooks_jobs.tidy, timedelta(days=1)),
    Periodic("tokens.tidy", tokens_jobs.tidy, timedelta(days=1)),
)
JOBS: Mapping[str, Handler | Work] = {  # what rooms queue, by the name they queue it by
    EXPIRE: registration_jobs.expire,
    MAKE_COPY: partial(privacy_jobs.make_copy, OWN_DATA),
    exchange_uploads.READ: exchange_jobs.read_file,
    exchange_uploads.APPLY: exchange_jobs.apply_file,
    **{work.name: work.handler for work in PERIODIC},
}


def create_app(settings: Mapping[str, Any] | None = None) -> Flask:
    app = Flask("eventsite", template_folder=str(TEMPLATES), static_folder=None)
    app.config.update(config.read() if settings is None else settings)
    app.url_map.converters |= {"int": web.Number, "default": web.Name}
    app.jinja_options["undefined"] = jinja2.StrictUndefined
    app.jinja_options["trim_blocks"] = True
    app.jinja_options["lstrip_blocks"] = True
    app.jinja_env.filters |= filters.FILTERS
    app.config["MIGRATIONS"] = MIGRATIONS
    template_words.install(app.jinja_env, template_words.on_pages)
    metrics.init_app(app)
    logs.init_app(app)
    page_cache.init_app(app)
    reading.init_app(app)
    headers.init_app(app)
    static_files.init_app(app)
    documents.init_app(app)
    layout.init_app(app)
    error_pages.init_app(app)
    db.init_app(app)
    with app.app_context():
        changes.init_app()
        page_cache.watch(app, db.db.engine)
    guard.init_app(app, find_access)
    csrf = CSRFProtect(app)
    csrf.exempt(profile_views.language)
    _add_sign_in(app)
    app.extensions["jobs"] = {SEND: _send_letters(app.config), **JOBS}
    app.extensions["periodic"] = PERIODIC
    app.extensions["panels"] = PANELS
    app.extensions["to_dos"] = TO_DOS
    app.extensions["figures"] = FIGURES
    app.extensions["session_counts"] = SESSION_COUNTS
    app.extensions["session_places"] = SESSION_PLACES
    app.extensions["settlements"] = SETTLEMENTS
    app.extensions["event_navigation"] = EVENT_NAVIGATION
    app.extensions["account_navigation"] = ACCOUNT_NAVIGATION
    app.extensions["navigation"] = NAVIGATION
    bearer.init_app(app, tokens_views.find_bearer, find_token_access)
    rest.init_app(app, **API)
    for part in API["resources"]:
        csrf.exempt(part)  # no cookie opens it
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    return app


def _add_sign_in(app: Flask) -> None:
    manager = LoginManager(app, add_context_processor=False)
    # Found when a template asks, not before: error pages must do without a database.
    app.jinja_env.globals["current_user"] = current_user
    # A cookie's token is random, its row can be ended, and phones change their address:
    # binding it to that would sign people out for nothing.
    manager.session_protection = None
    manager.user_loader(_find_visitor)
    manager.unauthorized_handler(accounts_views.ask_to_sign_in)
    # We set no remember cookie. Looking for one would open the session of every request,
    # and so tell caches that files and public pages differ for each visitor.
    app.after_request_funcs[None].remove(manager._update_remember_cookie)  # noqa: SLF001  # no public way
    app.extensions["after_sign_in"] = "overview.todo"
    app.extensions["second_factor_page"] = "factors.second_factor"
    app.extensions["enter"] = entrance_views.enter_or_ask
    app.extensions["proof_missing"] = entrance_views.proof_missing
    app.extensions["check_password"] = entrance_views.check_password
    app.extensions["on_entry"] = (privacy_views.take_back,)
    app.extensions["own_data"] = OWN_DATA
    app.extensions["ways_in"] = WAYS_IN
    app.extensions["security"] = SECURITY


def _send_letters(settings: Mapping[str, Any]) -> Work:
    try:
        post = mail_jobs.post(
            settings["MAIL_URL"],
            settings["MAIL_FROM"],
            settings["PUBLIC_URL"],
            find_letterhead,
        )
    except ValueError as wrong:
        raise config.Unsound(str(wrong)) from wrong
    return Work(partial(mail_jobs.send, post), lease=mail_jobs.LEASE)


def _find_visitor(token: str) -> Person | None:
    sign_in = find_sign_in(token, clock.now())
    if sign_in is None:
        return None
    # Plain values, too: the row may be expired when the answer is finished.
    g.sign_in, g.sign_in_id, g.seen_at = sign_in, sign_in.id, sign_in.seen_at
    reading.remember(sign_in.person.language)
    return sign_in.person
