"""Several at once, on one link or one team: one wins, and nothing breaks."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select

from eventsite.accounts.models import Person, SignIn
from eventsite.core.db import db
from eventsite.events.models import TeamMember
from eventsite.permissions import Role
from eventsite.teams.models import Invitation
from tests import factories
from tests.accounts import PASSWORD, post
from tests.factories import NOW, only, saved, stored

AT_ONCE = 6


@pytest.fixture
def at_once(app):
    """Do requests at the same moment, each with a browser of its own."""

    def run(*requests):
        db.session.rollback()
        barrier = Barrier(len(requests))

        def one(request):
            with app.app_context():
                barrier.wait()
                return request()

        with ThreadPoolExecutor(len(requests)) as pool:
            made = [pool.submit(one, request) for request in requests]
        return sorted(future.result().status_code for future in made)

    assert app.testing
    return run


def test_a_sign_up_link_makes_one_account(app, at_once, newest_link):
    post(app.test_client(), "/signup", email="grace@example.org")
    link = newest_link()
    data = {"name": "Grace", "password": PASSWORD}
    browsers = [app.test_client() for _ in range(AT_ONCE)]
    answers = at_once(*(lambda b=b: b.post(link, data=data) for b in browsers))
    assert answers == [302] + [410] * (AT_ONCE - 1)
    assert only(Person).name == "Grace"
    assert len(stored(SignIn)) == 1


def test_two_sign_up_links_of_a_mailbox_make_one_account(app, at_once, newest_link):
    links = []
    for _ in range(2):
        post(app.test_client(), "/signup", email="grace@example.org")
        links.append(newest_link())
    data = {"name": "Grace", "password": PASSWORD}
    browsers = [(app.test_client(), link) for link in links]
    answers = at_once(*(lambda b=b, n=n: b.post(n, data=data) for b, n in browsers))
    assert answers == [302, 410]
    assert len(stored(Person)) == 1


@pytest.mark.usefixtures("ada")
def test_a_reset_link_works_once(app, at_once, newest_link):
    post(app.test_client(), "/password/forgotten", email="ada@example.org")
    link = newest_link()
    browsers = [(app.test_client(), f"password of {n}") for n in range(AT_ONCE)]
    answers = at_once(
        *(lambda b=b, p=p: b.post(link, data={"password": p}) for b, p in browsers)
    )
    assert answers == [302] + [410] * (AT_ONCE - 1)
    running = select(SignIn).filter_by(ended_at=None)
    assert len(db.session.scalars(running).all()) == 1


def test_an_invitation_is_accepted_once(app, at_once, sign_in):
    event = factories.event()
    owner = factories.owner(event)
    person = factories.person(email="bob@example.org")
    invitation = Invitation(
        event=event,
        email=person.email,
        role=Role.FINANCE,
        invited_by=owner,
        invited_at=NOW,
    )
    path = f"/account/invitations/{saved(invitation).id}/accept"
    browsers = [sign_in(person, app.test_client()) for _ in range(AT_ONCE)]
    answers = at_once(*(lambda b=b: b.post(path) for b in browsers))
    assert set(answers) <= {302, 404}
    roles = sorted(member.role for member in stored(TeamMember))
    assert roles == [Role.FINANCE, Role.OWNER]
    assert stored(Invitation) == []


def test_two_owners_who_remove_each_other_leave_one(app, at_once, sign_in):
    event = factories.event()
    slug, owners = event.slug, [factories.owner(event) for _ in range(2)]
    ids = [owner.id for owner in owners]
    browsers = [sign_in(owner, app.test_client()) for owner in owners]
    requests = [
        lambda b=b, n=n: b.post(f"/manage/{slug}/team/{n}/remove")
        for b, n in zip(browsers, reversed(ids), strict=True)
    ]
    assert set(at_once(*requests)) <= {302, 403}
    assert only(TeamMember).person_id in ids


@pytest.mark.usefixtures("ada")
def test_guesses_at_once_are_all_counted(app, at_once):
    browsers = [app.test_client() for _ in range(14)]
    data = {"email": "ada@example.org", "password": "wrong wrong wrong"}
    answers = at_once(*(lambda b=b: b.post("/signin", data=data) for b in browsers))
    assert answers == [422] * 10 + [429] * 4
    assert re.match(r"\$argon2id\$", only(Person).password_hash)
