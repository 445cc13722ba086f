"""What people leave behind: sessions that are over, challenges nobody answered, invitations, the trail of years ago."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Table, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.storage.deletion import ROWS_A_STEP, delete_some
from tocsin.storage.meta import MetaRepository
from tocsin.storage.periods import floor_hour
from tocsin.storage.tables import audit, challenge, invitation, session


async def forget_sessions(connection: AsyncConnection, before: int) -> bool:
    """Delete some that ended or expired before `before` (Unix ms); False when none is left, here and below."""
    cutoff = floor_hour(before)
    return await _hourly(connection, session, cutoff, or_(session.c.ended_at < cutoff, session.c.expires_at < cutoff))


async def forget_invitations(connection: AsyncConnection, before: int) -> bool:
    """Those that were accepted, revoked or expired before then."""
    cutoff = floor_hour(before)
    moments = (invitation.c.accepted_at, invitation.c.revoked_at, invitation.c.expires_at)
    return await _hourly(connection, invitation, cutoff, or_(*(moment < cutoff for moment in moments)))


async def forget_challenges(connection: AsyncConnection, before: int) -> bool:
    """Those that expired before then."""
    return bool(await delete_some(connection, challenge, challenge.c.expires_at < before))


async def forget_trail(connection: AsyncConnection, before: int) -> bool:
    """Entries from before then. Their ids grow with time, which spares an index: the first of them are looked at."""
    statement = select(audit.c.at).order_by(audit.c.id).limit(1)
    first: int | None = (await connection.execute(statement)).scalar_one_or_none()
    if first is None or first >= before:
        return False
    oldest = select(audit.c.id).order_by(audit.c.id).limit(ROWS_A_STEP)
    await connection.execute(delete(audit).where(audit.c.id.in_(oldest), audit.c.at < before))
    return True


async def _hourly(connection: AsyncConnection, table: Table, cutoff: int, condition: ColumnElement[bool]) -> bool:
    """Once for each cutoff: no index tells what is over, so that all rows are looked at."""
    meta, done_key = MetaRepository(connection), f"retention.{table.name}.done"
    if (await meta.get_int(done_key) or 0) >= cutoff:
        return False
    if not await delete_some(connection, table, condition):
        await meta.set(done_key, cutoff)
        return False
    return True
