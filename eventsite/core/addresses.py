"""Full addresses of our pages, for letters and other things that leave the site.

They begin with `PUBLIC_URL`. A browser's Host header is never believed in a letter: who
asks for somebody else's new password under a forged one would have the link lead to
them. Only where `PUBLIC_URL` is not set is a name of this very machine taken from it,
so that things can be tried out.
"""

import ipaddress
from urllib.parse import urlsplit

from flask import current_app, has_request_context, request

from eventsite.core.errors import Refusal
from eventsite.core.words import lazy


class AddressUnknown(Refusal):
    """Asked from another machine, with no `PUBLIC_URL` set."""

    message = lazy(
        "This site does not know its own address yet, so it cannot send you a link. "
        "Whoever runs it must set PUBLIC_URL."
    )


def public_url(endpoint: str, **values: str | int) -> str:
    """Return the full address of a page.

    Raises:
        AddressUnknown: `PUBLIC_URL` is not set, and the Host is not this machine.
    """
    base = urlsplit(current_app.config["PUBLIC_URL"] or _own_machine())
    adapter = current_app.url_map.bind(
        base.netloc, script_name=base.path or "/", url_scheme=base.scheme
    )
    return adapter.build(endpoint, values, force_external=True)


def _own_machine() -> str:
    if not has_request_context():
        return f"http://127.0.0.1:{current_app.config.get('PORT', 8000)}"
    name = urlsplit(f"//{request.host}").hostname or ""
    if not _is_this_machine(name):
        raise AddressUnknown
    return request.host_url


def _is_this_machine(name: str) -> bool:
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        found = ipaddress.ip_address(name)
    except ValueError:
        return False
    return found.is_loopback or found.is_unspecified
