"""What a person proposed, and where others named them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from eventsite.accounts.models import Person
from eventsite.core.db import db
from eventsite.core.rows import plain_row
from eventsite.core.words import _, lazy, ngettext
from eventsite.privacy.rules import ERASED, Fate, Kept, Leaving, Outcome, OwnData
from eventsite.proposals.models import Proposal, ProposalSpeaker, ProposalState

OPEN = (ProposalState.DRAFT, ProposalState.SUBMITTED)


def _written_by(person: Person) -> Sequence[Proposal]:
    return db.session.scalars(
        select(Proposal)
        .where(Proposal.author_id == person.id)
        .options(selectinload(Proposal.speakers), joinedload(Proposal.event))
        .order_by(Proposal.id)
    ).all()


def _naming(person: Person) -> Sequence[ProposalSpeaker]:
    theirs = or_(
        ProposalSpeaker.person_id == person.id, ProposalSpeaker.email == person.email
    )
    return db.session.scalars(
        select(ProposalSpeaker)
        .where(theirs)
        .options(joinedload(ProposalSpeaker.proposal))
        .order_by(ProposalSpeaker.id)
    ).all()


def _export(person: Person) -> dict[str, object]:
    written = _written_by(person)
    mine = {proposal.id for proposal in written}
    found = {
        "written": [
            {
                **plain_row(proposal, "once_key"),
                "event": proposal.event.slug,
                "speakers": [plain_row(who) for who in proposal.speakers],
            }
            for proposal in written
        ],
        "named_in": [
            {**plain_row(who), "title": who.proposal.title}
            for who in _naming(person)
            if who.proposal_id not in mine
        ],
    }
    return {name: part for name, part in found.items() if part}


def _fates(person: Person, _now: datetime) -> Sequence[Fate]:
    written = _written_by(person)
    taken = [one for one in written if one.state is ProposalState.ACCEPTED]
    fates = []
    if others := len(written) - len(taken):
        what = ngettext("%(num)s proposal", "%(num)s proposals", others)
        why = _("Taken back where no decision has been made; the words are deleted.")
        fates.append(Fate(what, Outcome.DELETED, why))
    if taken:
        what = ngettext(
            "%(num)s accepted proposal", "%(num)s accepted proposals", len(taken)
        )
        why = _("The session in the programme stays; your notes and name are deleted.")
        fates.append(Fate(what, Outcome.ANONYMISED, why))
    return fates


def _erase(leaving: Leaving) -> None:
    for who in _naming(leaving.person):
        who.name, who.email, who.person_id = ERASED, "", None
        who.affiliation = who.biography = ""
    for proposal in _written_by(leaving.person):
        _wipe(proposal, leaving.now)


def _wipe(proposal: Proposal, now: datetime) -> None:
    """Leave that there was a proposal and what became of it."""
    proposal.typed, proposal.notes = None, ""
    proposal.changed_at = now
    if proposal.state is ProposalState.ACCEPTED:
        return
    proposal.title = proposal.abstract = proposal.description = ""
    if proposal.state in OPEN:
        proposal.state = ProposalState.WITHDRAWN
    for other in proposal.speakers:  # named by the author, who is gone
        other.name, other.email, other.affiliation = ERASED, "", ""
        other.biography, other.person_id = "", None


OWN_DATA = OwnData(
    name="proposals",
    keeps=(
        Kept(
            lazy("Proposals, with who would be on stage and notes to the organisers"),
            lazy("to choose the programme, and to say what became of them"),
            lazy("until their author deletes the account"),
        ),
    ),
    export=_export,
    erase=_erase,
    fates=_fates,
)
