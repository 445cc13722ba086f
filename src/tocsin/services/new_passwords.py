"""A password that somebody has chosen: looked at, then hashed, both away from the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from tocsin.auth.passwords import weakness_of
from tocsin.core.errors import FieldError, ValidationFailed
from tocsin.services.parts import Parts


async def hashed(parts: Parts, password: str, about: Sequence[str]) -> str:
    """What is stored of it. `about` is what a guesser would try first. Raise ValidationFailed, TooManyRequests."""
    weakness = await asyncio.to_thread(weakness_of, password, about)
    if weakness is not None:
        raise ValidationFailed("This password cannot be used.", errors=[FieldError("/password", weakness)])
    return await parts.passwords.hash(password)
