"""Other systems post to hooks: who is let in, what is taken, what is refused, and that none of it is a 500."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.integration.api.hearing import hearing
from tests.integration.api.hooks import HOOKS, JOBS, made, outcomes, post, shown
from tests.integration.api.tower import MONITORS, Tower
from tests.unit.hooks.making import alert, alerts
from tocsin.core.messages import PINGS_QUEUE
from tocsin.core.ping import Ping, Signal
from tocsin.core.result import Json
from tocsin.core.verdict import Verdict
from tocsin.services import hook_limits
from tocsin.services.limit import Limit


@pytest.fixture
async def heard(tower: Tower) -> AsyncIterator[list[Ping]]:
    async with hearing(tower) as pings:
        yield pings


async def test_an_alert_is_told_to_its_monitor_as_a_state(tower: Tower, heard: list[Ping]) -> None:
    hook = await made(tower)
    answer = await tower.anonymous.post(hook["path"], json=alerts(alert()), headers={"User-Agent": "Alertmanager/0.27"})
    assert (answer.status_code, answer.json()["monitors"]) == (200, [{"id": 1, "name": "Disk", "state": "down"}])
    (ping,) = heard
    assert (ping.signal, ping.verdict, ping.message) == (Signal.STATE, Verdict.DOWN, "The disk is full")
    assert (ping.origin.via, ping.origin.agent) == (f"hook:{hook['id']}", "Alertmanager/0.27")
    assert json.loads(ping.body)["generatorURL"] == "http://prometheus.example/graph"


async def test_it_is_answered_when_it_is_stored_and_not_before(tower: Tower) -> None:
    hook = await made(tower)
    async with tower.parts.bus.consume(PINGS_QUEUE, most=1) as deliveries:
        posting = asyncio.create_task(post(tower, hook, alerts(alert())))
        await anext(deliveries)
        assert not posting.done()
    posting.cancel()
    await asyncio.gather(posting, return_exceptions=True)


@pytest.mark.parametrize("scheme", ["bearer", "basic"])
async def test_the_key_may_come_in_a_header(tower: Tower, heard: list[Ping], scheme: str) -> None:
    key = (await made(tower))["key"]
    credentials = {"bearer": f"Bearer {key}", "basic": "Basic " + base64.b64encode(f"am:{key}".encode()).decode()}
    headers = {"Authorization": credentials[scheme]}
    assert (await tower.anonymous.post("/hook", json=alerts(alert()), headers=headers)).status_code == 200
    assert len(heard) == 1


async def test_a_slash_at_the_end_makes_no_difference(tower: Tower, heard: list[Ping]) -> None:
    hook = await made(tower)
    headers = {"Authorization": f"Bearer {hook['key']}"}
    assert (await tower.anonymous.post(f"{hook['path']}/", json=alerts(alert()))).status_code == 200
    assert (await tower.anonymous.post("/hook/", json=alerts(alert()), headers=headers)).status_code == 200
    assert len(heard) == 2


async def test_what_the_sender_left_out_is_told_to_the_operator(tower: Tower, heard: list[Ping]) -> None:
    hook = await made(tower)
    await post(tower, hook, alerts(alert(), truncatedAlerts=2))
    assert "left out of its request: 2." in (await shown(tower, hook))["last_error"]


@pytest.mark.parametrize("key", ["x", "00000000-0000-4000-8000-000000000000", "%00", "ü", "a" * 200])
async def test_an_unknown_key_is_not_found(tower: Tower, key: str) -> None:
    answer = await tower.anonymous.post(f"/hook/{key}", json=alerts(alert()))
    assert answer.status_code in (400, 404)
    assert outcomes(tower, "taken") is None


@pytest.mark.parametrize("value", ["", "Bearer", "Bearer x", "Basic x", "Basic eDp5", "Basic ü", "Digest x"])
async def test_an_unknown_key_in_a_header_is_not_let_in(tower: Tower, value: str) -> None:
    headers = {b"Authorization": value.encode()}
    answer = await tower.anonymous.post("/hook", json=alerts(alert()), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")


async def test_an_api_key_opens_no_hook(tower: Tower) -> None:
    await made(tower)
    assert (await tower.client.post("/hook", json=alerts(alert()))).status_code == 401


async def test_a_disabled_hook_takes_nothing(tower: Tower, heard: list[Ping]) -> None:
    hook = await made(tower)
    await tower.client.put(f"{HOOKS}/{hook['id']}", json={"name": "am", "kind": "alertmanager", "enabled": False})
    answer = await post(tower, hook, alerts(alert()))
    assert (answer.status_code, answer.json()["detail"]) == (409, "This hook is disabled: nothing was taken in.")
    assert (heard, outcomes(tower, "disabled")) == ([], 1)


async def test_a_deleted_hook_is_not_found_and_its_monitors_stay(tower: Tower, heard: list[Ping]) -> None:
    hook = await made(tower)
    await post(tower, hook, alerts(alert()))
    await tower.client.delete(f"{HOOKS}/{hook['id']}")
    assert (await post(tower, hook, alerts(alert()))).status_code == 404
    assert (await tower.client.get(f"{MONITORS}/1")).status_code == 200


async def test_a_bad_item_is_refused_and_the_others_are_taken(tower: Tower, heard: list[Ping]) -> None:
    hook = await made(tower)
    answer = await post(tower, hook, alerts(alert(), {"status": "firing"}, alert(alertname="CPU")))
    assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed")
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/alerts/1/labels"]
    assert "2 of its items were taken" in answer.json()["detail"]
    assert len(heard) == 2
    assert (await shown(tower, hook))["last_error"].startswith("1 of 3 items refused: /alerts/1/labels must have")
    assert outcomes(tower, "partly") == 1


async def test_a_good_request_clears_the_error_of_the_one_before(tower: Tower, heard: list[Ping]) -> None:
    hook = await made(tower)
    await tower.anonymous.post(hook["path"], content=b"nonsense")
    assert (await shown(tower, hook))["last_error"].startswith("The body is not JSON")
    await post(tower, hook, alerts(alert()))
    assert (await shown(tower, hook))["last_error"] is None


@pytest.mark.parametrize(
    ("body", "media_type", "status"),
    [
        (b"", "application/json", 400),
        (b"<x/>", "text/xml", 400),
        (b"[" * 5000, "application/json", 400),
        (b"x=1", "application/x-www-form-urlencoded", 400),
        (b"--x--", "multipart/form-data; boundary=x", 415),
        (b" " * 1_048_577, "application/json", 413),
    ],
)
async def test_a_body_that_is_none_is_refused(tower: Tower, body: bytes, media_type: str, status: int) -> None:
    hook = await made(tower)
    answer = await tower.anonymous.post(hook["path"], content=body, headers={"Content-Type": media_type})
    assert answer.status_code == status
    assert (await shown(tower, hook))["last_error"].startswith("The body ")


async def test_json_in_a_form_is_taken(tower: Tower, heard: list[Ping]) -> None:
    hook = await made(tower, "generic", **JOBS)
    body = {"payload": json.dumps({"jobs": [{"name": "ci", "state": "success"}]})}
    answer = await tower.anonymous.post(hook["path"], data=body)
    assert (answer.status_code, answer.json()["monitors"][0]["state"]) == (200, "up")


async def test_a_hook_that_may_create_none_refuses_new_names(tower: Tower, heard: list[Ping]) -> None:
    hook = await made(tower, create=False)
    answer = await post(tower, hook, alerts(alert(), alert("resolved", alertname="Other")))
    (error,) = answer.json()["errors"]
    assert error["pointer"] == "/alerts/0"
    assert "'Disk', and this hook may not create any" in error["message"]
    assert heard == []


async def test_an_end_creates_no_monitor(tower: Tower, heard: list[Ping]) -> None:
    answer = await post(tower, await made(tower), alerts(alert("resolved")))
    assert (answer.status_code, answer.json()["unchanged"], answer.json()["created"]) == (200, 1, 0)
    assert (await tower.client.get(MONITORS)).json()["items"] == []


async def test_a_hook_makes_no_more_monitors_than_it_may(tower: Tower, heard: list[Ping]) -> None:
    hook = await made(tower, most_monitors=2)
    answer = await post(tower, hook, alerts(*[alert(alertname=name) for name in "abc"]))
    (error,) = answer.json()["errors"]
    assert "has made 2 already: raise most_monitors" in error["message"]
    await tower.client.delete(f"{MONITORS}/1")
    assert (await post(tower, hook, alerts(alert(alertname="c")))).status_code == 200
    assert (await shown(tower, hook))["made_monitors"] == 2


async def test_a_monitor_is_made_with_what_the_hook_and_the_alert_say(tower: Tower, heard: list[Ping]) -> None:
    hook = await made(tower, create_tags=["prom"], tag_labels=["team"], create_time_limit="1d")
    annotations: Json = {"summary": "s", "description": "All of it", "runbook_url": "not a link"}
    await post(tower, hook, alerts({**alert(team="DB", nothing=""), "annotations": annotations}))
    monitor = (await tower.client.get(f"{MONITORS}/1")).json()
    assert (monitor["kind"], monitor["tags"], monitor["config"]) == (
        "manual",
        ["prom", "team:db"],
        {"time_limit": 86400},
    )
    assert (monitor["description"], monitor["runbook_url"]) == ("All of it", None)


async def test_who_made_a_monitor_is_in_the_audit_trail(tower: Tower, heard: list[Ping]) -> None:
    await post(tower, await made(tower), alerts(alert()))
    (entry,) = (await tower.client.get("/api/v1/audit", params={"subject": "monitor:1"})).json()["items"]
    assert (entry["action"], entry["actor"]) == ("monitor.created", "hook:am")


@pytest.mark.parametrize(("kind", "config"), [("heartbeat", {"period": "1h"}), ("manual", {})])
async def test_monitors_that_exist_are_told_by_name_or_id(
    tower: Tower, heard: list[Ping], kind: str, config: dict[str, Any]
) -> None:
    await tower.create("Shop", kind=kind, config=config)
    hook = await made(tower, create=False)
    body = alerts(alert(tocsin_monitor="Shop"), alert(tocsin_monitor="id:1", fingerprint="f2", severity="info"))
    answer = await post(tower, hook, body)
    assert (answer.status_code, answer.json()["monitors"]) == (200, [{"id": 1, "name": "Shop", "state": "down"}])
    assert [ping.monitor_id for ping in heard] == [1]


async def test_a_monitor_that_looks_by_itself_is_told_nothing(tower: Tower, heard: list[Ping]) -> None:
    await tower.create("Disk")
    (error,) = (await post(tower, await made(tower), alerts(alert()))).json()["errors"]
    assert "which is of the kind http and looks by itself" in error["message"]
    assert heard == []


async def test_the_monitors_of_another_workspace_are_out_of_reach(tower: Tower, heard: list[Ping], other: Any) -> None:
    draft = {"name": "theirs", "kind": "manual", "config": {}}
    theirs = (await other.post(MONITORS, json=draft)).json()["id"]
    answer = await post(tower, await made(tower), alerts(alert(tocsin_monitor=f"id:{theirs}")))
    assert "does not exist" in answer.json()["errors"][0]["message"]
    assert heard == []


async def test_one_ping_is_said_to_a_monitor_however_many_alerts_there_are(tower: Tower, heard: list[Ping]) -> None:
    hook = await made(tower)
    await post(
        tower, hook, alerts(alert(severity="info"), alert(fingerprint="f2"), alert("resolved", fingerprint="f3"))
    )
    assert [(ping.verdict, ping.message) for ping in heard] == [(Verdict.DOWN, "The disk is full (and 1 more)")]


async def test_a_repeated_alert_is_said_again(tower: Tower, heard: list[Ping]) -> None:
    hook = await made(tower)
    for _ in range(2):
        await post(tower, hook, alerts(alert()))
    assert [ping.verdict for ping in heard] == [Verdict.DOWN, Verdict.DOWN]
    assert (await shown(tower, hook))["problems"] == 1


async def test_alerts_that_were_left_out_are_counted(tower: Tower, heard: list[Ping]) -> None:
    answer = await post(tower, await made(tower), alerts(alert(), truncatedAlerts=7))
    assert answer.json()["truncated"] == 7
    registry = tower.app.state.parts.registry
    assert registry.get_sample_value("tocsin_hook_truncated_items_total", {"hook_kind": "alertmanager"}) == 7


async def test_a_request_must_be_signed_where_the_hook_asks_for_it(tower: Tower, heard: list[Ping]) -> None:
    hook = await made(tower, "generic", **JOBS, hmac={"secret": "a-shared-secret"})
    body = json.dumps({"jobs": [{"name": "ci", "state": "failure"}]}).encode()
    unsigned = await tower.anonymous.post(hook["path"], content=body)
    assert (unsigned.status_code, outcomes(tower, "unverified", "generic")) == (401, 1)
    digits = hmac.new(b"a-shared-secret", body, hashlib.sha256).hexdigest()
    signed = await tower.anonymous.post(hook["path"], content=body, headers={"X-Hub-Signature-256": f"sha256={digits}"})
    assert (signed.status_code, len(heard)) == (200, 1)


async def test_what_amazon_wants_confirmed_is_shown_to_the_operator(tower: Tower, heard: list[Ping]) -> None:
    hook = await made(tower, "generic", unwrap="sns", name="AlarmName", state="NewStateValue")
    link = "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=abc"
    body = {"Type": "SubscriptionConfirmation", "SubscribeURL": link}
    answer = await tower.anonymous.post(hook["path"], content=json.dumps(body), headers={"Content-Type": "text/plain"})
    assert answer.status_code == 200
    assert link in answer.json()["note"]
    assert link in (await shown(tower, hook))["last_error"]


async def test_a_hook_that_is_used_too_often_says_when_to_come_again(
    tower: Tower, heard: list[Ping], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hook_limits, "HOOKS", Limit("hooks", "1/10 seconds"))
    hook = await made(tower, "generic", **JOBS)
    assert (await post(tower, hook, {"jobs": []})).status_code == 200
    answer = await post(tower, hook, {"jobs": []})
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "10")
    assert outcomes(tower, "too_many", "generic") == 1


async def test_alertmanager_is_told_to_come_again_in_the_way_it_understands(
    tower: Tower, heard: list[Ping], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hook_limits, "MOST_AT_ONCE", 0)
    answer = await post(tower, await made(tower), alerts(alert()))
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")


async def test_two_hooks_that_post_at_once_agree_in_the_end(tower: Tower, heard: list[Ping]) -> None:
    await tower.create("Disk", kind="manual", config={})
    first, second = await made(tower), await made(tower, called="second")
    await post(tower, first, alerts(alert()))
    await asyncio.gather(post(tower, first, alerts(alert("resolved"))), post(tower, second, alerts(alert())))
    assert heard[-1].verdict == Verdict.DOWN


async def test_many_requests_at_once_make_each_monitor_once(tower_on_both: Tower) -> None:
    async with hearing(tower_on_both):
        hooks = [await made(tower_on_both, called=name) for name in "ab"]
        answers = await asyncio.gather(
            *(post(tower_on_both, hooks[number % 2], alerts(alert(fingerprint=str(number)))) for number in range(10))
        )
    assert {answer.status_code for answer in answers} == {200}
    assert len((await tower_on_both.client.get(MONITORS)).json()["items"]) == 1
