"""Encryption of single strings at rest, with a ring of keys so that a key can be replaced without an outage."""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import re
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tocsin.core.errors import TocsinError

MARK = "enc:v1:"
_KEY_ID = re.compile(re.escape(MARK) + r"([0-9a-f]{8}):")
KEY_BYTES = 32
NONCE_BYTES = 12


class SecretUnreadable(TocsinError):
    """A stored secret was encrypted with a key that is not in the ring, or was damaged."""

    code = "secret_unreadable"


class SecretBox:
    """Encrypts with the first key, decrypts with whichever key it was.

    A sealed string reads `enc:v1:<key id>:<base64 of nonce and AES-256-GCM ciphertext>`.
    """

    def __init__(self, keys: Sequence[bytes]) -> None:
        if not keys or any(len(key) != KEY_BYTES for key in keys):
            raise ValueError(f"the key ring needs at least one key, each of {KEY_BYTES} bytes")
        self._keys = tuple(keys)
        self._ciphers = {_key_id(key): AESGCM(key) for key in keys}
        self._current = _key_id(keys[0])

    @property
    def key_ids(self) -> tuple[str, ...]:
        """What sealed strings call the keys of the ring, the current one's first. An id tells nothing of its key."""
        return tuple(self._ciphers)

    def encrypt(self, plain: str) -> str:
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._ciphers[self._current].encrypt(nonce, plain.encode(), self._current.encode())
        return f"{MARK}{self._current}:{base64.urlsafe_b64encode(nonce + sealed).decode()}"

    def decrypt(self, sealed: str) -> str:
        """Raise SecretUnreadable when no key in the ring opens it."""
        key_id, _, text = sealed.removeprefix(MARK).partition(":")
        cipher = self._ciphers.get(key_id)
        if cipher is None:
            raise SecretUnreadable(
                f"a stored secret was encrypted with key {key_id!r}, which is not configured; "
                "bring that key back into the key ring or enter the secret again"
            )
        try:
            data = base64.urlsafe_b64decode(text)
            return cipher.decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], key_id.encode()).decode()
        except (InvalidTag, binascii.Error, ValueError) as error:
            raise SecretUnreadable("a stored secret is damaged; enter it again") from error

    def derived(self, purpose: str) -> tuple[bytes, ...]:
        """A key for another purpose from each key in the ring, the current one's first (HKDF, RFC 5869)."""
        return tuple(HKDF(SHA256(), KEY_BYTES, None, purpose.encode()).derive(key) for key in self._keys)


def is_sealed(value: object) -> bool:
    return isinstance(value, str) and value.startswith(MARK)


def key_id_of(sealed: str) -> str | None:
    """The id of the key that sealed it; None for what is sealed by no key."""
    found = _KEY_ID.match(sealed)
    return found[1] if found else None


def new_secret_key() -> bytes:
    """A fresh key for the ring."""
    return os.urandom(KEY_BYTES)


def key_from_text(text: str) -> bytes:
    """A key of the ring from a passphrase that is long and random already: no stretching is done."""
    return hashlib.sha256(b"tocsin secret key" + text.encode()).digest()


def _key_id(key: bytes) -> str:
    return hashlib.sha256(b"tocsin key id" + key).hexdigest()[:8]
