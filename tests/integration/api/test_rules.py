"""Rules: made, tried, read, changed and deleted by the API, and what they see."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.integration.api.duties import faults, items, made
from tests.integration.api.history import store
from tests.integration.api.tower import Tower, now_ms
from tests.integration.api.trail import newest_entry
from tocsin.alerting.rules import RuleEvaluation
from tocsin.core.result import Outcome, Result
from tocsin.core.verdict import Verdict
from tocsin.storage.outbox import OutboxRepository
from tocsin.storage.rules import MOST_A_WORKSPACE, RuleFields, RuleRepository

RULES, TRY = "/api/v1/rules", "/api/v1/rules/try"
SLOW: dict[str, Any] = {"name": "Slow", "metric": "latency", "above": 800, "least_results": 1, "confirmations": 1}
FULL: dict[str, Any] = {
    "name": "Fast burn",
    "enabled": False,
    "match": {"tags": ["prod"], "names": ["shop*"], "kinds": ["http"]},
    "metric": "burn_rate",
    "above": 14.4,
    "below": None,
    "window": 3600.0,
    "short_window": 300.0,
    "percentile": None,
    "objective": 0.9995,
    "least_results": None,
    "severity": "critical",
    "confirmations": 1,
    "recoveries": 3,
}


async def took(tower: Tower, monitor_id: int, *milliseconds: int) -> None:
    """Results of the last seconds."""
    first = now_ms() - 1000 * len(milliseconds)
    await store(
        tower,
        [
            Result(monitor_id, "local", first + n, first + n, 1, Outcome(Verdict.UP, latency_us=1000 * one))
            for n, one in enumerate(milliseconds)
        ],
    )


async def broken(tower: Tower, **fields: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """A rule, and the monitor that breaks it."""
    monitor = await tower.create("shop")
    await took(tower, monitor["id"], 1240)
    rule = await made(tower.client, RULES, {**SLOW, **fields})
    await RuleEvaluation(tower.parts.database, tower.parts.clock).step()
    return rule, monitor


async def open_incidents(client: httpx.AsyncClient) -> list[dict[str, Any]]:
    return await items(client, "/api/v1/incidents?open=true")


async def test_a_rule_is_shown_as_it_was_written(tower_on_both: Tower) -> None:
    found = await made(tower_on_both.client, RULES, FULL)
    match = {**FULL["match"], "monitors": [], "any_tags": [], "without_tags": [], "concerns": [], "severities": []}
    assert {name: found[name] for name in FULL} == {**FULL, "match": match}


async def test_what_is_shown_can_be_sent_again(tower: Tower) -> None:
    for body in (FULL, SLOW, {"name": "Cert", "metric": "certificate_days", "below": "14d"}):
        found = await made(tower.client, RULES, body)
        sent = {name: value for name, value in found.items() if name in FULL}
        answer = await tower.client.put(f"{RULES}/{found['id']}", json=sent)
        assert answer.json() == {**found, "revision": 2, "updated_at": answer.json()["updated_at"]}


async def test_units_may_be_written_out(tower: Tower) -> None:
    found = await made(tower.client, RULES, {**SLOW, "above": "1.5s", "window": "15m"})
    assert (found["above"], found["window"], found["percentile"]) == (1500.0, 900.0, 95.0)


async def test_what_does_not_fit_is_refused_with_pointers(tower: Tower) -> None:
    answer = await tower.client.post(RULES, json={"name": "", "metric": "latency", "above": "quick"})
    assert [pointer for pointer, _ in faults(answer)] == ["/name"]
    answer = await tower.client.post(RULES, json={**SLOW, "above": "quick", "objective": 0.9})
    assert [pointer for pointer, _ in faults(answer)] == ["/objective", "/above"]


async def test_a_monitor_of_another_workspace_cannot_be_named(tower: Tower, other: httpx.AsyncClient) -> None:
    monitor = await tower.create("shop")
    for path in (RULES, TRY):
        answer = await other.post(path, json={**SLOW, "match": {"monitors": [monitor["id"], "shop"]}})
        assert [pointer for pointer, _ in faults(answer)] == ["/match/monitors/0", "/match/monitors/1"]


async def test_a_name_is_taken_once(tower_on_both: Tower) -> None:
    client = tower_on_both.client
    await made(client, RULES, SLOW)
    other = await made(client, RULES, {**SLOW, "name": "Slower"})
    assert (await client.post(RULES, json=SLOW)).status_code == 409
    assert (await client.put(f"{RULES}/{other['id']}", json=SLOW)).status_code == 409


async def test_a_workspace_has_so_many_rules_at_most(tower: Tower) -> None:
    first = await made(tower.client, RULES, SLOW)
    async with tower.parts.database.write() as connection:
        rules = RuleRepository(connection)
        stored = await rules.get(tower.actor.workspace_id, first["id"])
        for number in range(MOST_A_WORKSPACE - 1):
            await rules.create(stored.workspace_id, RuleFields(name=f"r{number}", rule=stored.rule), 1)
    answer = await tower.client.post(RULES, json={**SLOW, "name": "one more"})
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")


async def test_rules_are_listed_by_name_in_pages(tower: Tower) -> None:
    for name in ("c", "a", "b"):
        await made(tower.client, RULES, {**SLOW, "name": name})
    first = (await tower.client.get(RULES, params={"limit": 2})).json()
    second = (await tower.client.get(RULES, params={"limit": 2, "cursor": first["next_cursor"]})).json()
    assert [[one["name"] for one in page["items"]] for page in (first, second)] == [["a", "b"], ["c"]]


async def test_a_request_that_is_repeated_makes_one_rule(tower: Tower) -> None:
    answers = [await tower.client.post(RULES, json=SLOW, headers={"Idempotency-Key": "k"}) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert answers[1].headers["Idempotency-Replayed"] == "true"


async def test_an_edit_of_what_somebody_else_has_changed_is_refused(tower: Tower) -> None:
    answer = await tower.client.post(RULES, json=SLOW)
    path, tag = answer.headers["Location"], answer.headers["ETag"]
    assert (await tower.client.put(path, json=SLOW, headers={"If-Match": tag})).headers["ETag"] == '"2"'
    assert (await tower.client.put(path, json=SLOW, headers={"If-Match": tag})).status_code == 412


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
async def test_another_workspaces_rule_does_not_exist(tower: Tower, other: httpx.AsyncClient, method: str) -> None:
    found = await made(tower.client, RULES, SLOW)
    body = SLOW if method == "PUT" else None
    assert (await other.request(method, f"{RULES}/{found['id']}", json=body)).status_code == 404
    assert (await other.get(f"{RULES}/{found['id']}/states")).status_code == 404


async def test_what_is_done_to_rules_is_in_the_trail(tower: Tower) -> None:
    found = await made(tower.client, RULES, SLOW)
    path = f"{RULES}/{found['id']}"
    await tower.client.put(path, json={**SLOW, "above": 900})
    await tower.client.delete(path)
    created, updated, deleted = [
        await newest_entry(tower.client, f"rule.{what}") for what in ("created", "updated", "deleted")
    ]
    assert (created["subject"], created["detail"]["above"]) == (f"rule:{found['id']}", 800.0)
    assert updated["detail"] == {"name": "Slow", "above": {"before": 800.0, "after": 900.0}}
    assert deleted["detail"]["name"] == "Slow"


async def test_what_a_rule_sees_is_shown_by_monitor(tower_on_both: Tower) -> None:
    rule, shop = await broken(tower_on_both)
    quick, silent = await tower_on_both.create("quick"), await tower_on_both.create("silent")
    await took(tower_on_both, quick["id"], 100, 200)
    seen = await items(tower_on_both.client, f"{RULES}/{rule['id']}/states")
    assert [(one["monitor_id"], one["value"], one["is_beyond"], one["is_broken"]) for one in seen] == [
        (shop["id"], 1240, True, True),
        (quick["id"], 200, False, False),
        (silent["id"], None, False, False),
    ]
    (incident,) = await open_incidents(tower_on_both.client)
    assert (seen[0]["incident_id"], seen[0]["since"]) == (incident["id"], incident["started_at"])
    assert seen[0]["summary"] == incident["summary"] == "p95 of 1,240 ms over 5 minutes is above 800 ms"
    assert seen[1]["summary"] == ""
    assert seen[2]["summary"] == "fewer than 1 results with a latency over 5 minutes"


async def test_what_a_rule_sees_comes_in_pages_or_only_what_is_broken(tower: Tower) -> None:
    rule, shop = await broken(tower)
    await tower.create("quick")
    path = f"{RULES}/{rule['id']}/states"
    first = (await tower.client.get(path, params={"limit": 1})).json()
    second = (await tower.client.get(path, params={"limit": 1, "cursor": first["next_cursor"]})).json()
    assert [one["monitor_name"] for page in (first, second) for one in page["items"]] == ["shop", "quick"]
    assert second["next_cursor"] is None
    assert [one["monitor_id"] for one in await items(tower.client, f"{path}?broken=true")] == [shop["id"]]


async def test_an_incident_of_a_rule_says_which(tower: Tower) -> None:
    rule, shop = await broken(tower, severity="critical")
    (incident,) = await open_incidents(tower.client)
    assert (incident["monitor_id"], incident["rule_id"]) == (shop["id"], rule["id"])
    assert (incident["severity"], incident["reason"]) == ("down", "threshold")
    detail = (await tower.client.get(f"/api/v1/incidents/{incident['id']}")).json()
    assert [(one["type"], one["summary"]) for one in detail["timeline"]] == [("opened", incident["summary"])]
    why = await tower.client.get(f"/api/v1/incidents/{incident['id']}/why")
    assert why.status_code == 200


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (None, "The rule was deleted"),
        ({"enabled": False}, "The rule was switched off"),
        ({"severity": "critical"}, "The rule was changed"),
        ({"metric": "error_ratio", "above": 0.5}, "The rule was changed"),
    ],
)
async def test_incidents_end_with_what_their_rule_was(
    tower_on_both: Tower, change: dict[str, Any] | None, words: str
) -> None:
    tower = tower_on_both
    rule, _ = await broken(tower)
    (incident,) = await open_incidents(tower.client)
    path = f"{RULES}/{rule['id']}"
    await (tower.client.delete(path) if change is None else tower.client.put(path, json={**SLOW, **change}))
    assert await open_incidents(tower.client) == []
    ended = (await tower.client.get(f"/api/v1/incidents/{incident['id']}")).json()
    assert ended["timeline"][-1]["summary"] == words
    assert ended["timeline"][-1]["actor"].startswith("key:")
    async with tower.parts.database.write() as connection:
        leased = await OutboxRepository(connection).lease("test", now_ms() + 1000)
    assert [one.record.dedup_key for one in leased] == [
        f"incident:{incident['id']}:{what}" for what in ("opened", "closed")
    ]


async def test_a_threshold_that_moves_leaves_what_is_broken_to_the_next_turns(tower: Tower) -> None:
    rule, _ = await broken(tower)
    await tower.client.put(f"{RULES}/{rule['id']}", json={**SLOW, "above": 900, "name": "Slower"})
    assert [one["rule_id"] for one in await open_incidents(tower.client)] == [rule["id"]]


async def test_a_rule_can_be_tried_before_it_is_made(tower_on_both: Tower) -> None:
    tower = tower_on_both
    for name, latencies in (("a", [100]), ("b", [900, 900]), ("c", [2000]), ("d", [])):
        monitor = await tower.create(name)
        await took(tower, monitor["id"], *latencies)
    answer = await tower.client.post(TRY, json={"metric": "latency", "above": 800, "least_results": 1})
    found = answer.json()
    assert (answer.status_code, found["looked_at"], found["beyond"], found["untold"]) == (200, 4, 2, 1)
    assert [(one["monitor_name"], one["value"], one["is_beyond"]) for one in found["items"]] == [
        ("c", 2000, True),
        ("b", 900, True),
        ("a", 100, False),
        ("d", None, False),
    ]
    assert await items(tower.client, RULES) == []


async def test_what_is_tried_is_validated(tower: Tower) -> None:
    answer = await tower.client.post(TRY, json={"metric": "latency"})
    assert faults(answer) == [("/above", "is required: from where on it is broken")]
