"""The verbs of notices. Each changes the session and never commits."""

from datetime import datetime

from sqlalchemy import select

from eventsite.audit.actions import record
from eventsite.core.db import db
from eventsite.events.models import Host
from eventsite.notices import queries, rules
from eventsite.notices.models import Kind, Notice


def publish(
    host: Host,
    kind: Kind,
    *,
    text: str,
    with_list: bool,
    change: str,
    based_on: int,
    actor_id: int,
    now: datetime,
) -> Notice:
    """Publish the next version of a text; `based_on` is the one its writer saw, or 0.

    Locks the host, so that one version follows the other.

    Raises:
        PublishedMeanwhile, NothingNew
    """
    db.session.execute(select(Host.id).where(Host.id == host.id).with_for_update())
    newest = queries.find_newest(host, kind)
    rules.check(newest, based_on, text, with_list=with_list)
    notice = Notice(
        host=host,
        kind=kind,
        version=based_on + 1,
        text=text,
        with_list=with_list,
        change=change,
        published_at=now,
        published_by=actor_id,
    )
    db.session.add(notice)
    record(
        event_id=None,
        actor_id=actor_id,
        verb="notice.publish",
        subject=f"host {host.id}",
        now=now,
        detail={"kind": kind.value, "version": notice.version},
    )
    return notice
