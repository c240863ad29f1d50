"""A passkey's device, in software: answers as a browser does, and wrongly on demand."""

import hashlib
import json
from dataclasses import dataclass, field

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, encode_cbor

ORIGIN = "http://localhost"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Device:
    """One passkey. `verifies`: it asks its owner for a finger or a PIN."""

    origin: str = ORIGIN
    host: str = "localhost"
    verifies: bool = True
    count: int = 0
    credential_id: bytes = b"a credential of sixteen or more octets"
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def make(self, options: str) -> str:
        """Return the browser's answer to options for making a passkey."""
        client_data = self._client_data("webauthn.create", options)
        attested = (
            bytes(16)
            + len(self.credential_id).to_bytes(2, "big")
            + self.credential_id
            + self._public_key()
        )
        attestation = encode_cbor(
            {
                "fmt": "none",
                "attStmt": {},
                "authData": self._authenticator_data(ATTESTED) + attested,
            }
        )
        return self._answer(clientDataJSON=client_data, attestationObject=attestation)

    def use(self, options: str) -> str:
        """Return the browser's answer to options for using the passkey."""
        self.count += 1
        client_data = self._client_data("webauthn.get", options)
        data = self._authenticator_data(0)
        signed = data + hashlib.sha256(client_data).digest()
        signature = self.key.sign(signed, ec.ECDSA(hashes.SHA256()))
        return self._answer(
            clientDataJSON=client_data, authenticatorData=data, signature=signature
        )

    def _client_data(self, kind, options):
        challenge = json.loads(options)["challenge"]
        told = {"type": kind, "challenge": challenge, "origin": self.origin}
        return json.dumps(told).encode()

    def _authenticator_data(self, flags):
        flags |= PRESENT | (VERIFIED if self.verifies else 0)
        host = hashlib.sha256(self.host.encode()).digest()
        return host + bytes([flags]) + self.count.to_bytes(4, "big")

    def _public_key(self):
        numbers = self.key.public_key().public_numbers()
        x, y = (n.to_bytes(32, "big") for n in (numbers.x, numbers.y))
        return encode_cbor({1: 2, 3: -7, -1: 1, -2: x, -3: y})  # ES256 on P-256

    def _answer(self, **response):
        name = bytes_to_base64url(self.credential_id)
        return json.dumps(
            {
                "id": name,
                "rawId": name,
                "type": "public-key",
                "response": {
                    key: bytes_to_base64url(value) for key, value in response.items()
                },
                "clientExtensionResults": {},
            }
        )


def tampered(answer: str, part: str) -> str:
    """Return the answer with the last octet of a part changed."""
    data = json.loads(answer)
    octets = bytearray(base64url_to_bytes(data["response"][part]))
    octets[-1] ^= 1
    data["response"][part] = bytes_to_base64url(bytes(octets))
    return json.dumps(data)
