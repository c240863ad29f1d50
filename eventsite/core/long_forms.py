"""Long forms: kept with every step, handed in when nothing lacks.

A room says how its form is kept and handed in (`Desk`). What becomes of what was sent is
the same for all: first it is kept, however wrong it is, then handed in if that was asked
for, a commit each. The page's own script gets its answer as JSON (`autosave.js`).
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from http import HTTPStatus

from flask import flash, jsonify, redirect, request
from flask.typing import ResponseReturnValue

from eventsite.core.db import db
from eventsite.core.errors import Refusal
from eventsite.core.forms import Form
from eventsite.core.words import _


class Desk(ABC):
    """A form as it lies before who fills it in, and what it belongs to."""

    form: Form

    @abstractmethod
    def keep(self) -> None:
        """Keep what was sent as a draft; may refuse."""

    @abstractmethod
    def is_whole(self) -> bool:
        """Tell whether nothing lacks, and show what does beside its field."""

    @abstractmethod
    def hand_in(self) -> None:
        """Hand in what was kept and say so; may refuse."""

    @abstractmethod
    def missing(self) -> Mapping[str, str]:
        """Return what still lacks, by the name of its field."""

    @property
    @abstractmethod
    def address(self) -> str:
        """Return where the draft is found from now on."""

    @property
    @abstractmethod
    def way_on(self) -> str:
        """Return where one goes who has handed it in."""

    @abstractmethod
    def page(self, *, is_kept: bool = False) -> str:
        """Return the page with the form."""


def take(desk: Desk) -> ResponseReturnValue:
    """Keep what was sent, then hand it in if that was asked for."""
    is_valid = bool(desk.form.validate())
    is_kept = _step(desk, desk.keep)
    if _wants_submit():
        is_ready = desk.is_whole() and is_valid and is_kept
        if is_ready and _step(desk, desk.hand_in):
            return redirect(desk.way_on)
    return _answer(desk, is_kept=is_kept)


def _wants_submit() -> bool:
    return request.form.get("act") == "submit"


def _step(desk: Desk, step: Callable[[], None]) -> bool:
    """Commit a step; or show in the form why it was refused."""
    try:
        step()
    except Refusal as refusal:
        db.session.rollback()
        desk.form.refuse(refusal)
        return False
    db.session.commit()
    return True


def _answer(desk: Desk, *, is_kept: bool) -> ResponseReturnValue:
    """Say what became of what was sent, to a person or to the page's own script."""
    if request.accept_mimetypes.best == "application/json":
        said = {
            "kept": is_kept,
            "address": desk.address,
            "refused": [str(error) for error in desk.form.form_errors],
            "missing": {name: str(words) for name, words in desk.missing().items()},
        }
        status = HTTPStatus.OK if is_kept else HTTPStatus.UNPROCESSABLE_ENTITY
        return jsonify(said), status
    if is_kept and not _wants_submit() and not desk.form.errors:
        flash(_("Saved, not yet submitted."))
        return redirect(desk.address)
    return desk.page(is_kept=is_kept), HTTPStatus.UNPROCESSABLE_ENTITY
