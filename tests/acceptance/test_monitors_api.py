"""The monitors API as its clients speak it: every row of its contract, on either database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from tests.acceptance.target import Site
from tests.acceptance.tower import Tower

BASE = "/api/v1/monitor"
WORDS = {"Normal": "up", "Warning": "degraded", "Critical": "down", "Missing Data": "unknown"}
COLOURS = {
    "Normal": (0x4C, 0xAF, 0x50),
    "Warning": (0xFF, 0xC1, 0x07),
    "Critical": (0xF4, 0x43, 0x36),
    "Missing Data": (0x9E, 0x9E, 0x9E),
}
NOT_FOUND = {"detail": "Monitor not found"}
NO_STATE = {"detail": "No state found for this monitor"}
DONE = {"message": "State updated successfully"}
_numbers = count()


@pytest.fixture
def server(server_on_both: Tower) -> Tower:
    """Each test uses monitors and tags of its own."""
    return server_on_both


def call(server: Tower, method: str, path: str, body: Any = None) -> httpx.Response:
    return server.client.request(method, BASE + path, json=body)


def made(server: Tower, *tags: str) -> int:
    """A monitor of a name that no other has; its id."""
    answer = call(server, "POST", "/", {"name": f"monitor {next(_numbers)}", "tags": [*tags]})
    assert answer.status_code == 200, answer.text
    return int(answer.json()["id"])


def post(server: Tower, monitor_id: int, *words: str) -> None:
    for word in words:
        answer = call(server, "POST", f"/{monitor_id}/state/", {"state": word})
        assert (answer.status_code, answer.json()) == (200, DONE)


def own_tag() -> str:
    return f"own-{next(_numbers)}"


def test_a_monitor_is_made_and_echoed_with_its_id(server: Tower) -> None:
    tag = own_tag()
    answer = call(server, "POST", "/", {"name": tag, "tags": ["Production", tag]})
    assert answer.status_code == 200
    monitor_id = answer.json()["id"]
    assert answer.json() == {"name": tag, "tags": ["Production", tag], "id": monitor_id}
    ours = server.get(f"/monitors/{monitor_id}")
    assert (ours["name"], ours["kind"], ours["tags"]) == (tag, "manual", sorted(["production", tag]))


def test_a_monitor_may_have_no_tags(server: Tower) -> None:
    answer = call(server, "POST", "/", {"name": own_tag()})
    assert (answer.status_code, answer.json()["tags"]) == (200, [])


def test_a_name_that_is_taken_is_refused(server: Tower) -> None:
    body = {"name": own_tag(), "tags": []}
    call(server, "POST", "/", body)
    answer = call(server, "POST", "/", body)
    assert (answer.status_code, answer.json()) == (400, {"detail": "Monitor already exists"})


@pytest.mark.parametrize(("word", "ours"), [*WORDS.items(), ("Error", "down")])
def test_a_posted_state_is_read_back_and_is_ours_too(server: Tower, word: str, ours: str) -> None:
    tag = own_tag()
    monitor_id = made(server, tag)
    post(server, monitor_id, word)
    read = call(server, "GET", f"/{monitor_id}/state/").json()
    assert set(read) == {"name", "state", "timestamp", "tags"}
    assert (read["state"], read["tags"]) == ("Critical" if word == "Error" else word, [tag])
    assert server.get(f"/monitors/{monitor_id}")["state"] == ours


def test_the_time_of_a_state_is_an_instant_in_utc(server: Tower) -> None:
    monitor_id = made(server)
    post(server, monitor_id, "Normal")
    said = datetime.fromisoformat(call(server, "GET", f"/{monitor_id}/state/").json()["timestamp"])
    assert said.utcoffset() == timedelta(0)
    assert abs(datetime.now(UTC) - said) < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/999999/state/"),
        ("GET", "/999999/state/"),
        ("GET", "/999999/history/"),
        ("GET", "/999999/state/badge.png"),
    ],
)
def test_what_is_no_monitor_is_not_found(server: Tower, method: str, path: str) -> None:
    answer = call(server, method, path, {"state": "Normal"} if method == "POST" else None)
    assert (answer.status_code, answer.json()) == (404, NOT_FOUND)


@pytest.mark.parametrize("path", ["state/", "state/badge.png"])
def test_a_monitor_to_which_nothing_was_posted_has_no_state(server: Tower, path: str) -> None:
    answer = call(server, "GET", f"/{made(server)}/{path}")
    assert (answer.status_code, answer.json()) == (404, NO_STATE)


def test_statuses_are_newest_first_and_leave_out_those_without_one(server: Tower) -> None:
    first, second, silent = made(server), made(server), made(server)
    post(server, first, "Normal")
    post(server, second, "Warning")
    post(server, first, "Critical")
    listed = call(server, "GET", "/statuses/").json()
    names = {number: server.get(f"/monitors/{number}")["name"] for number in (first, second, silent)}
    assert [(one["name"], one["state"]) for one in listed[:2]] == [
        (names[first], "Critical"),
        (names[second], "Warning"),
    ]
    assert names[silent] not in [one["name"] for one in listed]
    times = [one["timestamp"] for one in listed]
    assert times == sorted(times, reverse=True)


def test_statuses_by_tags_are_those_that_carry_all_of_them(server: Tower) -> None:
    web, prod = own_tag(), own_tag()
    both, one = made(server, web, prod), made(server, prod)
    for monitor_id in (both, one):
        post(server, monitor_id, "Normal")
    of_both = call(server, "GET", f"/statuses/by-tags/?tags={web.upper()}&tags={prod}").json()
    assert [set(found["tags"]) for found in of_both] == [{web, prod}]
    assert len(call(server, "GET", f"/statuses/by-tags/?tags={prod}").json()) == 2
    assert call(server, "GET", f"/statuses/by-tags/?tags={web}&tags=of-nobody").json() == []


def test_statuses_by_no_tags_are_none(server: Tower) -> None:
    post(server, made(server), "Normal")
    answer = call(server, "GET", "/statuses/by-tags/")
    assert (answer.status_code, answer.json()) == (200, [])


def test_history_is_newest_first_and_comes_in_parts(server: Tower) -> None:
    monitor_id = made(server)
    posted = ["Normal", "Warning", "Critical", "Missing Data"] * 3
    post(server, monitor_id, *posted)

    def states(query: str = "") -> list[str]:
        return [one["state"] for one in call(server, "GET", f"/{monitor_id}/history/{query}").json()]

    assert states() == posted[::-1][:10]
    assert states("?skip=10") == posted[::-1][10:]
    assert states("?skip=1&limit=2") == posted[::-1][1:3]
    assert states("?limit=100") == posted[::-1]


@pytest.mark.parametrize("limit", [0, 101])
def test_history_comes_in_parts_of_a_hundred_at_most(server: Tower, limit: int) -> None:
    assert call(server, "GET", f"/{made(server)}/history/?limit={limit}").status_code == 422


@pytest.mark.parametrize(("word", "colour"), COLOURS.items())
def test_a_badge_is_a_picture_in_the_colour_of_the_state(
    server: Tower, word: str, colour: tuple[int, int, int]
) -> None:
    monitor_id = made(server)
    post(server, monitor_id, word)
    answer = call(server, "GET", f"/{monitor_id}/state/badge.png")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    picture = Image.open(BytesIO(answer.content)).convert("RGB")
    assert picture.getpixel((picture.width - 3, picture.height // 2)) == colour
    assert picture.getpixel((3, picture.height // 2)) == (0x55, 0x55, 0x55)


@pytest.mark.parametrize("path", ["/health", "/health/"])
def test_health_needs_no_key(server: Tower, path: str) -> None:
    answer = httpx.get(server.url + path)
    assert (answer.status_code, answer.json()) == (200, {"status": "healthy"})
    assert httpx.head(server.url + path).status_code == 200


@pytest.mark.parametrize("path", ["/{}/state", "/{}/history", "/statuses", "/statuses/by-tags"])
def test_a_slash_at_the_end_makes_no_difference(server: Tower, path: str) -> None:
    monitor_id = made(server)
    assert call(server, "POST", f"/{monitor_id}/state", {"state": "Normal"}).json() == DONE
    address = path.format(monitor_id)
    with_slash, without = call(server, "GET", f"{address}/"), call(server, "GET", address)
    assert (without.status_code, without.json()) == (200, with_slash.json())


def test_a_monitor_is_made_without_a_slash_too(server: Tower) -> None:
    assert call(server, "POST", "", {"name": own_tag()}).status_code == 200


def test_critical_opens_an_incident_at_once_and_normal_ends_it(server: Tower) -> None:
    monitor_id = made(server)
    answer = call(server, "POST", f"/{monitor_id}/state/", {"state": "Critical", "message": "disk is full"})
    assert answer.json() == DONE
    (incident,) = server.get("/incidents", monitor_id=monitor_id)["items"]
    assert (incident["severity"], incident["ended_at"], incident["summary"]) == ("down", None, "disk is full")
    post(server, monitor_id, "Normal")
    (incident,) = server.get("/incidents", monitor_id=monitor_id)["items"]
    assert incident["ended_at"] is not None


def test_what_is_posted_is_in_results_transitions_and_availability(server: Tower) -> None:
    monitor_id = made(server)
    post(server, monitor_id, "Normal", "Critical", "Normal")
    path = f"/monitors/{monitor_id}"
    assert [one["verdict"] for one in server.get(f"{path}/results")["items"]] == ["up", "down", "up"]
    changes = [(one["from_state"], one["to_state"]) for one in server.get(f"{path}/transitions")["items"]]
    assert changes == [("down", "up"), ("up", "down"), ("unknown", "up")]
    (day,) = [one for one in server.get(f"{path}/availability") if one["period"] == "24h"]
    assert 0 < day["ratio"] < 1


def test_the_state_of_what_tocsin_looks_at_is_read_the_same_way(server: Tower, site: Site) -> None:
    draft = {"name": own_tag(), "kind": "http", "config": {"url": site.url}, "interval": "1s", "timeout": 1}
    monitor_id = server.post("/monitors", draft)["id"]
    server.until_state(monitor_id, "up")
    read = call(server, "GET", f"/{monitor_id}/state/").json()
    newest = call(server, "GET", f"/{monitor_id}/history/?limit=1").json()
    assert (read["state"], newest[0]["state"]) == ("Normal", "Normal")
    refused = call(server, "POST", f"/{monitor_id}/state/", {"state": "Normal"})
    assert refused.status_code == 409
    server.client.delete(f"/api/v1/monitors/{monitor_id}")


def test_a_new_server_has_no_statuses_and_keeps_what_is_posted_when_it_is_killed(tower: Tower) -> None:
    tower.start()
    assert call(tower, "GET", "/statuses/").json() == []
    monitor_id = made(tower)
    post(tower, monitor_id, "Normal", "Warning")
    before = call(tower, "GET", "/statuses/").json()
    tower.kill()
    tower.start()
    assert call(tower, "GET", "/statuses/").json() == before
    assert len(call(tower, "GET", f"/{monitor_id}/history/").json()) == 2


def test_an_open_server_takes_what_a_script_without_a_key_posts(tmp_path: Path) -> None:
    tower = Tower(tmp_path, {"TOCSIN_COMPAT_MONITORS_OPEN": "true"})
    try:
        tower.start()
        with httpx.Client(base_url=tower.url) as script:
            created = script.post(f"{BASE}/", json={"name": "test-monitor", "tags": ["test"]}).json()
            answer = script.post(f"{BASE}/{created['id']}/state/", json={"state": "Normal"})
        assert (answer.status_code, answer.json()) == (200, DONE)
        assert tower.get(f"/monitors/{created['id']}")["state"] == "up"
    finally:
        tower.close()
