"""OpenID Connect: another site tells us who somebody is.

The authorisation code flow with PKCE, state and nonce. What the other site says is
believed only if it came over its own connection, is signed with one of its keys, and was
said to us, just now, about this very question. Talks to the network: no transaction may
be open.

Source: OpenID Connect Core 1.0 (sections 3.1, 5.3), Discovery 1.0, RFC 7636, RFC 9207.
"""

import base64
import hashlib
import json
import logging
import secrets
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

import requests
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from config import WELL_KNOWN, OpenIdProvider
from eventsite.core.errors import Refusal
from eventsite.core.words import _

TIMEOUT = (4, 8)  # seconds to connect, and between octets
LONGEST_SUBJECT = 255  # characters; section 2
LARGEST = 500_000  # octets of an answer
CLOCKS_DIFFER = 120  # seconds, at most
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384"]
SCOPE = "openid email profile"
log = logging.getLogger(__name__)


class Unreachable(Refusal):
    def __init__(self, provider: OpenIdProvider) -> None:
        super().__init__(
            _(
                "%(label)s does not answer just now. Try again in a while, or sign in "
                "another way.",
                label=provider.label,
            )
        )


class NotBelieved(Refusal):
    def __init__(self, provider: OpenIdProvider) -> None:
        super().__init__(
            _(
                "What %(label)s sent could not be checked. Begin once more, or sign in "
                "another way.",
                label=provider.label,
            )
        )


class Begun(NamedTuple):
    """What the browser's cookie keeps while its visitor is at the other site."""

    state: str
    nonce: str
    verifier: str


class Claims(NamedTuple):
    """Who somebody is at the other site; `email` is "" unless that site vouches for it."""

    issuer: str
    subject: str
    email: str
    name: str


def begin(provider: OpenIdProvider, redirect_uri: str) -> tuple[str, Begun]:
    """Return where to send the browser, and what to keep until it is back.

    Raises:
        Unreachable, NotBelieved
    """
    begun = Begun(*(secrets.token_urlsafe(32) for _each in range(3)))
    digest = hashlib.sha256(begun.verifier.encode()).digest()
    query = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": redirect_uri,
        "scope": SCOPE,
        "state": begun.state,
        "nonce": begun.nonce,
        "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
        "code_challenge_method": "S256",
    }
    address = _endpoint(_metadata(provider), "authorization_endpoint", provider)
    joint = "&" if urlsplit(address).query else "?"
    return address + joint + urlencode(query), begun


def finish(
    provider: OpenIdProvider,
    redirect_uri: str,
    code: str,
    begun: Begun,
    now: datetime,
) -> Claims:
    """Return who came back with `code`.

    Raises:
        Unreachable, NotBelieved
    """
    metadata = _metadata(provider)
    tokens = _tokens(provider, metadata, redirect_uri, code, begun)
    told = _id_token(provider, metadata, tokens, begun, now)
    if "email" not in told and "userinfo_endpoint" in metadata:
        told = {**_userinfo(provider, metadata, tokens, told), **told}
    subject = str(told["sub"])
    if not 0 < len(subject) <= LONGEST_SUBJECT or not subject.isprintable():
        raise _not_believed(provider, "its subject is none")
    is_vouched_for = told.get("email_verified") in {True, "true"}
    return Claims(
        provider.issuer,
        subject,
        str(told.get("email") or "") if is_vouched_for else "",
        str(told.get("name") or told.get("preferred_username") or ""),
    )


def _metadata(provider: OpenIdProvider) -> dict[str, Any]:
    found = _ask("GET", provider.issuer + WELL_KNOWN, provider)
    if str(found.get("issuer", "")).rstrip("/") != provider.issuer.rstrip("/"):
        raise _not_believed(provider, "its configuration is of another issuer")
    return found


def _tokens(
    provider: OpenIdProvider,
    metadata: dict[str, Any],
    redirect_uri: str,
    code: str,
    begun: Begun,
) -> dict[str, Any]:
    data = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect_uri,
        "code_verifier": begun.verifier,
    }
    ways = metadata.get("token_endpoint_auth_methods_supported")
    by_form = isinstance(ways, list) and "client_secret_basic" not in ways
    if by_form:
        data["client_id"] = provider.client_id
        data["client_secret"] = provider.client_secret
    return _ask(
        "POST",
        _endpoint(metadata, "token_endpoint", provider),
        provider,
        data=data,
        auth=None if by_form else (provider.client_id, provider.client_secret),
    )


def _id_token(
    provider: OpenIdProvider,
    metadata: dict[str, Any],
    tokens: dict[str, Any],
    begun: Begun,
    now: datetime,
) -> dict[str, Any]:
    keys = _ask("GET", _endpoint(metadata, "jwks_uri", provider), provider)
    expected = jwt.JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=CLOCKS_DIFFER,
        iss={"essential": True, "value": metadata["issuer"]},
        sub={"essential": True},
        aud={"essential": True, "value": provider.client_id},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True, "value": begun.nonce},
    )
    try:
        key_set = KeySet.import_key_set(keys)  # type: ignore[arg-type]  # checked inside
        token = jwt.decode(str(tokens.get("id_token")), key_set, ALGORITHMS)
        expected.validate(token.claims)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise _not_believed(provider, f"{type(error).__name__}: {error}") from error
    told: dict[str, Any] = token.claims
    several = isinstance(told["aud"], list) and len(told["aud"]) > 1
    if told.get("azp", provider.client_id) != provider.client_id or (
        several and "azp" not in told
    ):
        raise _not_believed(provider, "the token was made for somebody else")
    return told


def _userinfo(
    provider: OpenIdProvider,
    metadata: dict[str, Any],
    tokens: dict[str, Any],
    told: dict[str, Any],
) -> dict[str, Any]:
    found = _ask(
        "GET",
        _endpoint(metadata, "userinfo_endpoint", provider),
        provider,
        headers={"Authorization": f"Bearer {tokens.get('access_token')}"},
    )
    if found.get("sub") != told["sub"]:
        raise _not_believed(provider, "the user's information is somebody else's")
    return found


def _endpoint(metadata: dict[str, Any], name: str, provider: OpenIdProvider) -> str:
    """Return an address of the other site: by TLS, if its configuration was."""
    address = str(metadata.get(name, ""))
    if urlsplit(address).scheme not in {"https", urlsplit(provider.issuer).scheme}:
        raise _not_believed(provider, f"its {name} is {address!r}")
    return address


def _ask(
    method: str, address: str, provider: OpenIdProvider, **how: Any
) -> dict[str, Any]:
    try:
        with requests.request(
            method,
            address,
            timeout=TIMEOUT,
            allow_redirects=False,
            stream=True,
            **how,
        ) as answer:
            body = answer.raw.read(LARGEST + 1, decode_content=True)
            status = answer.status_code
    except (requests.RequestException, OSError) as error:
        log.warning("%s cannot be reached: %s", provider.name, type(error).__name__)
        raise Unreachable(provider) from error
    if status >= 500:
        log.warning("%s answers %s at %s", provider.name, status, address)
        raise Unreachable(provider)
    try:
        found = json.loads(body) if status == 200 and len(body) <= LARGEST else None
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise _not_believed(provider, f"{address} answers {status}")
    return found


def _not_believed(provider: OpenIdProvider, why: str) -> NotBelieved:
    log.warning("%s is not believed: %s", provider.name, why)
    return NotBelieved(provider)
