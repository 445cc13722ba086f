"""A deadline that holds for libraries that step with `asyncio.wait_for` as well."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

AGAIN_SECONDS = 0.1


async def within(seconds: float, work: Coroutine[Any, Any, T]) -> T:
    """Raise TimeoutError, unless the work ends with a word of its own. When this returns or raises, it has ended.

    Before Python 3.12, `wait_for` loses a cancellation that comes just as its step ends, and the work goes on as though
    nothing had been said (https://github.com/python/cpython/issues/86296): `asyncio.timeout` would wait for it.
    """
    task = asyncio.create_task(work)
    try:
        await asyncio.wait({task}, timeout=seconds)
    finally:
        await _ended(task)
    if task.cancelled():
        raise TimeoutError
    return task.result()


async def _ended(task: asyncio.Task[T]) -> None:
    while not task.done():
        task.cancel()
        await asyncio.wait({task}, timeout=AGAIN_SECONDS)
    if not task.cancelled():
        task.exception()  # looked at, lest asyncio complain where nobody is left to hear it
