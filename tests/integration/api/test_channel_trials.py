"""Tests sent by a channel, and what a message would read like."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.api.history import go_down
from tests.integration.api.test_access import with_scope
from tests.integration.api.test_channels import CHANNELS, made
from tests.integration.api.tower import Tower
from tests.integration.api.trail import newest_entry
from tests.servers.http import Request, answer, answering, recording, serve_http
from tests.servers.tcp import closed_port
from tocsin.auth.configs import MASK
from tocsin.storage.channels import ChannelRepository

SECRET = "Bearer a-token-of-somebody"
PREVIEW = f"{CHANNELS}/preview"


def by(url: str, **fields: Any) -> dict[str, Any]:
    return {"kind": "webhook", "config": {"url": url, "headers": {"Authorization": SECRET}}, **fields}


async def preview(tower: Tower, **fields: Any) -> dict[str, Any]:
    found = await tower.client.post(PREVIEW, json=fields)
    assert found.status_code == 200, found.text
    said: dict[str, Any] = found.json()
    return said


async def test_a_test_arrives_with_the_channels_own_words(tower: Tower) -> None:
    seen: list[Request] = []
    async with serve_http(recording(seen)) as base:
        channel = await made(tower, **by(base, title_template="{{ title }}, for {{ workspace }}"))
        said = (await tower.client.post(f"{CHANNELS}/{channel['id']}/test")).json()
    assert (said["outcome"], said["status"], said["answer"]) == ("sent", 200, "ok")
    assert seen[0].headers["authorization"] == SECRET
    assert b"Test: a message from Tocsin, for " in seen[0].body


async def test_a_test_that_arrives_makes_a_channel_well_and_one_that_does_not_changes_nothing(tower: Tower) -> None:
    async with serve_http(answering(answer())) as base:
        channel = await made(tower, **by(base))
        async with tower.parts.database.write() as connection:
            await ChannelRepository(connection).note_failure(channel["id"], 1, "gone", is_permanent=True)
        await tower.client.post(f"{CHANNELS}/{channel['id']}/test")
    after = (await tower.client.post(f"{CHANNELS}/{channel['id']}/test")).json()
    health = (await tower.client.get(f"{CHANNELS}/{channel['id']}")).json()["health"]
    assert after["outcome"] == "temporary"
    assert (health["failures"], health["unhealthy_since"]) == (0, None)


async def test_what_the_far_side_answers_is_told_without_the_secrets_that_it_repeats(tower: Tower) -> None:
    async with serve_http(answering(answer(f"no: {SECRET}".encode(), status="403 Forbidden"))) as base:
        said = (await tower.client.post(f"{CHANNELS}/try", json=by(base))).json()
    assert (said["outcome"], said["status"]) == ("permanent", 403)
    assert "a-token-of-somebody" not in str(said)
    assert "no: " in said["answer"]


async def test_nobody_there_is_told_as_such(tower: Tower) -> None:
    said = (await tower.client.post(f"{CHANNELS}/try", json=by(f"http://127.0.0.1:{closed_port()}/"))).json()
    assert (said["outcome"], said["status"]) == ("temporary", None)
    assert "refused" in said["answer"]


async def test_a_server_without_mail_says_so(tower: Tower) -> None:
    mail = {"kind": "email", "config": {"to": ["ops@example.com"]}}
    said = (await tower.client.post(f"{CHANNELS}/try", json=mail)).json()
    assert said["outcome"] == "permanent"
    assert "TOCSIN_SMTP_HOST" in said["answer"]


async def test_a_draft_is_tried_with_the_secrets_of_a_channel_that_goes_to_the_same_place(tower: Tower) -> None:
    seen: list[Request] = []
    async with serve_http(recording(seen)) as base:
        channel = await made(tower, **by(base))
        masked = {"kind": "webhook", "config": channel["config"]}
        path = f"{CHANNELS}/try?secrets_of={channel['id']}"
        assert (await tower.client.post(path, json=masked)).json()["outcome"] == "sent"
        elsewhere = {"kind": "webhook", "config": {**channel["config"], "url": "https://evil.example/"}}
        assert (await tower.client.post(path, json=elsewhere)).status_code == 422
    assert [one.headers["authorization"] for one in seen] == [SECRET]


async def test_a_mask_is_no_secret(tower: Tower) -> None:
    config = {"url": "https://example.com/", "headers": {"Authorization": MASK}}
    assert (await tower.client.post(f"{CHANNELS}/try", json={"kind": "webhook", "config": config})).status_code == 422


async def test_tests_are_in_the_trail_without_where_they_went(tower: Tower) -> None:
    await tower.client.post(f"{CHANNELS}/try", json=by(f"http://127.0.0.1:{closed_port()}/"))
    entry = await newest_entry(tower.client, "channel.tried")
    assert entry["detail"] == {"kind": "webhook", "outcome": "temporary"}


async def test_tests_that_come_too_often_are_put_off(tower: Tower) -> None:
    draft = by(f"http://127.0.0.1:{closed_port()}/")
    answers = [await tower.client.post(f"{CHANNELS}/try", json=draft) for _ in range(21)]
    assert [one.status_code for one in answers] == [200] * 20 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0


async def test_one_that_is_gone_cannot_be_tested(tower: Tower) -> None:
    assert (await tower.client.post(f"{CHANNELS}/1/test")).status_code == 404
    path = f"{CHANNELS}/try?secrets_of=1"
    assert (await tower.client.post(path, json=by("https://example.com/"))).status_code == 404


async def test_a_preview_reads_like_the_message(tower: Tower) -> None:
    said = await preview(tower, kind="email", title_template="{{ title }}!", purpose="recovery")
    assert (said["title"], said["format"]) == ("Recovered: shop after 3 min 20 s!", "html")
    assert said["body"].startswith("<!DOCTYPE html>")
    assert "well again" in said["text"]


async def test_a_preview_may_be_of_an_incident(tower: Tower) -> None:
    monitor = await tower.create("till")
    _, incident_id = await go_down(tower, monitor["id"])
    said = await preview(tower, incident_id=incident_id, body_template="{{ incident.monitor }} {{ incident.summary }}")
    assert said["title"] == "Down: till"
    assert said["body"] == "till expected status 200-299, got 503"


async def test_a_preview_may_be_of_many(tower: Tower) -> None:
    assert (await preview(tower, monitors=50))["title"] == "Down: shop (and 49 more)"


@pytest.mark.parametrize(
    ("fields", "pointer", "told"),
    [
        ({"body_template": "\n{{ incident.monitr }}"}, "/body_template", "line 2: there is no `monitr` in an incident"),
        ({"title_template": "{{ 9 ** 9 }}"}, "/title_template", "line 1: there is no `**`"),
        ({"kind": "pigeon"}, "/kind", "is not a known kind of channel"),
        ({"purpose": "fun"}, "/purpose", "must be"),
        ({"monitors": 51}, "/monitors", "at most 50"),
        ({"body_template": "x" * 40_000}, "/body_template", "at most 32768"),
    ],
)
async def test_a_preview_says_what_is_wrong_and_where(
    tower: Tower, fields: dict[str, Any], pointer: str, told: str
) -> None:
    found = await tower.client.post(PREVIEW, json=fields)
    assert found.status_code == 422
    assert told in {one["pointer"]: one["message"] for one in found.json()["errors"]}[pointer]


async def test_a_preview_tells_of_no_incident_of_others(tower: Tower) -> None:
    assert (await tower.client.post(PREVIEW, json={"incident_id": 10**9})).status_code == 404
    monitor = await tower.create("till")
    _, incident_id = await go_down(tower, monitor["id"])
    blind = await with_scope(tower, "channels:write")
    assert (await tower.anonymous.post(PREVIEW, json={"incident_id": incident_id}, headers=blind)).status_code == 403
