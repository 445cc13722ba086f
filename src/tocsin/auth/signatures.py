"""Addresses that carry their own permission: what they show is signed, and whoever holds the address may see it.

The keys are derived from those that seal secrets. What an older key has signed stays good while that key is in the
ring; taking it out withdraws every address that it signed.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
import uuid

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB

from tocsin.auth.secrets import SecretBox

SIGNATURE_BYTES = 18
"""144 bits: 24 characters, and nothing to guess."""
SIGNATURE_CHARACTERS = 24
_ALIAS = struct.Struct(">8sq")
_ALIAS_MARK = b"\0tocsin\0"


class Signer:
    """Signs with the current key, and knows what any key in the ring has signed. `purpose` keeps uses apart."""

    def __init__(self, box: SecretBox, purpose: str) -> None:
        self._keys = box.derived(f"tocsin {purpose}")

    def sign(self, *said: str | int) -> str:
        """Text for an address. The order of what is said counts, and so does where one part ends."""
        return _signature(self._keys[0], said)

    def is_signed(self, signature: str, *said: str | int) -> bool:
        """Compare in a time that tells nothing about where the difference is."""
        given = signature.encode("utf-8", "surrogatepass")
        good = [hmac.compare_digest(_signature(key, said).encode(), given) for key in self._keys]
        return any(good)


class Aliases:
    """Ids in the form of UUIDs that nobody can guess: an id enciphered, with a mark by which it is known again.

    One block of AES: sixteen bytes in, sixteen out. Different ids give different blocks, so nothing repeats.
    """

    def __init__(self, box: SecretBox, purpose: str) -> None:
        self._ciphers = [Cipher(AES(key), ECB()) for key in box.derived(f"tocsin {purpose}")]  # noqa: S305 -- one block

    def alias_of(self, id_: int) -> uuid.UUID:
        """The same each time, as long as the current key stays."""
        encryptor = self._ciphers[0].encryptor()
        return uuid.UUID(bytes=encryptor.update(_ALIAS.pack(_ALIAS_MARK, id_)) + encryptor.finalize())

    def id_of(self, alias: uuid.UUID) -> int | None:
        """None for what no key in the ring has made."""
        for cipher in self._ciphers:
            decryptor = cipher.decryptor()
            mark, id_ = _ALIAS.unpack(decryptor.update(alias.bytes) + decryptor.finalize())
            if hmac.compare_digest(mark, _ALIAS_MARK):
                return int(id_)
        return None


def _signature(key: bytes, said: tuple[str | int, ...]) -> str:
    digest = hmac.new(key, digestmod=hashlib.sha256)
    for part in said:
        data = str(part).encode("utf-8", "surrogatepass")
        digest.update(struct.pack(">I", len(data)) + data)
    return base64.urlsafe_b64encode(digest.digest()[:SIGNATURE_BYTES]).decode()
