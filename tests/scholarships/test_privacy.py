"""What is promised to applicants: nobody sees more of them than they need."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from eventsite.audit.models import AuditEntry
from eventsite.core.db import db
from eventsite.mail.models import Letter
from eventsite.permissions import Role
from eventsite.registration.models import Order
from eventsite.scholarships import actions, queries
from eventsite.scholarships.models import Application, Background, Statements
from tests import factories
from tests.factories import NOW, only, stored
from tests.scholarships import things
from tests.scholarships.test_views import APPLY, form

DESK = "/manage/here/scholarships"
TYPED = {
    "need": "rent swallows all of it",
    "impact": "a user group in Kisumu",
    "self_description": "deaf since birth",
    "groups": ["lgbtq", "religion"],
}
WORDS = ["rent swallows all of it", "a user group in Kisumu", "deaf since birth"]
SENSITIVE = [*WORDS, "lgbtq", "religion"]


@pytest.fixture
def here(app):
    assert app.testing
    event = factories.event(slug="here")
    things.programme(event)
    return event


@pytest.fixture
def ada(here):
    assert here
    return factories.person(name="Ada Quartermaine", email="quartermaine@example.org")


def dump():
    """Return all that stands in the database: every row, and SQLite's files as they are."""
    db.session.commit()
    with db.engine.connect() as connection:
        rows = [
            connection.exec_driver_sql(f'SELECT * FROM "{table}"').all()  # noqa: S608
            for table in db.metadata.tables
        ]
    found = str(rows).encode()
    if db.engine.dialect.name == "sqlite":
        file = Path(str(db.engine.url.database))
        found += b"".join(
            part.read_bytes() for part in file.parent.glob(file.name + "*")
        )
    return found


def test_nothing_sensitive_stands_readable_in_the_database(client, sign_in, here, ada):
    sign_in(ada)
    sent = form(**TYPED)
    steps = (
        lambda: client.post(APPLY, data=sent | {"act": "save"}),
        lambda: client.post(APPLY, data=sent),
        lambda: client.post(APPLY, data=sent | {"act": "save"}),
        lambda: client.post("/events/here/scholarships/withdraw"),
    )
    for step in steps:
        assert step().status_code == 302
        whole = dump()
        assert b"quartermaine@example.org" in whole  # the dump is one
        for word in SENSITIVE:
            assert word.encode() not in whole, word

    [said, background] = (
        db.session.execute(
            sa.text("SELECT need, impact, typed FROM scholarship_statements")
        ).all()
        + db.session.execute(
            sa.text("SELECT answers, typed, typed FROM scholarship_backgrounds")
        ).all()
    )
    assert set(said) | set(background) == {None}
    assert here


def test_each_answer_opens_only_in_its_own_column(here):
    things.application(queries.find_programme(here))
    swap = sa.text(
        "UPDATE scholarship_statements SET need = "
        "(SELECT answers FROM scholarship_backgrounds)"
    )
    db.session.execute(swap)
    db.session.commit()
    with pytest.raises(ValueError, match="was made for"):
        _ = only(Statements).need


def pages_of(client, slug):
    """Return what every page of the event, public or not, answers the visitor."""
    found = {}
    for rule in client.application.url_map.iter_rules():
        if "GET" in rule.methods and rule.arguments == {"slug"}:
            path = rule.rule.replace("<slug>", slug)
            answer = client.get(path)
            found[path] = answer.text + str(answer.headers)
    return found


def test_the_committee_meets_no_identity_on_any_page(client, sign_in, here, ada):
    programme = queries.find_programme(here)
    waiting = things.application(programme, ada, need=TYPED["need"])
    others = [
        factories.person(name=f"Zed Hopper{n}", email=f"hopper{n}@example.org")
        for n in range(3)
    ]
    made = [things.application(programme, who) for who in others]
    sign_in(factories.team_member(here, Role.SCHOLARSHIP_COMMITTEE))
    client.post(f"{DESK}/{made[0].code}/award")
    client.post(f"{DESK}/{made[1].code}/reject")

    pages = pages_of(client, "here")
    for code in (waiting.code, *(one.code for one in made)):
        pages[code] = client.get(f"{DESK}/{code}").text
    for state in ("submitted", "awarded", "rejected"):
        pages[state] = client.get(f"{DESK}?state={state}").text
    pages["to do"] = client.get("/account/todo").text
    client.post(f"{DESK}/{made[0].code}/reject")
    pages["refused"] = client.get(f"{DESK}/{made[0].code}").text

    assert "Award" in pages[waiting.code]
    assert waiting.code in pages[DESK]
    assert "Somebody else has decided" in pages["refused"]
    assert TYPED["need"] in pages[waiting.code]
    for name, page in pages.items():
        for identity in ("quartermaine", "hopper", "deaf", "wheelchair", "ambulance"):
            assert identity not in page.lower(), name
        for answer in things.answers().background.values():
            if isinstance(answer, str) and answer != "yes":
                assert answer not in page, name


def test_nothing_puts_a_name_beside_a_code(client, sign_in, here, ada):
    sign_in(ada)
    client.post(APPLY, data=form())
    made = only(Application)
    member = factories.team_member(here, Role.SCHOLARSHIP_COMMITTEE)
    actions.award(made, member.id, NOW)
    db.session.commit()

    assert all(entry.actor_id != ada.id for entry in stored(AuditEntry))
    assert made.code not in str(vars(only(Order)))
    for letter in stored(Letter):
        said = letter.subject + letter.text + letter.html + str(letter.unique_key)
        assert made.code not in said
        if letter.template.startswith("scholarships/"):
            assert letter.confidential
            assert "scholarship" not in letter.subject.lower()
            assert "Diversity" not in letter.text
            assert all(word not in said for word in things.SECRETS)


def test_the_applicants_page_never_shows_the_code(client, sign_in, here, ada):
    made = things.application(queries.find_programme(here), ada)
    sign_in(ada)
    for path in (APPLY, "/account/scholarships", "/events/here/scholarships"):
        assert made.code not in client.get(path).text


def test_codes_and_what_is_shown_do_not_follow_who_came_first(here):
    programme = queries.find_programme(here)
    made = [things.application(programme).code for _ in range(20)]
    assert made != sorted(made)
    shown = [one.code for one in queries.list_handed_in(programme).items]
    assert shown == sorted(made)


def test_the_committee_is_never_given_the_voluntary_answers(
    client, sign_in, here, statements
):
    made = things.application(queries.find_programme(here))
    sign_in(factories.team_member(here, Role.SCHOLARSHIP_COMMITTEE))
    with statements() as sent:
        client.get(DESK)
        client.get(f"{DESK}/{made.code}")
    for table in ("scholarship_backgrounds", "scholarship_applicants"):
        assert not [s for s in sent if table in s], table
    assert only(Background).answers
