"""What tests of teams share."""

from eventsite.core.db import db
from eventsite.events.models import TeamMember
from tests.accounts import post
from tests.factories import stored


def team(event):
    db.session.expire_all()
    members = stored(TeamMember)
    return {(m.person.name, m.role) for m in members if m.event_id == event.id}


def invite(client, email="bob@example.org", role="finance"):
    return post(client, "/manage/conf/team", email=email, role=role)
