"""Puts the rooms together. The only module that knows them all."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import jinja2
from flask import Blueprint, Flask
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_wtf import CSRFProtect

import config
from eventsite.accounts.models import Person
from eventsite.accounts.queries import find_sign_in
from eventsite.core import (
    cli,
    clock,
    db,
    error_pages,
    files,
    filters,
    guard,
    headers,
    health,
    jobs,
    layout,
    logs,
    static_files,
)
from eventsite.core.jobs import Handler, Periodic, Work
from eventsite.core.web import AccountItem, EventItem, NavItem
from eventsite.events.queries import find_access
from eventsite.front import views as front_views
from eventsite.mail import jobs as mail_jobs
from eventsite.mail.actions import SEND
from eventsite.permissions import Right
from eventsite.proposals import organiser_views as proposals_desk
from eventsite.proposals import panels as proposals_panels
from eventsite.proposals import views as proposals_views

ROOT = Path(__file__).parent.parent
TEMPLATES = ROOT / "templates"
MIGRATIONS = ROOT / "migrations"

BLUEPRINTS: tuple[Blueprint, ...] = (
    files.bp,
    front_views.bp,
    health.bp,
    proposals_views.bp,
    proposals_desk.bp,
)
COMMANDS = (
    cli.list_jobs,
    cli.run_worker,
    cli.serve,
)
PANELS = (proposals_panels.call,)  # in the order of the event's page
TO_DOS = (proposals_panels.to_dos,)  # of a person, for the page after sign-in
FIGURES = (proposals_panels.figures,)  # numbers of an event for its organisers
EVENT_NAVIGATION = (  # what no room serves yet is left out
    EventItem("About", "front.event"),
    EventItem("Schedule", "programme.schedule"),
    EventItem("Speakers", "programme.speakers"),
    EventItem("Call for proposals", "proposals.cfp"),
    EventItem("Sponsors", "sponsors.sponsors"),
)
ACCOUNT_NAVIGATION: tuple[AccountItem, ...] = (
    AccountItem("My proposals", "proposals.my_proposals"),
)
NAVIGATION: tuple[NavItem, ...] = (  # organisers' pages, in order, by section
    NavItem("Programme", "Call for proposals", "proposals_desk.call", Right.EDIT_CALL),
    NavItem("Programme", "Proposals", "proposals_desk.proposals", Right.SEE_PROPOSALS),
)
PERIODIC: tuple[Periodic, ...] = (  # what happens by the clock
    Periodic("core.tidy", jobs.tidy, timedelta(days=1)),
)
JOBS: Mapping[str, Handler | Work] = {  # what rooms queue, by the name they queue it by
    **{work.name: work.handler for work in PERIODIC},
}


def create_app(settings: Mapping[str, Any] | None = None) -> Flask:
    app = Flask("eventsite", template_folder=str(TEMPLATES), static_folder=None)
    app.config.update(config.read() if settings is None else settings)
    app.jinja_options["undefined"] = jinja2.StrictUndefined
    app.jinja_options["trim_blocks"] = True
    app.jinja_options["lstrip_blocks"] = True
    app.jinja_env.filters |= filters.FILTERS
    app.config["MIGRATIONS"] = MIGRATIONS
    app.extensions["make_app"] = create_app
    logs.init_app(app)
    headers.init_app(app)
    static_files.init_app(app)
    layout.init_app(app)
    error_pages.init_app(app)
    db.init_app(app)
    Migrate(app, db.db, directory=str(MIGRATIONS))
    guard.init_app(app, find_access)
    CSRFProtect(app)
    LoginManager(app).user_loader(_find_visitor)
    letters = mail_jobs.FolderTransport(Path(app.config["INSTANCE"]) / "mail")
    app.extensions["jobs"] = {SEND: partial(mail_jobs.send, letters), **JOBS}
    app.extensions["periodic"] = PERIODIC
    app.extensions["panels"] = PANELS
    app.extensions["to_dos"] = TO_DOS
    app.extensions["figures"] = FIGURES
    app.extensions["caches"] = ()
    app.extensions["event_navigation"] = EVENT_NAVIGATION
    app.extensions["account_navigation"] = ACCOUNT_NAVIGATION
    app.extensions["navigation"] = NAVIGATION
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for command in COMMANDS:
        app.cli.add_command(command)
    return app


def _find_visitor(token: str) -> Person | None:
    sign_in = find_sign_in(token, clock.now())
    return None if sign_in is None else sign_in.person
