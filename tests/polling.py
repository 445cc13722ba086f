"""Waits for a fact, with a deadline: for what happens elsewhere, on a thread or on another task."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

SECONDS = 10.0


async def until(is_so: Callable[[], object]) -> None:
    """Return once `is_so()` is true. Raise TimeoutError when it does not come true."""
    async with asyncio.timeout(SECONDS):
        while not is_so():  # noqa: ASYNC110 -- what is asked for has no event of its own
            await asyncio.sleep(0.005)
