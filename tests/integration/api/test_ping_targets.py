"""From a key to its monitor: looked up together, remembered until something changes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.integration.api.pinging import UNKNOWN_KEY, Heartbeat, heartbeat, remembered
from tests.integration.api.tower import Tower
from tests.polling import until
from tocsin.core.errors import TooManyRequests, Unavailable
from tocsin.core.messages import MonitorsChanged, Topic
from tocsin.services import ping_targets
from tocsin.services.ping_targets import PingTargets
from tocsin.storage.errors import StorageReason, StorageUnavailable
from tocsin.storage.ping_keys import PingKeyRepository, PingTarget


@pytest.fixture
async def targets(tower: Tower) -> AsyncIterator[PingTargets]:
    made: PingTargets = tower.app.state.pings.targets
    yield made
    await made.aclose()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many keys each statement asked for."""
    counts: list[int] = []
    by_hash = PingKeyRepository.targets_by_hash

    async def counted(self: PingKeyRepository, hashes: list[bytes]) -> dict[bytes, PingTarget]:
        counts.append(len(hashes))
        return await by_hash(self, hashes)

    monkeypatch.setattr(PingKeyRepository, "targets_by_hash", counted)
    return counts


async def test_a_key_is_looked_up_once(targets: PingTargets, backup: Heartbeat, asked: list[int]) -> None:
    for _ in range(5):
        found = await targets.of_key(backup.key)
        assert isinstance(found, PingTarget)
        assert found.monitor_id == backup.id
    assert asked == [1]


async def test_what_many_ask_for_at_the_same_time_is_looked_up_together(
    targets: PingTargets, backup: Heartbeat, asked: list[int]
) -> None:
    keys = [backup.key, *(f"{UNKNOWN_KEY}-{number}" for number in range(200))]
    found = await asyncio.gather(*(targets.of_key(key) for key in keys * 2))
    assert sum(one is not None for one in found) == 2
    assert sum(asked) == 201
    assert len(asked) <= 2


async def test_guesses_are_asked_for_one_statement_at_a_time(
    targets: PingTargets, asked: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ping_targets, "AT_ONCE", 10)
    await asyncio.gather(*(targets.of_key(f"guess-{number}") for number in range(45)))
    assert asked == [10, 10, 10, 10, 5]
    assert len(targets) == 0


async def test_very_many_guesses_are_turned_away(targets: PingTargets, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ping_targets, "MOST_PENDING", 10)
    asking = [targets.of_key(f"guess-{number}") for number in range(20)]
    found = await asyncio.gather(*asking, return_exceptions=True)
    assert [type(one) for one in found] == [type(None)] * 10 + [TooManyRequests] * 10


async def test_what_is_remembered_is_bounded(
    tower: Tower, targets: PingTargets, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ping_targets, "MOST_KNOWN", 2)
    for number in range(5):
        await targets.of_key((await heartbeat(tower, f"job {number}")).key)
        assert len(targets) <= 2


async def test_what_changes_is_looked_up_again(
    tower: Tower, targets: PingTargets, backup: Heartbeat, asked: list[int]
) -> None:
    other = await heartbeat(tower, "other")
    await asyncio.gather(targets.of_key(backup.key), targets.of_key(other.key))
    await tower.client.post(f"{backup.path}/pause")
    await remembered(tower, 1)
    found = await targets.of_key(backup.key)
    assert isinstance(found, PingTarget)
    assert not found.is_enabled
    assert asked == [2, 1]


async def test_all_is_looked_up_again_when_anything_may_have_changed(
    tower: Tower, targets: PingTargets, backup: Heartbeat
) -> None:
    await targets.of_key(backup.key)
    await tower.parts.bus.broadcast(Topic.MONITORS, MonitorsChanged(()))
    await remembered(tower, 0)


async def test_what_was_read_before_a_change_is_not_remembered(
    tower: Tower, targets: PingTargets, backup: Heartbeat, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_hash = PingKeyRepository.targets_by_hash
    changes = targets._changes

    async def overtaken(self: PingKeyRepository, hashes: list[bytes]) -> dict[bytes, PingTarget]:
        found = await by_hash(self, hashes)
        await tower.parts.bus.broadcast(Topic.MONITORS, MonitorsChanged((backup.id,)))
        await until(lambda: targets._changes > changes)
        return found

    monkeypatch.setattr(PingKeyRepository, "targets_by_hash", overtaken)
    assert await targets.of_key(backup.key) is not None
    assert len(targets) == 0


async def test_what_is_remembered_is_believed_for_a_time_only(
    targets: PingTargets, backup: Heartbeat, asked: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ping_targets, "LIFETIME_S", 0.0)
    await targets.of_key(backup.key)
    await targets.of_key(backup.key)
    assert asked == [1, 1]


async def test_a_database_that_is_away_is_told_and_asked_again(
    targets: PingTargets, backup: Heartbeat, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(self: PingKeyRepository, hashes: list[bytes]) -> dict[bytes, PingTarget]:
        raise StorageUnavailable("away", StorageReason.CONNECTION)

    with monkeypatch.context() as patched:
        patched.setattr(PingKeyRepository, "targets_by_hash", away)
        with pytest.raises(Unavailable):
            await targets.of_key(backup.key)
    assert await targets.of_key(backup.key) is not None


async def test_one_who_leaves_does_not_keep_others_from_their_answer(targets: PingTargets, backup: Heartbeat) -> None:
    leaving = asyncio.create_task(targets.of_key(backup.key))
    staying = asyncio.create_task(targets.of_key(backup.key))
    await asyncio.sleep(0)
    leaving.cancel()
    assert await staying is not None
