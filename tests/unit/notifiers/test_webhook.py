"""The webhook channel: what it sends, how it signs, and what it makes of answers."""

from __future__ import annotations

import base64
import hmac
import json
import time
from collections.abc import Callable, Mapping
from textwrap import dedent
from typing import Any

import pytest
from pydantic import ValidationError

from tests.announcements import ACKNOWLEDGE_URL, STARTED_AT, URL, announcement, message, told
from tests.servers.http import Request, answer, answering, recording, serve_http
from tests.unit.notifiers.conftest import Say
from tests.unit.notifiers.hostile import HOSTILE, about_three_thousand, saying
from tocsin.core.alerting.announcement import Announcement, Purpose, ToldIncident
from tocsin.core.notifier import DeliveryFailed, Message, Receipt
from tocsin.core.transition import RegionWhy
from tocsin.notifiers import webhook
from tocsin.notifiers.webhook import WebhookConfig, WebhookNotifier
from tocsin.wording.message import render

ADDRESS = "https://example.com/tocsin?team=shop"
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def config(**changes: Any) -> WebhookConfig:
    return WebhookConfig.model_validate({"url": ADDRESS, **changes})


async def sent(say: Say, what: Message, **changes: Any) -> Request:
    seen: list[Request] = []
    async with serve_http(recording(seen)) as base:
        assert await say(WebhookNotifier, base, config(**changes), what) == Receipt("ok", 200)
    (request,) = seen
    return request


async def test_a_problem_is_told_in_json(say: Say) -> None:
    request = await sent(say, message())
    assert (request.method, request.path) == ("POST", "/tocsin?team=shop")
    assert request.headers["content-type"] == "application/json"
    payload = json.loads(request.body)
    assert {name: payload[name] for name in ("version", "purpose", "severity", "thread", "at", "total")} == {
        "version": 1,
        "purpose": "problem",
        "severity": "critical",
        "thread": "group:7",
        "at": "2026-11-21T22:30:00.000Z",
        "total": 1,
    }
    assert (payload["title"], payload["url"], payload["acknowledge_url"]) == ("Down: web-1", URL, ACKNOWLEDGE_URL)


async def test_an_incident_tells_all_its_facts(say: Say) -> None:
    (incident,) = json.loads((await sent(say, message(Purpose.RECOVERY))).body)["incidents"]
    assert (incident["monitor"], incident["tags"], incident["changes"][0][:11]) == (
        "web-1",
        ["env:prod", "team:shop"],
        "The address",
    )
    assert (incident["started_at"], incident["ended_at"]) == ("2026-11-21T22:26:40.000Z", "2026-11-21T22:30:00.000Z")
    assert incident["regions"][0] == {
        "region": "eu-west",
        "state": "down",
        "seen_at": "2026-11-21T22:26:40.000Z",
        "error": "connect_refused",
        "message": "The connection was refused.",
        "is_suspect": False,
    }


async def test_no_fact_is_left_out_and_every_field_is_documented(say: Say) -> None:
    payload = json.loads((await sent(say, message())).body)
    facts = set(Announcement.__struct_fields__) - {"group_id"} | {"dedup_key", "title", "text", "url"}
    assert facts <= set(payload)
    assert set(ToldIncident.__struct_fields__) - {"incident_id"} <= set(payload["incidents"][0])
    fields = {*payload, *payload["incidents"][0], *payload["incidents"][0]["regions"][0]}
    assert [name for name in fields if f"`{name}`" not in (webhook.__doc__ or "")] == []
    assert len(payload["incidents"][0]["regions"][0]) == len(RegionWhy.__struct_fields__)


async def test_a_test_has_no_incidents(say: Say) -> None:
    payload = json.loads((await sent(say, message(Purpose.TEST))).body)
    assert (payload["purpose"], payload["total"], payload["incidents"]) == ("test", 0, [])


async def test_the_same_message_has_the_same_id(say: Say) -> None:
    request = await sent(say, message())
    assert request.headers["webhook-id"] == "group:7:problem:1-0:channel:3"
    assert json.loads(request.body)["dedup_key"] == "group:7:problem:1.0:channel:3"
    assert "webhook-signature" not in request.headers


def documented_check() -> Callable[[str, Mapping[str, str], bytes], bool]:
    """The function that the documentation shows."""
    source = (webhook.__doc__ or "").partition("```python\n")[2].partition("```")[0]
    names: dict[str, Any] = {"base64": base64, "hmac": hmac, "time": time, "Mapping": Mapping}
    exec(dedent(source), names)
    check: Callable[[str, Mapping[str, str], bytes], bool] = names["is_from_tocsin"]
    return check


async def test_who_does_as_documented_knows_that_it_is_from_tocsin(say: Say) -> None:
    request = await sent(say, saying("🔥"), signing_secret=SECRET)
    is_from_tocsin = documented_check()
    assert is_from_tocsin(SECRET, request.headers, request.body)
    assert not is_from_tocsin(SECRET, request.headers, request.body + b" ")
    assert not is_from_tocsin(SECRET, {**request.headers, "webhook-id": "another"}, request.body)
    assert not is_from_tocsin("whsec_" + "A" * 32, request.headers, request.body)
    old = {**request.headers, "webhook-timestamp": str(int(request.headers["webhook-timestamp"]) - 400)}
    assert not is_from_tocsin(SECRET, old, request.body)


async def test_headers_of_ones_own_are_sent(say: Say) -> None:
    request = await sent(say, message(), headers={"Authorization": "Bearer s3cret", "X-Empty": ""})
    assert (request.headers["authorization"], request.headers["x-empty"]) == ("Bearer s3cret", "")


async def test_a_get_has_no_body(say: Say) -> None:
    request = await sent(say, message(), method="GET", signing_secret=SECRET)
    assert (request.method, request.body, "content-type" in request.headers) == ("GET", b"", False)
    assert documented_check()(SECRET, request.headers, b"")


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
async def test_other_methods_have_one(say: Say, method: str) -> None:
    request = await sent(say, message(), method=method)
    assert (request.method, json.loads(request.body)["version"]) == (method, 1)


async def test_a_template_makes_the_body(say: Say) -> None:
    request = await sent(say, message(body='{"text": "Ä"}'), body="template")
    assert (request.headers["content-type"], request.body) == ("application/json", '{"text": "Ä"}'.encode())


async def test_the_documented_template_makes_json(say: Say) -> None:
    template = (webhook.__doc__ or "").partition("    {")[2].partition("\n")[0]
    what = render(announcement(), format=WebhookNotifier.format, body_template="{" + template, dedup_key="a")
    request = await sent(say, what, body="template")
    assert json.loads(request.body) == {"text": "Down: web-1", "monitor": "web-1", "since": STARTED_AT}


async def test_a_template_may_make_something_else_than_json(say: Say) -> None:
    request = await sent(say, message(body="down\ud83d"), body="template", content_type="text/plain; charset=utf-8")
    assert (request.headers["content-type"], request.body) == ("text/plain; charset=utf-8", b"down?")


@pytest.mark.parametrize("body", ["", '{"text": "a "quoted" word"}', "[" * 100_000])
async def test_a_template_that_makes_no_json_sends_nothing(say: Say, body: str) -> None:
    seen: list[Request] = []
    async with serve_http(recording(seen)) as base:
        with pytest.raises(DeliveryFailed, match="The channel's body template, if it has one, makes no JSON") as failed:
            await say(WebhookNotifier, base, config(body="template"), message(body=body))
    assert (failed.value.is_permanent, seen) == (True, [])


async def test_it_may_speak_as_uptime_kuma_does(say: Say) -> None:
    payload = json.loads((await sent(say, message(), body="kuma")).body)
    heartbeat = {name: payload["heartbeat"][name] for name in ("monitorID", "status", "time", "duration", "important")}
    assert heartbeat == {
        "monitorID": 1,
        "status": 0,
        "time": "2026-11-21 22:30:00.000",
        "duration": 200,
        "important": True,
    }
    assert {name: payload["monitor"][name] for name in ("id", "name", "type")} == {
        "id": 1,
        "name": "web-1",
        "type": "http",
    }
    assert payload["msg"] == "[web-1] [🔴 Down] Down in 2 of 2 regions: the connection was refused."


async def test_a_recovery_is_up_in_the_words_of_uptime_kuma(say: Say) -> None:
    payload = json.loads((await sent(say, message(Purpose.RECOVERY), body="kuma")).body)
    assert (payload["heartbeat"]["status"], payload["msg"][:15]) == (1, "[web-1] [✅ Up] ")


async def test_a_group_in_the_words_of_uptime_kuma_tells_of_all(say: Say) -> None:
    group = announcement(incidents=(told(1), told(2)), total=2)
    payload = json.loads((await sent(say, message(announcement=group, text="web-1 and web-2"), body="kuma")).body)
    assert payload["msg"] == "[web-1] [🔴 Down] web-1 and web-2"


async def test_a_test_of_uptime_kuma_has_no_monitor(say: Say) -> None:
    payload = json.loads((await sent(say, message(Purpose.TEST, text="Test"), body="kuma")).body)
    assert payload == {"heartbeat": None, "monitor": None, "msg": "Test"}


async def test_a_group_of_three_thousand_lists_the_first(say: Say) -> None:
    payload = json.loads((await sent(say, about_three_thousand())).body)
    assert (payload["total"], len(payload["incidents"])) == (3000, 50)


@pytest.mark.parametrize("body", ["json", "kuma"])
@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_words_stay_inside_the_json(say: Say, text: str, body: str) -> None:
    payload = json.loads((await sent(say, saying(text), body=body)).body)
    said = payload.get("text", (payload.get("heartbeat") or {}).get("msg"))
    assert said == text.encode("utf-8", "replace").decode()


async def test_credentials_are_in_no_answer(say: Say) -> None:
    body = f"token s3cret-token is unknown; {SECRET}".encode()
    async with serve_http(answering(answer(body, status="401 Unauthorized"))) as base:
        with pytest.raises(DeliveryFailed) as failed:
            await say(
                WebhookNotifier,
                base,
                config(headers={"Authorization": "Bearer s3cret-token"}, signing_secret=SECRET),
            )
    assert failed.value.answer == "It answered 401 Unauthorized: token ••• is unknown; •••"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"url": "example.com"}, "must begin with http:// or https://"),
        ({"url": "https://ada:pw@example.com/"}, "must not contain credentials"),
        ({"headers": {"X Y": "z"}}, "is not a header name"),
        ({"headers": {"X-Y": "secret\r\nX-Z: 1"}}, "contains a line break"),
        ({"headers": {"Content-Length": "5"}}, "is set by the protocol"),
        ({"headers": {"Webhook-Signature": "v1,x"}}, "is set by Tocsin"),
        ({"headers": {f"X-{number}": "" for number in range(21)}}, "at most 20 items"),
        ({"content_type": "text/plain\r\nX: y"}, "should match pattern"),
        ({"signing_secret": "secret"}, "openssl rand -base64 32"),
        ({"method": "TRACE"}, "'POST', 'PUT', 'PATCH', 'GET' or 'DELETE'"),
        ({"body": "xml"}, "'json', 'template' or 'kuma'"),
    ],
)
def test_what_cannot_be_sent_is_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words) as refused:
        config(**changes)
    assert "secret" not in str(refused.value).replace("signing_secret", "").replace("signing secret", "")


def test_another_origin_is_another_recipient() -> None:
    assert WebhookNotifier.recipient({"url": ADDRESS}) == WebhookNotifier.recipient(
        {"url": "https://example.com:443/x"}
    )
    assert WebhookNotifier.recipient({"url": ADDRESS}) != WebhookNotifier.recipient({"url": "https://example.net/"})
    assert WebhookNotifier.recipient({"url": ADDRESS}) != WebhookNotifier.recipient({"url": ADDRESS, "verify": False})
