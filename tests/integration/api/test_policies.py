"""Policies: made, read, changed, put in order and deleted by the API."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.integration.api.duties import POLICIES, ROTATIONS, channel, faults, items, made, policy, rotation
from tests.integration.api.people import ADA, user
from tests.integration.api.tower import Tower
from tests.integration.api.trail import newest_entry
from tocsin.storage.policies import MOST_A_WORKSPACE
from tocsin.storage.workspaces import WorkspaceRepository

FULL: dict[str, Any] = {
    "name": "Production",
    "enabled": True,
    "match": {
        "tags": ["prod"],
        "names": ["shop*"],
        "kinds": ["http"],
        "concerns": ["down"],
        "severities": ["critical"],
    },
    "steps": [
        {"after": 0, "targets": [{"role": "owner"}], "when": "business_hours"},
        {"after": "10m", "targets": [{"role": "admin"}]},
    ],
    "repeat": {"every": "1h", "at_most": 3},
    "quiet_hours": {
        "time_zone": "Europe/Berlin",
        "hours": [{"days": ["sat", "sun"], "from": "22:00", "to": "07:00"}],
        "let_through": ["critical"],
    },
    "business_hours": {"time_zone": "Europe/Berlin", "hours": [{"days": ["mon"], "from": "09:00", "to": "24:00"}]},
    "group_wait": "30s",
    "groups": False,
    "tells_recovery": False,
    "continues": True,
}


async def names(client: httpx.AsyncClient) -> list[str]:
    return [one["name"] for one in await items(client, POLICIES)]


async def test_a_workspace_has_a_policy_that_tells_its_owner(tower_on_both: Tower) -> None:
    (only,) = await items(tower_on_both.client, POLICIES)
    assert only["name"] == "Tell the owner"
    assert only["steps"] == [{"after": 0.0, "targets": [{"role": "owner"}], "when": "always"}]


async def test_a_policy_is_shown_as_it_was_written(tower_on_both: Tower) -> None:
    found = await made(tower_on_both.client, POLICIES, FULL)
    assert found["match"] == {**FULL["match"], "monitors": [], "any_tags": [], "without_tags": []}
    assert found["steps"] == [
        {"after": 0.0, "targets": [{"role": "owner"}], "when": "business_hours"},
        {"after": 600.0, "targets": [{"role": "admin"}], "when": "always"},
    ]
    assert (found["repeat"], found["group_wait"]) == ({"every": 3600.0, "at_most": 3}, 30.0)
    for field in ("quiet_hours", "business_hours", "groups", "tells_recovery", "continues"):
        assert found[field] == FULL[field]


async def test_what_is_shown_can_be_sent_again(tower: Tower) -> None:
    found = await made(tower.client, POLICIES, FULL)
    body = {name: value for name, value in found.items() if name in FULL}
    answer = await tower.client.put(f"{POLICIES}/{found['id']}", json=body)
    assert answer.json() == {**found, "revision": 2, "updated_at": answer.json()["updated_at"]}


async def test_everything_has_a_default_but_name_and_steps(tower: Tower) -> None:
    found = await made(tower.client, POLICIES, policy())
    assert (found["enabled"], found["groups"], found["tells_recovery"], found["continues"]) == (True, True, True, False)
    assert (found["repeat"], found["quiet_hours"], found["business_hours"], found["group_wait"]) == (None,) * 4


async def test_targets_are_named_by_id_or_by_name(tower_on_both: Tower) -> None:
    tower = tower_on_both
    ada, slack = await user(tower, ADA), await channel(tower, "Ops Slack")
    turns = await made(tower.client, ROTATIONS, rotation("Turns", ADA))
    by_name = [{"channel": "Ops Slack"}, {"rotation": "Turns"}, {"user": ADA.upper()}]
    by_id = [{"channel": slack}, {"rotation": turns["id"]}, {"user": ada.id}]
    one = await made(tower.client, POLICIES, policy("A", steps=[{"targets": by_name}]))
    other = await made(tower.client, POLICIES, policy("B", steps=[{"targets": by_id}]))
    assert one["steps"][0]["targets"] == other["steps"][0]["targets"] == by_id


async def test_monitors_are_named_by_id_or_by_name(tower: Tower) -> None:
    a, b = await tower.create("a"), await tower.create("b")
    found = await made(tower.client, POLICIES, policy(match={"monitors": ["b", a["id"]]}))
    assert found["match"]["monitors"] == [a["id"], b["id"]]


async def test_a_target_that_is_named_twice_is_told_once(tower: Tower) -> None:
    slack = await channel(tower, "Ops Slack")
    found = await made(
        tower.client, POLICIES, policy(steps=[{"targets": [{"channel": slack}, {"channel": "Ops Slack"}]}])
    )
    assert found["steps"][0]["targets"] == [{"channel": slack}]


@pytest.mark.parametrize(
    ("target", "field", "words"),
    [
        (
            {"channel": "Ops Slak"},
            "channel",
            "is not a channel of this workspace: 'Ops Slak'; did you mean 'Ops Slack'?",
        ),
        ({"channel": 10**9}, "channel", "is not a channel of this workspace: 1000000000"),
        ({"rotation": "Turns"}, "rotation", "is not a rotation of this workspace: 'Turns'"),
        ({"user": "nobody"}, "user", "is not a member of this workspace: 'nobody'; known are ada@example.com"),
        ({"user": 10**9}, "user", "is not a member of this workspace: 1000000000"),
    ],
)
async def test_who_is_not_of_this_workspace_is_refused_by_name(
    tower: Tower, target: dict[str, Any], field: str, words: str
) -> None:
    await user(tower, ADA)
    await channel(tower, "Ops Slack")
    answer = await tower.client.post(POLICIES, json=policy(steps=[{"targets": [{"role": "owner"}, target]}]))
    ((pointer, said),) = faults(answer)
    assert pointer == f"/steps/0/targets/1/{field}"
    assert said.startswith(words)


async def test_what_another_workspace_has_cannot_be_named(tower: Tower, other: httpx.AsyncClient) -> None:
    async with tower.parts.database.read() as connection:
        theirs = await WorkspaceRepository(connection).by_handle("other")
    assert theirs is not None
    eve = await user(tower, "eve@example.com", workspace_id=theirs.id)
    foreign = await channel(tower, "Theirs", workspace_id=theirs.id)
    turns = await made(other, ROTATIONS, rotation("Turns", "eve@example.com"))
    targets = [{"user": eve.id}, {"channel": foreign}, {"rotation": turns["id"]}, {"channel": "Theirs"}]
    answer = await tower.client.post(POLICIES, json=policy(steps=[{"targets": targets}]))
    assert [pointer for pointer, _ in faults(answer)] == [
        "/steps/0/targets/0/user",
        "/steps/0/targets/1/channel",
        "/steps/0/targets/2/rotation",
        "/steps/0/targets/3/channel",
    ]


async def test_a_monitor_of_another_workspace_cannot_be_named(tower: Tower, other: httpx.AsyncClient) -> None:
    monitor = await tower.create("shop")
    answer = await other.post(POLICIES, json=policy(match={"monitors": [monitor["id"], "shop"]}))
    assert [pointer for pointer, _ in faults(answer)] == ["/match/monitors/0", "/match/monitors/1"]


HOURS = {"from": "22:00", "to": "07:00"}


@pytest.mark.parametrize(
    ("fields", "pointer", "words"),
    [
        ({"steps": []}, "/steps", "must not be empty"),
        ({"steps": [{"targets": []}]}, "/steps/0/targets", "must not be empty"),
        (
            {"steps": [{"targets": [{}]}]},
            "/steps/0/targets/0",
            "exactly one of channel, rotation, user, role, has none",
        ),
        (
            {"steps": [{"targets": [{"channel": 1, "user": 2}]}]},
            "/steps/0/targets/0",
            "exactly one of channel, rotation, user, role, has channel and user",
        ),
        ({"steps": [{"targets": [{"role": "boss"}]}]}, "/steps/0/targets/0/role", "must be one of"),
        ({"steps": [{"targets": [{"email": "x"}]}]}, "/steps/0/targets/0/email", "is not a known field"),
        ({"steps": [{"after": "soon", **policy()["steps"][0]}]}, "/steps/0/after", "such as 30s, 5m, 1h or 1d"),
        ({"steps": [{"after": "8d", **policy()["steps"][0]}]}, "/steps/0/after", "must be between 0s and 7d, got 8d"),
        (
            {"steps": [{"after": "10m", **policy()["steps"][0]}, {"after": "5m", **policy()["steps"][0]}]},
            "/steps/1/after",
            "must not be earlier than the step before it (10m), got 5m",
        ),
        (
            {"steps": [{"when": "business_hours", **policy()["steps"][0]}]},
            "/steps/0/when",
            "needs the policy's business_hours",
        ),
        ({"steps": [policy()["steps"][0]] * 21}, "/steps", "must have at most 20 entries"),
        ({"steps": [{"targets": [{"role": "owner"}] * 21}]}, "/steps/0/targets", "must have at most 20 entries"),
        ({"repeat": {"every": "5s"}}, "/repeat/every", "must be between 1m and 7d"),
        ({"repeat": {"every": "1h", "at_most": 0}}, "/repeat/at_most", "must be at least 1"),
        ({"group_wait": "1h"}, "/group_wait", "must be between 0s and 10m"),
        ({"quiet_hours": {"hours": []}}, "/quiet_hours/hours", "must not be empty"),
        (
            {"quiet_hours": {"time_zone": "Berlin", "hours": [HOURS]}},
            "/quiet_hours/time_zone",
            "did you mean Europe/Berlin?",
        ),
        ({"quiet_hours": {"hours": [{"from": "22:00"}]}}, "/quiet_hours/hours/0/to", "is required"),
        (
            {"quiet_hours": {"hours": [{"from": "22", "to": "07:00"}]}},
            "/quiet_hours/hours/0/from",
            "must match the pattern",
        ),
        ({"quiet_hours": {"hours": [{"from": "24:00", "to": "07:00"}]}}, "/quiet_hours/hours/0/from", "must match"),
        (
            {"quiet_hours": {"hours": [{"from": "07:00", "to": "07:00"}]}},
            "/quiet_hours/hours/0/to",
            "a whole day is 00:00 to",
        ),
        (
            {"quiet_hours": {"hours": [{"days": ["monday"], **HOURS}]}},
            "/quiet_hours/hours/0/days/0",
            "must be one of 'mon'",
        ),
        (
            {"quiet_hours": {"hours": [{"from": "00:00", "to": "24:00"}]}},
            "/quiet_hours/hours",
            "must leave some time of the week",
        ),
        (
            {"business_hours": {"hours": [{"from": "07:00", "to": "07:00"}]}},
            "/business_hours/hours/0/to",
            "must differ",
        ),
        ({"match": {"kinds": ["htp"]}}, "/match/kinds/0", "is not a known kind: did you mean 'http'?"),
        ({"match": {"concerns": ["broken"]}}, "/match/concerns/0", "must be one of 'down', 'degraded'"),
        ({"match": {"tag": ["a"]}}, "/match/tag", "is not a known field"),
        ({"match": {"tags": ["a", "b"], "without_tags": ["b"]}}, "/match/without_tags/0", "nothing would fit"),
        ({"match": {"monitors": ["shop"]}}, "/match/monitors/0", "is not a monitor of this workspace: 'shop'"),
        ({"match": {"names": [""]}}, "/match/names/0", "must not be empty"),
        ({"name": " "}, "/name", "must not be empty"),
        ({"enabled": "yes"}, "/enabled", "must be true or false"),
        ({"prio": 1}, "/prio", "is not a known field"),
    ],
)
async def test_what_does_not_fit_is_refused_with_what_would_be_right(
    tower: Tower, fields: dict[str, Any], pointer: str, words: str
) -> None:
    found = faults(await tower.client.post(POLICIES, json=policy(**fields)))
    assert pointer in dict(found), found
    assert words in dict(found)[pointer]


async def test_a_new_policy_is_asked_first(tower: Tower) -> None:
    await made(tower.client, POLICIES, policy("A"))
    await made(tower.client, POLICIES, policy("B"))
    assert await names(tower.client) == ["B", "A", "Tell the owner"]


async def test_their_order_is_changed_as_a_whole(tower_on_both: Tower) -> None:
    client = tower_on_both.client
    for name in ("A", "B"):
        await made(client, POLICIES, policy(name))
    ids = {one["name"]: one["id"] for one in await items(client, POLICIES)}
    wanted = ["Tell the owner", "A", "B"]
    answer = await client.put(f"{POLICIES}/order", json={"ids": [ids[name] for name in wanted]})
    assert answer.status_code == 204
    assert await names(client) == wanted
    entry = await newest_entry(client, "policy.reordered")
    assert entry["detail"]["order"]["before"] == [ids[name] for name in ("B", "A", "Tell the owner")]


async def test_an_order_names_every_policy_once(tower: Tower) -> None:
    a = (await made(tower.client, POLICIES, policy("A")))["id"]
    (_, default) = [one["id"] for one in await items(tower.client, POLICIES)]
    order = f"{POLICIES}/order"
    short = await tower.client.put(order, json={"ids": [a]})
    assert faults(short) == [("/ids", f"must name every policy; missing: {default}")]
    doubled = await tower.client.put(order, json={"ids": [a, default, a]})
    assert faults(doubled) == [("/ids/2", f"is named twice: {a}")]
    unknown = await tower.client.put(order, json={"ids": [a, default, 10**9]})
    assert faults(unknown) == [("/ids/2", "is not a policy of this workspace: 1000000000")]
    assert await names(tower.client) == ["A", "Tell the owner"]


async def test_an_edit_needs_the_revision_that_was_read(tower_on_both: Tower) -> None:
    client = tower_on_both.client
    found = await made(client, POLICIES, policy())
    path = f"{POLICIES}/{found['id']}"
    etag = (await client.get(path)).headers["ETag"]
    first = await client.put(path, json=policy("Night"), headers={"If-Match": etag})
    assert (first.status_code, first.json()["name"], first.headers["ETag"]) == (200, "Night", '"2"')
    assert (await client.put(path, json=policy("Day"), headers={"If-Match": etag})).status_code == 412


async def test_a_name_is_had_once(tower_on_both: Tower) -> None:
    client = tower_on_both.client
    await made(client, POLICIES, policy())
    other = await made(client, POLICIES, policy("Other"))
    assert (await client.post(POLICIES, json=policy())).status_code == 409
    assert (await client.put(f"{POLICIES}/{other['id']}", json=policy())).status_code == 409


async def test_a_deleted_policy_is_gone(tower_on_both: Tower) -> None:
    client = tower_on_both.client
    path = f"{POLICIES}/{(await made(client, POLICIES, policy()))['id']}"
    assert (await client.delete(path)).status_code == 204
    for answer in (await client.get(path), await client.delete(path), await client.put(path, json=policy())):
        assert answer.status_code == 404


async def test_a_workspace_has_so_many_policies_at_most(tower: Tower) -> None:
    for number in range(MOST_A_WORKSPACE - 1):
        await made(tower.client, POLICIES, policy(f"P{number}"))
    answer = await tower.client.post(POLICIES, json=policy("one more"))
    assert (answer.status_code, "100 policies" in answer.json()["detail"]) == (409, True)


async def test_the_policies_of_another_workspace_do_not_exist(tower: Tower, other: httpx.AsyncClient) -> None:
    path = f"{POLICIES}/{(await made(tower.client, POLICIES, policy()))['id']}"
    assert await names(other) == ["Tell the owner"]
    for answer in (await other.get(path), await other.put(path, json=policy()), await other.delete(path)):
        assert answer.status_code == 404


async def test_a_request_that_comes_twice_makes_one_policy(tower: Tower) -> None:
    headers = {"Idempotency-Key": "once"}
    first = await tower.client.post(POLICIES, json=policy(), headers=headers)
    again = await tower.client.post(POLICIES, json=policy(), headers=headers)
    assert (first.status_code, again.status_code, again.json()) == (201, 201, first.json())
    assert again.headers["Idempotency-Replayed"] == "true"
    assert await names(tower.client) == ["Ops", "Tell the owner"]


async def test_the_trail_tells_what_changed(tower: Tower) -> None:
    found = await made(tower.client, POLICIES, policy())
    path, subject = f"{POLICIES}/{found['id']}", f"policy:{found['id']}"
    await tower.client.put(path, json=policy(continues=True, repeat={"every": "1h"}))
    entry = await newest_entry(tower.client, "policy.updated")
    assert entry["subject"] == subject
    assert entry["detail"] == {
        "name": "Ops",
        "continues": {"before": False, "after": True},
        "repeat": {"before": None, "after": {"every": 3600.0, "at_most": 10}},
    }
    await tower.client.delete(path)
    assert (await newest_entry(tower.client, "policy.deleted"))["detail"]["name"] == "Ops"
    assert (await newest_entry(tower.client, "policy.created"))["subject"] == subject
