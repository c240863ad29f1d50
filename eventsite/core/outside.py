"""Sending to an address that somebody typed: reaches the public internet, nothing else.

The address is looked up once; what it leads to is checked, and to that very machine the
connection is made, so that a name cannot lead elsewhere meanwhile. No proxy, no redirect
and no cookie is used, and an answer takes neither for ever nor all memory.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from eventsite.core.words import _

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
CONNECT = 5.0  # seconds
WHOLE = 15.0  # until an answer must be there
MOST_READ = 4096  # bytes of it
PORTS = frozenset({80, 443})  # and those from 1024: below live mail and such
FIRST_FREE_PORT = 1024
MOST_PLACES = 4  # of a name's machines, one after the other
KEPT_IN_PATHS = "/%:;=@&?+,$!'()*~-._[]"  # what stands in an address as it is
INTERNET = ipaddress.ip_network("2000::/3")  # all of IPv6 that is given out
SPECIAL = (  # machines of networks, clouds and examples among the internet's
    ipaddress.ip_network("192.0.0.0/24"),
    ipaddress.ip_network("192.88.99.0/24"),
    ipaddress.ip_network("168.63.129.16/32"),
    ipaddress.ip_network("3fff::/20"),
)


class Unreachable(Exception):  # told to people, not a bug of ours
    """There was no answer; says why, in a few words."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    text: str  # its beginning


@dataclass(frozen=True, slots=True)
class Target:
    host: str
    port: int
    path: str
    is_secure: bool


def read_address(url: str) -> Target:
    """Return what an address says.

    Raises:
        Unreachable: it is none that we send to.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
        host = (parts.hostname or "").encode("idna").decode()
    except ValueError:
        raise Unreachable(_("this is no web address")) from None
    if parts.scheme not in {"http", "https"} or not host:
        raise Unreachable(_("this is no web address"))
    if parts.username is not None or parts.password is not None:
        raise Unreachable(_("the address must not hold a name or password"))
    is_secure = parts.scheme == "https"
    port = port or (443 if is_secure else 80)
    if port not in PORTS and port < FIRST_FREE_PORT:
        raise Unreachable(_("port %(port)s is for something else", port=str(port)))
    path = parts.path or "/"
    path = quote(f"{path}?{parts.query}" if parts.query else path, safe=KEPT_IN_PATHS)
    return Target(host, port, path, is_secure)


def check_address(url: str, allowed: Sequence[Network] = ()) -> None:
    """Find out what can be told of an address without asking the network.

    Raises:
        Unreachable: nothing would ever be sent there.
    """
    target = read_address(url)
    try:
        address = ipaddress.ip_address(target.host.partition("%")[0])
    except ValueError:  # a name, which may lead anywhere
        is_ours, is_reached = bool(allowed), True
    else:
        is_ours = any(address in network for network in allowed)
        is_reached = is_ours or is_public(address)
    if not is_reached:
        raise Unreachable(_("this address leads into a private network"))
    if not target.is_secure and not is_ours:
        raise Unreachable(_("use https://"))


def is_public(address: Address) -> bool:
    """Tell whether an address is one of the whole internet, and of no network's own."""
    if any(address in network for network in SPECIAL):
        return False
    if isinstance(address, ipaddress.IPv6Address):
        if address not in INTERNET:  # else some would name IPv4 machines inside, too
            return False
        inner = (address.ipv4_mapped, address.sixtofour, *(address.teredo or ()))
        if any(one is not None and not is_public(one) for one in inner):
            return False
    return address.is_global and not address.is_multicast


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    allowed: Sequence[Network] = (),
) -> Answer:
    """Send `body` and return the answer; also machines of `allowed` networks may get it.

    Plain http is for those only.

    Raises:
        Unreachable: it was not sent, or not answered in time.
    """
    target = read_address(url)
    found = _look_up(target, allowed)
    connection = _Connection(target, found)
    timer = threading.Timer(WHOLE, connection.hang_up)
    timer.daemon = True
    timer.start()
    try:
        connection.request("POST", target.path, body=body, headers=dict(headers))
        response = connection.getresponse()
        text = response.read(MOST_READ).decode(errors="replace")
    except TimeoutError:
        raise Unreachable(_("no answer in time")) from None
    except ssl.SSLCertVerificationError as wrong:
        raise Unreachable(
            _("its certificate is not valid: %(why)s", why=wrong.verify_message)
        ) from None
    except (OSError, ValueError, http.client.HTTPException) as wrong:
        if connection.was_hung_up:
            raise Unreachable(_("no answer in time")) from None
        raise Unreachable(_words(wrong)) from None
    finally:
        timer.cancel()
        connection.close()
    if connection.was_hung_up:  # what came looks like an end
        raise Unreachable(_("no answer in time"))
    return Answer(response.status, text)


def _look_up(target: Target, allowed: Sequence[Network]) -> list[tuple[str, int]]:
    """Return the machines of the address that may be reached.

    Raises:
        Unreachable: there is none.
    """
    try:
        found = socket.getaddrinfo(
            target.host, target.port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP
        )
    except (OSError, UnicodeError):
        raise Unreachable(_("there is no machine of this name")) from None
    places = [(str(where[0]), int(where[1])) for *_rest, where in found]
    ours = [place for place in places if _is_allowed(place[0], allowed)]
    if not target.is_secure:
        if not ours and any(_may_be_reached(place[0]) for place in places):
            raise Unreachable(_("use https://"))
        places = ours
    reachable = [
        place for place in places if place in ours or _may_be_reached(place[0])
    ]
    if not reachable:
        raise Unreachable(_("this address leads into a private network"))
    return reachable[:MOST_PLACES]


def _is_allowed(host: str, allowed: Sequence[Network]) -> bool:
    address = ipaddress.ip_address(host.partition("%")[0])
    return any(address in network for network in allowed)


def _may_be_reached(host: str) -> bool:
    return is_public(ipaddress.ip_address(host.partition("%")[0]))


class _Connection(http.client.HTTPConnection):
    """Connects to one of the places found, whatever the name leads to by now."""

    def __init__(self, target: Target, places: Sequence[tuple[str, int]]) -> None:
        super().__init__(target.host, target.port, timeout=CONNECT)
        self.target, self.places = target, places
        self.default_port = 443 if target.is_secure else 80  # so that Host is short
        self.was_hung_up = False

    def connect(self) -> None:
        last: OSError | None = None
        for place in self.places:
            if self.was_hung_up:
                raise TimeoutError
            try:
                self.sock = socket.create_connection(place, CONNECT)
                break
            except OSError as error:
                last = error
        else:
            raise last or OSError("nowhere to connect to")
        self.sock.settimeout(WHOLE)
        if self.target.is_secure:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(
                self.sock,
                server_hostname=self.target.host,
                do_handshake_on_connect=False,  # so that it can be hung up on, too
            )
            if self.was_hung_up:
                raise TimeoutError
            self.sock.do_handshake()

    def hang_up(self) -> None:
        self.was_hung_up = True
        sock: socket.socket | None = self.sock
        if sock is not None:
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                sock.close()


def _words(error: Exception) -> str:
    if isinstance(error, ConnectionRefusedError):
        return _("the connection was refused")
    if isinstance(error, http.client.HTTPException):
        return _("the answer is no HTTP")
    return _("the connection failed: %(error)s", error=type(error).__name__)
