"""Who is on call when, and who covers. The clock stands at 2023-11-14 22:13:20, a Tuesday."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.clocks import FakeClock
from tests.integration.api.duties import ON_CALL, ROTATIONS, faults, items, made, rotation
from tests.integration.api.people import ADA, user
from tests.integration.api.tower import Tower
from tests.integration.api.trail import newest_entry
from tocsin.auth.permissions import Role
from tocsin.storage import overrides

BOB, EVE = "bob@example.com", "eve@example.com"
HOUR = 3_600_000


async def path_of(tower: Tower, *emails: str, **fields: Any) -> str:
    """A rotation of these, who are members from then on, handed over at nine every day since Monday."""
    for email in emails:
        await user(tower, email, Role.VIEWER)
    body = rotation("Ops", *emails, **{"turn": "daily", **fields})
    return f"{ROTATIONS}/{(await made(tower.client, ROTATIONS, body))['id']}"


def cover(email: str, start: str, end: str) -> dict[str, str]:
    return {"user": email, "start": f"2023-11-{start}:00Z", "end": f"2023-11-{end}:00Z"}


async def plan(client: httpx.AsyncClient, path: str, start: str, end: str) -> list[tuple[str, str, str]]:
    params = {"from": f"2023-11-{start}:00Z", "to": f"2023-11-{end}:00Z"}
    answer = await client.get(f"{path}/shifts", params=params)
    assert answer.status_code == 200, answer.text
    return [(one["user"]["name"], one["start"][8:16], one["end"][8:16]) for one in answer.json()["items"]]


async def test_shifts_are_listed_with_whose_they_are(timed_on_both: Tower) -> None:
    path = await path_of(timed_on_both, ADA, BOB)
    assert await plan(timed_on_both.client, path, "14T10:00", "16T10:00") == [
        ("Bob", "14T09:00", "15T09:00"),
        ("Ada", "15T09:00", "16T09:00"),
        ("Bob", "16T09:00", "17T09:00"),
    ]


async def test_thirty_days_are_listed_unless_something_else_is_said(timed: Tower) -> None:
    path = await path_of(timed, ADA)
    found = await items(timed.client, f"{path}/shifts")
    assert (found[0]["start"], found[-1]["end"]) == ("2023-11-14T09:00:00.000Z", "2023-12-15T09:00:00.000Z")


@pytest.mark.parametrize(
    ("params", "pointer", "words"),
    [
        ({"from": "2023-11-14T00:00:00Z", "to": "2023-11-14T00:00:00Z"}, "/to", "must be later than `from`"),
        ({"to": "2023-11-01T00:00:00Z"}, "/to", "must be later than `from`"),
        ({"to": "2025-11-01T00:00:00Z"}, "/to", "must be at most a year after `from`"),
        ({"from": "9999-12-30T00:00:00Z", "to": "9999-12-31T00:00:00Z"}, "/to", "must be before the year 2200"),
        ({"from": "yesterday"}, "/from", "must be a time with an offset"),
    ],
)
async def test_a_period_that_cannot_be_is_refused(
    timed: Tower, params: dict[str, str], pointer: str, words: str
) -> None:
    answer = await timed.client.get(f"{await path_of(timed, ADA)}/shifts", params=params)
    (fault,) = answer.json()["errors"]
    assert (answer.status_code, fault["pointer"]) == (400, pointer)
    assert words in fault["message"]


async def test_periods_long_ago_have_no_shifts(timed: Tower) -> None:
    params = {"from": "1970-01-01T00:00:00Z", "to": "1970-12-01T00:00:00Z"}
    assert (await timed.client.get(f"{await path_of(timed, ADA)}/shifts", params=params)).json()["items"] == []


async def test_who_is_on_call_now_and_who_is_next(timed_on_both: Tower, clock: FakeClock) -> None:
    await path_of(timed_on_both, ADA, BOB)
    (duty,) = await items(timed_on_both.client, ON_CALL)
    assert (duty["rotation"], duty["note"]) == ("Ops", "")
    assert (duty["current"]["user"]["email"], duty["following"]["user"]["email"]) == (BOB, ADA)
    clock.advance(11 * HOUR)
    (duty,) = await items(timed_on_both.client, ON_CALL)
    assert (duty["current"]["user"]["email"], duty["following"]["user"]["email"]) == (ADA, BOB)


async def test_a_rotation_that_has_not_begun_says_so(timed: Tower) -> None:
    await path_of(timed, ADA, starts_on="2023-12-01")
    (duty,) = await items(timed.client, ON_CALL)
    assert (duty["current"], duty["following"]["user"]["name"]) == (None, "Ada")
    assert duty["note"] == "Nobody is on call: the rotation begins on 2023-12-01."


async def test_somebody_covers_for_a_while(timed_on_both: Tower) -> None:
    tower = timed_on_both
    path = await path_of(tower, ADA, BOB)
    await user(tower, EVE, Role.VIEWER)
    made_one = await made(tower.client, f"{path}/overrides", cover(EVE, "15T12:00", "15T18:00"))
    assert (made_one["user"]["email"], made_one["created_by"]) == (EVE, "key:bootstrap")
    assert await items(tower.client, f"{path}/overrides") == [made_one]
    assert await plan(tower.client, path, "15T09:00", "16T09:00") == [
        ("Ada", "15T09:00", "15T12:00"),
        ("Eve", "15T12:00", "15T18:00"),
        ("Ada", "15T18:00", "16T09:00"),
    ]


async def test_of_two_who_cover_the_one_made_last_counts(timed: Tower) -> None:
    path = await path_of(timed, ADA, BOB)
    for email in (BOB, ADA):
        await made(timed.client, f"{path}/overrides", cover(email, "15T12:00", "15T18:00"))
    (duty,) = await plan(timed.client, path, "15T12:00", "15T18:00")
    assert duty[0] == "Ada"


async def test_an_override_is_taken_back(timed_on_both: Tower) -> None:
    tower = timed_on_both
    path = await path_of(tower, ADA, BOB)
    before = await items(tower.client, f"{path}/shifts")
    one = await made(tower.client, f"{path}/overrides", cover(BOB, "15T12:00", "15T18:00"))
    assert (await tower.client.delete(f"{path}/overrides/{one['id']}")).status_code == 204
    assert await items(tower.client, f"{path}/shifts") == before
    assert (await tower.client.delete(f"{path}/overrides/{one['id']}")).status_code == 404


async def test_an_override_belongs_to_its_rotation(timed: Tower) -> None:
    path = await path_of(timed, ADA)
    other = (await made(timed.client, ROTATIONS, rotation("Other", ADA)))["id"]
    one = await made(timed.client, f"{path}/overrides", cover(ADA, "15T12:00", "15T18:00"))
    assert (await timed.client.delete(f"{ROTATIONS}/{other}/overrides/{one['id']}")).status_code == 404
    assert len(await items(timed.client, f"{path}/overrides")) == 1


async def test_overrides_that_are_over_are_not_listed(timed: Tower, clock: FakeClock) -> None:
    path = await path_of(timed, ADA)
    await made(timed.client, f"{path}/overrides", cover(ADA, "14T22:00", "14T23:00"))
    clock.advance(HOUR)
    assert await items(timed.client, f"{path}/overrides") == []


@pytest.mark.parametrize(
    ("body", "pointer", "words"),
    [
        (cover(EVE, "15T12:00", "15T18:00"), "/user", "is not a member of this workspace"),
        (cover(ADA, "15T18:00", "15T12:00"), "/end", "must be later than `start`"),
        (cover(ADA, "14T12:00", "14T18:00"), "/end", "must lie in the future"),
        ({**cover(ADA, "15T18:00", "15T12:00"), "end": "2024-12-01T00:00:00Z"}, "/end", "at most a year after"),
        ({"user": ADA, "start": "2026-01-01T00:00:00Z", "end": "2026-01-02T00:00:00Z"}, "/end", "within two years"),
        ({"user": ADA, "start": "2023-11-15T12:00:00Z"}, "/end", "is required"),
        ({**cover(ADA, "15T12:00", "15T18:00"), "note": "x"}, "/note", "is not a known field"),
        ({**cover(ADA, "15T12:00", "15T18:00"), "user": None}, "/user", "must be text"),
    ],
)
async def test_an_override_that_cannot_be_is_refused(
    timed: Tower, body: dict[str, Any], pointer: str, words: str
) -> None:
    path = await path_of(timed, ADA)
    found = faults(await timed.client.post(f"{path}/overrides", json=body))
    assert pointer in dict(found), found
    assert words in dict(found)[pointer]


async def test_a_rotation_has_so_many_overrides_at_most(timed: Tower) -> None:
    path = await path_of(timed, ADA)
    for _ in range(overrides.MOST_A_ROTATION):
        await made(timed.client, f"{path}/overrides", cover(ADA, "15T12:00", "15T18:00"))
    answer = await timed.client.post(f"{path}/overrides", json=cover(ADA, "15T12:00", "15T18:00"))
    assert (answer.status_code, "200 overrides" in answer.json()["detail"]) == (409, True)


async def test_a_request_that_comes_twice_makes_one_override(timed: Tower) -> None:
    path = f"{await path_of(timed, ADA)}/overrides"
    headers = {"Idempotency-Key": "once"}
    body = cover(ADA, "15T12:00", "15T18:00")
    first = await timed.client.post(path, json=body, headers=headers)
    again = await timed.client.post(path, json=body, headers=headers)
    assert (again.status_code, again.json()) == (201, first.json())
    assert len(await items(timed.client, path)) == 1


async def test_the_trail_tells_who_was_to_cover(timed: Tower) -> None:
    path = await path_of(timed, ADA)
    one = await made(timed.client, f"{path}/overrides", cover(ADA, "15T12:00", "15T18:00"))
    await timed.client.delete(f"{path}/overrides/{one['id']}")
    for action in ("rotation.override_created", "rotation.override_deleted"):
        entry = await newest_entry(timed.client, action)
        assert entry["subject"] == f"rotation:{path.rpartition('/')[2]}"
        assert (entry["detail"]["name"], entry["detail"]["user_id"]) == ("Ops", one["user"]["id"])
