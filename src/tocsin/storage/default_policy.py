"""The policy that every workspace is born with: nobody has to set anything up before somebody is told."""

from __future__ import annotations

import msgspec
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.alerting.match import Match
from tocsin.core.alerting.policy import Policy, Step, Target, TargetKind
from tocsin.storage.tables import policy

NAME = "Tell the owner"
POSITION = 1000
TELL_THE_OWNER = Policy(Match(), (Step(0, (Target(TargetKind.ROLE, role="owner"),)),))


async def give_default_policy(connection: AsyncConnection, workspace_id: int, now: int) -> None:
    """To a workspace that was made in this transaction."""
    values = {
        "workspace_id": workspace_id,
        "name": NAME,
        "position": POSITION,
        "enabled": True,
        "document": msgspec.json.encode(TELL_THE_OWNER),
        "revision": 1,
        "created_at": now,
        "updated_at": now,
    }
    await connection.execute(insert(policy).values(values))
