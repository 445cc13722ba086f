"""One-time things on both databases."""

from __future__ import annotations

import pytest

from tests.integration.storage.at_once import at_once
from tests.integration.storage.scene import T0, Scene
from tocsin.core.errors import Conflict, NotFound
from tocsin.storage.challenges import ChallengeRepository, StoredChallenge
from tocsin.storage.database import Database

A, B = b"a" * 32, b"b" * 32
END = T0 + 900_000


async def asked(
    scene: Scene,
    handle_hash: bytes = A,
    *,
    purpose: str = "sign_up",
    user_id: int | None = None,
    subject: str = "ada@example.com",
) -> None:
    await ChallengeRepository(scene.connection).add(
        handle_hash=handle_hash,
        purpose=purpose,
        now=T0,
        expires_at=END,
        user_id=user_id,
        subject=subject,
        code_hash=b"code",
        payload={"name": "Ada"},
    )


async def test_a_challenge_comes_back_as_it_was_asked(scene: Scene) -> None:
    user = await scene.user()
    await asked(scene, user_id=user.id)
    assert await ChallengeRepository(scene.connection).get(A, "sign_up", T0) == StoredChallenge(
        hash=A,
        purpose="sign_up",
        user_id=user.id,
        subject="ada@example.com",
        code_hash=b"code",
        payload={"name": "Ada"},
        attempts=0,
        created_at=T0,
        expires_at=END,
    )


async def test_nothing_but_handle_and_purpose_is_needed(scene: Scene) -> None:
    challenges = ChallengeRepository(scene.connection)
    await challenges.add(handle_hash=A, purpose="setup", now=T0, expires_at=END)
    found = await challenges.get(A, "setup", T0)
    assert found is not None
    assert (found.user_id, found.subject, found.code_hash, found.payload) == (None, "", None, {})


@pytest.mark.parametrize(("handle_hash", "purpose", "now"), [(B, "sign_up", T0), (A, "setup", T0), (A, "sign_up", END)])
async def test_one_that_is_unknown_of_another_purpose_or_expired_does_not_exist(
    scene: Scene, handle_hash: bytes, purpose: str, now: int
) -> None:
    await asked(scene)
    challenges = ChallengeRepository(scene.connection)
    assert await challenges.get(handle_hash, purpose, now) is None
    assert await challenges.attempt(handle_hash, purpose, now, 5) is None
    assert await challenges.take(handle_hash, purpose, now) is None
    assert await challenges.get(A, "sign_up", T0) is not None


async def test_attempts_are_counted_until_none_is_left(scene: Scene) -> None:
    await asked(scene)
    challenges = ChallengeRepository(scene.connection)
    made = [await challenges.attempt(A, "sign_up", T0, 2) for _ in range(3)]
    assert [one and one.attempts for one in made] == [1, 2, None]


async def test_who_tries_at_once_has_no_more_attempts(database: Database) -> None:
    async with database.write() as connection:
        await asked(await Scene.begin(connection))
    made = await at_once(database, *[lambda c: ChallengeRepository(c).attempt(A, "sign_up", T0, 3)] * 8)
    assert sorted(one.attempts for one in made if isinstance(one, StoredChallenge)) == [1, 2, 3]


async def test_a_challenge_is_taken_once(scene: Scene) -> None:
    await asked(scene)
    challenges = ChallengeRepository(scene.connection)
    taken = [await challenges.take(A, "sign_up", T0) for _ in range(2)]
    assert [one and one.payload for one in taken] == [{"name": "Ada"}, None]


async def test_of_those_who_take_it_at_once_one_gets_it(database: Database) -> None:
    async with database.write() as connection:
        await asked(await Scene.begin(connection))
    taken = await at_once(database, *[lambda c: ChallengeRepository(c).take(A, "sign_up", T0)] * 6)
    assert sum(isinstance(one, StoredChallenge) for one in taken) == 1


async def test_what_is_about_a_subject_is_forgotten_by_purpose(scene: Scene) -> None:
    challenges = ChallengeRepository(scene.connection)
    await asked(scene, A)
    await asked(scene, B, purpose="password_reset")
    await challenges.forget("sign_up", "ada@example.com")
    assert await challenges.get(A, "sign_up", T0) is None
    assert await challenges.get(B, "password_reset", T0) is not None


async def test_what_was_asked_of_a_user_is_forgotten_by_purpose(scene: Scene) -> None:
    ada, bob, challenges = (
        await scene.user(),
        await scene.user("bob@example.com"),
        ChallengeRepository(scene.connection),
    )
    await asked(scene, A, user_id=ada.id)
    await asked(scene, B, user_id=bob.id)
    await challenges.forget_user(ada.id, "password_reset")
    await challenges.forget_user(bob.id, "sign_up")
    assert await challenges.get(A, "sign_up", T0) is not None
    assert await challenges.get(B, "sign_up", T0) is None


async def test_open_challenges_are_counted_by_purpose_and_subject(scene: Scene) -> None:
    challenges = ChallengeRepository(scene.connection)
    await asked(scene, A)
    await asked(scene, B)
    await asked(scene, b"c", subject="bob@example.com")
    await asked(scene, b"d", purpose="password_reset")
    assert await challenges.count("sign_up", "ada@example.com", T0) == 2
    assert await challenges.count("sign_up", "ada@example.com", END) == 0


async def test_a_handle_is_used_once(scene: Scene) -> None:
    await asked(scene)
    with pytest.raises(Conflict):
        await asked(scene, purpose="setup")


async def test_who_does_not_exist_is_asked_nothing(scene: Scene) -> None:
    with pytest.raises(NotFound, match="user"):
        await asked(scene, user_id=999)


async def test_the_code_is_not_shown(scene: Scene) -> None:
    await asked(scene)
    found = await ChallengeRepository(scene.connection).get(A, "sign_up", T0)
    assert repr(found) == "StoredChallenge(purpose='sign_up')"
