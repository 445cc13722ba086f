"""Passkeys in software, and the browser around them: answers as PublicKeyCredential.toJSON() does, or lies."""

from __future__ import annotations

import hashlib
import json
import secrets
import struct
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, encode_cbor

ES256 = -7
_PRESENT, _VERIFIED, _MAY_BE_BACKED_UP, _BACKED_UP, _ATTESTED = 0x01, 0x04, 0x08, 0x10, 0x40


@dataclass
class Lies:
    """What is told instead of the truth. None: the truth."""

    origin: str | None = None
    challenge: bytes | None = None
    party_id: str | None = None
    sign_count: int | None = None
    public_key: bytes | None = None
    credential_id: bytes | None = None
    is_present: bool = True
    is_verified: bool = True
    is_framed: bool = False


@dataclass
class Credential:
    """One passkey that is kept: for which site, and whose."""

    id: bytes
    party_id: str
    user_handle: bytes
    key: EllipticCurvePrivateKey = field(default_factory=lambda: generate_private_key(SECP256R1()))
    sign_count: int = 0


class Authenticator:
    """Keeps passkeys and signs with them (ES256). One that is synced counts nothing: its sign count stays 0."""

    def __init__(self, *, is_synced: bool = False) -> None:
        self.is_synced = is_synced
        self.lies = Lies()
        self.credentials: list[Credential] = []

    def create(self, options: dict[str, Any], origin: str) -> dict[str, Any]:
        """`navigator.credentials.create`. Raise what a browser would: PermissionError, LookupError, RuntimeError."""
        _require_own(options["rp"]["id"], origin)
        if not any(wanted["alg"] == ES256 for wanted in options["pubKeyCredParams"]):
            raise LookupError("NotSupportedError")
        if self._held(options["rp"]["id"], options.get("excludeCredentials", [])):
            raise RuntimeError("InvalidStateError: a passkey for this user is here already")
        id_ = self.lies.credential_id or secrets.token_bytes(32)
        made = Credential(id_, options["rp"]["id"], base64url_to_bytes(options["user"]["id"]))
        self.credentials.append(made)
        data = self._authenticator_data(made, _ATTESTED) + _attested(made, self.lies.public_key or _cose_key(made.key))
        response = {
            "clientDataJSON": self._client_data("webauthn.create", options, origin),
            "attestationObject": bytes_to_base64url(encode_cbor({"fmt": "none", "attStmt": {}, "authData": data})),
            "authenticatorData": bytes_to_base64url(data),
            "transports": ["hybrid", "internal"],
            "publicKey": bytes_to_base64url(_spki(made.key)),
            "publicKeyAlgorithm": ES256,
        }
        return _credential_json(made, response)

    def get(self, options: dict[str, Any], origin: str) -> dict[str, Any]:
        """`navigator.credentials.get`, with the newest one that is allowed. Raise PermissionError, LookupError."""
        _require_own(options["rpId"], origin)
        allowed = options.get("allowCredentials", [])
        held = self._held(options["rpId"], allowed) if allowed else self._of(options["rpId"])
        if not held:
            raise LookupError("NotAllowedError: no passkey for this site")
        used = held[-1]
        client_data = self._client_data("webauthn.get", options, origin)
        data = self._authenticator_data(used, 0)
        signed = data + hashlib.sha256(base64url_to_bytes(client_data)).digest()
        response = {
            "clientDataJSON": client_data,
            "authenticatorData": bytes_to_base64url(data),
            "signature": bytes_to_base64url(used.key.sign(signed, ECDSA(SHA256()))),
            "userHandle": bytes_to_base64url(used.user_handle),
        }
        return _credential_json(used, response)

    def _of(self, party_id: str) -> list[Credential]:
        return [credential for credential in self.credentials if credential.party_id == party_id]

    def _held(self, party_id: str, named: list[dict[str, Any]]) -> list[Credential]:
        ids = {base64url_to_bytes(one["id"]) for one in named}
        return [credential for credential in self._of(party_id) if credential.id in ids]

    def _client_data(self, type_: str, options: dict[str, Any], origin: str) -> str:
        challenge = options["challenge"]
        if self.lies.challenge is not None:
            challenge = bytes_to_base64url(self.lies.challenge)
        said = {"type": type_, "challenge": challenge, "origin": self.lies.origin or origin}
        return bytes_to_base64url(json.dumps({**said, "crossOrigin": self.lies.is_framed}).encode())

    def _authenticator_data(self, credential: Credential, flags: int) -> bytes:
        credential.sign_count += 0 if self.is_synced else 1
        count = credential.sign_count if self.lies.sign_count is None else self.lies.sign_count
        flags |= _PRESENT * self.lies.is_present | _VERIFIED * self.lies.is_verified
        flags |= (_MAY_BE_BACKED_UP | _BACKED_UP) * self.is_synced
        party_id = self.lies.party_id or credential.party_id
        return hashlib.sha256(party_id.encode()).digest() + struct.pack(">BI", flags, count)


def _require_own(party_id: str, origin: str) -> None:
    host = urlsplit(origin).hostname or ""
    if host != party_id and not host.endswith("." + party_id):
        raise PermissionError(f"SecurityError: {origin} may not ask for passkeys of {party_id}")


def _attested(credential: Credential, public_key: bytes) -> bytes:
    return bytes(16) + struct.pack(">H", len(credential.id)) + credential.id + public_key


def _cose_key(key: EllipticCurvePrivateKey) -> bytes:
    """RFC 9053 §7.1.1: kty EC2, alg ES256, curve P-256, x, y."""
    numbers = key.public_key().public_numbers()
    return encode_cbor({1: 2, 3: ES256, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")})


def _spki(key: EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _credential_json(credential: Credential, response: dict[str, Any]) -> dict[str, Any]:
    id_ = bytes_to_base64url(credential.id)
    return {
        "id": id_,
        "rawId": id_,
        "type": "public-key",
        "authenticatorAttachment": "platform",
        "clientExtensionResults": {},
        "response": response,
    }
