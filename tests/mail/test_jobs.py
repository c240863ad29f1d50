import subprocess
import sys
from collections import Counter
from datetime import timedelta
from email import message_from_bytes, policy
from functools import partial

import pytest

from eventsite.core import jobs
from eventsite.core.db import db
from eventsite.core.jobs import Job
from eventsite.core.transports import Undelivered, transport
from eventsite.events.queries import find_letterhead
from eventsite.mail import jobs as mail_jobs
from eventsite.mail import rules
from eventsite.mail.actions import SEND
from eventsite.mail.exports import Sender
from eventsite.mail.jobs import Post
from eventsite.mail.models import Letter, LetterState
from tests import factories
from tests.factories import NOW, only, stored
from tests.mail import smtp_server
from tests.mail.letters import queue, use_template

SENDER = Sender("eventsite", "post@conf.example", "")


@pytest.fixture(autouse=True)
def _template(app, monkeypatch):
    assert app.testing
    use_template(monkeypatch)


@pytest.fixture
def box():
    with smtp_server.running() as box:
        yield box


@pytest.fixture
def deliver():
    """Send what is due to the server at a port."""
    made = []

    def deliver(port):
        db.session.commit()
        if not made:
            made.append(transport(f"smtp://127.0.0.1:{port}"))
        work = partial(mail_jobs.send, Post(made[0], SENDER, find_letterhead))
        return jobs.run_due({SEND: work})

    yield deliver
    for each in made:
        each.close()


def states():
    db.session.rollback()
    return Counter(letter.state for letter in stored(Letter))


def test_a_letter_is_delivered_once(box, deliver):
    event = factories.event(name="Köln.Conf", contact_email="team@koeln.example")
    queue(event_id=event.id, name="Zoë")
    assert deliver(box.port) == 1
    assert deliver(box.port) == 0

    [message] = box.messages
    assert message["Subject"] == "Hello Zoë"
    assert message["From"].addresses[0].display_name == "Köln.Conf"
    assert message["Reply-To"].addresses[0].addr_spec == "team@koeln.example"
    text, html = message.iter_parts()
    assert text.get_content() == "Dear Zoë,\r\n\r\nhttps://conf.example/\r\n"
    assert "Köln.\u200cConf" in html.get_content()
    letter = only(Letter)
    assert (letter.state, letter.tries, letter.sent_at) == (LetterState.SENT, 1, NOW)
    assert letter.text != ""


def test_a_confidential_letter_forgets_its_words(box, deliver):
    queue(confidential=True)
    deliver(box.port)
    assert (only(Letter).text, only(Letter).html) == ("", "")
    assert "https://conf.example/" in str(box.messages[0])


def test_a_server_that_asks_for_patience_gets_it(box, deliver, set_clock):
    box.answers["ada@example.org"] = "451 4.7.1 greylisted"
    queue()
    assert deliver(box.port) == 0
    letter = only(Letter)
    assert (letter.state, letter.last_error) == (
        LetterState.QUEUED,
        "451 4.7.1 greylisted",
    )
    assert (only(Job).run_at, only(Job).last_error) == (NOW + timedelta(minutes=1), "")

    box.answers.clear()
    set_clock(NOW + timedelta(minutes=1))
    assert deliver(box.port) == 1
    letter = only(Letter)
    assert (letter.state, letter.tries, letter.last_error) == (LetterState.SENT, 2, "")
    assert len(box.messages) == 1


def test_a_recipient_refused_for_good_is_kept_and_holds_up_nobody(box, deliver):
    box.answers["ada@example.org"] = "550 5.1.1 no such user"
    queue()
    queue(to="eve@example.org")
    deliver(box.port)

    failed, sent = stored(Letter)
    assert (failed.state, failed.last_error) == (
        LetterState.FAILED,
        "550 5.1.1 no such user",
    )
    assert sent.state is LetterState.SENT
    assert [job.failed_at for job in stored(Job)] == [None, None]
    assert deliver(box.port) == 0
    assert box.receivers == ["eve@example.org"]


class Broken:
    def send(self, _message):
        raise Undelivered("the server is away")


def send_with(carrier):
    db.session.rollback()
    return jobs.run_due(
        {SEND: partial(mail_jobs.send, Post(carrier, SENDER, find_letterhead))}
    )


def test_a_server_that_never_comes_back_is_given_up_after_days(set_clock):
    queue()
    db.session.commit()
    while only(Letter).state is LetterState.QUEUED:
        set_clock(only(Job).run_at)
        send_with(Broken())

    letter = only(Letter)
    assert (letter.state, letter.tries) == (LetterState.FAILED, rules.MAX_TRIES)
    assert letter.last_error == "the server is away"
    assert timedelta(days=3.5) < only(Job).run_at - NOW < timedelta(days=5)
    assert only(Job).failed_at is None


def test_nothing_is_locked_while_the_network_is_slow():
    class Watchful:
        def send(self, _message):
            assert not db.session().in_transaction()
            assert db.engine.pool.checkedout() == 0

    queue()
    db.session.commit()
    assert send_with(Watchful()) == 1


def test_a_letter_in_flight_is_seen_as_such_and_sent_again_under_its_name(
    box, deliver, set_clock
):
    class Killed(BaseException):
        pass

    class Deadly:
        def send(self, message):
            self.id = message["Message-ID"]
            raise Killed

    queue()
    db.session.commit()
    with pytest.raises(Killed):
        send_with(deadly := Deadly())
    assert states() == {LetterState.SENDING: 1}

    set_clock(NOW + jobs.LEASE)
    db.session.rollback()
    assert deliver(box.port) == 1
    assert box.messages[0]["Message-ID"] == deadly.id
    assert states() == {LetterState.SENT: 1}


@pytest.fixture
def start_server(tmp_path):
    """Start a mail server that dies with its n-th message; return its port."""
    started = []

    def start(port=0, dies_at=0):
        file = tmp_path / "taken"
        program = [sys.executable, "-m", "tests.mail.smtp_server"]
        process = subprocess.Popen(
            [*program, str(port), file, str(dies_at)], stdout=subprocess.PIPE, text=True
        )
        started.append(process)
        return int(process.stdout.readline())

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.mark.slow
def test_a_server_killed_half_way_loses_nothing(
    deliver, start_server, set_clock, tmp_path
):
    for n in range(30):
        queue(to=f"p{n}@example.org")
    port = start_server(dies_at=15)

    assert deliver(port) == 14
    assert states() == {LetterState.SENT: 14, LetterState.QUEUED: 16}
    start_server(port)
    set_clock(NOW + timedelta(minutes=1))
    assert deliver(port) == 16

    assert states() == {LetterState.SENT: 30}
    taken = Counter((tmp_path / "taken").read_text().splitlines())
    names = Counter(line.split()[-1] for line in taken)
    assert names == {f"Ada <p{n}@example.org>".split()[1]: 1 for n in range(30)}
    # Taken, but the server died before it said so: sent again under the same Message-ID.
    assert sorted(taken.values()) == [1] * 29 + [2]


def test_the_worker_command_delivers_what_is_due(app):
    guid = queue().guid
    db.session.commit()
    out = app.test_cli_runner().invoke(args=["worker", "--once"])

    assert (out.exit_code, out.stdout) == (0, "")
    assert out.stderr.endswith(" done\n")
    [file] = (app.config["INSTANCE"] / "mail").glob(f"*{guid}.eml")
    message = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert message["From"] == "eventsite <eventsite@example.org>"
    assert states() == {LetterState.SENT: 1}


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ({"MAIL_URL": "mail.example.org"}, "MAIL_URL must be smtp://HOST"),
        ({"MAIL_FROM": "The Team"}, "MAIL_FROM must be NAME"),
    ],
)
def test_settings_that_cannot_be_used_are_named(setting, said):
    given = {"MAIL_URL": "smtp://x", "MAIL_FROM": "", "PUBLIC_URL": ""} | setting
    with pytest.raises(ValueError, match=said):
        mail_jobs.post(*given.values(), find_letterhead)
