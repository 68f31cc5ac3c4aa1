"""A passkey without a device: what a phone does, in forty lines."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import sha256, websafe_encode
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

FLAG = AuthenticatorData.FLAG


@dataclass
class Key:
    """`verifies` says whether the device checks who holds it; `count` grows with each use."""

    host: str = "testserver.example"
    origin: str = "https://testserver.example"
    verifies: bool = True
    count: int = 0
    handle: str = ""
    raw_id: bytes = field(default_factory=lambda: os.urandom(20))
    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    @property
    def public_part(self) -> AttestedCredentialData:
        """What Alur keeps of it."""
        public = ES256.from_cryptography_key(self.private.public_key())  # type: ignore[no-untyped-call]
        return AttestedCredentialData.create(b"\0" * 16, self.raw_id, public)

    def create(self, options: dict[str, Any]) -> dict[str, Any]:
        wanted = options["publicKey"]
        self.handle = wanted["user"]["id"]
        data = AuthenticatorData.create(
            sha256(self.host.encode()), self._flags() | FLAG.AT, self.count, self.public_part
        )
        return self._answer(
            clientDataJSON=self._client("webauthn.create", wanted["challenge"]),
            attestationObject=AttestationObject.create("none", data, {}),
        )

    def get(self, options: dict[str, Any], **signed: Any) -> dict[str, Any]:
        self.count += 1
        data = AuthenticatorData.create(sha256(self.host.encode()), self._flags(), self.count)
        client = self._client("webauthn.get", options["publicKey"]["challenge"])
        signature = self.private.sign(bytes(data) + sha256(client), ec.ECDSA(hashes.SHA256()))
        answer = self._answer(clientDataJSON=client, authenticatorData=data, signature=signature)
        answer["response"]["userHandle"] = self.handle
        return {**answer, **signed}

    def _flags(self) -> AuthenticatorData.FLAG:
        return FLAG.UP | FLAG.UV if self.verifies else FLAG.UP

    def _client(self, kind: str, challenge: str) -> bytes:
        return bytes(CollectedClientData.create(type=kind, challenge=challenge, origin=self.origin))

    def _answer(self, **parts: bytes) -> dict[str, Any]:
        key_id = websafe_encode(self.raw_id)
        response: dict[str, Any] = {name: websafe_encode(bytes(part)) for name, part in parts.items()}
        return {"id": key_id, "rawId": key_id, "type": "public-key", "response": response}
