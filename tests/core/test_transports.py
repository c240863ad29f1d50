import ipaddress
import socket
import ssl
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from types import SimpleNamespace

import pytest
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from eventsite.core import transports
from eventsite.core.transports import Refused, Undelivered, transport
from tests.mail import smtp_server

pytestmark = pytest.mark.one_database

TO = "ada@example.org"


def message(to=TO):
    made = EmailMessage(policy=policy.SMTP)
    made["From"] = "eventsite <post@conf.example>"
    made["To"] = to
    made["Subject"] = "Grüße"
    made["Date"] = "Sun, 01 Sep 2030 12:00:00 +0000"
    made["Message-ID"] = "<1-2-3@conf.example>"
    made.set_content("Liebe Ada,\n\n.\nein Punkt\n")
    return made


@pytest.fixture
def box():
    with smtp_server.running() as box:
        yield box


@pytest.fixture
def connect():
    made = []

    def connect(box, url="smtp://127.0.0.1:{}"):
        made.append(transport(url.format(box.port)))
        return made[-1]

    yield connect
    for each in made:
        each.close()


def test_a_message_arrives_as_it_was(box, connect):
    connect(box).send(message())

    [arrived] = box.messages
    assert arrived["Subject"] == "Grüße"
    assert arrived.get_content() == "Liebe Ada,\r\n\r\n.\r\nein Punkt\r\n"
    assert box.senders == ["post@conf.example"]


def test_one_connection_serves_many_messages_and_is_made_anew_when_it_broke(
    box, connect
):
    carrier = connect(box)
    carrier.send(message())
    carrier.send(message())
    assert len(box.connections) == 1

    carrier._server.sock.shutdown(socket.SHUT_RDWR)  # noqa: SLF001
    carrier.send(message())
    assert len(box.connections) == 2
    assert len(box.messages) == 3


@pytest.mark.parametrize(
    ("step", "answer", "outcome"),
    [
        (TO, "451 4.7.1 greylisted", Undelivered),
        (TO, "550 5.1.1 no such user", Refused),
        (f"DATA {TO}", "452 4.3.1 full", Undelivered),
        (f"DATA {TO}", "554 5.6.0 we do not like it", Refused),
    ],
)
def test_what_passes_is_told_from_what_does_not(box, connect, step, answer, outcome):
    carrier = connect(box)
    box.answers[step] = answer
    with pytest.raises(outcome, match=answer):
        carrier.send(message())
    carrier.send(message("eve@example.org"))
    assert box.receivers == ["eve@example.org"]


def test_a_server_that_is_not_there_is_tried_later(box, connect):
    carrier = connect(box)
    box.stop()
    with pytest.raises(Undelivered, match="ConnectionRefusedError"):
        carrier.send(message())


def test_a_silent_server_is_left_alone_for_a_while(connect, monkeypatch):
    monkeypatch.setattr(transports, "TIMEOUT", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        carrier = connect(SimpleNamespace(port=silent.getsockname()[1]))
        with pytest.raises(Undelivered, match="gives no answer"):
            carrier.send(message())
        monkeypatch.setattr(carrier, "_connect", None)  # not even tried
        with pytest.raises(Undelivered, match="a moment ago"):
            carrier.send(message())


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """Make a key and a certificate of 127.0.0.1, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    now = datetime.now(UTC)
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("certificate") / "server.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file


@pytest.fixture
def tls(certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def authenticate(_server, _session, _envelope, _mechanism, data):
    right = (data.login, data.password) == (b"post", b"p@ss:word")
    return AuthResult(success=right, handled=False)


SECRET = {"authenticator": authenticate, "auth_required": True}


def test_a_password_is_sent_under_starttls(tls, connect):
    url = "smtp://post:p%40ss%3Aword@127.0.0.1:{}?starttls=require&verify=no"
    with smtp_server.running(tls_context=tls, require_starttls=True, **SECRET) as box:
        connect(box, url).send(message())
        assert len(box.messages) == 1


@pytest.mark.filterwarnings("ignore:Requiring AUTH")  # it knows only STARTTLS as TLS
def test_smtps_speaks_tls_from_the_start(tls, certificate, connect, monkeypatch):
    with smtp_server.running(ssl_context=tls, auth_require_tls=False, **SECRET) as box:
        url = "smtps://post:p%40ss%3Aword@127.0.0.1:{}"
        with pytest.raises(Undelivered, match="CERTIFICATE_VERIFY_FAILED"):
            connect(box, url).send(message())
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        connect(box, url).send(message())
        assert len(box.messages) == 1


def test_a_wrong_password_is_our_fault_not_the_recipients(tls, connect):
    url = "smtp://post:wrong@127.0.0.1:{}"
    with (
        smtp_server.running(tls_context=tls, **SECRET) as box,
        pytest.raises(Undelivered, match="535"),
    ):
        connect(box, url).send(message())


def test_a_password_never_leaves_the_machine_unencrypted(box, connect, monkeypatch):
    monkeypatch.setattr(transports, "LOCAL", set())  # as if it were another machine
    carrier = connect(box, "smtp://post:secret@127.0.0.1:{}")
    with pytest.raises(Undelivered, match="STARTTLS"):
        carrier.send(message())


def test_a_folder_gets_a_file_for_each_message(tmp_path):
    carrier = transport((tmp_path / "a b" / "mail").as_uri())
    for _ in range(2):
        carrier.send(message())
    carrier.close()

    [file] = (tmp_path / "a b" / "mail").iterdir()
    assert file.name == "20300901T120000-1-2-3.eml"
    written = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert written["Subject"] == "Grüße"


def test_a_folder_that_cannot_be_written_is_tried_later(tmp_path):
    (tmp_path / "mail").write_text("in the way")
    with pytest.raises(Undelivered):
        transport((tmp_path / "mail").as_uri()).send(message())


@pytest.mark.parametrize(
    "url", ["", "mail.example.org", "http://x", "smtp://", "file://", "smtp://h:port"]
)
def test_an_address_that_names_nothing_is_refused(url):
    with pytest.raises(ValueError):  # noqa: PT011  # urllib's or ours
        transport(url)
