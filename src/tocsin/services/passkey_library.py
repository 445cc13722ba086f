"""`auth.passkeys` for the use cases, loaded when the first of them needs it.

The library behind it takes 60 ms and 6 MB: a start has two seconds, and many a server sees no passkey in its life.
"""

from __future__ import annotations

import asyncio
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tocsin.auth.passkeys import (
        PasskeyRefused,
        registration_options,
        sign_in_options,
        verified_registration,
        verified_sign_in,
    )

__all__ = [
    "PasskeyRefused",
    "loaded",
    "registration_options",
    "sign_in_options",
    "verified_registration",
    "verified_sign_in",
]

_MODULE = "tocsin.auth.passkeys"


async def loaded() -> None:
    """Call it first. It loads beside the event loop, so that nobody else's request waits."""
    await asyncio.to_thread(import_module, _MODULE)


def __getattr__(name: str) -> object:
    """Whatever `auth.passkeys` has (PEP 562)."""
    return getattr(import_module(_MODULE), name)
