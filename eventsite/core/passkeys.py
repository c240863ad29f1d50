"""Passkeys: what a browser is asked to make or to sign, and whether its answer is right.

A challenge is a sealed note of ours: what it is for, for whom, until when. So nothing
is kept between the question and the answer; who takes an answer sees to it that it is
taken once (`throttle.check` under the challenge).

Source: W3C Web Authentication, Level 3, sections 7.1 and 7.2.
"""

import ipaddress
import json
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

import webauthn
from webauthn.helpers import (
    base64url_to_bytes,
    bytes_to_base64url,
    options_to_json,
    parse_authentication_credential_json,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from eventsite.core.crypto import Undecipherable, decrypt, encrypt

CHALLENGE_LASTS = timedelta(minutes=10)
LONGEST_ID = 1023  # octets of a credential's id
LONGEST_ANSWER = 20_000  # characters
SEALED_FOR = "passkey challenge"
# What parsers of whatever a browser sends may raise.
WRONG = (WebAuthnException, ValueError, TypeError, KeyError, IndexError, AttributeError)


class NotRight(ValueError):
    """The browser's answer does not prove what was asked."""


class Site(NamedTuple):
    """Whose passkeys these are: they are bound to a host's name."""

    host: str
    origin: str
    name: str


class Question(NamedTuple):
    """What a challenge is for; `person_id` 0 is anybody."""

    purpose: str
    person_id: int
    keys: Sequence[str]  # that seal it


class NewPasskey(NamedTuple):
    credential_id: str  # base64url
    public_key: bytes
    sign_count: int
    transports: list[str]


class KnownPasskey(NamedTuple):
    credential_id: str
    transports: Sequence[str]


def site(url: str, name: str) -> Site | None:
    """Return the site at a public address; None where browsers know no passkeys.

    That is anywhere without TLS but "localhost", and at a number instead of a name.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        is_local = host == "localhost" or host.endswith(".localhost")
        if parts.scheme == "https" or is_local:
            return Site(host, f"{parts.scheme}://{parts.netloc}", name)
    return None


def ask_new(
    site: Site,
    question: Question,
    *,
    user: tuple[str, str, str],
    known: Sequence[KnownPasskey],
    now: datetime,
) -> str:
    """Return the options for making a passkey, as JSON.

    `user` is their handle (base64url), address and name; `known` are not made again.
    """
    handle, email, name = user
    return options_to_json(
        webauthn.generate_registration_options(
            rp_id=site.host,
            rp_name=site.name,
            user_id=base64url_to_bytes(handle),
            user_name=email,
            user_display_name=name,
            challenge=_challenge(question, now),
            exclude_credentials=_descriptors(known),
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.PREFERRED,
                user_verification=UserVerificationRequirement.PREFERRED,
            ),
        )
    )


def ask_proof(
    site: Site, question: Question, known: Sequence[KnownPasskey], now: datetime
) -> str:
    """Return the options for using a passkey, as JSON.

    Without `known` any of the site's will do, and its device asks who is there (by a
    finger, a face, a PIN): it stands for password and second factor.
    """
    wanted = UserVerificationRequirement.PREFERRED
    if not known:
        wanted = UserVerificationRequirement.REQUIRED
    return options_to_json(
        webauthn.generate_authentication_options(
            rp_id=site.host,
            challenge=_challenge(question, now),
            allow_credentials=_descriptors(known) or None,
            user_verification=wanted,
        )
    )


def read_new(site: Site, question: Question, answer: str, now: datetime) -> NewPasskey:
    """Return the passkey that was made.

    Raises:
        NotRight
    """
    try:
        credential = parse_registration_credential_json(_cut(answer))
        challenge = _own_challenge(credential.response.client_data_json, question, now)
        made = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
        )
    except WRONG as error:
        raise NotRight(str(error)) from error
    if len(made.credential_id) > LONGEST_ID:
        raise NotRight("the credential's id is too long")
    transports = credential.response.transports or []
    return NewPasskey(
        bytes_to_base64url(made.credential_id),
        made.credential_public_key,
        made.sign_count,
        [transport.value for transport in transports],
    )


def credential_id_in(answer: str) -> str:
    """Return which passkey an answer says it is of.

    Raises:
        NotRight
    """
    try:
        credential = parse_authentication_credential_json(_cut(answer))
    except WRONG as error:
        raise NotRight(str(error)) from error
    return bytes_to_base64url(credential.raw_id)


def challenge_in(answer: str) -> str:
    """Return the challenge that is answered, for taking it once.

    Raises:
        NotRight
    """
    try:
        data = json.loads(_cut(answer))["response"]["clientDataJSON"]
        return bytes_to_base64url(
            parse_client_data_json(base64url_to_bytes(data)).challenge
        )
    except WRONG as error:
        raise NotRight(str(error)) from error


def read_proof(
    site: Site,
    question: Question,
    answer: str,
    *,
    public_key: bytes,
    sign_count: int,
    is_alone: bool,
    now: datetime,
) -> int:
    """Return the passkey's new count; `is_alone` where it stands for a password, too.

    Raises:
        NotRight: made up, of another site or question, late, or by a copied key.
    """
    try:
        credential = parse_authentication_credential_json(_cut(answer))
        challenge = _own_challenge(credential.response.client_data_json, question, now)
        found = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=public_key,
            credential_current_sign_count=sign_count,
            require_user_verification=is_alone,
        )
    except WRONG as error:
        raise NotRight(str(error)) from error
    return found.new_sign_count


def new_handle() -> str:
    """Return what a person is called on their devices: random, it names nobody."""
    return bytes_to_base64url(secrets.token_bytes(32))


def _challenge(question: Question, now: datetime) -> bytes:
    until = int((now + CHALLENGE_LASTS).timestamp())
    note = [question.purpose, question.person_id, until, secrets.token_hex(16)]
    return encrypt(json.dumps(note), SEALED_FOR, question.keys).encode()


def _own_challenge(client_data: bytes, question: Question, now: datetime) -> bytes:
    challenge = parse_client_data_json(client_data).challenge
    try:
        note = json.loads(decrypt(challenge.decode(), SEALED_FOR, question.keys))
    except Undecipherable as error:
        raise NotRight("this challenge is not ours") from error
    purpose, person_id, until, _ = note
    if (purpose, person_id) != question[:2] or now.timestamp() >= until:
        raise NotRight("this challenge was for something else, or is over")
    return challenge


def _descriptors(
    known: Sequence[KnownPasskey],
) -> list[PublicKeyCredentialDescriptor]:
    transports = {transport.value: transport for transport in AuthenticatorTransport}
    return [
        PublicKeyCredentialDescriptor(
            id=base64url_to_bytes(one.credential_id),
            transports=[transports[t] for t in one.transports if t in transports],
        )
        for one in known
    ]


def _cut(answer: str) -> str:
    if len(answer) > LONGEST_ANSWER:
        raise NotRight("the answer is too long")
    return answer
