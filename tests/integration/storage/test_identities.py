"""Identities on both databases."""

from __future__ import annotations

import pytest

from tests.integration.storage.scene import T0, Scene
from tocsin.core.errors import Conflict, NotFound
from tocsin.storage.identities import IdentityRepository, StoredIdentity

ISSUER = "https://accounts.example.com"


async def add(scene: Scene, user_id: int, subject: str = "17", issuer: str = ISSUER) -> StoredIdentity:
    return await IdentityRepository(scene.connection).add(
        user_id, provider="example", issuer=issuer, subject=subject, email="ada@example.com", now=T0
    )


async def test_an_identity_is_found_by_issuer_and_subject(scene: Scene) -> None:
    identities = IdentityRepository(scene.connection)
    made = await add(scene, (await scene.user()).id)
    assert await identities.find(ISSUER, "17") == made
    assert await identities.find(ISSUER, "18") is None
    assert await identities.find("https://other.example.com", "17") is None


async def test_an_identity_belongs_to_one_user(scene: Scene) -> None:
    ada, bob = await scene.user(), await scene.user("bob@example.com")
    await add(scene, ada.id)
    for user_id in (ada.id, bob.id):
        with pytest.raises(Conflict, match="linked"):
            await add(scene, user_id)


async def test_the_same_subject_elsewhere_is_somebody_else(scene: Scene) -> None:
    ada, bob = await scene.user(), await scene.user("bob@example.com")
    await add(scene, ada.id)
    other = await add(scene, bob.id, issuer="https://other.example.com")
    assert await IdentityRepository(scene.connection).of_user(bob.id) == [other]


async def test_an_identity_for_nobody_is_refused(scene: Scene) -> None:
    with pytest.raises(NotFound, match="user"):
        await add(scene, 999)


async def test_its_use_is_remembered_with_the_e_mail_of_that_time(scene: Scene) -> None:
    identities = IdentityRepository(scene.connection)
    made = await add(scene, (await scene.user()).id)
    await identities.used(made.id, "new@example.com", T0 + 1)
    [stored] = await identities.of_user(made.user_id)
    assert (stored.email, stored.last_used_at) == ("new@example.com", T0 + 1)


async def test_an_identity_is_removed_by_its_own_user_only(scene: Scene) -> None:
    ada, bob, identities = await scene.user(), await scene.user("bob@example.com"), IdentityRepository(scene.connection)
    made = await add(scene, ada.id)
    with pytest.raises(NotFound):
        await identities.remove(bob.id, made.id)
    await identities.remove(ada.id, made.id)
    assert await identities.find(ISSUER, "17") is None
