"""Invitations: a link that is shown once, good once, and says no more than it should."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.clocks import FakeClock
from tests.integration.api.mailbox import Mailbox, delivering, text_of
from tests.integration.api.people import ADA, PASSWORD, browser, csrf_of, signed_in, user
from tests.integration.api.tower import MONITORS, Tower, opened, raised
from tests.integration.api.trail import AUDIT, newest_entry
from tocsin.auth.permissions import Role
from tocsin.auth.tokens import hash_of
from tocsin.core.accounts import DAY_MS, AccountPolicy, SignUp
from tocsin.services.invitations import DAYS, MOST_PENDING
from tocsin.storage.invitations import InvitationRepository
from tocsin.storage.memberships import MembershipRepository
from tocsin.storage.users import StoredUser, UserRepository
from tocsin.storage.workspaces import WorkspaceRepository

BOB, EVE = "bob@example.com", "eve@example.com"
INVITATIONS, MEMBERS = "/api/v1/invitations", "/api/v1/members"
LOOK, ACCEPT = f"{INVITATIONS}/look", f"{INVITATIONS}/accept"
NEW = {"name": "Bob", "password": PASSWORD}
PUBLIC_URL = "https://tocsin.example.com"
OPEN = AccountPolicy(public_url=PUBLIC_URL)


async def invited(tower: Tower, email: str | None = BOB, role: Role = Role.EDITOR) -> dict[str, Any]:
    """By the admin's key, where Ada was the first user."""
    if await found(tower, ADA) is None:
        await user(tower, ADA, Role.OWNER)
    answer = await tower.client.post(INVITATIONS, json={"role": role, "email": email})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def accepted(client: httpx.AsyncClient, token: str, **fields: Any) -> httpx.Response:
    return await client.post(ACCEPT, json={"token": token, **fields})


async def found(tower: Tower, email: str = BOB) -> StoredUser | None:
    async with tower.parts.database.read() as connection:
        return await UserRepository(connection).by_email(email)


async def id_of(tower: Tower, email: str = ADA) -> int:
    stored = await found(tower, email)
    assert stored is not None
    return stored.id


async def member_emails(tower: Tower) -> list[str]:
    """Of all but Ada."""
    items = (await tower.client.get(MEMBERS)).json()["items"]
    return [one["email"] for one in items if one["email"] != ADA]


def faults(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 422, answer.text
    return [error["pointer"] for error in answer.json()["errors"]]


@pytest.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    async with delivering() as mailbox:
        yield mailbox


@pytest.fixture
async def mailing(sqlite_template: Path, tmp_path: Path, mailbox: Mailbox) -> AsyncIterator[Tower]:
    """A tower that sends mail and knows its address."""
    fields = {"postman": mailbox.postman, "accounts": OPEN}
    async with opened(sqlite_template, tmp_path) as database, raised(database, of_parts=fields) as tower:
        yield tower


async def mailed_token(mailbox: Mailbox) -> str:
    match = re.search(rf"{PUBLIC_URL}/invitation#token=(\S+)", text_of((await mailbox.mails())[-1]))
    assert match is not None
    return match[1]


async def test_a_link_is_shown_once(tower: Tower) -> None:
    made = await invited(tower)
    assert made["link"] == f"http://tower/invitation#token={made['token']}"
    assert (made["email"], made["role"], made["state"]) == (BOB, "editor", "pending")
    assert made["token"] not in (await tower.client.get(INVITATIONS, params={"all": True})).text
    assert made["token"] not in (await tower.client.get(AUDIT)).text


async def test_only_a_hash_of_the_token_is_kept(tower_on_both: Tower) -> None:
    made = await invited(tower_on_both)
    async with tower_on_both.parts.database.read() as connection:
        assert await InvitationRepository(connection).by_hash(made["token"].encode()) is None
        assert await InvitationRepository(connection).by_hash(hash_of(made["token"])) is not None


async def test_the_holder_of_a_link_sees_what_it_is_for(tower: Tower) -> None:
    ada = await signed_in(tower)
    made = (await ada.post(INVITATIONS, json={"role": "viewer", "email": " Bob@Example.com"})).json()
    offer = (await tower.anonymous.post(LOOK, json={"token": made["token"]})).json()
    expires = offer.pop("expires_at")
    assert offer == {"workspace": "default", "role": "viewer", "email": BOB, "inviter": ADA}
    assert expires == made["expires_at"]


async def test_looking_uses_nothing_up_and_tells_of_no_account(tower: Tower) -> None:
    made = await invited(tower)
    before = await tower.anonymous.post(LOOK, json={"token": made["token"]})
    await user(tower, BOB, None)
    assert (await tower.anonymous.post(LOOK, json={"token": made["token"]})).json() == before.json()


@pytest.mark.parametrize("token", ["x", "x.y", ".", "é" * 100])
async def test_a_token_that_was_made_up_leads_nowhere(tower: Tower, token: str) -> None:
    await invited(tower)
    assert (await tower.anonymous.post(LOOK, json={"token": token})).status_code == 404
    assert (await accepted(tower.anonymous, token, **NEW)).status_code == 404
    assert await found(tower) is None


async def test_a_stranger_gets_an_account_and_is_signed_in(tower_on_both: Tower) -> None:
    made, client = await invited(tower_on_both), browser(tower_on_both)
    answer = await accepted(client, made["token"], **NEW)
    assert (answer.status_code, answer.json()["workspace"], answer.json()["role"]) == (200, "default", "editor")
    assert answer.json()["session"]["user"]["email"] == BOB
    created = await client.post(MONITORS, json={"name": "x"}, headers={"X-CSRF-Token": csrf_of(client)})
    assert created.status_code == 422
    assert (await client.get(AUDIT)).status_code == 403
    entry = await newest_entry(tower_on_both.client, "member.joined")
    assert (entry["actor"], entry["detail"]["role"]) == (f"user:{BOB}", {"before": None, "after": "editor"})


async def test_nobody_gets_an_account_before_the_first_user_has_theirs(tower: Tower) -> None:
    made = (await tower.client.post(INVITATIONS, json={"role": "viewer"})).json()
    answer = await accepted(browser(tower), made["token"], **NEW, email=BOB)
    assert (answer.status_code, answer.json()["detail"][:29]) == (409, "This server is not set up yet")


async def test_who_is_signed_in_joins_with_the_account_at_hand(tower_on_both: Tower) -> None:
    made, bob = await invited(tower_on_both), await signed_in(tower_on_both, BOB, None)
    assert (await bob.get(MONITORS)).status_code == 404
    answer = await accepted(bob, made["token"])
    assert (answer.status_code, answer.json()["session"]) == (200, None)
    assert (await bob.get(MONITORS)).status_code == 200
    assert await member_emails(tower_on_both) == [BOB]


async def test_who_has_an_account_signs_in_first(tower: Tower) -> None:
    made = await invited(tower)
    await user(tower, BOB, None)
    answer = await accepted(browser(tower), made["token"], **NEW)
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert "sign in" in answer.json()["detail"]
    assert "set-cookie" not in answer.headers
    assert await member_emails(tower) == []


async def test_a_link_is_no_way_to_ask_for_every_account_there_is(tower: Tower) -> None:
    made = await invited(tower, None)
    answers = [await accepted(browser(tower), made["token"], **NEW, email=ADA) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [409] * 5 + [429]


async def test_an_invitation_to_an_address_is_for_its_account_alone(tower: Tower) -> None:
    made, eve = await invited(tower), await signed_in(tower, EVE, None)
    answer = await accepted(eve, made["token"])
    assert (answer.status_code, answer.json()["code"]) == (403, "permission_denied")
    assert await member_emails(tower) == []
    assert (await tower.anonymous.post(LOOK, json={"token": made["token"]})).status_code == 200


async def test_a_session_joins_nothing_without_its_csrf_token(tower: Tower) -> None:
    made, bob = await invited(tower), await signed_in(tower, BOB, None)
    del bob.headers["X-CSRF-Token"]
    assert (await accepted(bob, made["token"])).json()["code"] == "csrf_failed"
    assert await member_emails(tower) == []


async def test_an_invitation_to_nobody_in_particular_is_for_who_has_the_link(tower: Tower) -> None:
    made = await invited(tower, None)
    answer = await accepted(browser(tower), made["token"], **NEW, email=" BOB@example.com ")
    assert answer.status_code == 200
    assert await member_emails(tower) == [BOB]


async def test_a_new_account_needs_a_name_and_a_password(tower: Tower) -> None:
    made = await invited(tower)
    assert faults(await accepted(browser(tower), made["token"])) == ["/name", "/password"]


async def test_a_new_account_needs_an_address(tower: Tower) -> None:
    made = await invited(tower, None)
    assert faults(await accepted(browser(tower), made["token"], **NEW)) == ["/email"]


async def test_a_new_account_has_the_address_that_was_invited(tower: Tower) -> None:
    made = await invited(tower)
    assert faults(await accepted(browser(tower), made["token"], **NEW, email=EVE)) == ["/email"]
    assert await found(tower, EVE) is None


@pytest.mark.parametrize("password", ["short", "password123", "bob@example.com", "x" * 257])
async def test_a_password_that_is_soon_guessed_is_refused(tower: Tower, password: str) -> None:
    made = await invited(tower)
    answer = await accepted(browser(tower), made["token"], name="Bob", password=password)
    assert faults(answer) == ["/password"]
    assert password not in answer.text
    assert (await tower.anonymous.post(LOOK, json={"token": made["token"]})).status_code == 200


async def test_an_invitation_is_good_once(tower: Tower) -> None:
    made = await invited(tower, None)
    assert (await accepted(browser(tower), made["token"], **NEW, email=BOB)).status_code == 200
    answer = await accepted(browser(tower), made["token"], **NEW, email=EVE)
    assert (answer.status_code, answer.json()["detail"][:36]) == (404, "This invitation was accepted already")
    assert await found(tower, EVE) is None


async def test_two_who_accept_at_once_make_one_member(tower_on_both: Tower) -> None:
    made = await invited(tower_on_both, None)
    bob, eve = [await signed_in(tower_on_both, email, None) for email in (BOB, EVE)]
    answers = await asyncio.gather(*(accepted(client, made["token"]) for client in (bob, eve, bob, eve)))
    assert sorted(answer.status_code for answer in answers) == [200, 404, 404, 404]
    assert len(await member_emails(tower_on_both)) == 1


async def test_two_strangers_who_accept_at_once_make_one_account(tower_on_both: Tower) -> None:
    made = await invited(tower_on_both, None)
    answers = await asyncio.gather(
        *(accepted(browser(tower_on_both), made["token"], **NEW, email=email) for email in (BOB, EVE))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 404]
    assert [await found(tower_on_both, email) is None for email in (BOB, EVE)].count(True) == 1


async def test_who_accepts_twice_at_once_gets_one_account(tower_on_both: Tower) -> None:
    made = await invited(tower_on_both)
    answers = await asyncio.gather(*(accepted(browser(tower_on_both), made["token"], **NEW) for _ in range(2)))
    assert sorted(answer.status_code for answer in answers)[0] == 200
    assert sorted(answer.status_code for answer in answers)[1] in {404, 409}
    assert await member_emails(tower_on_both) == [BOB]


async def test_a_member_uses_up_no_link(tower: Tower) -> None:
    made, bob = await invited(tower, None), await signed_in(tower, BOB, Role.VIEWER)
    assert (await accepted(bob, made["token"])).status_code == 409
    assert (await bob.get("/api/v1/workspace")).json()["role"] == "viewer"
    assert (await tower.anonymous.post(LOOK, json={"token": made["token"]})).status_code == 200


async def test_after_a_week_an_invitation_has_expired(sqlite_template: Path, tmp_path: Path) -> None:
    clock = FakeClock()
    async with opened(sqlite_template, tmp_path) as database, raised(database, of_parts={"clock": clock}) as tower:
        made = await invited(tower)
        clock.advance(DAYS * DAY_MS)
        answer = await accepted(browser(tower), made["token"], **NEW)
        assert (answer.status_code, answer.json()["detail"][:27]) == (404, "This invitation has expired")
        (listed,) = (await tower.client.get(INVITATIONS, params={"all": True})).json()["items"]
        assert listed["state"] == "expired"


async def test_a_revoked_invitation_leads_nowhere(tower_on_both: Tower) -> None:
    made = await invited(tower_on_both)
    assert (await tower_on_both.client.delete(f"{INVITATIONS}/{made['id']}")).status_code == 204
    answer = await accepted(browser(tower_on_both), made["token"], **NEW)
    assert (answer.status_code, answer.json()["detail"][:29]) == (404, "This invitation was withdrawn")
    assert (await tower_on_both.client.get(INVITATIONS)).json()["items"] == []


async def test_an_accepted_invitation_cannot_be_revoked(tower: Tower) -> None:
    made = await invited(tower)
    await accepted(browser(tower), made["token"], **NEW)
    assert (await tower.client.delete(f"{INVITATIONS}/{made['id']}")).status_code == 404


async def test_inviting_an_address_again_replaces_the_former_invitation(tower_on_both: Tower) -> None:
    first, second = await invited(tower_on_both), await invited(tower_on_both, BOB, Role.VIEWER)
    await invited(tower_on_both, EVE)
    assert (await accepted(browser(tower_on_both), first["token"], **NEW)).status_code == 404
    assert (await accepted(browser(tower_on_both), second["token"], **NEW)).json()["role"] == "viewer"
    states = {
        one["id"]: one["state"]
        for one in (await tower_on_both.client.get(INVITATIONS, params={"all": True})).json()["items"]
    }
    assert (states[first["id"]], states[second["id"]]) == ("revoked", "accepted")


async def test_a_member_is_not_invited_again(tower: Tower) -> None:
    await user(tower, BOB, Role.VIEWER)
    answer = await tower.client.post(INVITATIONS, json={"role": "admin", "email": BOB})
    assert (answer.status_code, answer.json()["detail"]) == (409, f"{BOB} is a member already.")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"role": "owner"}, "/role"),
        ({"role": "chief"}, "/role"),
        ({}, "/role"),
        ({"role": "viewer", "email": "bob"}, "/email"),
        ({"role": "viewer", "email": "Bob <bob@example.com>"}, "/email"),
        ({"role": "viewer", "emial": BOB}, "/emial"),
    ],
)
async def test_a_mistake_is_told_by_its_place(tower: Tower, body: dict[str, str], pointer: str) -> None:
    assert faults(await tower.client.post(INVITATIONS, json=body)) == [pointer]


async def test_nobody_invites_to_more_than_they_may_do_themselves(tower: Tower) -> None:
    made = await tower.client.post("/api/v1/api-keys", json={"name": "hr", "scopes": ["members:write", "read"]})
    key = {"X-API-Key": made.json()["key"]}
    statuses = [
        (await tower.anonymous.post(INVITATIONS, json={"role": role}, headers=key)).status_code
        for role in ("viewer", "responder", "admin")
    ]
    assert statuses == [201, 422, 422]


async def test_so_many_invitations_are_open_and_no_more(tower: Tower) -> None:
    now = tower.parts.clock.now_ms()
    async with tower.parts.database.write() as connection:
        for number in range(MOST_PENDING):
            await InvitationRepository(connection).create(
                1,
                email=None,
                role=Role.VIEWER,
                token_hash=bytes([number]),
                invited_by="x",
                now=now,
                expires_at=now + DAY_MS,
            )
    answer = await tower.client.post(INVITATIONS, json={"role": "viewer"})
    assert (answer.status_code, answer.json()["detail"][:24]) == (409, f"{MOST_PENDING} invitations are open")


async def test_very_many_invitations_in_a_row_are_refused_for_a_while(tower: Tower) -> None:
    answers = [await tower.client.post(INVITATIONS, json={"role": "viewer", "email": BOB}) for _ in range(31)]
    assert [answer.status_code for answer in answers] == [201] * 30 + [429]
    assert int(answers[-1].headers["retry-after"]) > 60


async def test_where_accounts_are_the_operators_to_make_only_they_join(sqlite_template: Path, tmp_path: Path) -> None:
    closed = {"accounts": AccountPolicy(sign_up=SignUp.CLOSED)}
    async with opened(sqlite_template, tmp_path) as database, raised(database, of_parts=closed) as tower:
        made = await invited(tower)
        assert (await accepted(browser(tower), made["token"], **NEW)).status_code == 403
        assert (await accepted(await signed_in(tower, BOB, None), made["token"])).status_code == 200


async def test_an_invitation_into_a_deleted_workspace_leads_nowhere(tower_on_both: Tower) -> None:
    made = await invited(tower_on_both)
    async with tower_on_both.parts.database.write() as connection:
        await WorkspaceRepository(connection).delete(1, 1)
    assert (await accepted(browser(tower_on_both), made["token"], **NEW)).status_code == 404
    assert await found(tower_on_both) is None


async def test_the_invitations_of_who_may_invite_no_more_are_withdrawn(tower: Tower) -> None:
    ada = await signed_in(tower)
    made = (await ada.post(INVITATIONS, json={"role": "admin"})).json()
    user_id = await id_of(tower)
    async with tower.parts.database.write() as connection:
        await UserRepository(connection).set_disabled(user_id, 1)
    for answer in (
        await tower.anonymous.post(LOOK, json={"token": made["token"]}),
        await accepted(await signed_in(tower, BOB, None), made["token"]),
    ):
        assert (answer.status_code, answer.json()["detail"][:29]) == (404, "This invitation was withdrawn")


async def test_the_invitations_of_a_key_go_with_the_key(tower: Tower) -> None:
    key = (await tower.client.post("/api/v1/api-keys", json={"name": "hr", "scopes": ["admin"]})).json()
    await tower.anonymous.post(INVITATIONS, json={"role": "admin"}, headers={"X-API-Key": key["key"]})
    kept = await invited(tower)
    await tower.client.delete(f"/api/v1/api-keys/{key['id']}")
    assert [one["id"] for one in (await tower.client.get(INVITATIONS)).json()["items"]] == [kept["id"]]


async def test_the_invitations_of_a_key_end_with_the_key(sqlite_template: Path, tmp_path: Path) -> None:
    clock = FakeClock()
    async with opened(sqlite_template, tmp_path) as database, raised(database, of_parts={"clock": clock}) as tower:
        await user(tower, ADA, Role.OWNER)
        end = datetime.fromtimestamp((clock.now_ms() + DAY_MS) / 1000, UTC).isoformat()
        wanted = {"name": "hr", "scopes": ["admin"], "expires_at": end}
        key = (await tower.client.post("/api/v1/api-keys", json=wanted)).json()
        given = {"X-API-Key": key["key"]}
        made = (await tower.anonymous.post(INVITATIONS, json={"role": "admin"}, headers=given)).json()
        assert made["expires_at"] == key["expires_at"]
        clock.advance(DAY_MS)
        answer = await accepted(browser(tower), made["token"], **NEW, email=EVE)
        assert (answer.status_code, answer.json()["detail"][:27]) == (404, "This invitation has expired")
        assert await found(tower, EVE) is None


async def test_invitations_of_another_workspace_do_not_exist(tower: Tower, other: httpx.AsyncClient) -> None:
    made = await invited(tower)
    assert (await other.get(INVITATIONS, params={"all": True})).json()["items"] == []
    assert (await other.delete(f"{INVITATIONS}/{made['id']}")).status_code == 404
    assert (await tower.anonymous.post(LOOK, json={"token": made["token"]})).status_code == 200


async def test_where_mail_works_a_mail_goes_out(mailing: Tower, mailbox: Mailbox) -> None:
    made = await invited(mailing)
    assert (made["is_mailed"], made["not_mailed"]) == (True, None)
    assert await mailbox.told() == [(BOB, "You are invited to Tocsin")]
    text = text_of((await mailbox.mails())[0])
    assert '"default"' in text
    assert "editor" in text


async def test_the_link_in_a_mail_makes_the_address_verified(mailing: Tower, mailbox: Mailbox) -> None:
    await invited(mailing)
    assert (await accepted(browser(mailing), await mailed_token(mailbox), **NEW)).status_code == 200
    stored = await found(mailing)
    assert stored is not None
    assert stored.email_verified_at is not None


async def test_the_link_that_the_inviter_sees_makes_no_address_verified(mailing: Tower, mailbox: Mailbox) -> None:
    made = await invited(mailing)
    assert not (await mailed_token(mailbox)).endswith(made["token"])
    assert (await accepted(browser(mailing), made["token"], **NEW)).status_code == 200
    stored = await found(mailing)
    assert stored is not None
    assert stored.email_verified_at is None


async def test_a_proof_of_one_address_is_none_of_another(mailing: Tower, mailbox: Mailbox) -> None:
    await invited(mailing, EVE)
    proof = (await mailed_token(mailbox)).partition(".")[2]
    made = await invited(mailing)
    await accepted(browser(mailing), f"{made['token']}.{proof}", **NEW)
    stored = await found(mailing)
    assert stored is not None
    assert stored.email_verified_at is None


async def test_the_link_in_a_mail_verifies_the_account_that_there_was(mailing: Tower, mailbox: Mailbox) -> None:
    bob = await signed_in(mailing, BOB, None)
    user_id = await id_of(mailing, BOB)
    async with mailing.parts.database.write() as connection:
        await UserRepository(connection).set_email(user_id, BOB, None)
    await invited(mailing)
    assert (await accepted(bob, await mailed_token(mailbox))).status_code == 200
    stored = await found(mailing)
    assert stored is not None
    assert stored.email_verified_at is not None


async def test_who_is_invited_by_link_alone_has_an_address_that_nobody_verified(mailing: Tower) -> None:
    made = await invited(mailing, None)
    await accepted(browser(mailing), made["token"], **NEW, email=BOB)
    stored = await found(mailing)
    assert stored is not None
    assert stored.email_verified_at is None


@pytest.mark.parametrize(
    ("policy", "email", "words"),
    [
        (OPEN, None, "for nobody in particular"),
        (AccountPolicy(), BOB, "TOCSIN_PUBLIC_URL"),
    ],
)
async def test_why_no_mail_goes_out_is_told(
    sqlite_template: Path, tmp_path: Path, mailbox: Mailbox, policy: AccountPolicy, email: str | None, words: str
) -> None:
    fields = {"postman": mailbox.postman, "accounts": policy}
    async with opened(sqlite_template, tmp_path) as database, raised(database, of_parts=fields) as tower:
        made = await invited(tower, email)
    assert made["is_mailed"] is False
    assert words in made["not_mailed"]
    assert await mailbox.mails() == []


async def test_without_mail_the_link_is_all_there_is(tower: Tower) -> None:
    assert "sends no mail" in (await invited(tower))["not_mailed"]


async def test_who_joined_is_a_member_of_the_workspace(tower_on_both: Tower) -> None:
    made = await invited(tower_on_both)
    await accepted(browser(tower_on_both), made["token"], **NEW)
    async with tower_on_both.parts.database.read() as connection:
        roles = [(one.email, one.role) for one in await MembershipRepository(connection).of_workspace(1)]
    assert roles == [(ADA, "owner"), (BOB, "editor")]
