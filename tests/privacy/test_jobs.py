"""Going: what is erased, what stays and why; and what is forgotten by the clock."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from eventsite.accounts.models import Person
from eventsite.audit.actions import record
from eventsite.audit.models import AuditEntry
from eventsite.core import jobs as core_jobs
from eventsite.core.db import db
from eventsite.core.files import StoredFile
from eventsite.exchange.models import Import
from eventsite.mail.actions import queue_letter
from eventsite.mail.models import Letter
from eventsite.permissions import Role
from eventsite.privacy import jobs, rules
from eventsite.privacy.actions import ask_deletion
from eventsite.privacy.models import DataCopy, Deletion
from eventsite.proposals.models import Proposal, ProposalState
from eventsite.registration.models import Attendee, Order
from eventsite.registration.privacy import INVOICES_STAY, TICKETS_STAY
from eventsite.scholarships.models import Applicant, Application, Statements
from eventsite.sessions.models import Session, Speaker, SpeakerLink
from tests import factories
from tests.accounts import TICK
from tests.factories import NOW, only, stored
from tests.privacy import traces
from tests.privacy.conftest import EMAIL, NAME

LATER = NOW + rules.COOLING_OFF
WORDS = (EMAIL, NAME, traces.STREET, traces.BIOGRAPHY, "On turnips", "Heidi")


@pytest.fixture
def run(app, set_clock):
    """Do what is due at a moment, letters and all."""

    def at(moment):
        db.session.rollback()
        set_clock(moment)
        core_jobs.queue_periodic(app.extensions["periodic"])
        core_jobs.run_due(app.extensions["jobs"])
        db.session.expire_all()
        failed = core_jobs.list_failed()
        assert [job.last_error for job in failed] == []

    return at


@pytest.fixture
def asked(adelheid):
    """Have Adelheid ask for it; `keep_public` as she chooses."""

    def ask(*, keep_public=False):
        ask_deletion(adelheid, NOW, keep_public=keep_public)
        db.session.commit()

    return ask


def everything():
    """Return all rows of all tables as one text."""
    rows = []
    for table in db.metadata.sorted_tables:
        rows += [
            f"{table.name} {dict(row._mapping)}"  # noqa: SLF001
            for row in db.session.execute(sa.select(*map(raw, table.columns)))
        ]
    db.session.rollback()
    return "\n".join(rows)


def raw(column):
    """Return a column as it stands in the database, not decrypted."""
    is_binary = isinstance(column.type, sa.LargeBinary)
    return sa.type_coerce(column, sa.LargeBinary if is_binary else sa.Text)


def found_in_files(app, words):
    """Return which words the database's files hold, deleted pages and log included."""
    db.session.rollback()
    if db.engine.dialect.name != "sqlite":
        return []
    path = db.engine.url.database
    octets = b""
    for end in ("", "-wal", "-journal"):
        try:
            with open(path + end, "rb") as file:  # noqa: PTH123  # beside the database
                octets += file.read()
        except FileNotFoundError:
            continue
    assert app.testing
    return [word for word in words if word.encode() in octets]


@pytest.mark.usefixtures("adelheid_in")
def test_nothing_of_a_person_is_left(app, adelheid, asked, run):
    traces.leave_everywhere(adelheid)
    before = everything()
    assert all(word in before for word in (EMAIL, NAME, traces.STREET))
    asked()
    run(LATER - TICK)
    assert db.session.get(Person, adelheid.id).name == NAME
    run(LATER)
    run(LATER + timedelta(hours=2))  # the last letter has left
    after = everything()
    assert [word for word in WORDS if word in after] == []
    assert found_in_files(app, WORDS) == []
    assert stored(Deletion) == []
    assert [(left.to, left.text) for left in stored(Letter)] == [
        ("ada@example.org", "")
    ]
    entry = stored(AuditEntry)[-1]
    assert (entry.verb, entry.actor_id) == ("account.delete", None)


def test_the_row_that_stays_opens_nothing(client, adelheid, asked, run):
    traces.leave_everywhere(adelheid)
    asked()
    run(LATER)
    person = db.session.get(Person, adelheid.id)
    assert (person.name, person.email) == (
        rules.ERASED,
        f"{person.id}@deleted.invalid",
    )
    assert (person.password_hash, person.is_admin) == (None, False)
    email = person.email
    client.post("/password/forgotten", data={"email": email})
    factories.person(email=EMAIL)  # who comes back is somebody new


def test_the_programme_keeps_its_sessions_and_takes_the_name_off(
    client, adelheid, asked, run
):
    traces.leave_everywhere(adelheid)
    speaker = stored(Speaker)[0]
    pages = ["/events/conf/speakers", f"/events/conf/speakers/{speaker.code}"]
    pages += ["/events/conf/schedule.xml", "/events/conf/schedule.json"]
    pages += ["/events/conf/schedule/changes", "/events/conf/schedule/v/1"]
    pages += ["/events/conf/schedule/changes.atom"]
    for path in pages:
        assert NAME in client.get(path).text
    files = len(stored(StoredFile))
    asked()
    run(LATER)
    speaker = stored(Speaker)[0]
    assert (speaker.name, speaker.biography, speaker.photo_id) == (
        rules.ERASED,
        "",
        None,
    )
    assert stored(SpeakerLink) == []
    assert len(stored(StoredFile)) == files - 1
    assert stored(Session)
    for path in pages:
        page = client.get(path).text
        assert NAME not in page
        assert "Turnips Inc" not in page
        assert rules.ERASED in page or path == pages[0]
    assert "Bob" in client.get("/events/conf/schedule/v/1").text
    run(LATER + timedelta(minutes=20))  # the search follows
    assert "for all" not in client.get("/search?q=zwiebelfisch").text
    assert "for all" in client.get("/search?q=turnips").text


def test_or_it_stays_by_choice(client, adelheid, asked, run):
    traces.leave_everywhere(adelheid)
    asked(keep_public=True)
    run(LATER)
    speaker = stored(Speaker)[0]
    assert (speaker.name, speaker.biography) == (NAME, traces.BIOGRAPHY)
    assert (speaker.email, speaker.person_id) == ("", None)
    assert NAME in client.get("/events/conf/speakers").text
    assert EMAIL not in everything().replace(f"'external_id': '{EMAIL}'", "")


def test_a_paid_order_keeps_what_its_invoice_says(adelheid, asked, run):
    event = factories.event()
    order = traces.paid_order(event, adelheid).id
    asked()
    run(LATER)
    run(LATER + timedelta(hours=2))
    kept = db.session.get(Order, order)
    assert (kept.name, kept.invoice_address) == (NAME, traces.STREET)
    assert (kept.email, kept.person_id) == ("", None)
    assert only(Attendee).name == rules.ERASED
    text = everything()
    assert EMAIL not in text
    assert text.count(NAME) == 1

    run(NOW + INVOICES_STAY)
    assert NAME not in everything()


def test_proposals_leave_what_became_of_them(adelheid, asked, run):
    traces.leave_everywhere(adelheid)
    asked()
    run(LATER)
    mine = [one for one in stored(Proposal) if one.author_id == adelheid.id]
    assert sorted((p.state, bool(p.title)) for p in mine) == [
        (ProposalState.ACCEPTED, True),
        (ProposalState.WITHDRAWN, False),
        (ProposalState.WITHDRAWN, False),
    ]
    others = next(one for one in stored(Proposal) if one.author_id != adelheid.id)
    assert [who.name for who in others.speakers][1] == rules.ERASED
    assert others.speakers[0].name != rules.ERASED


def test_applications_say_nothing_any_more(adelheid, asked, run):
    traces.leave_everywhere(adelheid)
    assert only(Statements).need == traces.NEED
    asked()
    run(LATER)
    assert only(Statements).need is None
    assert only(Application).country == ""
    assert stored(Applicant) == []


def test_the_last_owner_cannot_vanish_by_the_clock_either(adelheid, asked, run):
    event = factories.event(name="Orphan Conf")
    asked()
    factories.saved(factories.TeamMember(event=event, person=adelheid, role=Role.OWNER))
    run(LATER)
    assert only(Deletion).due_at == LATER + rules.COOLING_OFF
    assert stored(Letter)[-1].subject == "Your account cannot be deleted yet"
    factories.owner(event)
    db.session.commit()
    run(LATER + rules.COOLING_OFF)
    assert stored(Deletion) == []
    assert db.session.get(Person, adelheid.id).name == rules.ERASED


def test_two_workers_delete_once(asked, run):
    asked()
    run(LATER)
    db.session.rollback()
    jobs.delete_accounts((), {})
    verbs = [entry.verb for entry in stored(AuditEntry)]
    assert verbs.count("account.delete") == 1


def test_the_last_letter_is_sent_and_forgotten(app, asked, run):
    folder = app.config["INSTANCE"] / "mail"
    for path in folder.glob("*"):
        path.unlink()
    asked()
    run(LATER)
    run(LATER + timedelta(minutes=1))
    sent = [path.read_text() for path in folder.glob("*")]
    last = [text for text in sent if "Subject: Your account is deleted" in text]
    assert len(last) == 1
    assert f"<{EMAIL}>" in last[0]
    assert stored(Letter) == []


# By the clock


def letter(**more):
    made = queue_letter(
        to="x@example.org",
        name="X",
        languages=["en"],
        template="accounts/mail/password_changed",
        now=NOW,
        trusted={"sign_in": "x", "forgotten": "x"},
        **more,
    )
    db.session.commit()
    return made


def test_letters_lose_their_words_and_then_go(run):
    letter()
    run(NOW + rules.LETTERS_KEEP_WORDS - TICK)
    assert only(Letter).text
    run(NOW + rules.LETTERS_KEEP_WORDS + timedelta(days=1))
    assert (only(Letter).text, only(Letter).html) == ("", "")
    assert only(Letter).subject
    run(NOW + rules.LETTERS_STAY + timedelta(days=1))
    assert stored(Letter) == []


def test_who_read_what_is_forgotten_and_who_changed_it_not(run):
    for verb in ("scholarship.read", "attendees.export", "event.edit", "event.reader"):
        record(event_id=None, actor_id=1, verb=verb, subject="x", now=NOW)
    db.session.commit()
    run(NOW + rules.READ_LOG_STAYS - timedelta(days=1))
    assert len(stored(AuditEntry)) == 4
    run(NOW + rules.READ_LOG_STAYS + timedelta(days=1))
    assert [entry.verb for entry in stored(AuditEntry)] == [
        "event.edit",
        "event.reader",
    ]


def test_reports_of_imports_and_names_on_old_tickets_are_forgotten(adelheid, run):
    event = traces.leave_everywhere(adelheid)
    run(NOW + timedelta(days=91))
    assert only(Import).report is None
    run(NOW + TICKETS_STAY + timedelta(days=1))
    assert {who.name for who in stored(Attendee)} == {rules.ERASED}
    assert event.slug == "conf"


def test_a_copy_is_made_and_lasts_some_days(client, adelheid_in, run):
    traces.leave_everywhere(adelheid_in)
    client.post("/account/data")
    run(NOW)
    copy = only(DataCopy)
    assert (copy.made_at, copy.ends_at) == (NOW, NOW + rules.COPY_LASTS)
    raw_content = db.session.connection().exec_driver_sql(
        "SELECT content FROM data_copies"
    )
    assert raw_content.scalar_one().startswith("gAAAA")  # encrypted
    run(NOW + rules.COPY_LASTS + timedelta(days=1))
    assert stored(DataCopy) == []


def test_a_copy_that_is_not_wanted_any_more_is_not_made(run):
    core_jobs.queue("privacy.make-copy", {"copy_id": 4711}, NOW)
    db.session.commit()
    run(NOW)
    assert stored(DataCopy) == []
