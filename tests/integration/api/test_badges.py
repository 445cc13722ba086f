"""Our own badges by HTTP: what they say, who may see them, and how they are kept."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import httpx
import pytest
from PIL import Image

from tests.integration.api.badges import be, expire, late, monitor, remember, said
from tests.integration.api.history import go_down, result, store
from tests.integration.api.tower import MONITORS, Tower, draft, now_ms, raised
from tocsin.api.fields import rfc3339
from tocsin.core.ping import PushMemory
from tocsin.core.verdict import Verdict
from tocsin.services.badges import RANGES
from tocsin.storage.database import Database

DAY = 86_400_000
NAMES = ("state", "uptime", "latency", "certificate", "duration")


async def get(tower: Tower, monitor_id: int, badge: str = "state.svg", **parameters: Any) -> httpx.Response:
    """As somebody without a key."""
    return await tower.anonymous.get(f"{MONITORS}/{monitor_id}/badges/{badge}", params=parameters)


async def urls(tower: Tower, monitor_id: int, **draft: Any) -> dict[str, dict[str, str]]:
    answer = await tower.client.post(f"{MONITORS}/{monitor_id}/badge-urls", json=draft)
    assert answer.status_code == 200, answer.text
    return {one["name"]: one for one in answer.json()["badges"]}


@pytest.mark.parametrize("state", Verdict)
async def test_a_state_is_shown_beside_the_name(tower: Tower, state: Verdict) -> None:
    assert said(await get(tower, await monitor(tower, "Laden", state))) == ["Laden", state.word]


async def test_a_state_is_shown_from_either_database(tower_on_both: Tower) -> None:
    assert said(await get(tower_on_both, await monitor(tower_on_both, "shop", Verdict.UP))) == ["shop", "up"]


async def test_a_paused_monitor_says_so(tower: Tower) -> None:
    assert said(await get(tower, await monitor(tower, enabled=False))) == ["shop", "paused"]


async def test_a_late_job_says_so(tower: Tower) -> None:
    monitor_id = await monitor(tower, state=Verdict.UP)
    await remember(tower, monitor_id, late())
    assert said(await get(tower, monitor_id)) == ["shop", "late"]


async def test_uptime_is_of_the_range_that_is_asked_for(tower_on_both: Tower) -> None:
    monitor_id = await monitor(tower_on_both)
    await go_down(tower_on_both, monitor_id, at=now_ms())
    assert said(await get(tower_on_both, monitor_id, "uptime.svg", range="30d"))[0] == "uptime 30d"


async def test_uptime_that_is_not_known_is_not_made_up(tower: Tower) -> None:
    assert said(await get(tower, await monitor(tower), "uptime.svg")) == ["uptime 24h", "n/a"]


@pytest.mark.parametrize(("measure", "label"), [("mean", "latency 24h"), ("p95", "latency p95 24h")])
async def test_latency_is_of_what_was_measured(tower_on_both: Tower, measure: str, label: str) -> None:
    monitor_id = await monitor(tower_on_both)
    await store(tower_on_both, [result(monitor_id, now_ms() - 1000)])
    shown = said(await get(tower_on_both, monitor_id, "latency.svg", measure=measure))
    assert shown == [label, "12 ms"]


@pytest.mark.parametrize("name", ["uptime", "latency"])
async def test_every_range_can_be_asked_for(tower: Tower, name: str) -> None:
    monitor_id = await monitor(tower)
    shown = [said(await get(tower, monitor_id, f"{name}.svg", range=one)) for one in RANGES]
    assert shown == [[f"{name} {one}", "n/a"] for one in RANGES]


async def test_days_of_a_certificate_are_counted(tower: Tower) -> None:
    monitor_id = await monitor(tower)
    await expire(tower, monitor_id, now_ms() + 54 * DAY + 60_000)
    assert said(await get(tower, monitor_id, "certificate.svg")) == ["certificate", "54 days"]


async def test_the_last_run_of_a_job_is_told(tower: Tower) -> None:
    monitor_id = await monitor(tower)
    await remember(tower, monitor_id, PushMemory(last_duration_ms=90_000))
    assert said(await get(tower, monitor_id, "duration.svg")) == ["duration", "1m30s"]


async def test_label_and_colours_are_the_readers_to_choose(tower: Tower) -> None:
    monitor_id = await monitor(tower, state=Verdict.UP)
    answer = await get(tower, monitor_id, label="<our> shop", color="blue", label_color="fff")
    assert said(answer) == ["<our> shop", "up"]
    assert {'fill="#007ec6"', 'fill="#ffffff"'} <= set(answer.text.replace("/", " ").split())


async def test_an_empty_label_leaves_the_state_alone(tower: Tower) -> None:
    assert said(await get(tower, await monitor(tower, state=Verdict.UP), label="")) == ["up"]


async def test_a_png_comes_in_two_sizes(tower: Tower) -> None:
    monitor_id = await monitor(tower)
    once, twice = [await get(tower, monitor_id, "state.png", scale=scale) for scale in (1, 2)]
    assert [Image.open(BytesIO(one.content)).height for one in (once, twice)] == [20, 40]
    assert once.headers["content-type"] == "image/png"


async def test_json_is_what_shields_asks_for(tower: Tower) -> None:
    answer = await get(tower, await monitor(tower, state=Verdict.UP), "state.json")
    assert answer.json() == {"schemaVersion": 1, "label": "shop", "message": "up", "color": "#4caf50"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("style", "social"),
        ("range", "2y"),
        ("scale", "3"),
        ("scale", "big"),
        ("color", "url(x)"),
        ("label_color", "#12"),
        ("label", "x" * 201),
        ("measure", "p99"),
        ("expires", "tomorrow"),
    ],
)
async def test_what_does_not_fit_is_named(tower: Tower, name: str, value: str) -> None:
    answer = await get(tower, await monitor(tower), **{name: value})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, f"/{name}")


@pytest.mark.parametrize("badge", ["nothing.svg", "state.gif"])
async def test_a_badge_that_nobody_makes_is_a_bad_request(tower: Tower, badge: str) -> None:
    assert (await get(tower, await monitor(tower), badge)).status_code == 400


async def test_a_parameter_that_only_gets_past_a_cache_does_no_harm(tower: Tower) -> None:
    assert (await get(tower, await monitor(tower), v="17")).status_code == 200


@pytest.mark.parametrize("name", NAMES)
async def test_what_is_hidden_looks_like_what_is_not_there(tower: Tower, name: str) -> None:
    hidden, deleted = await monitor(tower, "hidden", public=False), await monitor(tower, "deleted")
    await tower.client.delete(f"{MONITORS}/{deleted}")
    answers = [await get(tower, one, f"{name}.svg", signature="A" * 24) for one in (hidden, deleted, 999_999)]
    told = [(one.status_code, {**one.json(), "request_id": ""}, sorted(one.headers)) for one in answers]
    assert told[0] == told[1] == told[2]
    assert told[0][0] == 404


async def test_a_monitor_is_hidden_unless_it_was_made_public(tower: Tower) -> None:
    created = await tower.create("shop")
    assert created["public"] is False
    assert (await get(tower, created["id"])).status_code == 404


async def test_a_key_does_not_open_what_is_hidden(tower: Tower) -> None:
    hidden = await monitor(tower, public=False)
    assert (await tower.client.get(f"{MONITORS}/{hidden}/badges/state.svg")).status_code == 404


async def test_a_signed_address_shows_its_badge(tower_on_both: Tower) -> None:
    hidden = await monitor(tower_on_both, "hidden", Verdict.UP, public=False)
    signed = await urls(tower_on_both, hidden)
    assert said(await tower_on_both.anonymous.get(signed["state"]["svg"])) == ["hidden", "up"]


@pytest.mark.parametrize("form", ["svg", "png", "json"])
async def test_every_signed_address_works(tower: Tower, form: str) -> None:
    signed = await urls(tower, await monitor(tower, public=False))
    answers = [await tower.anonymous.get(one[form]) for one in signed.values()]
    assert [one.status_code for one in answers] == [200] * len(NAMES)


async def test_its_looks_are_not_signed(tower: Tower) -> None:
    signed = await urls(tower, await monitor(tower, public=False))
    assert (await tower.anonymous.get(signed["state"]["svg"] + "&style=plastic&label=us")).status_code == 200


async def test_a_signature_opens_no_other_badge(tower: Tower) -> None:
    signed = await urls(tower, await monitor(tower, public=False))
    address = signed["state"]["svg"].replace("state.svg", "uptime.svg")
    assert (await tower.anonymous.get(address)).status_code == 404


async def test_a_signature_opens_no_other_monitor(tower: Tower) -> None:
    first, second = await monitor(tower, "first", public=False), await monitor(tower, "second", public=False)
    signed = await urls(tower, first)
    address = signed["state"]["svg"].replace(f"/{first}/", f"/{second}/")
    assert (await tower.anonymous.get(address)).status_code == 404


async def test_a_signed_address_ends_when_it_was_told_to(tower: Tower) -> None:
    hidden = await monitor(tower, public=False)
    past, future = [await urls(tower, hidden, expires_at=rfc3339(now_ms() + shift)) for shift in (-DAY, DAY)]
    assert (await tower.anonymous.get(past["state"]["svg"])).status_code == 404
    assert (await tower.anonymous.get(future["state"]["svg"])).status_code == 200


async def test_a_public_badge_needs_no_signature(tower: Tower) -> None:
    monitor_id = await monitor(tower)
    assert (await urls(tower, monitor_id))["state"]["svg"].endswith(f"/monitors/{monitor_id}/badges/state.svg")


async def test_addresses_are_the_public_ones_where_they_are_known(database: Database) -> None:
    async with raised(database, public_url="https://example.com/tocsin/") as tower:
        hidden = await monitor(tower, public=False)
        signed = (await urls(tower, hidden))["state"]["svg"]
    assert signed.startswith(f"https://example.com/tocsin/api/v1/monitors/{hidden}/badges/state.svg?signature=")


async def test_what_is_to_be_pasted_is_escaped(tower: Tower) -> None:
    found = await urls(tower, await monitor(tower, 'a](x) "<b>', public=False))
    assert found["state"]["markdown"].startswith('![a\\](x) "\\<b\\>: state](http://tower/')
    assert 'alt="a](x) &quot;&lt;b&gt;: state"' in found["state"]["html"]


async def test_handing_out_addresses_needs_leave_to_write(tower: Tower) -> None:
    hidden = await monitor(tower, public=False)
    key = (await tower.client.post("/api/v1/api-keys", json={"name": "r", "scopes": ["read"]})).json()["key"]
    answer = await tower.anonymous.post(f"{MONITORS}/{hidden}/badge-urls", headers={"X-API-Key": key})
    assert answer.status_code == 403


async def test_handing_out_addresses_is_noted(tower_on_both: Tower) -> None:
    hidden = await monitor(tower_on_both, public=False)
    await urls(tower_on_both, hidden)
    trail = (await tower_on_both.client.get("/api/v1/audit", params={"subject": f"monitor:{hidden}"})).json()["items"]
    assert trail[0]["action"] == "monitor.badges_handed_out"


async def test_another_workspace_gets_no_addresses(tower: Tower, other: httpx.AsyncClient) -> None:
    hidden = await monitor(tower, public=False)
    assert (await other.post(f"{MONITORS}/{hidden}/badge-urls")).status_code == 404


async def test_what_is_known_already_is_not_sent_again(tower: Tower) -> None:
    monitor_id = await monitor(tower)
    etag = (await get(tower, monitor_id)).headers["etag"]
    path = f"{MONITORS}/{monitor_id}/badges/state.svg"
    answer = await tower.anonymous.get(path, headers={"If-None-Match": f'"other", W/{etag}'})
    assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", etag)


async def test_another_state_has_another_etag(tower: Tower) -> None:
    first, second = await monitor(tower, "shop", Verdict.UP), await monitor(tower, "store", Verdict.UP)
    await be(tower, second, Verdict.DOWN)
    tags = {(await get(tower, one, label="x")).headers["etag"] for one in (first, second)}
    assert len(tags) == 2


async def test_it_may_be_kept_for_half_a_minute_by_anybody(tower: Tower) -> None:
    headers = (await get(tower, await monitor(tower))).headers
    assert headers["cache-control"] == "public, max-age=30, must-revalidate"


async def test_a_refusal_is_not_kept(tower: Tower) -> None:
    assert (await get(tower, 999_999)).headers["cache-control"] == "no-store"


async def test_it_may_stand_on_any_page_and_do_nothing_there(tower: Tower) -> None:
    headers = (await get(tower, await monitor(tower))).headers
    assert headers["access-control-allow-origin"] == "*"
    assert headers["cross-origin-resource-policy"] == "cross-origin"
    assert headers["content-security-policy"] == "default-src 'none'; sandbox"


async def test_its_head_may_be_asked_for_alone(tower: Tower) -> None:
    path = f"{MONITORS}/{await monitor(tower)}/badges/state.svg"
    head, whole = await tower.anonymous.head(path), await tower.anonymous.get(path)
    assert head.status_code == 200
    assert head.headers["etag"] == whole.headers["etag"]
    assert head.headers["content-length"] == whole.headers["content-length"]


async def test_hiding_it_takes_effect_once_the_moment_has_passed(tower: Tower) -> None:
    monitor_id = await monitor(tower)
    await tower.client.patch(f"{MONITORS}/{monitor_id}", json={"public": False})
    assert (await get(tower, monitor_id)).status_code == 404


async def test_a_declared_monitor_may_become_public(tower_on_both: Tower) -> None:
    plans = []
    for fields in ({}, {"public": True}, {"public": True}):
        body = {"source": "a.yaml", "monitors": [draft("shop", **fields)]}
        plans.append((await tower_on_both.client.post("/api/v1/apply", json=body)).json())
    assert plans[1]["changes"][0]["changes"] == [{"field": "public", "before": False, "after": True}]
    assert plans[2]["counts"]["unchanged"] == 1


@pytest.mark.parametrize("sent", ["yes", 1, None])
async def test_public_is_yes_or_no(tower: Tower, sent: object) -> None:
    answer = await tower.client.post(MONITORS, json=draft("shop", public=sent))
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/public")
