"""Invitations to teams, for those who are invited."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from eventsite.accounts.models import Person
from eventsite.accounts.queries import get_person
from eventsite.core import clock
from eventsite.core.db import db
from eventsite.core.errors import Refusal
from eventsite.core.forms import Form
from eventsite.core.guard import signed_in, visitor_id
from eventsite.core.web import or_404
from eventsite.core.words import _
from eventsite.teams import actions, queries
from eventsite.teams.models import Invitation

bp = Blueprint("teams", __name__, url_prefix="/account/invitations")


@bp.get("")
@signed_in
def invitations() -> ResponseReturnValue:
    person = get_person(visitor_id())
    return render_template(
        "teams/invitations.html",
        person=person,
        invitations=queries.list_invitations_of(person),
        form=Form(),
    )


@bp.post("/<int:invitation_id>/accept")
@signed_in
def accept(invitation_id: int) -> ResponseReturnValue:
    person = get_person(visitor_id())
    invitation = or_404(queries.find_invitation_of(person, invitation_id))
    event = invitation.event
    welcome = _(
        "You are now %(role_name)s at %(place)s.",
        role_name=invitation.role_name,
        place=invitation.place,
    )
    page = f"/manage/{event.slug}/" if event else "/manage/"
    return _answer(actions.accept, invitation, person, welcome, page)


@bp.post("/<int:invitation_id>/decline")
@signed_in
def decline(invitation_id: int) -> ResponseReturnValue:
    person = get_person(visitor_id())
    invitation = or_404(queries.find_invitation_of(person, invitation_id))
    page = url_for(".invitations")
    return _answer(actions.decline, invitation, person, _("Declined."), page)


def _answer(
    verb: Callable[[Invitation, Person, datetime], None],
    invitation: Invitation,
    person: Person,
    said: str,
    page: str,
) -> ResponseReturnValue:
    try:
        verb(invitation, person, clock.now())
    except Refusal as refusal:
        db.session.rollback()
        flash(str(refusal), "bad")
        return redirect(url_for(".invitations"))
    db.session.commit()
    flash(said)
    return redirect(page)
