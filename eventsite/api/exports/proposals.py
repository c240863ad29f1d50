"""Proposals as those who read and decide about them see them."""

from typing import Any

from marshmallow import Schema, fields

from eventsite.api.exports.parts import a_moment, text, truth
from eventsite.proposals.models import Proposal, ProposalState

Shown = dict[str, Any]


class ProposerSchema(Schema):
    name = text("Their name.")
    email = text("Their address.")
    affiliation = text("Where they are from.")
    biography = text("About them: markdown.")


class ProposalSchema(Schema):
    """A proposal that was handed in. Who made it is told to who may decide, no one else."""

    code = text("What it is known by.", example="K3XQ7A")
    state = text(
        "How far it is.",
        enum=[s.value for s in ProposalState if s is not ProposalState.DRAFT],
    )
    title = text("What it is called.")
    abstract = text("What it is about: markdown.")
    description = text("More about it: markdown.")
    type = text("The session type’s name; empty: none.")
    track = text("The track’s name; empty: none.")
    language = text("A BCP 47 tag; empty: not said.")
    level = text("For whom it is; empty: not said.")
    may_record = truth("It may be recorded.")
    notes = fields.String(
        metadata={"description": "To the organisers; for who may decide."}
    )
    speakers = fields.List(
        fields.Nested(ProposerSchema),
        metadata={"description": "Who would be on stage; for who may decide."},
    )
    session = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "The code of the session it became."},
    )
    submitted_at = a_moment("When it was handed in.", allow_none=True)
    modified_at = a_moment("When it last changed.")


def shown_proposal(proposal: Proposal, *, with_identities: bool) -> Shown:
    """Return what `ProposalSchema` dumps; notes may name people, too."""
    same = {
        name: getattr(proposal, name)
        for name in (
            "code", "state", "title", "abstract", "description", "language", "level",
            "may_record", "submitted_at",
        )
    }  # fmt: skip
    found: Shown = same | {
        "type": proposal.type.name if proposal.type else "",
        "track": proposal.track.name if proposal.track else "",
        "session": proposal.session.code if proposal.session else None,
        "modified_at": proposal.changed_at,
    }
    if with_identities:
        found["notes"] = proposal.notes
        found["speakers"] = proposal.speakers
    return found
