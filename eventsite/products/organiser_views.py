"""Pages for organisers: what is sold, at which price until when, out of which places."""

import re
from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsite.audit.actions import Detail, record
from eventsite.core import clock
from eventsite.core.db import db
from eventsite.core.errors import Refusal
from eventsite.core.guard import requires, visitor_id
from eventsite.core.web import or_404
from eventsite.core.words import _, ngettext
from eventsite.events.actions import lock_and_reload
from eventsite.events.models import Event
from eventsite.events.queries import find_event, list_below
from eventsite.permissions import Right
from eventsite.products import actions, queries, rules
from eventsite.products.forms import (
    ProductForm,
    QuotaForm,
    ResizeForm,
    TermsForm,
    product_form,
)
from eventsite.products.models import Product, Quota

bp = Blueprint("product_desk", __name__, url_prefix="/manage/<slug>")
UNPROCESSABLE = 422


@bp.get("/products")
@requires(Right.EDIT_PRODUCTS)
def products(slug: str) -> ResponseReturnValue:
    event, now = or_404(find_event(slug)), clock.now()
    found = queries.list_products(event)
    begins = rules.begins(event)
    return render_template(
        "products/products.html",
        event=event,
        products=[product for product in found if product.archived_at is None],
        archived=[product for product in found if product.archived_at is not None],
        timelines={p.id: rules.timeline(p.prices, begins) for p in found},
        offers={p.id: rules.offer(p, now) for p in found},
        lefts={p.id: rules.places_left(p) for p in found},
        quotas=queries.list_quotas(event),
        terms=queries.get_terms(event),
        now=now,
    )


@bp.route("/products/new", methods=["GET", "POST"])
@requires(Right.EDIT_PRODUCTS)
def add_product(slug: str) -> ResponseReturnValue:
    """Add a product; `?like=` starts from what another one says."""
    event, now = or_404(find_event(slug)), clock.now()
    like = _like(event)
    form = _form(event, like)
    if request.method == "GET" and like is None:
        form.is_listed.data = True
    if form.validate_on_submit():
        try:
            made = actions.add_product(event, form.sheet(event, _quotas(event)), now)
        except Refusal as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            _note(event, "product.add", made)
            db.session.commit()
            flash(_("“%(name)s” is on the list.", name=made.name), "good")
            return redirect(url_for(".products", slug=slug))
    page = render_template("products/add_product.html", event=event, form=form)
    return page, UNPROCESSABLE if form.errors else 200


@bp.route("/products/<int:product_id>", methods=["GET", "POST"])
@requires(Right.EDIT_PRODUCTS)
def product(slug: str, product_id: int) -> ResponseReturnValue:
    event = or_404(find_event(slug))
    if request.method == "POST":
        lock_and_reload(event)
    found = or_404(queries.find_product(event, product_id))
    steps = rules.timeline(found.prices, rules.begins(event))
    form = _form(event, found)
    if form.validate_on_submit():
        try:
            form.check_unchanged()
            actions.edit_product(found, form.sheet(event, _quotas(event)))
        except Refusal as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            _note(event, "product.edit", found)
            db.session.commit()
            flash(_("“%(name)s” is saved.", name=found.name), "good")
            return redirect(url_for(".products", slug=slug))
    page = render_template(
        "products/product.html",
        event=event,
        form=form,
        product=found,
        steps=steps,
        is_ordered=queries.is_ordered(found),
    )
    return page, UNPROCESSABLE if form.errors else 200


@bp.post("/products/<int:product_id>/delete")
@requires(Right.EDIT_PRODUCTS)
def delete_product(slug: str, product_id: int) -> ResponseReturnValue:
    event, found = _locked(slug, product_id)
    name = found.name
    _note(event, "product.delete", found)
    try:
        actions.delete_product(found)
    except Refusal as refusal:
        db.session.rollback()
        flash(str(refusal), "bad")
        return redirect(url_for(".product", slug=slug, product_id=product_id))
    db.session.commit()
    flash(_("“%(name)s” is deleted.", name=name), "good")
    return redirect(url_for(".products", slug=slug))


@bp.post("/products/<int:product_id>/archive")
@requires(Right.EDIT_PRODUCTS)
def archive_product(slug: str, product_id: int) -> ResponseReturnValue:
    event, found = _locked(slug, product_id)
    actions.archive_product(found, clock.now())
    _note(event, "product.archive", found)
    db.session.commit()
    flash(_("“%(name)s” is archived: it is sold no more.", name=found.name), "good")
    return redirect(url_for(".products", slug=slug))


@bp.post("/products/<int:product_id>/restore")
@requires(Right.EDIT_PRODUCTS)
def restore_product(slug: str, product_id: int) -> ResponseReturnValue:
    event, found = _locked(slug, product_id)
    actions.archive_product(found, None)
    _note(event, "product.restore", found)
    db.session.commit()
    flash(_("“%(name)s” is back.", name=found.name), "good")
    return redirect(url_for(".products", slug=slug))


@bp.route("/quotas/new", methods=["GET", "POST"])
@requires(Right.EDIT_PRODUCTS)
def add_quota(slug: str) -> ResponseReturnValue:
    event, now = or_404(find_event(slug)), clock.now()
    form = QuotaForm()
    if form.validate_on_submit():
        try:
            quota = actions.add_quota(event, form.name.data, form.size.data, now)
        except Refusal as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            _audit(event, "quota.add", f"quota {quota.id}", {"places": form.size.data})
            db.session.commit()
            flash(
                ngettext(
                    "“%(name)s” has %(num)s place.",
                    "“%(name)s” has %(num)s places.",
                    form.size.data,
                    name=quota.name,
                ),
                "good",
            )
            return redirect(url_for(".products", slug=slug))
    page = render_template("products/add_quota.html", event=event, form=form)
    return page, UNPROCESSABLE if form.errors else 200


@bp.route("/quotas/<int:quota_id>", methods=["GET", "POST"])
@requires(Right.EDIT_PRODUCTS)
def quota(slug: str, quota_id: int) -> ResponseReturnValue:
    """Change how many places there are."""
    event, now = or_404(find_event(slug)), clock.now()
    if request.method == "POST":
        lock_and_reload(event)
    found = or_404(queries.find_quota(event, quota_id))
    form = ResizeForm(data={"size": found.pool.size})
    if form.validate_on_submit():
        before = found.pool.size
        try:
            form.check_unchanged()
            actions.resize_quota(found, form.size.data, now)
        except Refusal as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            change = {"before": before, "places": form.size.data}
            _audit(event, "quota.resize", f"quota {found.id}", change)
            db.session.commit()
            flash(
                ngettext(
                    "“%(name)s” has %(num)s place.",
                    "“%(name)s” has %(num)s places.",
                    form.size.data,
                    name=found.name,
                ),
                "good",
            )
            return redirect(url_for(".products", slug=slug))
    page = render_template("products/quota.html", event=event, form=form, quota=found)
    return page, UNPROCESSABLE if form.errors else 200


@bp.route("/terms", methods=["GET", "POST"])
@requires(Right.EDIT_PRODUCTS)
def terms(slug: str) -> ResponseReturnValue:
    """Say what is sold in which currency, and how it is paid."""
    event = or_404(find_event(slug))
    if request.method == "POST":
        lock_and_reload(event)
    form = TermsForm(obj=queries.get_terms(event))
    if form.validate_on_submit():
        try:
            form.check_unchanged()
            actions.set_terms(
                event,
                currency=form.currency.data,
                payment_days=form.payment_days.data,
                open_orders=form.open_orders.data,
                seller=form.seller.data,
                bank_details=form.bank_details.data,
            )
        except Refusal as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            _audit(event, "terms.edit", f"event {event.id}", {})
            db.session.commit()
            flash(_("The terms of sale are saved."), "good")
            return redirect(url_for(".products", slug=slug))
    page = render_template("products/terms.html", event=event, form=form)
    return page, UNPROCESSABLE if form.errors else 200


def _locked(slug: str, product_id: int) -> tuple[Event, Product]:
    """Return a product that nobody else changes until this commits."""
    event = or_404(find_event(slug))
    lock_and_reload(event)
    return event, or_404(queries.find_product(event, product_id))


def _quotas(event: Event) -> Sequence[Quota]:
    return queries.list_quotas_of([*event.line, *list_below(event)])


def _form(event: Event, found: Product | None) -> ProductForm:
    below = [other for other in list_below(event) if other is not event]
    return product_form(
        event,
        below,
        _quotas(event),
        queries.currency_of(event),
        posted=request.form,
        product=found,
    )


def _like(event: Event) -> Product | None:
    typed = request.args.get("like", "")
    if not re.fullmatch(r"\d{1,9}", typed, re.ASCII):
        return None
    return queries.find_product(event, int(typed))


def _note(event: Event, verb: str, changed: Product) -> None:
    steps = rules.timeline(changed.prices, rules.begins(event))
    prices = "; ".join(f"{step.amount} {step.until}" for step in steps)
    detail: Detail = {"prices": prices, "listed": changed.is_listed}
    _audit(event, verb, f"product {changed.id}", detail)


def _audit(event: Event, verb: str, subject: str, detail: Detail) -> None:
    record(
        event_id=event.id,
        actor_id=visitor_id(),
        verb=verb,
        subject=subject,
        now=clock.now(),
        detail=detail,
    )
