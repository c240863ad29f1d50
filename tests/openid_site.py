"""A site to sign in with that can be made to lie: a real server on this machine."""

import base64
import hashlib
import json
import threading
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from config import WELL_KNOWN, OpenIdProvider
from tests.factories import NOW

KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
OTHER_KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})


@dataclass
class Site:
    """What it says; tests change it. `token` overrides claims, None leaves one out."""

    issuer: str = ""
    token: dict = field(default_factory=dict)
    userinfo: dict | None = None
    metadata: dict = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: KEY)
    header: dict = field(default_factory=lambda: {"alg": "RS256", "kid": "one"})
    bodies: dict = field(default_factory=dict)  # by path: what is sent instead
    statuses: dict = field(default_factory=dict)
    asked: list = field(default_factory=list)  # path, authorization, form
    nonce: str = ""
    challenge: str = ""

    def provider(self, **overrides):
        said = {
            "name": "corp",
            "label": "Corp",
            "issuer": self.issuer,
            "client_id": "us",
            "client_secret": "our secret",
        }
        return OpenIdProvider(**said | overrides)

    def visit(self, address):
        """Do what its page does when somebody has said who they are; return a code."""
        asked = {k: v[0] for k, v in parse_qs(urlsplit(address).query).items()}
        self.nonce, self.challenge = asked["nonce"], asked["code_challenge"]
        assert asked["code_challenge_method"] == "S256"
        assert asked["response_type"] == "code"
        assert "openid" in asked["scope"].split()
        return asked

    def answer(self, path, form, authorization):
        self.asked.append((path, authorization, form))
        if path in self.bodies:
            return self.bodies[path]
        return json.dumps(self._pages(form)[path]()).encode()

    def _pages(self, form):
        return {
            WELL_KNOWN: self._metadata,
            "/token": lambda: self._token(form),
            "/jwks": lambda: KeySet([KEY]).as_dict(private=False),
            "/userinfo": lambda: self.userinfo or {},
        }

    def _metadata(self):
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            **(
                {"userinfo_endpoint": f"{self.issuer}/userinfo"}
                if self.userinfo
                else {}
            ),
            **self.metadata,
        }

    def _token(self, form):
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        proved = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if proved != self.challenge:
            return {"error": "invalid_grant"}
        claims = {
            "iss": self.issuer,
            "sub": "4711",
            "aud": "us",
            "iat": int(NOW.timestamp()),
            "exp": int((NOW + timedelta(minutes=5)).timestamp()),
            "nonce": self.nonce,
            "email": "ada@example.org",
            "email_verified": True,
            "name": "Ada King",
        } | self.token
        kept = {name: value for name, value in claims.items() if value is not None}
        if self.header["alg"] == "none":
            parts = [json.dumps(part).encode() for part in (self.header, kept)]
            made = [base64.urlsafe_b64encode(p).decode().rstrip("=") for p in parts]
            token = f"{made[0]}.{made[1]}."
        else:
            token = jwt.encode(self.header, kept, self.key)
        return {"access_token": "a token", "token_type": "Bearer", "id_token": token}


def serving(site):
    """Serve a site on a port of its own; return the server, which is to be shut down."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self._answer({})

        def do_POST(self):
            length = int(self.headers["Content-Length"])
            form = parse_qs(self.rfile.read(length).decode())
            self._answer({name: values[0] for name, values in form.items()})

        def _answer(self, form):
            path = urlsplit(self.path).path
            body = site.answer(path, form, self.headers.get("Authorization"))
            self.send_response(site.statuses.get(path, 200))
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site.issuer = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    return server
