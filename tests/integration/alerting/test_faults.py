"""Whatever fails and whenever a process dies: every message arrives, at most the one in flight twice, and then with
the same key.
"""

from __future__ import annotations

from collections import Counter
from itertools import count

import pytest

from tests.integration.alerting.dying import Died, DyingDatabase
from tests.integration.alerting.recorder import Heard
from tests.integration.alerting.stage import Stage
from tests.integration.ingest.faulty import Fault, FaultyDatabase
from tocsin.core.alerting.match import Match
from tocsin.storage.database import Database
from tocsin.storage.errors import StorageUnavailable

HOUR = 60.0
STORY = {
    ("ops", "problem"),
    ("log", "problem"),
    ("boss", "problem"),
    ("ops", "recovery"),
    ("log", "recovery"),
    ("boss", "recovery"),
}
REPEATED = {Fault.BEFORE: len(STORY), Fault.DURING: len(STORY), Fault.AFTER: 0}
"""Each message once: when what has become of it could not be written down."""


async def lives(stage: Stage, minute: float) -> None:
    """Until then, whatever happens: who has failed tries again, and who has died is followed by another."""
    while True:
        try:
            await stage.at(minute)
        except StorageUnavailable:
            continue
        except Died:
            stage.restart("whoever follows")
            continue
        return


async def story(stage: Stage, database: Database, number: int) -> list[Heard]:
    """One more incident, an hour after the last; what is said of it, begun by a process on that database."""
    start = number * HOUR
    web = await stage.monitor(f"web-{number}")
    await lives(stage, start)
    stage.heard.clear()
    await stage.fails(web)
    stage.alerting = stage.process("this process", database)
    await lives(stage, start + 10)
    await stage.recovers(web)
    await lives(stage, start + 20)
    return list(stage.heard)


def require_told(heard: list[Heard]) -> int:
    """All of it; return how many were repeated."""
    said = Counter((one.by, one.purpose) for one in heard)
    assert set(said) == STORY
    assert said.total() <= len(STORY) + 1
    assert len({one.message.dedup_key for one in heard}) == len(STORY)
    return said.total() - len(STORY)


@pytest.mark.parametrize("fault", Fault)
async def test_each_transaction_may_fail(stage: Stage, url: str, fault: Fault) -> None:
    await stage.policy((0, "ops"), (5, "boss"))
    await stage.policy((0, "log"), match=Match(), continues=True)
    database, repeated = await FaultyDatabase.open(url), 0
    for number in count():
        database.faults = [None] * number + [fault]
        repeated += require_told(await story(stage, database, number))
        if database.faults:
            break
    await database.close()
    assert repeated == REPEATED[fault]


@pytest.mark.parametrize("fault", Fault)
async def test_a_process_may_die_at_any_transaction(stage: Stage, url: str, fault: Fault) -> None:
    await stage.policy((0, "ops"), (5, "boss"))
    await stage.policy((0, "log"), match=Match(), continues=True)
    repeated = 0
    for number in count():
        database = await DyingDatabase.open(url)
        database.last, database.fault = number, fault
        repeated += require_told(await story(stage, database, number))
        await database.close()
        if not database.is_dead:
            break
    assert repeated == REPEATED[fault]
