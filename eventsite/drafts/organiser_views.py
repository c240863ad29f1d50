"""Pages for drafts: the list, a new one, two beside each other."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsite.core import clock
from eventsite.core.db import db
from eventsite.core.errors import Refusal
from eventsite.core.guard import requires, visitor_id
from eventsite.core.web import or_404
from eventsite.core.words import _, ngettext
from eventsite.drafts import actions, queries, rules
from eventsite.drafts.forms import EMPTY, FILE, NameForm, NewDraftForm
from eventsite.events.actions import lock_and_reload
from eventsite.events.models import Event
from eventsite.events.queries import find_event, list_below
from eventsite.formats import any_format
from eventsite.formats.model import Programme, Unreadable
from eventsite.permissions import Right
from eventsite.schedule import queries as schedule
from eventsite.schedule.actions import Mover, find_mover
from eventsite.schedule.models import Draft

bp = Blueprint("drafts_desk", __name__, url_prefix="/manage/<slug>/schedule/drafts")
UNPROCESSABLE = 422
MOST_SHOWN = 500  # moves on a page
MOST_NAMED = 20  # refusals
LAST_REVISION = 10**9


@bp.route("", methods=["GET", "POST"])
@requires(Right.EDIT_SCHEDULE)
def drafts(slug: str) -> ResponseReturnValue:
    event = or_404(find_event(slug))
    mover = _mover(event)
    form = NewDraftForm()
    there = schedule.list_drafts(event)
    releases = schedule.list_releases(event.root) if _plans_all(mover) else []
    form.offer(there, releases, everything=_plans_all(mover))
    if form.validate_on_submit():
        try:
            made, said = _start(event, form, mover)
        except Refusal as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            flash(said, "good")
            where = made.in_addresses
            return redirect(url_for("schedule_desk.schedule", slug=slug, **where))
    below = list_below(event)
    page = render_template(
        "drafts/drafts.html",
        event=event,
        form=form,
        drafts=there,
        placed=queries.count_placed(there, below),
        plans_all=_plans_all(mover),
        person_id=mover.person_id,
    )
    return page, UNPROCESSABLE if form.errors else 200


@bp.route("/<int:draft_id>/edit", methods=["GET", "POST"])
@requires(Right.EDIT_SCHEDULE)
def edit_draft(slug: str, draft_id: int) -> ResponseReturnValue:
    event = or_404(find_event(slug))
    if request.method == "POST":
        lock_and_reload(event)
    draft = _found(event, draft_id)
    form = NameForm(data={"name": draft.name})
    if form.validate_on_submit():
        try:
            actions.rename(draft, form.name.data, mover=_mover(event), now=clock.now())
        except Refusal as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            return redirect(url_for(".drafts", slug=slug))
    page = render_template(
        "drafts/edit_draft.html", event=event, draft=draft, form=form
    )
    return page, UNPROCESSABLE if form.errors else 200


@bp.post("/<int:draft_id>/current")
@requires(Right.EDIT_SCHEDULE)
def make_current(slug: str, draft_id: int) -> ResponseReturnValue:
    event = or_404(find_event(slug))
    lock_and_reload(event)
    draft = _found(event, draft_id)
    try:
        actions.make_current(draft, mover=_mover(event), now=clock.now())
    except Refusal as refusal:
        db.session.rollback()
        flash(str(refusal), "bad")
    else:
        db.session.commit()
        flash(_("“%(name)s” is the current draft.", name=draft.name), "good")
    return redirect(url_for(".drafts", slug=slug))


@bp.post("/<int:draft_id>/delete")
@requires(Right.EDIT_SCHEDULE)
def delete_draft(slug: str, draft_id: int) -> ResponseReturnValue:
    event = or_404(find_event(slug))
    lock_and_reload(event)
    draft = _found(event, draft_id)
    name = draft.name
    try:
        actions.discard(draft, mover=_mover(event), now=clock.now())
    except Refusal as refusal:
        db.session.rollback()
        flash(str(refusal), "bad")
    else:
        db.session.commit()
        flash(_("The draft “%(name)s” is deleted.", name=name), "good")
    return redirect(url_for(".drafts", slug=slug))


@bp.route("/<int:draft_id>/compare", methods=["GET", "POST"])
@requires(Right.EDIT_SCHEDULE)
def compare_drafts(slug: str, draft_id: int) -> ResponseReturnValue:
    """Show what a draft has elsewhere than another; take over what is ticked."""
    event = or_404(find_event(slug))
    if request.method == "POST":
        lock_and_reload(event)
    here = _found(event, draft_id)
    there = or_404(schedule.find_draft(event, request.args.get("with")))
    if request.method == "POST":
        moved, refused = actions.take_over(
            _wanted(), here, there, mover=_mover(event), now=clock.now()
        )
        db.session.commit()
        said = ngettext(
            "%(num)s session is moved.", "%(num)s sessions are moved.", moved
        )
        flash(said, "good" if moved else "info")
        for words in refused[:MOST_NAMED]:
            flash(words, "bad")
        return redirect(request.full_path)
    below = list_below(event)
    found = queries.compare(here, there, below, _mover(event).proposals_of(below))
    return render_template(
        "drafts/compare_drafts.html",
        event=event,
        here=here,
        there=there,
        found=found,
        moved=found.moved[:MOST_SHOWN],
        others=schedule.list_drafts(event),
    )


def _wanted() -> dict[str, int]:
    """Return the keys ticked, each with the revision that was seen: "key revision"."""
    wanted = {}
    for ticked in request.form.getlist("take")[:MOST_SHOWN]:
        key, _gap, seen = ticked.partition(" ")
        if seen.isascii() and seen.isdecimal() and len(seen) < 10:
            wanted[key] = int(seen)
    return wanted


def _start(event: Event, form: NewDraftForm, mover: Mover) -> tuple[Draft, str]:
    """Make the draft that the form asks for; return it with what became of it."""
    now = clock.now()
    kind, _gap, number = form.start.data.partition("-")
    name = form.name.data
    done = _("The draft “%(name)s” is made.", name=name)
    if kind == "draft":
        source = _found(event, int(number))
        made = actions.start(event, name, source.name, mover=mover, now=now)
        actions.copy(source, made)
        return made, done
    if kind == EMPTY:
        return actions.start(event, name, "", mover=mover, now=now), done
    if kind == FILE:
        programme, words = _read(event, form), form.file.data.filename or ""
    else:
        programme, words = _released(event, int(number))
    made = actions.start(event, name, words[:200], mover=mover, now=now)
    filled = actions.fill(made, programme)
    if filled.unknown:
        return made, ngettext(
            "The draft is made. %(num)s session of the file is not here and was left out.",
            "The draft is made. %(num)s sessions of the file are not here and were left out.",
            len(filled.unknown),
        )
    return made, done


def _read(event: Event, form: NewDraftForm) -> Programme:
    try:
        return any_format.read(form.file.data.read(), event.timezone).programme
    except Unreadable as error:
        raise rules.UnreadableFile(str(error)) from error


def _released(event: Event, release_id: int) -> tuple[Programme, str]:
    """Return what the public saw of the whole tree when this release came out."""
    release = next(
        one for one in schedule.list_releases(event.root) if one.id == release_id
    )
    out = schedule.find_out(event.root, release.released_at).programme
    assert out is not None, "there is something out once a release is"
    return out, release.version


def _found(event: Event, draft_id: int) -> Draft:
    return or_404(schedule.find_draft(event, str(draft_id)))


def _plans_all(mover: Mover) -> bool:
    return mover.top.parent is None


def _mover(event: Event) -> Mover:
    return find_mover(event, visitor_id(), Right.EDIT_SCHEDULE)
