"""From the key in an address to the monitor that is meant, remembered until something changes.

What is not known is never remembered: whoever guesses keys makes nothing grow. Look-ups are carried out together, one
statement at a time, so that guesses cannot use up the connections to the database either.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from itertools import islice

from tocsin.auth.ping_keys import hash_of
from tocsin.bus.follower import Follower
from tocsin.core.errors import Conflict, TocsinError, TooManyRequests, Unavailable
from tocsin.core.messages import Broadcast, MonitorsChanged, PingKeysChanged, Topic
from tocsin.probes import pushed_kind
from tocsin.services.parts import Parts
from tocsin.storage.errors import StorageUnavailable
from tocsin.storage.ping_keys import PingKeyRepository, PingTarget

MOST_KNOWN = 200_000
MOST_PENDING = 10_000
AT_ONCE = 500
LIFETIME_S = 60.0
"""How long something is believed, should the message that it has changed get lost."""
PATIENCE_S = 10.0

Wanted = bytes | tuple[int, str]
"""The hash of a key, or a workspace with a slug."""
Found = PingTarget | int | None
"""A monitor, or a workspace's id."""
AMBIGUOUS = -1


class PingTargets:
    """Use it from one event loop."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._keys: dict[Wanted, tuple[PingTarget | int, float]] = {}
        self._slugs: dict[Wanted, tuple[PingTarget | int, float]] = {}
        self._hashes: dict[int, bytes] = {}
        self._pending: dict[Wanted, asyncio.Future[Found | TocsinError]] = {}
        self._changes = 0
        self._follower = Follower(parts.bus, Topic.MONITORS, self._hear)
        self._looking: asyncio.Task[None] | None = None

    def __len__(self) -> int:
        return len(self._keys) + len(self._slugs)

    async def of_key(self, key: str) -> PingTarget | int | None:
        """The monitor, or the id of the workspace, that has this key; None for an unknown one. Raise Unavailable."""
        return await self._find(hash_of(key))

    async def of_slug(self, workspace_id: int, slug: str) -> PingTarget | None:
        """Raise Conflict when several monitors have the slug, and Unavailable."""
        found = await self._find((workspace_id, slug))
        if isinstance(found, int):
            raise Conflict("Several monitors have this slug: give them different ones.")
        return found

    async def aclose(self) -> None:
        await self._follower.aclose()
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.gather(self._looking, return_exceptions=True)

    async def _find(self, wanted: Wanted) -> Found:
        known = (self._keys if isinstance(wanted, bytes) else self._slugs).get(wanted)
        if known is not None and known[1] > asyncio.get_running_loop().time():
            return known[0]
        try:
            async with asyncio.timeout(PATIENCE_S):
                await self._follow()
                found = await asyncio.shield(self._asked(wanted))
        except TimeoutError:
            raise Unavailable("The database has not answered in time.") from None
        if isinstance(found, TocsinError):
            raise found
        return found

    def _asked(self, wanted: Wanted) -> asyncio.Future[Found | TocsinError]:
        """The same for all who want to know the same."""
        pending = self._pending.get(wanted)
        if pending is None:
            if len(self._pending) >= MOST_PENDING:
                raise TooManyRequests("Very many keys are being looked up: try again in a moment.")
            pending = self._pending[wanted] = asyncio.get_running_loop().create_future()
            if self._looking is None or self._looking.done():
                self._looking = asyncio.create_task(self._look_up())
        return pending

    async def _look_up(self) -> None:
        while self._pending:
            batch = dict(islice(self._pending.items(), AT_ONCE))
            changes = self._changes
            found: dict[Wanted, PingTarget | int] = {}
            trouble: TocsinError | None = None
            try:
                found = await self._read(batch)
            except StorageUnavailable as error:
                trouble = error
            if changes == self._changes:
                self._remember(found)
            for wanted, future in batch.items():
                del self._pending[wanted]
                if not future.done():
                    future.set_result(trouble or found.get(wanted))

    async def _read(self, batch: Collection[Wanted]) -> dict[Wanted, PingTarget | int]:
        hashes = [wanted for wanted in batch if isinstance(wanted, bytes)]
        slugs = [wanted for wanted in batch if not isinstance(wanted, bytes)]
        found: dict[Wanted, PingTarget | int] = {}
        async with self._parts.database.read(deadline=PATIENCE_S) as connection:
            keys = PingKeyRepository(connection)
            if hashes:
                workspaces, targets = await keys.workspaces_of(hashes), await keys.targets_by_hash(hashes)
                found.update((key_hash, workspace_id) for key_hash, workspace_id in workspaces.items())
                found.update((key_hash, target) for key_hash, target in targets.items() if _is_pushed(target))
            if slugs:
                for wanted, several in (await keys.targets_by_slug(slugs)).items():
                    pushed = [target for target in several if _is_pushed(target)]
                    if pushed:
                        found[wanted] = pushed[0] if len(pushed) == 1 else AMBIGUOUS
        return found

    def _remember(self, found: dict[Wanted, PingTarget | int]) -> None:
        if len(self) + len(found) > MOST_KNOWN:
            self._forget_all()
        until = asyncio.get_running_loop().time() + LIFETIME_S
        for wanted, one in found.items():
            if not isinstance(wanted, bytes):
                self._slugs[wanted] = (one, until)
                continue
            self._keys[wanted] = (one, until)
            if isinstance(one, PingTarget):
                self._hashes[one.monitor_id] = wanted

    async def _follow(self) -> None:
        """Nothing is looked up before changes are heard of."""
        if not self._follower.is_following:
            self._forget_all()
        await self._follower.start()

    def _hear(self, message: Broadcast) -> None:
        self._changes += 1
        if isinstance(message, MonitorsChanged) and message.monitor_ids:
            self._forget(message.monitor_ids)
        elif isinstance(message, MonitorsChanged | PingKeysChanged):
            self._forget_all()

    def _forget(self, monitor_ids: Collection[int]) -> None:
        """And every slug: one that meant one monitor may mean two now."""
        for monitor_id in monitor_ids:
            self._keys.pop(self._hashes.pop(monitor_id, b""), None)
        self._slugs.clear()

    def _forget_all(self) -> None:
        self._keys.clear()
        self._slugs.clear()
        self._hashes.clear()


def _is_pushed(target: PingTarget) -> bool:
    """A kind that is not pushed to any more keeps its key, and there is nothing to be told by it."""
    return pushed_kind(target.kind) is not None
