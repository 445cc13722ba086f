"""What other systems post is taken in here, one request of a hook at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

import structlog

from tocsin.auth.ping_keys import hash_of
from tocsin.core.errors import NotFound, TocsinError
from tocsin.services import hook_targets
from tocsin.services.hook_limits import HookLimits
from tocsin.services.hook_requests import HookDisabled, HookRequest, understood
from tocsin.services.hook_telling import LONGEST_TROUBLE, Taken, Telling
from tocsin.services.parts import Parts
from tocsin.storage.errors import StorageUnavailable
from tocsin.storage.hooks import HookRepository, StoredHook

_log = structlog.get_logger(__name__)


class HookIntake:
    """Use it from one event loop."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._limits = HookLimits(parts.limits)
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def find(self, key: str) -> StoredHook | None:
        """The hook of this key, of whichever workspace."""
        async with self._parts.database.read() as connection:
            return await HookRepository(connection).by_key(hash_of(key))

    @asynccontextmanager
    async def admitted(self, hook: StoredHook) -> AsyncIterator[None]:
        """Before the body is read. Raise HookDisabled, TooManyRequests."""
        if not hook.fields.enabled:
            raise HookDisabled("This hook is disabled: nothing was taken in.")
        async with self._limits.admitted(hook.id):
            yield

    async def take(self, hook: StoredHook, request: HookRequest) -> Taken:
        """Return once everything that could be taken is durable; what could not be is among the refusals.

        Raise Unverified, UnreadableBody, NotFound when the hook was deleted meanwhile, Unavailable.
        """
        # What is said first has to be told first.
        async with self._turns.setdefault(hook.id, asyncio.Lock()):
            try:
                reading, config = await asyncio.to_thread(understood, hook, request, self._parts.box)
                targets = await hook_targets.find(self._parts, hook, config, reading.reports)
                return await Telling(self._parts, hook, request, reading, targets).carry_out()
            except TocsinError as error:
                await self.note(hook.id, error.message)
                raise

    async def note(self, hook_id: int, trouble: str) -> None:
        """For the operator: what was wrong with the newest request."""
        try:
            async with self._parts.database.write() as connection:
                now = self._parts.clock.now_ms()
                await HookRepository(connection).received(hook_id, now, trouble[:LONGEST_TROUBLE])
        except NotFound:
            _log.info("a hook was deleted while a request of it was carried out", hook_id=hook_id)
        except StorageUnavailable as error:
            _log.warning("a hook's failure is not noted", hook_id=hook_id, reason=error.message)
