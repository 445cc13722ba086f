"""What policies would do of an incident that there might be."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.integration.api.duties import POLICIES, ROTATIONS, ROUTE, channel, faults, made, policy, rotation
from tests.integration.api.people import ADA, user
from tests.integration.api.tower import Tower
from tocsin.auth.permissions import Role

BOB = "bob@example.com"
NOON, NIGHT = "2026-07-01T12:00:00Z", "2026-07-01T23:00:00Z"


async def foreseen(tower: Tower, monitor_id: int, **wanted: Any) -> dict[str, Any]:
    answer = await tower.client.post(ROUTE, json={"monitor_id": monitor_id, "at": NOON, **wanted})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def told(found: dict[str, Any]) -> list[tuple[str, str, list[str] | None]]:
    """When (the time of day), why, and whom, of the first policy."""
    return [
        (
            entry["at"][11:19],
            telling["purpose"],
            telling["targets"] and [one["name"] for target in telling["targets"] for one in target["told"]],
        )
        for entry in found["policies"][0]["entries"]
        for telling in entry["tellings"]
    ]


async def test_the_owner_is_told_from_the_first_day_on(tower_on_both: Tower) -> None:
    await user(tower_on_both, ADA, Role.OWNER)
    monitor = await tower_on_both.create("shop")
    found = await foreseen(tower_on_both, monitor["id"])
    assert told(found) == [("12:00:00", "problem", [ADA])]
    assert [one["name"] for one in found["policies"]] == ["Tell the owner"]
    assert found["rulings"] == [{"outcome": "pass", "reason": "policy", "summary": "'Tell the owner' takes it."}]


async def test_steps_and_reminders_come_in_order_of_time(tower_on_both: Tower) -> None:
    tower = tower_on_both
    await user(tower, ADA, Role.OWNER)
    await channel(tower, "Ops Slack")
    monitor = await tower.create("shop")
    steps = [{"targets": [{"channel": "Ops Slack"}]}, {"after": "10m", "targets": [{"user": ADA}]}]
    await made(tower.client, POLICIES, policy(steps=steps, repeat={"every": "1h", "at_most": 2}))
    assert told(await foreseen(tower, monitor["id"])) == [
        ("12:00:00", "problem", ["Ops Slack"]),
        ("12:10:00", "problem", [ADA]),
        ("13:10:00", "reminder", None),
        ("14:10:00", "reminder", None),
    ]


async def test_quiet_hours_are_kept(tower: Tower) -> None:
    await user(tower, ADA, Role.OWNER)
    monitor = await tower.create("shop")
    await made(tower.client, POLICIES, policy(quiet_hours={"hours": [{"from": "22:00", "to": "07:00"}]}))
    found = await foreseen(tower, monitor["id"], at=NIGHT)
    assert told(found) == [("07:00:00", "problem", [ADA])]
    assert found["policies"][0]["entries"][0]["rulings"][0]["reason"] == "quiet_hours"


async def test_whoever_is_on_call_then_is_told(tower_on_both: Tower) -> None:
    tower = tower_on_both
    for email in (ADA, BOB):
        await user(tower, email, Role.VIEWER)
    turns = rotation("Turns", ADA, BOB, turn="daily", starts_on="2026-07-01", hand_over="12:05")
    await made(tower.client, ROTATIONS, turns)
    steps = [{"after": after, "targets": [{"rotation": "Turns"}]} for after in ("5m", "1d")]
    await made(tower.client, POLICIES, policy(steps=steps))
    monitor = await tower.create("shop")
    assert told(await foreseen(tower, monitor["id"])) == [
        ("12:05:00", "problem", [ADA]),
        ("12:00:00", "problem", [ADA]),
    ]


async def test_whoever_is_on_call_is_told_by_their_channels(tower: Tower) -> None:
    await user(tower, ADA, Role.OWNER)
    await channel(tower, "Ada's phone")
    participants = [{"user": ADA, "channels": ["Ada's phone"]}]
    await made(tower.client, ROTATIONS, {**rotation("Turns"), "participants": participants})
    await made(tower.client, POLICIES, policy(steps=[{"targets": [{"rotation": "Turns"}]}]))
    monitor = await tower.create("shop")
    assert told(await foreseen(tower, monitor["id"])) == [("12:00:00", "problem", ["Ada's phone"])]


async def test_a_target_behind_which_there_is_nobody_says_so(tower: Tower) -> None:
    await channel(tower, "Ops Slack", enabled=False)
    monitor = await tower.create("shop")
    await made(tower.client, POLICIES, policy(steps=[{"targets": [{"channel": "Ops Slack"}, {"role": "editor"}]}]))
    (telling,) = (await foreseen(tower, monitor["id"]))["policies"][0]["entries"][0]["tellings"]
    assert [(one["name"], one["told"], one["note"]) for one in telling["targets"]] == [
        ("Ops Slack", [], "Ops Slack is switched off."),
        ("editor", [], "Nobody has the role editor."),
    ]


async def test_those_passed_over_say_why(tower: Tower) -> None:
    monitor = await tower.create("shop", tags=["staging"])
    await made(tower.client, POLICIES, policy("Production", match={"tags": ["prod"]}))
    await made(tower.client, POLICIES, policy("Late", match={"concerns": ["late"]}))
    await made(tower.client, POLICIES, policy("Off", enabled=False))
    assert [one["summary"] for one in (await foreseen(tower, monitor["id"]))["rulings"]] == [
        "'Late' was passed over: it is about down, not late.",
        "'Production' was passed over: its tags lack prod.",
        "'Tell the owner' takes it.",
    ]


async def test_what_no_policy_takes_is_told_nobody(tower: Tower) -> None:
    monitor = await tower.create("shop")
    (default,) = (await tower.client.get(POLICIES)).json()["items"]
    await tower.client.delete(f"{POLICIES}/{default['id']}")
    found = await foreseen(tower, monitor["id"])
    assert found["policies"] == []
    assert found["rulings"][-1] == {
        "outcome": "stop",
        "reason": "no_policy",
        "summary": "There is no policy: nobody is told.",
    }


async def test_policies_that_continue_are_shown_with_those_after_them(tower: Tower) -> None:
    monitor = await tower.create("shop")
    for number in range(6):
        await made(tower.client, POLICIES, policy(f"P{number}", continues=True))
    found = await foreseen(tower, monitor["id"])
    assert [one["name"] for one in found["policies"]] == ["P5", "P4", "P3", "P2", "P1"]


@pytest.mark.parametrize(
    ("wanted", "severity"),
    [({}, "critical"), ({"concern": "late"}, "warning"), ({"concern": "late", "severity": "critical"}, "critical")],
)
async def test_how_bad_it_is_follows_from_what_it_is_about(tower: Tower, wanted: dict[str, str], severity: str) -> None:
    monitor = await tower.create("shop")
    assert (await foreseen(tower, monitor["id"], **wanted))["severity"] == severity


async def test_nothing_is_sent(tower: Tower) -> None:
    monitor = await tower.create("shop")
    await foreseen(tower, monitor["id"])
    incidents = (await tower.client.get("/api/v1/incidents")).json()["items"]
    assert incidents == []


@pytest.mark.parametrize(
    ("wanted", "pointer"),
    [
        ({"concern": "region"}, "/concern"),
        ({"at": "9999-01-01T00:00:00Z"}, "/at"),
        ({"at": "tomorrow"}, "/at"),
        ({"severity": "bad"}, "/severity"),
        ({"monitor": 1}, "/monitor"),
    ],
)
async def test_what_cannot_be_is_refused(tower: Tower, wanted: dict[str, str], pointer: str) -> None:
    monitor = await tower.create("shop")
    answer = await tower.client.post(ROUTE, json={"monitor_id": monitor["id"], **wanted})
    assert [one for one, _ in faults(answer)] == [pointer]


async def test_the_monitor_of_another_workspace_does_not_exist(tower: Tower, other: httpx.AsyncClient) -> None:
    monitor = await tower.create("shop")
    assert (await other.post(ROUTE, json={"monitor_id": monitor["id"]})).status_code == 404
