"""Waits for a fact, with a deadline: for what happens elsewhere, on a thread or on another task."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

SECONDS = 10.0
T = TypeVar("T")


async def until(is_so: Callable[[], object]) -> None:
    """Return once `is_so()` is true. Raise TimeoutError when it does not come true."""
    async with asyncio.timeout(SECONDS):
        while not is_so():  # noqa: ASYNC110 -- what is asked for has no event of its own
            await asyncio.sleep(0.005)


async def found(read: Callable[[], Awaitable[T]]) -> T:
    """The first answer of `read()` that is not empty. Raise TimeoutError when none is."""
    async with asyncio.timeout(SECONDS):
        while not (answer := await read()):  # noqa: ASYNC110 -- as above
            await asyncio.sleep(0.005)
    return answer
