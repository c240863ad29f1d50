"""Entries of the log in plain words. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from eventsite.core.words import _, lazy
from eventsite.permissions import Right

SAID: Mapping[str, str] = {  # by verb
    "account.ask-deletion": lazy("Asked for an account to be deleted"),
    "account.delete": lazy("Deleted an account"),
    "account.take-back-deletion": lazy("Kept an account after all"),
    "attendees.export": lazy("Took the list of attendees away as a file"),
    "attendees.read": lazy("Read the list of attendees by a program"),
    "audit.export": lazy("Took this log away as a file"),
    "call.edit": lazy("Edited the call for proposals"),
    "conduct.answer": lazy("Answered a report to the conduct team"),
    "conduct.closed": lazy("Closed a report to the conduct team"),
    "conduct.download": lazy("Took a file of a report to the conduct team"),
    "conduct.edit": lazy("Edited the code of conduct"),
    "conduct.note": lazy("Kept a note beside a report to the conduct team"),
    "conduct.open": lazy("Reopened a report to the conduct team"),
    "conduct.read": lazy("Read a report to the conduct team"),
    "conduct.remove": lazy("Removed the event’s own code of conduct"),
    "event.copy": lazy("Copied the event for another year"),
    "event.create": lazy("Created the event"),
    "event.edit": lazy("Edited the event’s settings"),
    "event.move": lazy("Moved the event among its siblings"),
    "event.reactivate": lazy("Reactivated the event"),
    "event.state": lazy("Changed the event’s state"),
    "event.translate": lazy("Translated texts of the event"),
    "host.create": lazy("Created a host"),
    "host.edit": lazy("Edited a host"),
    "host.invite": lazy("Invited an administrator of the host"),
    "host.join": lazy("Became an administrator of the host"),
    "host.remove": lazy("Removed an administrator of the host"),
    "host.withdraw": lazy("Withdrew an administrator’s invitation"),
    "hours.change": lazy("Changed hours in a room"),
    "hours.give": lazy("Gave hours in a room"),
    "hours.take-back": lazy("Took hours in a room back"),
    "identity.connect": lazy("Connected another way to sign in"),
    "identity.disconnect": lazy("Disconnected another way to sign in"),
    "notice.publish": lazy("Published a privacy notice or imprint"),
    "order.cancel": lazy("Cancelled an order"),
    "order.paid": lazy("Marked an order as paid"),
    "orders.read": lazy("Read the orders by a program"),
    "own-data.ask": lazy("Asked for a copy of all data about oneself"),
    "own-data.download": lazy("Downloaded a copy of all data about oneself"),
    "product.add": lazy("Added a product"),
    "product.archive": lazy("Archived a product"),
    "product.delete": lazy("Deleted a product"),
    "product.edit": lazy("Edited a product"),
    "product.restore": lazy("Took a product out of the archive"),
    "proposal.accept": lazy("Accepted a proposal"),
    "proposal.reject": lazy("Rejected a proposal"),
    "quota.add": lazy("Added places to sell"),
    "quota.resize": lazy("Changed the number of places to sell"),
    "room.add": lazy("Added a room"),
    "room.delete": lazy("Deleted a room"),
    "room.edit": lazy("Edited a room"),
    "room.move": lazy("Moved a room in the list"),
    "schedule.accept-warning": lazy("Accepted a warning of the schedule"),
    "schedule.add-draft": lazy("Made a draft of the schedule"),
    "schedule.delete-draft": lazy("Deleted a draft of the schedule"),
    "schedule.choose-draft": lazy("Made a draft of the schedule the current one"),
    "schedule.rename-draft": lazy("Renamed a draft of the schedule"),
    "schedule.demand": lazy("Said what a session needs of its room"),
    "schedule.import": lazy("Imported a schedule"),
    "schedule.place": lazy("Placed a session"),
    "schedule.release": lazy("Released the schedule"),
    "schedule.reopen-warning": lazy("Took back that a warning is accepted"),
    "schedule.terms": lazy("Changed the rules of the schedule"),
    "schedule.unplace": lazy("Took a session off the schedule"),
    "scholarship.award": lazy("Awarded a scholarship"),
    "scholarship.edit": lazy("Edited the scholarship programme"),
    "scholarship.read": lazy("Read scholarship applications"),
    "scholarship.reject": lazy("Rejected a scholarship application"),
    "second-factor.add": lazy("Added a second factor"),
    "second-factor.new-codes": lazy("Made new recovery codes"),
    "second-factor.remove": lazy("Removed a second factor"),
    "second-factor.reset": lazy("Removed all second factors of an account"),
    "second-factor.use-recovery-code": lazy("Signed in with a recovery code"),
    "session-type.add": lazy("Added a session type"),
    "session-type.delete": lazy("Deleted a session type"),
    "session-type.edit": lazy("Edited a session type"),
    "session-type.move": lazy("Moved a session type in the list"),
    "session.attach": lazy("Added an attachment"),
    "session.cancel": lazy("Cancelled a session"),
    "session.create": lazy("Created a session"),
    "session.detach": lazy("Removed an attachment"),
    "session.edit": lazy("Edited a session"),
    "session.restore": lazy("Restored a cancelled session"),
    "speaker.create": lazy("Added a person on stage"),
    "speaker.availability": lazy("Said when somebody on stage can come"),
    "speaker.delete": lazy("Deleted a person on stage"),
    "speaker.edit": lazy("Edited a person on stage"),
    "sponsor.add": lazy("Added a sponsor"),
    "sponsor.add-tier": lazy("Added a tier of sponsors"),
    "sponsor.edit": lazy("Edited a sponsor"),
    "sponsor.edit-tier": lazy("Edited a tier of sponsors"),
    "sponsor.remove": lazy("Removed a sponsor"),
    "sponsor.remove-tier": lazy("Removed a tier of sponsors"),
    "tag.add": lazy("Added a tag"),
    "tag.delete": lazy("Deleted a tag"),
    "tag.edit": lazy("Edited a tag"),
    "tag.move": lazy("Moved a tag in the list"),
    "team.decline": lazy("Declined an invitation to the team"),
    "team.grant": lazy("Gave a role"),
    "team.invite": lazy("Invited somebody to the team"),
    "team.join": lazy("Joined the team"),
    "team.revoke": lazy("Took a role away"),
    "team.withdraw": lazy("Withdrew an invitation to the team"),
    "terms.edit": lazy("Edited the terms of sale"),
    "token.create": lazy("Made a token for programs"),
    "token.revoke": lazy("Revoked a token for programs"),
    "track.add": lazy("Added a track"),
    "track.delete": lazy("Deleted a track"),
    "track.edit": lazy("Edited a track"),
    "track.move": lazy("Moved a track in the list"),
    "webhook.create": lazy("Added a webhook"),
    "webhook.delete": lazy("Deleted a webhook"),
    "webhook.disable": lazy("Disabled a webhook"),
    "webhook.edit": lazy("Edited a webhook"),
    "webhook.enable": lazy("Enabled a webhook"),
    "webhook.new-secret": lazy("Made a new secret for a webhook"),
}
DETAILS: Mapping[str, str] = {  # what was noted besides, by its name
    "added": lazy("new"),
    "after": lazy("after"),
    "before": lazy("before"),
    "changed": lazy("changed"),
    "clashes": lazy("clashes"),
    "code": lazy("code"),
    "count": lazy("how many"),
    "from": lazy("from"),
    "kind": lazy("kind"),
    "label": lazy("called"),
    "listed": lazy("on sale to everybody"),
    "moved": lazy("moved"),
    "name": lazy("name"),
    "places": lazy("places"),
    "position": lazy("place in the list"),
    "prices": lazy("prices"),
    "role": lazy("role"),
    "room": lazy("room"),
    "slug": lazy("address"),
    "source": lazy("copied from"),
    "until": lazy("until"),
}


CALLED_BY_KEY = frozenset({"version", "scholarship application", "token"})


@dataclass(frozen=True, slots=True)
class Area:
    """Entries that one looks for together: by what stands before or in the verb."""

    label: str
    nouns: tuple[str, ...] = ()
    verbs: tuple[str, ...] = ()


AREAS: Mapping[str, Area] = {
    "reading": Area(
        lazy("Reading, and files taken away"),
        verbs=(
            "attendees.export",
            "attendees.read",
            "audit.export",
            "conduct.download",
            "conduct.read",
            "orders.read",
            "scholarship.read",
        ),
    ),
    "event": Area(lazy("The event itself"), ("event", "hours")),
    "parts": Area(
        lazy("Rooms, tracks, types and tags"), ("room", "track", "session-type", "tag")
    ),
    "programme": Area(
        lazy("Sessions, people on stage, schedule"), ("session", "speaker", "schedule")
    ),
    "proposals": Area(lazy("Call and proposals"), ("call", "proposal", "review")),
    "team": Area(
        lazy("Team, roles and tokens"), ("team", "host", "token", "notice", "webhook")
    ),
    "conduct": Area(lazy("Code of conduct"), ("conduct",)),
    "scholarships": Area(lazy("Scholarships"), ("scholarship",)),
    "sale": Area(
        lazy("Products, places and orders"),
        ("product", "quota", "terms", "order", "attendees"),
    ),
    "sponsors": Area(lazy("Sponsors"), ("sponsor",)),
}


def said(verb: str) -> str:
    """Return what was done; a verb without words of its own is readable all the same."""
    known = SAID.get(verb)
    if known is not None:
        return str(known)
    noun, _dot, done = verb.partition(".")
    return f"{noun.replace('-', ' ')}: {done.replace('-', ' ')}".capitalize()


def details(noted: Mapping[str, object]) -> list[str]:
    """Return what was noted besides, as "changed: title, abstract"."""
    return [
        f"{DETAILS.get(name, name.replace('_', ' '))}: {_value(value)}"
        for name, value in noted.items()
        if value not in {None, ""}
    ]


def secret_nouns(rights: Collection[str]) -> Collection[str]:
    """Return the kinds of things of which a holder of `rights` does not read which."""
    is_told = Right.READ_APPLICATIONS in rights
    return () if is_told else ("scholarship application",)


def noun_of(subject: str) -> tuple[str, str]:
    """Return "session" and "12" of "session 12"."""
    noun, _space, key = subject.rpartition(" ")
    return noun, key


def _value(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value).replace("own_", "").replace("_", " ")
