"""Letters to authors; the words are in templates/proposals/mail/."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from eventsite.core.addresses import public_url
from eventsite.core.content import plain
from eventsite.core.words import later
from eventsite.mail.actions import queue_letter
from eventsite.mail.mails import Content, compose
from eventsite.proposals import rules
from eventsite.proposals.models import Call, Proposal, ProposalState

FOLDER = "proposals/mail"
DECISIONS = {ProposalState.ACCEPTED: "accepted", ProposalState.REJECTED: "rejected"}


def queue_received(proposal: Proposal, call: Call | None, now: datetime) -> None:
    until = rules.closing(call, proposal.type_id) if call else None
    _queue(
        proposal,
        "received",
        now,
        trusted={"until": until if until and until.in_time(now) else ""},
    )


def queue_withdrawn(proposal: Proposal, now: datetime) -> None:
    _queue(proposal, "withdrawn", now)


def queue_decision(proposal: Proposal, note: str, now: datetime) -> None:
    _queue(proposal, DECISIONS[proposal.state], now, note=_paragraphs(note))


def preview(proposal: Proposal, state: ProposalState, note: str) -> Content:
    """Return the letter that this decision would send."""
    trusted = {"link": _link(proposal), "until": ""}
    untrusted = _facts(proposal) | {"note": _paragraphs(note)}
    template = f"{FOLDER}/{DECISIONS[state]}"
    return compose(template, _languages(proposal), trusted, untrusted)


def _queue(
    proposal: Proposal,
    template: str,
    now: datetime,
    trusted: Mapping[str, object] | None = None,
    note: list[str] | None = None,
) -> None:
    queue_letter(
        to=proposal.author.email,
        name=proposal.author.name,
        languages=_languages(proposal),
        template=f"{FOLDER}/{template}",
        now=now,
        event_id=proposal.event_id,
        person_id=proposal.author_id,
        unique_key=f"proposal.{template}:{proposal.id}:{now.isoformat()}",
        trusted={"link": _link(proposal), **(trusted or {})},
        note=note or [],
        **_facts(proposal),
    )


def _languages(proposal: Proposal) -> list[str | None]:
    return [proposal.author.language, *proposal.event.languages]


def _facts(proposal: Proposal) -> dict[str, Any]:
    return {
        "author": proposal.author.name,
        "title": proposal.title,
        "event": later(plain, proposal.event, "name"),
        "type": later(plain, proposal.type, "name") if proposal.type else "",
    }


def _link(proposal: Proposal) -> str:
    return public_url(
        "proposals.my_proposal", slug=proposal.event.slug, code=proposal.code
    )


def _paragraphs(note: str) -> list[str]:
    return [line.strip() for line in note.splitlines() if line.strip()]
