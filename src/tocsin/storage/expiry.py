"""What people leave behind: sessions that are over, challenges nobody answered, invitations, the trail of years ago."""

from __future__ import annotations

from sqlalchemy import or_
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.storage.deletion import delete_before, delete_once, delete_some
from tocsin.storage.periods import floor_hour
from tocsin.storage.tables import audit, challenge, invitation, session


async def forget_sessions(connection: AsyncConnection, before: int) -> bool:
    """Delete some that ended or expired before `before` (Unix ms); False when none is left, here and below."""
    cutoff = floor_hour(before)
    return await delete_once(
        connection, session, cutoff, or_(session.c.ended_at < cutoff, session.c.expires_at < cutoff)
    )


async def forget_invitations(connection: AsyncConnection, before: int) -> bool:
    """Those that were accepted, revoked or expired before then."""
    cutoff = floor_hour(before)
    moments = (invitation.c.accepted_at, invitation.c.revoked_at, invitation.c.expires_at)
    return await delete_once(connection, invitation, cutoff, or_(*(moment < cutoff for moment in moments)))


async def forget_challenges(connection: AsyncConnection, before: int) -> bool:
    """Those that expired before then."""
    return bool(await delete_some(connection, challenge, challenge.c.expires_at < before))


async def forget_trail(connection: AsyncConnection, before: int) -> bool:
    """Entries from before then."""
    return await delete_before(connection, audit, before)
