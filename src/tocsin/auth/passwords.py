"""Passwords: hashed by Argon2id (RFC 9106) in threads of their own, and refused when they would be guessed soon.

They are brought into one Unicode form before anything else (NFKC; NIST SP 800-63B-4 §3.1.1.2), so that a password is
the same whichever keyboard it was typed on.
"""

from __future__ import annotations

import asyncio
import re
import threading
import unicodedata
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from importlib import import_module
from typing import TypeVar

from pwdlib.hashers.argon2 import Argon2Hasher

from tocsin.core.errors import TooManyRequests, ValidationFailed

FEWEST_CHARACTERS = 10
MOST_CHARACTERS = 256
MEMORY_KIB = 65_536
PASSES = 3
MOST_AT_ONCE = 2
"""Each takes 64 MiB and a core for a moment."""
MOST_WAITING = 32

_MOST_TYPED = 4 * MOST_CHARACTERS
"""Before normalising, which joins what was typed as a letter and its accents."""
_JUDGED_CHARACTERS = 24
"""How long a beginning is judged: the judge's time grows with the square, and what follows makes it no worse."""
_MOST_WORDS = 50
_MOST_ABOUT = 320
_PRODUCT = "tocsin"

T = TypeVar("T")


@dataclass(frozen=True)
class Verified:
    """`new_hash` is to be stored in place of the old one: the password was right, and the parameters have changed."""

    is_right: bool
    new_hash: str | None = field(default=None, repr=False)


class Passwords:
    """Hashes and verifies, two at once. Raises TooManyRequests when a crowd is waiting already."""

    def __init__(self, *, memory_kib: int = MEMORY_KIB, passes: int = PASSES) -> None:
        # One lane: the event loop and a second password want the other core.
        self._hasher = Argon2Hasher(time_cost=passes, memory_cost=memory_kib, parallelism=1)
        self._threads = ThreadPoolExecutor(MOST_AT_ONCE, thread_name_prefix="tocsin-password")
        self._places = threading.BoundedSemaphore(MOST_AT_ONCE + MOST_WAITING)

    @classmethod
    def quick(cls) -> Passwords:
        """For tests alone: such hashes protect nothing."""
        return cls(memory_kib=8, passes=1)

    async def hash(self, password: str) -> str:
        """What is stored. Raise ValidationFailed for more than `weakness_of` lets through."""
        if len(password) > _MOST_TYPED:
            raise ValidationFailed(f"a password {_too_long()}")
        return await self._in_thread(lambda: self._hasher.hash(_bytes_of(password)))

    async def verify(self, password: str, stored: str | None) -> Verified:
        """Whether it is the password. With nothing stored it takes as long, and the answer is no."""
        if len(password) > _MOST_TYPED:
            password, stored = password[:_MOST_TYPED], None
        return await self._in_thread(lambda: self._verified(_bytes_of(password), stored))

    def _verified(self, password: bytes, stored: str | None) -> Verified:
        if stored is None:
            self._hasher.hash(password)
            return Verified(is_right=False)
        if not self._hasher.verify(password, stored):
            return Verified(is_right=False)
        is_old = self._hasher.check_needs_rehash(stored)
        return Verified(is_right=True, new_hash=self._hasher.hash(password) if is_old else None)

    async def _in_thread(self, work: Callable[[], T]) -> T:
        if not self._places.acquire(blocking=False):
            raise TooManyRequests("too many passwords are being checked at this moment; try again in a few seconds")
        # The place is given back when the work ends, which may be after its caller has left.
        future = self._threads.submit(work)
        future.add_done_callback(lambda _: self._places.release())
        return await asyncio.wrap_future(future)


def weakness_of(password: str, about: Sequence[str] = ()) -> str | None:
    """Why a password cannot be used, as the end of a sentence; None when it can. Takes up to 30 ms.

    `about` is what an attacker knows of the user: the e-mail, the name. There are no rules about kinds of characters.
    """
    normal = _normal(password) if len(password) <= _MOST_TYPED else password
    if len(normal) > MOST_CHARACTERS:
        return _too_long()
    if len(normal) < FEWEST_CHARACTERS:
        return f"must have at least {FEWEST_CHARACTERS} characters"
    return _guess(normal[:_JUDGED_CHARACTERS], _words_of(about))


def _guess(password: str, words: list[str]) -> str | None:
    """The judge's lists take 12 MB: they are loaded with the first password that is chosen."""
    reason: str | None = import_module("tocsin.auth.guesses").reason_against(password, words)
    return reason


def _words_of(about: Sequence[str]) -> list[str]:
    words = [_PRODUCT]
    for text in about:
        known = _normal(text[:_MOST_ABOUT]).lower()
        parts = re.findall(r"\w+", known)
        words += [known, "".join(parts), *parts]
    return list(dict.fromkeys(word for word in words if len(word) > 2))[:_MOST_WORDS]


def _too_long() -> str:
    return f"must have at most {MOST_CHARACTERS} characters"


def _normal(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _bytes_of(password: str) -> bytes:
    return _normal(password).encode("utf-8", "surrogatepass")
