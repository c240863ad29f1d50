"""Pages on which organisers have other programs told, and see how that goes."""

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from eventsite.accounts.queries import get_person
from eventsite.core import clock
from eventsite.core.db import db
from eventsite.core.errors import Refusal
from eventsite.core.guard import requires, visitor_id
from eventsite.core.web import or_404, page_asked
from eventsite.core.words import _
from eventsite.events.actions import lock_and_reload
from eventsite.events.models import Event
from eventsite.events.queries import find_access, find_event
from eventsite.permissions import Right
from eventsite.webhooks import actions, queries, rules
from eventsite.webhooks.forms import WebhookForm
from eventsite.webhooks.models import Webhook

bp = Blueprint("webhooks_desk", __name__, url_prefix="/manage/<slug>/webhooks")


@bp.get("")
@requires(Right.MANAGE_INTEGRATIONS)
def webhooks(slug: str) -> ResponseReturnValue:
    event = or_404(find_event(slug))
    return render_template(
        "webhooks/webhooks.html",
        event=event,
        webhooks=queries.list_webhooks(event),
        waiting=queries.count_waiting(event),
        kinds=rules.KINDS,
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(Right.MANAGE_INTEGRATIONS)
def new_webhook(slug: str) -> ResponseReturnValue:
    event = or_404(find_event(slug))
    form = WebhookForm()
    access = find_access(visitor_id(), slug)
    form.offer(rules.offered(access.rights if access else ()))
    if form.validate_on_submit():
        try:
            made = actions.add_webhook(
                event,
                get_person(visitor_id()),
                form.values(),
                form.kinds.data,
                once_key=form.once.data,
                now=clock.now(),
                allowed=current_app.config["WEBHOOK_NETWORKS"],
            )
        except Refusal as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            return _secret_page(event, made)
    page = render_template("webhooks/new_webhook.html", event=event, form=form)
    return page, _status(form)


@bp.route("/<int:webhook_id>", methods=["GET", "POST"])
@requires(Right.MANAGE_INTEGRATIONS)
def webhook(slug: str, webhook_id: int) -> ResponseReturnValue:
    event = or_404(find_event(slug))
    if request.method == "POST":
        lock_and_reload(event)
    found = _found(event, webhook_id)
    rights = queries.find_rights(found)
    form = WebhookForm(
        data={"name": found.name, "url": found.url, "kinds": found.kinds}
    )
    form.offer(rules.offered(rights))
    if form.validate_on_submit():
        try:
            form.check_unchanged()
            actions.edit_webhook(
                found,
                form.values(),
                form.kinds.data,
                actor_id=visitor_id(),
                now=clock.now(),
                allowed=current_app.config["WEBHOOK_NETWORKS"],
            )
        except Refusal as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            flash(_("Saved."))
            return _back(slug, webhook_id)
    page = render_template(
        "webhooks/webhook.html",
        event=event,
        webhook=found,
        form=form,
        page=queries.page_deliveries(found, page_asked()),
        now=clock.now(),
        is_told=bool(rules.verbs(found.kinds, rights)),
    )
    return page, _status(form)


@bp.post("/<int:webhook_id>/new-secret")
@requires(Right.MANAGE_INTEGRATIONS)
def new_secret(slug: str, webhook_id: int) -> ResponseReturnValue:
    event = or_404(find_event(slug))
    found = _found(event, webhook_id)
    actions.replace_secret(found, actor_id=visitor_id(), now=clock.now())
    db.session.commit()
    return _secret_page(event, found)


@bp.post("/<int:webhook_id>/try")
@requires(Right.MANAGE_INTEGRATIONS)
def try_out(slug: str, webhook_id: int) -> ResponseReturnValue:
    found = _found(or_404(find_event(slug)), webhook_id)
    if found.disabled_at is None:
        actions.try_out(found, clock.now())
        db.session.commit()
        flash(_("A trial message is on its way. Reload the page to see how it fared."))
    return _back(slug, webhook_id)


@bp.post("/<int:webhook_id>/<any(enable, disable):step>")
@requires(Right.MANAGE_INTEGRATIONS)
def switch(slug: str, webhook_id: int, step: str) -> ResponseReturnValue:
    found, by, now = (
        _found(or_404(find_event(slug)), webhook_id),
        visitor_id(),
        clock.now(),
    )
    if step == "enable":
        actions.enable(found, actor_id=by, now=now)
        flash(_("The webhook is told again what happens from now on."))
    else:
        actions.disable(found, "", actor_id=by, now=now)
        flash(_("The webhook is told nothing any more."))
    db.session.commit()
    return _back(slug, webhook_id)


@bp.post("/<int:webhook_id>/deliveries/<int:delivery_id>/again")
@requires(Right.MANAGE_INTEGRATIONS)
def send_again(slug: str, webhook_id: int, delivery_id: int) -> ResponseReturnValue:
    found = _found(or_404(find_event(slug)), webhook_id)
    delivery = or_404(queries.find_delivery(found, delivery_id))
    actions.send_again(delivery, clock.now())
    db.session.commit()
    flash(_("The message is on its way once more."))
    return _back(slug, webhook_id)


@bp.post("/<int:webhook_id>/delete")
@requires(Right.MANAGE_INTEGRATIONS)
def delete_webhook(slug: str, webhook_id: int) -> ResponseReturnValue:
    found = _found(or_404(find_event(slug)), webhook_id)
    actions.delete_webhook(found, actor_id=visitor_id(), now=clock.now())
    db.session.commit()
    flash(_("The webhook is deleted, and the messages that waited."))
    return redirect(url_for(".webhooks", slug=slug))


@bp.after_request
def keep_to_yourself(response: Response) -> Response:
    """Keep a secret that is shown once out of every cache."""
    response.headers["Cache-Control"] = "no-store"
    return response


def _found(event: Event, webhook_id: int) -> Webhook:
    return or_404(queries.find_webhook(event, webhook_id))


def _secret_page(event: Event, webhook: Webhook) -> ResponseReturnValue:
    return render_template("webhooks/_secret.html", event=event, webhook=webhook)


def _back(slug: str, webhook_id: int) -> ResponseReturnValue:
    return redirect(url_for(".webhook", slug=slug, webhook_id=webhook_id))


def _status(form: WebhookForm) -> int:
    return 422 if form.errors else 200
