import ipaddress
import socket
import ssl
import threading
import time

import pytest

from eventsite.core import outside
from eventsite.core.outside import (
    Unreachable,
    check_address,
    is_public,
    post,
    read_address,
)
from tests.core.test_transports import certificate  # noqa: F401  # a fixture
from tests.webhooks.receiver import running

pytestmark = pytest.mark.one_database
HERE = [ipaddress.ip_network("127.0.0.0/8")]


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.255.255.254", "0.0.0.0", "10.0.0.1", "172.16.0.1",  # noqa: S104
        "192.168.1.1", "169.254.169.254", "100.64.0.1", "192.0.0.1", "192.0.2.1",
        "198.18.0.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
        "::", "::1", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1",
        "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:10.0.0.1",
        "64:ff9b::7f00:1", "64:ff9b:1::a9fe:a9fe", "2002:7f00:1::", "2002:a9fe:a9fe::1",
        "2001:0:7f00:1::", "100::1", "::7f00:1", "::ffff:0:10.0.0.1", "fec0::1",
        "4000::1", "5f00::1", "3fff::1", "192.0.0.8", "192.88.99.1", "168.63.129.16",
    ],
)  # fmt: skip
def test_networks_of_ones_own_are_not_public(address):
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "193.0.6.139", "2a00:1450:4001::1"])
def test_the_internet_is_public(address):
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0",  # noqa: S104
        "127.1", "2130706433", "0x7f.1", "0177.0.0.1", "169.254.169.254", "10.0.0.1",
        "①②⑦.0.0.1",
    ],
)  # fmt: skip
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_no_way_of_writing_a_private_address_reaches_it(host, scheme):
    with running() as receiver:
        with pytest.raises(Unreachable, match=r"private network|no machine"):
            post(f"{scheme}://{host}:{receiver.port}/", b"{}", {})
        assert receiver.taken == []


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("", "no web address"),
        ("example.org/hook", "no web address"),
        ("ftp://example.org/", "no web address"),
        ("file:///etc/passwd", "no web address"),
        ("gopher://example.org/", "no web address"),
        ("https://", "no web address"),
        ("https://[::1", "no web address"),
        ("https://example.org:99999/", "no web address"),
        ("https://user:password@example.org/", "name or password"),
        ("https://user@example.org/", "name or password"),
        ("https://example.org:25/", "port 25"),
        ("https://example.org:22/", "port 22"),
        (f"https://{'a' * 70}.org/", "no web address"),
    ],
)
def test_what_is_no_address_to_send_to_is_said(url, why):
    with pytest.raises(Unreachable, match=why):
        read_address(url)


@pytest.mark.parametrize(
    ("url", "allowed", "why"),
    [
        ("https://10.0.0.1/", [], "private network"),
        ("https://127.0.0.2/", [], "private network"),
        ("http://10.0.0.1/", HERE, "private network"),
        ("https://[::ffff:10.0.0.1]/", HERE, "private network"),
        ("https://[fe80::1%25lo]/", [], "private network"),
        ("http://example.org/", [], "use https"),
        ("http://193.0.6.139/", HERE, "use https"),
        ("https://example.org:25/", HERE, "port 25"),
    ],
)
def test_where_nothing_would_ever_be_sent_is_said_at_once(url, allowed, why):
    with pytest.raises(Unreachable, match=why):
        check_address(url, allowed)


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://example.org/hook", []),
        ("https://193.0.6.139:8443/", []),
        ("http://127.0.0.1:8000/", HERE),
        ("http://name.internal/", HERE),  # may lead there
    ],
)
def test_where_something_may_be_sent_is_taken(url, allowed):
    check_address(url, allowed)


def test_an_address_is_read():
    assert read_address("https://Bücher.example/a?b=1#c") == outside.Target(
        "xn--bcher-kva.example", 443, "/a?b=1", is_secure=True
    )


def test_whatever_is_in_an_address_can_be_sent_to():
    with running() as receiver:
        url = f"http://127.0.0.1:{receiver.port}/ü/%C3%BC/a b?q=ö&x=[1]\x7f"
        assert post(url, b"{}", {}, HERE).status == 200
        assert receiver.paths == ["/%C3%BC/%C3%BC/a%20b?q=%C3%B6&x=[1]%7F"]


def test_what_is_allowed_is_reached():
    with running() as receiver:
        answer = post(receiver.url, b'{"a": 1}', {"X-Test": "1"}, HERE)
        assert (answer.status, answer.text) == (200, "ok")
        [(headers, body)] = receiver.taken
        assert body == b'{"a": 1}'
        assert headers["X-Test"] == "1"
        assert headers["Host"] == f"127.0.0.1:{receiver.port}"
        assert receiver.paths == ["/hook?a=1"]


def test_a_name_that_leads_elsewhere_meanwhile_changes_nothing(monkeypatch):
    """The second look-up of the same name never takes place."""
    asked = []

    def look_up(host, port, **_more):
        asked.append(host)
        public = "193.0.6.139" if len(asked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (public, port))]

    reached = []

    def connect(place, _timeout):
        reached.append(place)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(Unreachable, match="refused"):
        post("https://rebinds.example/", b"", {})
    assert asked == ["rebinds.example"]
    assert reached == [("193.0.6.139", 443)]


def test_of_several_machines_only_public_ones_are_reached(monkeypatch):
    found = [("10.0.0.1", 443), ("193.0.6.139", 443), ("127.0.0.1", 443)]
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda *_a, **_k: [(socket.AF_INET, 1, 6, "", place) for place in found],
    )
    reached = []

    def connect(place, _timeout):
        reached.append(place)
        raise OSError

    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(Unreachable):
        post("https://mixed.example/", b"", {})
    assert reached == [("193.0.6.139", 443)]


def test_plain_http_is_for_allowed_networks_only(monkeypatch):
    place = ("193.0.6.139", 80)
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda *_a, **_k: [(socket.AF_INET, 1, 6, "", place)],
    )
    with pytest.raises(Unreachable, match="use https"):
        post("http://plain.example/", b"", {})


def test_a_redirect_is_not_followed():
    with running() as receiver, running() as inside:
        receiver.status = 302
        receiver.headers = {"Location": inside.url}
        assert post(receiver.url, b"{}", {}, HERE).status == 302
        assert inside.taken == []


def test_no_proxy_of_the_environment_is_used(monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with running() as receiver:
        assert post(receiver.url, b"{}", {}, HERE).status == 200


def test_of_a_long_answer_only_the_beginning_is_read():
    with running() as receiver:
        receiver.body = b"x" * 5_000_000
        assert len(post(receiver.url, b"{}", {}, HERE).text) == outside.MOST_READ


def test_nobody_is_waited_for_for_ever(monkeypatch):
    monkeypatch.setattr(outside, "WHOLE", 0.2)
    with running() as receiver:
        receiver.hold = threading.Event()
        with pytest.raises(Unreachable, match="no answer in time"):
            post(receiver.url, b"{}", {}, HERE)


def test_a_drip_is_not_waited_for_for_ever(monkeypatch):
    """Something comes all the time, but never all of it."""
    monkeypatch.setattr(outside, "WHOLE", 0.4)
    stop = threading.Event()
    server = socket.create_server(("127.0.0.1", 0))

    def drip():
        connection, _ = server.accept()
        with connection:
            connection.sendall(b"HTTP/1.1 200 OK\r\n")
            while not stop.wait(0.05):
                try:
                    connection.sendall(b"X-Drip: 1\r\n")
                except OSError:
                    return

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    try:
        with pytest.raises(Unreachable, match="no answer in time"):
            post(f"http://127.0.0.1:{server.getsockname()[1]}/", b"{}", {}, HERE)
    finally:
        stop.set()
        thread.join()
        server.close()


def test_a_greeting_that_drips_is_not_waited_for_for_ever(monkeypatch):
    """A TLS handshake of which something comes all the time, but never all of it."""
    monkeypatch.setattr(outside, "WHOLE", 0.4)
    stop = threading.Event()
    server = socket.create_server(("127.0.0.1", 0))

    def drip():
        connection, _ = server.accept()
        with connection:
            connection.sendall(b"\x16\x03\x03\x40\x00")  # a record of 16 kB follows
            while not stop.wait(0.05):
                try:
                    connection.sendall(b"\x02")
                except OSError:
                    return

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    began = time.monotonic()
    try:
        with pytest.raises(Unreachable, match="no answer in time"):
            post(f"https://127.0.0.1:{server.getsockname()[1]}/", b"{}", {}, HERE)
    finally:
        waited = time.monotonic() - began
        stop.set()
        thread.join()
        server.close()
    assert waited < 5


def test_of_many_machines_few_are_tried(monkeypatch):
    found = [(f"193.0.6.{n}", 443) for n in range(1, 255)]
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda *_a, **_k: [(socket.AF_INET, 1, 6, "", place) for place in found],
    )
    reached = []

    def connect(place, _timeout):
        reached.append(place)
        raise TimeoutError

    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(Unreachable, match="no answer in time"):
        post("https://many.example/", b"", {})
    assert reached == found[: outside.MOST_PLACES]


def test_what_is_no_http_is_said():
    server = socket.create_server(("127.0.0.1", 0))

    def talk():
        connection, _ = server.accept()
        with connection:
            connection.recv(10_000)
            connection.sendall(b"220 mail.example ESMTP\r\n")

    thread = threading.Thread(target=talk, daemon=True)
    thread.start()
    with pytest.raises(Unreachable, match="no HTTP"):
        post(f"http://127.0.0.1:{server.getsockname()[1]}/", b"{}", {}, HERE)
    thread.join()
    server.close()


def test_where_nobody_listens_it_is_said():
    server = socket.create_server(("127.0.0.1", 0))
    port = server.getsockname()[1]
    server.close()
    with pytest.raises(Unreachable, match="refused"):
        post(f"http://127.0.0.1:{port}/", b"{}", {}, HERE)


def test_a_certificate_that_nobody_vouches_for_is_refused(certificate):  # noqa: F811  # the fixture
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    def wrap(sock):
        return context.wrap_socket(sock, server_side=True)

    with (
        running(wrap) as receiver,
        pytest.raises(Unreachable, match="certificate is not valid"),
    ):
        post(f"https://127.0.0.1:{receiver.port}/", b"{}", {}, HERE)
    assert receiver.taken == []
