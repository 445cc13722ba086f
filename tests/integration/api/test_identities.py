"""Accounts elsewhere that open one's own: whose account it is gets a letter, whoever has linked them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.integration.api.factors import stored_user, with_app
from tests.integration.api.mailbox import Mailbox, delivering, text_of
from tests.integration.api.people import ADA, signed_in, user
from tests.integration.api.tower import Tower, raised
from tocsin.auth.oauth.provider import Identity
from tocsin.auth.person import Client
from tocsin.core.accounts import AccountPolicy, SignUp
from tocsin.services import identities, provider_sign_in, sign_in
from tocsin.services.arrivals import Browser
from tocsin.services.doorkeeper import person_without_session
from tocsin.services.second_factor import CodeWanted
from tocsin.storage.database import Database

CHANGED = (ADA, "How you sign in to Tocsin has changed")
AT_CORP = Identity("https://corp.example.com", "17", ADA, True, "Ada")


@pytest.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    async with delivering() as box:
        yield box


@pytest.fixture
async def house(database: Database, mailbox: Mailbox) -> AsyncIterator[Tower]:
    policy = AccountPolicy(sign_up=SignUp.OPEN)
    async with raised(database, of_parts={"postman": mailbox.postman, "accounts": policy}) as tower:
        await user(tower, "founder@example.com", None, password=None)
        yield tower


async def linked(house: Tower) -> None:
    ada = await stored_user(house)
    async with house.parts.database.read() as connection:
        person = await person_without_session(connection, ada, Client())
    await identities.link(house.parts, person, "corp", AT_CORP)


async def test_an_account_elsewhere_that_is_linked_is_told_by_mail(house: Tower, mailbox: Mailbox) -> None:
    await user(house)
    await linked(house)
    assert await mailbox.told() == [CHANGED]
    assert "at corp was linked" in text_of((await mailbox.mails())[-1])


async def test_one_that_is_linked_by_its_address_is_told_too(house: Tower, mailbox: Mailbox) -> None:
    await user(house)
    await provider_sign_in.arrive(house.parts, "corp", AT_CORP, Browser())
    await provider_sign_in.arrive(house.parts, "corp", AT_CORP, Browser())
    assert (await mailbox.told()).count(CHANGED) == 1


async def test_one_that_waits_for_a_second_factor_is_told_once_it_is_linked(house: Tower, mailbox: Mailbox) -> None:
    _, codes = await with_app(house, await signed_in(house))
    before = (await mailbox.told()).count(CHANGED)
    wanted = await provider_sign_in.arrive(house.parts, "corp", AT_CORP, Browser())
    assert isinstance(wanted, CodeWanted)
    assert (await mailbox.told()).count(CHANGED) == before
    await sign_in.finish(house.parts, wanted.handle, codes[0], Browser())
    letters = [text_of(mail) for mail in await mailbox.mails()]
    assert ["at corp was linked" in letter for letter in letters].count(True) == 1


async def test_one_that_an_account_is_made_for_is_no_news(house: Tower, mailbox: Mailbox) -> None:
    await provider_sign_in.arrive(house.parts, "corp", AT_CORP, Browser())
    assert (await stored_user(house)).email == ADA
    assert await mailbox.told() == []


async def test_one_that_is_unlinked_is_told_by_mail(house: Tower, mailbox: Mailbox) -> None:
    client = await signed_in(house)
    await linked(house)
    (one,) = (await client.get("/api/v1/account/identities")).json()["items"]
    assert (await client.delete(f"/api/v1/account/identities/{one['id']}")).status_code == 204
    assert "at corp was unlinked" in text_of((await mailbox.mails())[-1])
