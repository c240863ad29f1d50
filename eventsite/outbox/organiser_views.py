"""An event's letters: where each of them is, and what failed tried again."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from eventsite.core import clock
from eventsite.core.db import db
from eventsite.core.guard import requires
from eventsite.core.web import or_404, page_asked
from eventsite.core.words import _, ngettext
from eventsite.events.queries import find_event
from eventsite.mail import actions, queries
from eventsite.mail.models import Letter, LetterState
from eventsite.mail.rules import NotMailable
from eventsite.permissions import Right

bp = Blueprint("outbox", __name__, url_prefix="/manage/<slug>/letters")


@bp.get("")
@requires(Right.SEE_LETTERS)
def letters(slug: str) -> ResponseReturnValue:
    event = or_404(find_event(slug))
    asked = request.args.get("state", "")
    state = LetterState(asked) if asked in set(LetterState) else None
    return render_template(
        "outbox/letters.html",
        event=event,
        state=state,
        states=list(LetterState),
        counts=queries.count_by_state(event.id),
        page=queries.list_letters(event.id, state, page_asked()),
    )


@bp.get("/<int:letter_id>")
@requires(Right.SEE_LETTERS)
def letter(slug: str, letter_id: int) -> ResponseReturnValue:
    event, found = or_404(find_event(slug)), _found(slug, letter_id)
    body = Markup(found.html)  # noqa: S704  # made and cleaned when it was written
    return render_template("outbox/letter.html", event=event, letter=found, body=body)


@bp.post("/<int:letter_id>/retry")
@requires(Right.SEE_LETTERS)
def retry(slug: str, letter_id: int) -> ResponseReturnValue:
    found = _found(slug, letter_id)
    try:
        is_waiting = actions.retry(found, clock.now())
    except NotMailable as refusal:
        flash(
            _(
                "%(refusal)s Ask %(name)s for another one.",
                refusal=refusal.message,
                name=found.name,
            ),
            "warn",
        )
    else:
        db.session.commit()
        flash(
            _("The letter is on its way again.")
            if is_waiting
            else _("It has not failed.")
        )
    return redirect(url_for(".letter", slug=slug, letter_id=letter_id))


@bp.post("/retry")
@requires(Right.SEE_LETTERS)
def retry_all(slug: str) -> ResponseReturnValue:
    event, now = or_404(find_event(slug)), clock.now()
    again, left = 0, 0
    for failed in queries.list_failed(event.id):
        try:
            again += actions.retry(failed, now)
        except NotMailable:
            left += 1
    db.session.commit()
    told = ngettext(
        "%(num)s letter is on the way again.",
        "%(num)s letters are on the way again.",
        again,
    )
    if left:
        told += " " + ngettext(
            "%(num)s cannot be sent to its address.",
            "%(num)s cannot be sent to their address.",
            left,
        )
    flash(told, "warn" if left else "message")
    return redirect(url_for(".letters", slug=slug))


def _found(slug: str, letter_id: int) -> Letter:
    event = or_404(find_event(slug))
    return or_404(queries.find_letter(event.id, letter_id))
