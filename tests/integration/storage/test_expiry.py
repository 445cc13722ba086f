"""Sessions, challenges, invitations and the trail go by age on both databases; what is young or open stays."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.integration.storage.scene import DAY, HOUR, T0, Scene
from tests.integration.storage.test_sessions import session_of
from tocsin.storage import retention
from tocsin.storage.audit import AuditRepository
from tocsin.storage.challenges import ChallengeRepository
from tocsin.storage.database import Connection, Database
from tocsin.storage.expiry import forget_trail
from tocsin.storage.invitations import InvitationRepository
from tocsin.storage.retention import Ages
from tocsin.storage.sessions import SessionRepository
from tocsin.storage.tables import audit, challenge, invitation, session

YEAR = 365 * DAY


async def sweep(database: Database, now: int, ages: Ages | None = None) -> None:
    while await retention.step(database, ages or Ages(), now):
        pass


async def invite(connection: Connection, workspace_id: int, name: str, expires_at: int) -> int:
    made = await InvitationRepository(connection).create(
        workspace_id,
        email=f"{name}@example.com",
        role="viewer",
        token_hash=name.encode(),
        invited_by="user:bob@example.com",
        now=T0,
        expires_at=expires_at,
    )
    return made.id


async def test_sessions_go_a_month_after_their_end(database: Database) -> None:
    async with database.write() as connection:
        user = await (await Scene.begin(connection)).user()
        sessions = SessionRepository(connection)
        for number, expires_at in ((1, T0 + DAY), (2, T0 + 90 * DAY), (3, T0 + 90 * DAY), (4, T0 + 2 * DAY)):
            await sessions.open(session_of(user.id, id=number, expires_at=expires_at))
        await sessions.end(2, "sign_out", T0 + DAY)
    await sweep(database, T0 + 31 * DAY + HOUR)
    async with database.read() as connection:
        assert sorted((await connection.execute(select(session.c.id))).scalars()) == [3, 4]


async def test_sessions_go_again_an_hour_later(database: Database) -> None:
    async with database.write() as connection:
        user = await (await Scene.begin(connection)).user()
        await SessionRepository(connection).open(session_of(user.id, expires_at=T0 + 1))
    for now, left in ((T0 + 30 * DAY, 1), (T0 + 30 * DAY + HOUR, 0)):
        await sweep(database, now)
        async with database.read() as connection:
            assert len((await connection.execute(select(session.c.id))).all()) == left


async def test_challenges_go_when_they_expire(database: Database) -> None:
    async with database.write() as connection:
        challenges = ChallengeRepository(connection)
        for handle_hash, expires_at in ((b"old", T0), (b"open", T0 + 2)):
            await challenges.add(handle_hash=handle_hash, purpose="setup", now=T0, expires_at=expires_at)
    await sweep(database, T0 + 1)
    async with database.read() as connection:
        assert (await connection.execute(select(challenge.c.hash))).scalars().all() == [b"open"]


async def test_invitations_go_three_months_after_their_end(database: Database) -> None:
    async with database.write() as connection:
        home, invitations = (await Scene.begin(connection)).home, InvitationRepository(connection)
        accepted = await invite(connection, home, "accepted", T0 + 200 * DAY)
        revoked = await invite(connection, home, "revoked", T0 + 200 * DAY)
        await invite(connection, home, "expired", T0 + DAY)
        kept = [await invite(connection, home, "pending", T0 + 200 * DAY)]
        kept.append(await invite(connection, home, "expired lately", T0 + 2 * DAY))
        await invitations.accept(accepted, 1, T0 + DAY)
        await invitations.revoke(home, revoked, T0 + DAY)
    await sweep(database, T0 + 91 * DAY + HOUR)
    async with database.read() as connection:
        assert sorted((await connection.execute(select(invitation.c.id))).scalars()) == kept


async def test_the_trail_goes_after_three_years(database: Database) -> None:
    async with database.write() as connection:
        trail = AuditRepository(connection)
        for at in (T0, T0 + DAY, T0 + 2 * DAY):
            await trail.add(1, at=at, actor="key:ci", action="a.b", subject="s:1", detail={})
    await sweep(database, T0 + 3 * YEAR + DAY + 1)
    async with database.read() as connection:
        assert (await connection.execute(select(audit.c.at))).scalars().all() == [T0 + 2 * DAY]


async def test_a_long_trail_goes_some_at_a_time(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tocsin.storage.deletion.ROWS_A_STEP", 2)
    for number in range(5):
        await AuditRepository(scene.connection).add(
            scene.home, at=T0 + number, actor="key:ci", action="a.b", subject="s:1", detail={}
        )
    went_on = [await forget_trail(scene.connection, T0 + 3) for _ in range(3)]
    assert went_on == [True, True, False]
    assert (await scene.connection.execute(select(audit.c.at))).scalars().all() == [T0 + 3, T0 + 4]


async def test_the_age_of_the_trail_is_configurable(database: Database) -> None:
    async with database.write() as connection:
        await AuditRepository(connection).add(1, at=T0, actor="key:ci", action="a.b", subject="s:1", detail={})
    await sweep(database, T0 + 2 * DAY, Ages(audit=1))
    async with database.read() as connection:
        assert (await connection.execute(select(audit.c.at))).all() == []
