"""Pings: taking them in for whoever has a key, and reading them again."""

from __future__ import annotations

from collections.abc import Collection

from tocsin.auth.actor import Actor
from tocsin.auth.permissions import Permission, permissions_of_scopes
from tocsin.core.errors import Conflict, PermissionDenied, TooManyRequests
from tocsin.core.ping import MOST_MESSAGE_CHARACTERS, Ping, Signal, StoredPing
from tocsin.services import monitors
from tocsin.services.named_limits import ping_limit
from tocsin.services.parts import Parts
from tocsin.services.ping_targets import PingTargets
from tocsin.storage.monitor_lists import ListedMonitor
from tocsin.storage.monitors import MonitorRepository
from tocsin.storage.paging import Page
from tocsin.storage.ping_keys import PingKeyRepository, PingTarget
from tocsin.storage.pings import PingRepository

MADE_KIND = "heartbeat"
MADE_CONFIG = {"period": "1d", "grace": "1h"}
"""What is expected of a monitor that its own first ping has made, until somebody says better."""


class TooOften(TooManyRequests):
    """This monitor is pinged more often than is allowed."""


class Pings:
    """Takes pings in. Use it from one event loop."""

    def __init__(self, parts: Parts, *, rate: float, most_made: int) -> None:
        self._parts = parts
        self._limit = ping_limit(rate)
        self._most_made = most_made
        self.targets = PingTargets(parts)

    @property
    def now_ms(self) -> int:
        return self._parts.clock.now_ms()

    async def admit(self, target: PingTarget, signal: Signal) -> None:
        """Chatter is counted apart, so that a job that logs too much cannot lose its last ping. Raise TooOften."""
        is_chatter = signal == Signal.LOG
        if wait := await self._parts.limits.hit(self._limit, target.monitor_id, int(is_chatter)):
            raise TooOften("This monitor is pinged too often.", retry_after=wait)

    async def take(self, ping: Ping) -> None:
        """Return once it is durable. Raise Unavailable, TooManyRequests."""
        await self._parts.receipts.submit((ping,))

    async def make(self, workspace_id: int, slug: str) -> tuple[PingTarget, bool]:
        """The heartbeat of this slug, and whether it is new. Raise PermissionDenied when there are many, Conflict."""
        async with self._parts.database.read() as connection:
            if await PingKeyRepository(connection).count(workspace_id) >= self._most_made:
                raise PermissionDenied("The workspace has as many pushed monitors as may be made by pings.")
        actor = Actor(workspace_id, "ping", permissions_of_scopes([Permission.MONITORS_WRITE]))
        try:
            made = await monitors.create(self._parts, actor, {"name": slug, "kind": MADE_KIND, "config": MADE_CONFIG})
        except Conflict:
            # Another ping was quicker; or the name belongs to a monitor that has another slug, or is not pushed to.
            found = await self.targets.of_slug(workspace_id, slug)
            if found is None:
                raise
            return found, False
        assert isinstance(made, ListedMonitor)
        return PingTarget(made.monitor.id, workspace_id, MADE_KIND, slug, is_enabled=True), True


def short(message: str) -> str:
    """As much of a message as is kept, without what a database cannot hold."""
    return message[:MOST_MESSAGE_CHARACTERS].replace("\x00", "\ufffd")


async def page(
    parts: Parts, actor: Actor, monitor_id: int, *, signals: Collection[Signal], cursor: str | None, limit: int
) -> Page[StoredPing]:
    """Newest first, without their bodies. Raise NotFound, and ValidationFailed for a cursor of another list."""
    actor.require(Permission.MONITORS_READ)
    async with parts.database.read() as connection:
        await MonitorRepository(connection).get(actor.workspace_id, monitor_id)
        pings = PingRepository(connection)
        return await pings.page(actor.workspace_id, monitor_id, signals=signals, cursor=cursor, limit=limit)


async def body(parts: Parts, actor: Actor, monitor_id: int, ping_id: int) -> bytes:
    """The first bytes of what was sent with a ping; none when nothing was. Raise NotFound."""
    actor.require(Permission.MONITORS_READ)
    async with parts.database.read() as connection:
        return await PingRepository(connection).body(actor.workspace_id, monitor_id, ping_id)
