"""Takes the groups whose time has come through their policies."""

from __future__ import annotations

import msgspec

from tocsin.alerting.hushed import hushed_until
from tocsin.alerting.telling import record, tell
from tocsin.core.alerting.escalation import Advance, Handling, advance
from tocsin.core.alerting.group import Group
from tocsin.core.alerting.policy import NamedPolicy
from tocsin.core.alerting.trace import Outcome, Ruling, Stage
from tocsin.storage.alert_groups import AlertGroupRepository
from tocsin.storage.database import Connection
from tocsin.storage.policies import PolicyRepository

AT_ONCE = 100


async def escalate(connection: Connection, now: int) -> int:
    """Within the caller's transaction; return how many groups were due. At `AT_ONCE` there may be more."""
    groups = AlertGroupRepository(connection)
    due = await groups.due(now, AT_ONCE)
    if not due:
        return 0
    policies = await PolicyRepository(connection).get_many({one.policy_id for one in due})
    handlings = await groups.handling([one.id for one in due], now)
    hushed = await hushed_until(connection, due, now)
    for group in due:
        policy = policies.get(group.policy_id)
        if policy is None:
            await _abandon(connection, group, now)
        else:
            handling = handlings.get(group.id, Handling(0, 0))
            handling = msgspec.structs.replace(handling, hushed_until=hushed.get(group.id))
            await _advance(connection, group, policy, handling, now)
    return len(due)


async def _advance(connection: Connection, group: Group, policy: NamedPolicy, handling: Handling, now: int) -> None:
    advanced: Advance = advance(policy.policy, group, handling, now)
    after = msgspec.structs.replace(group, state=advanced.state, next_at=advanced.next_at)
    await AlertGroupRepository(connection).save_many([after])
    rulings = list(advanced.rulings)
    if advanced.tellings:
        rulings += await tell(connection, after, policy, advanced.tellings, now)
    await record(connection, after, rulings, now)


async def _abandon(connection: Connection, group: Group, now: int) -> None:
    await AlertGroupRepository(connection).save_many([msgspec.structs.replace(group, next_at=None)])
    said = "Its policy was deleted: it is escalated no further."
    await record(connection, group, [Ruling(Stage.ESCALATE, Outcome.STOP, "policy_deleted", said)], now)
