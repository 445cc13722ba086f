"""Kill -9 at any moment, two hundred times: no alert is lost, and none is repeated but what was under way."""

from __future__ import annotations

import asyncio
import random
import secrets
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from sqlalchemy import update

from tests.acceptance.alert_kills.account import Account
from tests.acceptance.alert_kills.listener import Listener, listening
from tests.acceptance.alert_kills.lives import Lives, lives
from tests.acceptance.alert_kills.load import Load, under_way
from tests.acceptance.target import Site, in_background
from tests.acceptance.tower import Tower
from tocsin.alerting.deliveries import AT_ONCE_FOR_A_CHANNEL
from tocsin.storage.database import Database
from tocsin.storage.tables import notification

KILLS = 100
"""On each database."""
LONGEST_LIFE_S = 0.15
SPEAKING = 0.75
"""How many have said something when they are killed."""
LONGEST_SILENCE_S = 5
DEAD_FOR_S = (0, 5, 20, 95)
"""By the clock of the next life. After the last of these the leases of the dead have run out."""
WATCHED = 3
LONG_S = 100
MOST_MORE_LIVES = 20


async def test_no_alert_is_lost_and_none_repeated_but_those_under_way(tower: Tower) -> None:
    """A process that alerts sends up to four messages of a channel at once. When it is killed, the far side may have
    taken any of them without its knowing, so these may be repeated, under the same key. Nothing else may: of each
    message there are at most as many repeats as there were kills while it was leased and not yet marked as done.
    """
    random.seed(seed := secrets.randbits(32))
    print(f"seed {seed}")
    async with migrated(tower) as database, listening() as listener, lives(tower.environment, tower.log) as alarm:
        load = await Load.prepare(database, listener, alarm.now_ms)
        interrupted: Counter[str] = Counter()
        async with load.going_on():
            for _ in range(KILLS):
                interrupted.update(await die_young(alarm, load, listener))
        await live_to_the_end(alarm, load)
        account = await Account.of(load, listener.said, interrupted)
    print(f"{KILLS} kills, {len(interrupted)} messages interrupted, {account}")
    assert account.repeats > 0
    account.require_all()
    assert "error" not in tower.log.read_text()


async def die_young(alarm: Lives, load: Load, listener: Listener) -> list[str]:
    """Live for a moment, often since the first message; return the dedup keys of what was under way when it ended."""
    alarm.let_pass(random.choice(DEAD_FOR_S))
    await alarm.begin()
    if random.random() < SPEAKING:
        with suppress(TimeoutError):
            await asyncio.wait_for(listener.hears(), LONGEST_SILENCE_S)
    await asyncio.sleep(random.uniform(0, LONGEST_LIFE_S))
    await alarm.kill()
    rows = await under_way(load.database, alarm.owner)
    assert all(number <= AT_ONCE_FOR_A_CHANNEL for number in Counter(one.channel_id for one in rows).values())
    return [one.key for one in rows]


async def live_to_the_end(alarm: Lives, load: Load) -> None:
    """As many lives as it takes until everything that has begun was told, and has ended, and that was told too."""
    for _ in range(MOST_MORE_LIVES):
        alarm.let_pass(LONG_S)
        await alarm.begin()
        await load.settle()
        await alarm.kill()
        if not load.spells:
            return
    raise AssertionError(f"these last until somebody is told of them: {load.spells}")


def test_a_whole_server_that_is_killed_while_it_tells_says_it_again(sqlite_tower: Tower, site: Site) -> None:
    """Of the beginning and of the end: what the far side has taken and not yet answered comes once more."""
    tower = sqlite_tower
    with in_background(listening()) as listener:
        tower.start()
        names = {watch(tower, site, number) for number in range(WATCHED)}
        told_by_webhook(tower, listener)
        interrupted = Counter[str]()
        for purpose, failing in (("problem", {f"/{name}" for name in names}), ("recovery", set[str]())):
            listener.is_silent = True
            site.failing = failing
            tower.until(lambda: purpose in {one.purpose for one in listener.said}, "the first is told")  # noqa: B023
            tower.kill()
            interrupted.update(one.key for one in listener.said if one.purpose == purpose)
            let_leases_run_out(tower)
            listener.is_silent = False
            tower.start()
            tower.until(lambda: told(listener, purpose) == names, "all of it is told")  # noqa: B023
        assert tower.stop() == 0
    assert Counter(one.key for one in listener.said) == interrupted + Counter({one.key for one in listener.said})
    assert len({one.key for one in listener.said}) == 2 * WATCHED


def watch(tower: Tower, site: Site, number: int) -> str:
    """Its name, once it is up."""
    config = {"url": f"{site.url}/web-{number}"}
    body = {"name": f"web-{number}", "kind": "http", "config": config, "interval": "1s", "retry_interval": 0.2}
    tower.until_state(tower.post("/monitors", body)["id"], "up")
    return f"web-{number}"


def told_by_webhook(tower: Tower, listener: Listener) -> None:
    config = {"url": f"{listener.url}/ops"}
    channel = tower.post("/channels", {"name": "ops", "kind": "webhook", "config": config})["id"]
    steps = [{"after": "0s", "targets": [{"channel": channel}]}]
    tower.post("/policies", {"name": "Tell ops", "steps": steps, "groups": False})


def told(listener: Listener, purpose: str) -> set[str]:
    return {one.body["incidents"][0]["monitor"] for one in listener.said if one.purpose == purpose}


def let_leases_run_out(tower: Tower) -> None:
    """As they do after 90 seconds."""

    async def age() -> None:
        async with opened(tower) as database, database.write() as connection:
            await connection.execute(update(notification).values(leased_until=0))

    asyncio.run(age())


@asynccontextmanager
async def migrated(tower: Tower) -> AsyncIterator[Database]:
    """That of a Tocsin that was never started."""
    (tower.folder / "data").mkdir()
    async with opened(tower) as database:
        await database.migrate()
        yield database


@asynccontextmanager
async def opened(tower: Tower) -> AsyncIterator[Database]:
    file = tower.folder / "data" / "tocsin.db"
    database = await Database.open(tower.environment.get("TOCSIN_DATABASE_URL", f"sqlite:///{file}"))
    try:
        yield database
    finally:
        await database.close()
