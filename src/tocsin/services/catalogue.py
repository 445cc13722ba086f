"""What there is to choose from: tags in use, and regions in which runners stand."""

from __future__ import annotations

from tocsin.auth.actor import Actor
from tocsin.auth.permissions import Permission
from tocsin.services.parts import Parts
from tocsin.storage.monitor_lists import MonitorListRepository, TagCount
from tocsin.storage.paging import Page
from tocsin.storage.regions import RegionRepository, StoredRegion
from tocsin.storage.samples import MonitorSample, SampleRepository


async def tags(parts: Parts, actor: Actor, *, cursor: str | None, limit: int) -> Page[TagCount]:
    """By name, each with the number of monitors that carry it."""
    actor.require(Permission.MONITORS_READ)
    async with parts.database.read() as connection:
        return await MonitorListRepository(connection).tags(actor.workspace_id, cursor=cursor, limit=limit)


async def regions(parts: Parts, actor: Actor) -> list[StoredRegion]:
    """By name."""
    actor.require(Permission.MONITORS_READ)
    async with parts.database.read() as connection:
        return sorted(await RegionRepository(connection).all(), key=lambda region: region.name)


async def samples(parts: Parts, actor: Actor) -> list[MonitorSample]:
    """Every monitor's present figures, for those who scrape them."""
    actor.require(Permission.MONITORS_READ)
    async with parts.database.read() as connection:
        return await SampleRepository(connection).all(actor.workspace_id, parts.clock.now_ms())
