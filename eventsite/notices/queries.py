from collections.abc import Sequence

from sqlalchemy import select

from eventsite.core.db import db
from eventsite.events.models import Host
from eventsite.notices.models import Kind, Notice


def list_versions(host: Host, kind: Kind) -> Sequence[Notice]:
    """Return all versions of a host's text, the one in force first."""
    return db.session.scalars(
        select(Notice)
        .filter_by(host_id=host.id, kind=kind)
        .order_by(Notice.version.desc())
    ).all()


def find_newest(host: Host, kind: Kind) -> Notice | None:
    return db.session.scalars(
        select(Notice)
        .filter_by(host_id=host.id, kind=kind)
        .order_by(Notice.version.desc())
        .limit(1)
    ).one_or_none()


def find_version(host: Host, kind: Kind, version: int) -> Notice | None:
    return db.session.scalars(
        select(Notice).filter_by(host_id=host.id, kind=kind, version=version)
    ).one_or_none()


def list_all_hosts() -> Sequence[Host]:
    return db.session.scalars(select(Host).order_by(Host.name, Host.id)).all()
