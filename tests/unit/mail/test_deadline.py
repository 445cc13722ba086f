"""A deadline ends the work, even the work that did not hear the first word of it."""

from __future__ import annotations

import asyncio

import pytest

from tests.polling import until
from tocsin.mail.deadline import within


class Deaf:
    """Work that misses the first cancellation, as `wait_for` may."""

    def __init__(self) -> None:
        self.has_begun = self.has_ended = False

    async def work(self) -> str:
        self.has_begun = True
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            await self._go_on()
        return "done"

    async def _go_on(self) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            self.has_ended = True


async def answering(word: str) -> str:
    await asyncio.sleep(0)
    return word


async def failing() -> str:
    await asyncio.sleep(0)
    raise ConnectionError("cut")


async def finishing_at_the_last_moment() -> str:
    try:
        await asyncio.Event().wait()
    except asyncio.CancelledError:
        return "taken after all"
    return "never"


async def test_work_that_ends_in_time_gives_its_answer() -> None:
    assert await within(60, answering("taken")) == "taken"


async def test_work_that_fails_in_time_fails_as_it_does() -> None:
    with pytest.raises(ConnectionError, match="cut"):
        await within(60, failing())


async def test_work_that_does_not_end_is_ended() -> None:
    with pytest.raises(TimeoutError):
        await within(0.01, asyncio.Event().wait())


async def test_work_that_missed_the_word_is_told_again() -> None:
    deaf = Deaf()
    with pytest.raises(TimeoutError):
        await within(0.01, deaf.work())
    assert deaf.has_ended


async def test_an_answer_at_the_last_moment_counts() -> None:
    assert await within(0.01, finishing_at_the_last_moment()) == "taken after all"


async def test_who_is_cancelled_leaves_no_work_behind() -> None:
    deaf = Deaf()
    waiting = asyncio.create_task(within(60, deaf.work()))
    await until(lambda: deaf.has_begun)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert deaf.has_ended
