"""Pages for those who look after sponsors."""

from collections.abc import Callable, Sequence
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsite.core import clock
from eventsite.core.db import db
from eventsite.core.errors import Refusal
from eventsite.core.files import StoredFile, store_image
from eventsite.core.forms import Form
from eventsite.core.guard import requires, visitor_id
from eventsite.core.web import or_404
from eventsite.core.words import _, ngettext
from eventsite.events.actions import lock_and_reload
from eventsite.events.models import Event
from eventsite.events.queries import find_event
from eventsite.permissions import Right
from eventsite.sponsors import actions, queries
from eventsite.sponsors.actions import Change
from eventsite.sponsors.forms import SponsorForm, TierForm
from eventsite.sponsors.models import Sponsor, Tier

bp = Blueprint("sponsors_desk", __name__, url_prefix="/manage/<slug>/sponsors")
WIDEST_LOGO = 800  # pixels


@bp.get("")
@requires(Right.EDIT_SPONSORS)
def manage_sponsors(slug: str) -> ResponseReturnValue:
    event = or_404(find_event(slug))
    return render_template(
        "sponsors/manage_sponsors.html",
        event=event,
        tiers=queries.list_tiers(event),
        sponsors=queries.list_own(event),
    )


@bp.post("/usual-tiers")
@requires(Right.EDIT_SPONSORS)
def usual_tiers(slug: str) -> ResponseReturnValue:
    event = or_404(find_event(slug))
    added = actions.add_usual_tiers(event, _change())
    db.session.commit()
    flash(ngettext("%(num)s tier added.", "%(num)s tiers added.", added))
    return _back(slug)


@bp.route("/tiers/new", methods=["GET", "POST"])
@requires(Right.EDIT_SPONSORS)
def add_tier(slug: str) -> ResponseReturnValue:
    event = or_404(find_event(slug))
    ranks = (tier.rank for tier in queries.list_tiers(event))
    form = TierForm(data={"rank": max(ranks, default=0) + 1})
    return _page(
        form,
        lambda: actions.add_tier(event, *_tier_said(form), _change()),
        "sponsors/add_tier.html",
        event=event,
    )


@bp.route("/tiers/<int:tier_id>", methods=["GET", "POST"])
@requires(Right.EDIT_SPONSORS)
def edit_tier(slug: str, tier_id: int) -> ResponseReturnValue:
    event, tier = _tier(slug, tier_id)
    form = TierForm(obj=tier)

    def edit() -> None:
        form.check_unchanged()
        actions.edit_tier(tier, *_tier_said(form), _change())

    return _page(
        form,
        edit,
        "sponsors/edit_tier.html",
        event=event,
        tier=tier,
    )


@bp.post("/tiers/<int:tier_id>/remove")
@requires(Right.EDIT_SPONSORS)
def remove_tier(slug: str, tier_id: int) -> ResponseReturnValue:
    _event, tier = _tier(slug, tier_id)
    try:
        actions.remove_tier(tier, _change())
    except Refusal as refusal:
        db.session.rollback()
        flash(str(refusal), "bad")
    else:
        db.session.commit()
        flash(_("The tier is removed."))
    return _back(slug)


@bp.route("/new", methods=["GET", "POST"])
@requires(Right.EDIT_SPONSORS)
def add_sponsor(slug: str) -> ResponseReturnValue:
    event = or_404(find_event(slug))
    form = SponsorForm()
    tiers = queries.list_tiers(event)
    form.offer(tiers)

    def add() -> None:
        tier, key = _chosen(form, tiers), form.once.data
        actions.add_sponsor(tier, form.words(), _logo(form), key, _change())

    return _page(form, add, "sponsors/add_sponsor.html", event=event, tiers=tiers)


@bp.route("/<int:sponsor_id>", methods=["GET", "POST"])
@requires(Right.EDIT_SPONSORS)
def edit_sponsor(slug: str, sponsor_id: int) -> ResponseReturnValue:
    event, sponsor = _sponsor(slug, sponsor_id)
    form = SponsorForm(
        data={
            "name": sponsor.name,
            "tier": str(sponsor.tier_id),
            "url": sponsor.url,
            "description": sponsor.description,
            "position": sponsor.position,
        }
    )
    tiers = queries.list_tiers(event)
    form.offer(tiers)

    def edit() -> None:
        form.check_unchanged()
        tier = _chosen(form, tiers)
        actions.edit_sponsor(sponsor, tier, form.words(), _logo(form), _change())

    return _page(form, edit, "sponsors/edit_sponsor.html", event=event, sponsor=sponsor)


@bp.post("/<int:sponsor_id>/remove")
@requires(Right.EDIT_SPONSORS)
def remove_sponsor(slug: str, sponsor_id: int) -> ResponseReturnValue:
    _event, sponsor = _sponsor(slug, sponsor_id)
    actions.remove_sponsor(sponsor, _change())
    db.session.commit()
    flash(_("%(name)s is removed.", name=sponsor.name))
    return _back(slug)


def _page(
    form: Form,
    write: Callable[[], object],
    template: str,
    *,
    event: Event,
    **data: object,
) -> ResponseReturnValue:
    """Show the form; or do what it says and go back to the list."""
    if form.validate_on_submit():
        try:
            write()
        except Refusal as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            flash(_("Saved."))
            return _back(event.slug)
    page = render_template(template, event=event, form=form, **data)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


def _tier_said(form: TierForm) -> tuple[str, int, int | None]:
    return str(form.name.data), int(form.rank.data or 1), form.maximum.data


def _chosen(form: SponsorForm, tiers: Sequence[Tier]) -> Tier:
    return next(tier for tier in tiers if str(tier.id) == form.tier.data)


def _logo(form: SponsorForm) -> StoredFile | None:
    if not form.logo.is_given:
        return None
    return store_image(form.logo.data, clock.now(), WIDEST_LOGO)


def _change() -> Change:
    return Change(visitor_id(), clock.now())


def _back(slug: str) -> ResponseReturnValue:
    return redirect(url_for(".manage_sponsors", slug=slug))


def _event(slug: str) -> Event:
    """Return the event; where something of it is to be changed, nobody else can."""
    event = or_404(find_event(slug))
    if request.method == "POST":
        lock_and_reload(event)
    return event


def _tier(slug: str, tier_id: int) -> tuple[Event, Tier]:
    event = _event(slug)
    return event, or_404(queries.find_tier(event, tier_id))


def _sponsor(slug: str, sponsor_id: int) -> tuple[Event, Sponsor]:
    event = _event(slug)
    return event, or_404(queries.find_sponsor(event, sponsor_id))
