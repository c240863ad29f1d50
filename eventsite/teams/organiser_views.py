"""An event's team, for those who manage it; a host's administrators, for ours."""

from datetime import datetime, timedelta

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from eventsite.accounts.queries import get_person
from eventsite.core import clock, throttle
from eventsite.core.db import db
from eventsite.core.errors import Refusal
from eventsite.core.forms import Form
from eventsite.core.guard import administrators, requires, visitor_id
from eventsite.core.layout import opened_with
from eventsite.core.web import or_404
from eventsite.core.words import _
from eventsite.events.queries import find_event, find_host
from eventsite.permissions import APPOINTED, GRANTED, Right, Role, grantable
from eventsite.teams import actions, queries
from eventsite.teams.forms import InviteAdministratorForm, InviteForm, RolesForm
from eventsite.teams.queries import Member
from eventsite.teams.rules import Manager

bp = Blueprint("team_desk", __name__, url_prefix="/manage")

HOUR = timedelta(hours=1)


@bp.route("/<slug>/team", methods=["GET", "POST"])
@requires(Right.MANAGE_TEAM)
def team(slug: str) -> ResponseReturnValue:
    event, now = or_404(find_event(slug)), clock.now()
    rights = g.access.rights
    form = InviteForm()
    opens = _opens()
    form.offer(grantable(rights) & opens.keys())
    if form.validate_on_submit():
        _count_letter(form.email.data, now)
        role, by = Role(form.role.data), Manager(get_person(visitor_id()), rights)
        try:
            actions.invite(event, form.email.data, role, by, now)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            db.session.commit()
            flash(
                _(
                    "%(email)s is invited as %(role)s.",
                    email=form.email.data,
                    role=role.words,
                )
            )
            return redirect(url_for(".team", slug=slug))
    return _page(
        "team",
        form,
        event=event,
        members=queries.list_members(event),
        inherited=queries.list_inherited(event),
        invitations=queries.list_invitations(event),
        opens=opens,
    )


@bp.route("/<slug>/team/<int:person_id>", methods=["GET", "POST"])
@requires(Right.MANAGE_TEAM)
def member(slug: str, person_id: int) -> ResponseReturnValue:
    event = or_404(find_event(slug))
    found = or_404(queries.find_member(event, person_id))
    offered = grantable(g.access.rights) & _opens().keys()
    if found.person.id == visitor_id():
        offered -= APPOINTED
    changeable = grantable(g.access.rights) & {*offered, *found.roles}
    fixed = set(found.roles) - changeable
    form = RolesForm(data={"roles": [str(role) for role in found.roles]})
    form.offer(changeable)
    if form.validate_on_submit():
        roles = {Role(role) for role in form.roles.data} | fixed
        refusal = _set_roles(slug, found, roles)
        if refusal is None:
            return redirect(url_for(".team", slug=slug))
        form.refuse(refusal)
    return _page("member", form, event=event, member=found, fixed=sorted(fixed))


@bp.post("/<slug>/team/<int:person_id>/remove")
@requires(Right.MANAGE_TEAM)
def remove(slug: str, person_id: int) -> ResponseReturnValue:
    event = or_404(find_event(slug))
    refusal = _set_roles(slug, or_404(queries.find_member(event, person_id)), set())
    if refusal is not None:
        flash(str(refusal), "bad")
    return redirect(url_for(".team", slug=slug))


@bp.post("/<slug>/team/invitations/<int:invitation_id>/withdraw")
@requires(Right.MANAGE_TEAM)
def withdraw(slug: str, invitation_id: int) -> ResponseReturnValue:
    event = or_404(find_event(slug))
    invitation = or_404(queries.find_invitation(event, invitation_id))
    by = Manager(get_person(visitor_id()), g.access.rights)
    try:
        actions.withdraw(event, invitation, by, clock.now())
    except Refusal as refusal:
        db.session.rollback()
        flash(str(refusal), "bad")
    else:
        db.session.commit()
        flash(_("The invitation is withdrawn."))
    return redirect(url_for(".team", slug=slug))


@bp.route("/hosts/<host>/administrators", methods=["GET", "POST"])
@administrators
def host_administrators(host: str) -> ResponseReturnValue:
    found, now = or_404(find_host(host)), clock.now()
    form = InviteAdministratorForm()
    if form.validate_on_submit():
        _count_letter(form.email.data, now)
        inviter = get_person(visitor_id())
        try:
            actions.invite_administrator(found, form.email.data, inviter, now)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            db.session.commit()
            flash(_("%(email)s is invited.", email=form.email.data))
            return redirect(url_for(".host_administrators", host=host))
    return _page(
        "host_administrators",
        form,
        host=found,
        people=queries.list_administrators(found),
        invitations=queries.list_host_invitations(found),
    )


@bp.post("/hosts/<host>/administrators/<int:person_id>/remove")
@administrators
def remove_administrator(host: str, person_id: int) -> ResponseReturnValue:
    found = or_404(find_host(host))
    administrator = or_404(queries.find_administrator(found, person_id))
    actor = get_person(visitor_id())
    actions.remove_administrator(administrator, actor, clock.now())
    db.session.commit()
    flash(_("Removed."))
    return redirect(url_for(".host_administrators", host=host))


@bp.post("/hosts/<host>/administrators/invitations/<int:invitation_id>/withdraw")
@administrators
def withdraw_administrator(host: str, invitation_id: int) -> ResponseReturnValue:
    found = or_404(find_host(host))
    invitation = or_404(queries.find_host_invitation(found, invitation_id))
    try:
        actions.withdraw_administrator(
            invitation, get_person(visitor_id()), clock.now()
        )
    except Refusal as refusal:
        db.session.rollback()
        flash(str(refusal), "bad")
    else:
        db.session.commit()
        flash(_("The invitation is withdrawn."))
    return redirect(url_for(".host_administrators", host=host))


def _page(name: str, form: Form, **data: object) -> ResponseReturnValue:
    status = 422 if form.errors else 200
    return render_template(f"teams/{name}.html", form=form, **data), status


def _opens() -> dict[Role, list[str]]:
    """Return by role which pages it opens, without roles that open none of their own."""
    shared = {Right.SEE_EVENT}
    found = {role: opened_with(GRANTED[role] - shared) for role in Role}
    return {role: pages for role, pages in found.items() if pages}


def _set_roles(slug: str, member: Member, roles: set[Role]) -> Refusal | None:
    """Change a member's roles and commit; return why not, if so."""
    event = or_404(find_event(slug))
    by = Manager(get_person(visitor_id()), g.access.rights)
    try:
        actions.set_roles(event, member, roles, by, clock.now())
    except Refusal as refusal:
        db.session.rollback()
        return refusal
    db.session.commit()
    flash(_("Roles of %(name)s changed.", name=member.person.name))
    return None


def _count_letter(email: str, now: datetime) -> None:
    """Keep an organiser from having us flood a mailbox, or many.

    Raises:
        TooMany: answered with a page that says when to try again.
    """
    throttle.check(f"invitation to {email}", 5, HOUR, now)
    throttle.check(f"invitation by person {visitor_id()}", 100, HOUR, now)
