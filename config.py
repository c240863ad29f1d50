"""Settings. The only module that reads the environment; each is documented here.

| variable | meaning | default |
|---|---|---|
| `EVENTSITE_INSTANCE` | folder for database, files and mail | `instance/` |
| `DATABASE_URL` | `sqlite:///…` or `postgresql+psycopg://…` | SQLite in the folder |
| `SECRET_KEYS` | sign cookies and links; comma-separated, newest first | made for this folder |
| `ENCRYPTION_KEYS` | encrypt sensitive answers; likewise | made for this folder |
| `PUBLIC_URL` | what people type to get here, such as `https://conf.example` | from the request |
| `MAIL_URL` | `smtp://user:password@host:port`, `smtps://…` | files in the folder |
| `MAIL_FROM` | sender of letters | `eventsite@` the host of `PUBLIC_URL` |
| `STORAGE_URL` | uploads: a folder, as `file:///…` | `files/` in the folder |
| `REDIS_URL`, `CELERY_BROKER_URL` | reserved for larger installations | none |
| `METRICS_TOKEN` | lets Prometheus read `/metrics` (`Authorization: Bearer …`) | not public |
| `PORT` | where `eventsite demo` serves | 8000 |
| `API_REQUESTS_PER_MINUTE` | how often one address or token may ask the API, in each process; 0: as it likes | 1200 |
| `OIDC_PROVIDERS` | names of sites to sign in with by OpenID Connect, such as `google,corp` | none |
| `OIDC_GOOGLE_DISCOVERY` | of that site: the address that its configuration is found at | |
| `OIDC_GOOGLE_CLIENT_ID`, `OIDC_GOOGLE_CLIENT_SECRET` | what it has given you | |
| `OIDC_GOOGLE_LABEL` | what its button says | the name |
| `WEBHOOK_NETWORKS` | private networks that webhooks may reach, such as `10.1.0.0/16`; comma-separated | none |
| `FAILED_SIGN_INS_PER_QUARTER` | accounts that may fail to sign in from one network address in 15 minutes; 0: any number | 100 |
| `LETTERS_PER_HOUR` | letters to sign up or for a new password that one network address may ask for; 0: any number | 200 |
| `REPORTS_PER_HOUR` | reports to a conduct team that one network address may send; 0: any number | 30 |
| `ORDERS_PER_HOUR` | registrations that may come from one network address without being signed in; 0: any number | 120 |
| `TRUSTED_PROXIES` | how many proxies in front may name the visitor's address | 0 |

A site for signing in is told to lead back to `PUBLIC_URL/signin/with/NAME/back`.

The first of several keys signs or encrypts, all of them verify or decrypt, so a key can
be replaced without signing anybody out. Without `SECRET_KEYS` and `ENCRYPTION_KEYS` the
production server refuses to start; everything else uses keys kept in the folder.
"""

import os
import re
import secrets
from collections.abc import Mapping
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import click

ROOT = Path(__file__).parent
KEYS = ("SECRET_KEYS", "ENCRYPTION_KEYS")
SHORTEST_KEY = 32  # characters
MEGABYTE = 1024 * 1024


class Unsound(click.ClickException):
    """A setting that cannot be used; the message says what to set."""


class OpenIdProvider(NamedTuple):
    """A site that tells us who somebody is."""

    name: str  # in addresses
    label: str  # for people
    issuer: str  # its configuration is found below, at a fixed address
    client_id: str
    client_secret: str


def read(environment: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Return Flask's settings.

    Raises:
        Unsound: a list of keys with an empty or missing one.
    """
    instance = Path(environment.get("EVENTSITE_INSTANCE") or ROOT / "instance")
    instance = instance.expanduser().resolve()
    instance.mkdir(parents=True, exist_ok=True)
    given = {
        name: _keys(name, environment[name]) for name in KEYS if name in environment
    }
    made = {} if len(given) == len(KEYS) else _made_keys(instance)
    kept = _kept_keys(instance)
    secret, encryption = (given.get(name) or made[name] for name in KEYS)
    return {
        "INSTANCE": instance,
        "SECRET_KEY": secret[0],
        "SECRET_KEY_FALLBACKS": secret[1:],
        "WTF_CSRF_SECRET_KEY": secret[::-1],  # as a list, the last one signs
        # What the folder's own key has encrypted stays readable after a move to others.
        "ENCRYPTION_KEYS": list(
            dict.fromkeys([*encryption, *kept.get("ENCRYPTION_KEYS", [])])
        ),
        "SECRETS_GIVEN": len(given) == len(KEYS),
        "SQLALCHEMY_DATABASE_URI": _database(environment.get("DATABASE_URL"), instance),
        "PUBLIC_URL": environment.get("PUBLIC_URL", "").rstrip("/"),
        "MAIL_URL": environment.get("MAIL_URL") or f"file://{instance / 'mail'}",
        "MAIL_FROM": environment.get("MAIL_FROM", ""),
        "STORAGE_URL": environment.get("STORAGE_URL") or f"file://{instance / 'files'}",
        "REDIS_URL": environment.get("REDIS_URL", ""),
        "CELERY_BROKER_URL": environment.get("CELERY_BROKER_URL", ""),
        "OIDC_PROVIDERS": _providers(environment),
        "METRICS_TOKEN": environment.get("METRICS_TOKEN", ""),
        "PORT": _port(environment.get("PORT") or "8000"),
        "TRUSTED_PROXIES": _count("TRUSTED_PROXIES", environment),
        "FAILED_SIGN_INS_PER_QUARTER": _number(
            "FAILED_SIGN_INS_PER_QUARTER", environment, default=100
        ),
        "LETTERS_PER_HOUR": _number("LETTERS_PER_HOUR", environment, default=200),
        "REPORTS_PER_HOUR": _number("REPORTS_PER_HOUR", environment, default=30),
        "ORDERS_PER_HOUR": _number("ORDERS_PER_HOUR", environment, default=120),
        "API_REQUESTS_PER_MINUTE": _number(
            "API_REQUESTS_PER_MINUTE", environment, default=1200
        ),
        "WEBHOOK_NETWORKS": _networks(environment.get("WEBHOOK_NETWORKS", "")),
        "MAX_CONTENT_LENGTH": 16 * MEGABYTE,  # a page that takes more says so itself
        "MAX_FORM_MEMORY_SIZE": 2 * MEGABYTE,
        "MAX_FORM_PARTS": 2000,
        "PERMANENT_SESSION_LIFETIME": timedelta(days=30),  # as long as a sign-in
        "SESSION_REFRESH_EACH_REQUEST": False,  # public pages set no cookie
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": environment.get("PUBLIC_URL", "").startswith("https:"),
        "WTF_CSRF_TIME_LIMIT": None,  # a long form sent late at night is still valid
        "WTF_CSRF_SSL_STRICT": False,  # SameSite and the token do it; proxies drop Referer
    }


def check_for_production(settings: Mapping[str, Any]) -> None:
    """Refuse to serve the world with secrets that were not chosen for it.

    Raises:
        Unsound: says which variable to set.
    """
    if not settings["SECRETS_GIVEN"]:
        raise Unsound(
            "SECRET_KEYS and ENCRYPTION_KEYS must be set in production. Make each with: "
            "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
        )
    for name, key in (
        ("SECRET_KEYS", settings["SECRET_KEY"]),
        ("ENCRYPTION_KEYS", settings["ENCRYPTION_KEYS"][0]),
    ):
        if len(key) < SHORTEST_KEY or len(set(key)) < 10:
            raise Unsound(
                f"{name}: the first key is too easy to guess; it needs at least "
                f"{SHORTEST_KEY} random characters."
            )


def for_child(**settings: str) -> dict[str, str]:
    """Return this process's environment for a process it starts, with `settings`."""
    return {**os.environ, **settings}


def _port(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 0 < int(text[:6]) < 65_536):
        raise Unsound(f"PORT must be a number from 1 to 65535, not {text!r}.")
    return int(text)


WELL_KNOWN = "/.well-known/openid-configuration"


def _providers(environment: Mapping[str, str]) -> tuple[OpenIdProvider, ...]:
    listed = environment.get("OIDC_PROVIDERS", "")
    names = [name.strip().lower() for name in listed.split(",") if name.strip()]
    return tuple(_provider(name, environment) for name in dict.fromkeys(names))


def _provider(name: str, environment: Mapping[str, str]) -> OpenIdProvider:
    if not re.fullmatch(r"[a-z][a-z0-9]{0,29}", name):
        raise Unsound(f"OIDC_PROVIDERS: {name!r} must be letters and digits.")
    prefix = f"OIDC_{name.upper()}_"
    wanted = ("DISCOVERY", "CLIENT_ID", "CLIENT_SECRET")
    found = {each: environment.get(prefix + each, "").strip() for each in wanted}
    missing = [prefix + each for each in wanted if not found[each]]
    if missing:
        raise Unsound(f"OIDC_PROVIDERS names {name}, so set {' and '.join(missing)}.")
    issuer = found["DISCOVERY"].removesuffix(WELL_KNOWN)
    parts = urlsplit(issuer)
    is_local = parts.hostname in {"localhost", "127.0.0.1", "::1"}
    if not parts.netloc or not (parts.scheme == "https" or is_local):
        raise Unsound(f"{prefix}DISCOVERY must be an https:// address.")
    label = environment.get(f"{prefix}LABEL", "").strip() or name.capitalize()
    return OpenIdProvider(
        name, label, issuer, found["CLIENT_ID"], found["CLIENT_SECRET"]
    )


def _count(name: str, environment: Mapping[str, str]) -> int:
    text = environment.get(name) or "0"
    if text not in map(str, range(10)):
        raise Unsound(f"{name} must be a number from 0 to 9, not {text!r}.")
    return int(text)


def _number(name: str, environment: Mapping[str, str], default: int) -> int:
    text = environment.get(name) or str(default)
    if not (text.isascii() and text.isdecimal() and len(text) < 7):
        raise Unsound(f"{name} must be a number from 0 to 999999, not {text!r}.")
    return int(text)


def _networks(text: str) -> list[IPv4Network | IPv6Network]:
    try:
        return [ip_network(part.strip()) for part in text.split(",") if part.strip()]
    except ValueError as wrong:
        raise Unsound(f"WEBHOOK_NETWORKS must list networks: {wrong}.") from wrong


def _keys(name: str, text: str) -> list[str]:
    keys = [key.strip() for key in text.split(",")]
    if not all(keys):
        raise Unsound(f"{name} must list one or more keys, newest first, none empty.")
    return keys


def _kept_keys(instance: Path) -> dict[str, list[str]]:
    file = instance / "keys"
    if not file.is_file():
        return {}
    lines = (line.partition("=") for line in file.read_text().splitlines())
    return {name: [key] for name, _, key in lines}


def _made_keys(instance: Path) -> dict[str, list[str]]:
    """Return this folder's own keys, making them once."""
    lines = "".join(f"{name}={secrets.token_urlsafe(48)}\n" for name in KEYS)
    new = instance / f".keys-{secrets.token_hex(8)}"
    new.touch(mode=0o600)
    new.write_text(lines)
    try:
        os.link(new, instance / "keys")  # the first of several at once wins
    except FileExistsError:
        pass
    finally:
        new.unlink()
    return _kept_keys(instance)


def _database(url: str | None, instance: Path) -> str:
    if not url:
        return f"sqlite:///{instance / 'eventsite.db'}"
    for short in ("postgres://", "postgresql://"):
        if url.startswith(short):
            return url.replace(short, "postgresql+psycopg://", 1)
    return url
