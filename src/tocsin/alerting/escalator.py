"""Takes the groups whose time has come through their policies."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import structlog

from tocsin.alerting.hushed import hushed_until
from tocsin.alerting.telling import Due, record, tell
from tocsin.core.alerting.escalation import Advance, Handling, advance
from tocsin.core.alerting.group import Group
from tocsin.core.alerting.trace import Outcome, Ruling, Stage
from tocsin.core.errors import Unavailable
from tocsin.storage.alert_groups import AlertGroupRepository
from tocsin.storage.alerts import AlertRepository
from tocsin.storage.database import Connection, Database
from tocsin.storage.policies import PolicyRepository

log = structlog.get_logger()

AT_ONCE = 100
RETRY_MS = 60_000


async def escalate(connection: Connection, now: int) -> int:
    """Within the caller's transaction; return how many groups were due. At `AT_ONCE` there may be more."""
    groups = AlertGroupRepository(connection)
    due = await groups.due(now, AT_ONCE)
    await _escalate(connection, due, now)
    return len(due)


async def escalate_each(database: Database, now: int) -> None:
    """By itself, when a batch has failed: a group that cannot be escalated is put off, and stops no other.

    Raise Unavailable.
    """
    async with database.write() as connection:
        due = await AlertGroupRepository(connection).due(now, AT_ONCE)
    for group in due:
        try:
            async with database.write() as connection:
                held = await AlertGroupRepository(connection).hold_many([group.id])
                await _escalate(connection, [one for one in held.values() if one.next_at == group.next_at], now)
        except Unavailable:
            raise
        except Exception:
            log.exception("group_not_escalated", group=group.id)
            async with database.write() as connection:
                later = msgspec.structs.replace(group, next_at=now + RETRY_MS)
                await AlertGroupRepository(connection).save_many([later])


async def _escalate(connection: Connection, due: Sequence[Group], now: int) -> None:
    groups = AlertGroupRepository(connection)
    if not due:
        return
    policies = await PolicyRepository(connection).get_many({one.policy_id for one in due})
    handlings = await groups.handling([one.id for one in due], now)
    hushed = await hushed_until(connection, due, now)
    advanced: list[tuple[Group, Advance]] = []
    tellings: list[Due] = []
    for group in due:
        policy = policies.get(group.policy_id)
        if policy is None:
            await _abandon(connection, group, now)
            continue
        handling = handlings.get(group.id, Handling(0, 0))
        handling = msgspec.structs.replace(handling, hushed_until=hushed.get(group.id))
        step = advance(policy.policy, group, handling, now)
        after = msgspec.structs.replace(group, state=step.state, next_at=step.next_at)
        advanced.append((after, step))
        if step.tellings:
            tellings.append(Due(after, policy, step.tellings))
    await groups.save_many([group for group, _ in advanced])
    told = await tell(connection, tellings, now)
    rulings = [(group, [*step.rulings, *told.get(group.id, ())]) for group, step in advanced]
    await record(connection, rulings, now)


async def _abandon(connection: Connection, group: Group, now: int) -> None:
    """What was told by it ends as usual; what was not is for another policy to tell."""
    is_told = group.state.told_at is not None
    closed_at = None if is_told else now
    await AlertGroupRepository(connection).save_many(
        [msgspec.structs.replace(group, next_at=None, closed_at=closed_at)]
    )
    if not is_told:
        await AlertRepository(connection).decide_anew(group.id, f"policy:{group.policy_id}", now)
    then = "it is escalated no further" if is_told else "another one is looked for"
    said = f"Its policy was deleted: {then}."
    ruling = Ruling(Stage.ESCALATE, Outcome.STOP, "policy_deleted", said)
    await record(connection, [(group, [ruling])], now)
