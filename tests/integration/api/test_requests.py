"""Requests that are not as they should be: every one gets a problem document, none a 500."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

import pytest

from tests.integration.api.tower import MONITORS, Tower, draft
from tocsin.api import json_route
from tocsin.auth.person import Client

JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"{", 400),
        (b"[]", 422),
        (b'"text"', 422),
        (b"null", 422),
        (b"[" * 100_000, 400),
        (b'{"name": NaN}', 400),
        (b'{"name": Infinity}', 400),
        (b'{"name": "\\ud800"}', 400),
        (b'{"name": "\xff"}', 400),
        (b'{"name": "a\\u0000b"}', 422),
        (b'{"interval": 1e999}', 400),
        (b'{"interval": 123456789012345678901234567890}', 422),
        (b'{"interval": ' + b"9" * 5000 + b"}", 400),
        (b'{"a": ' * 40 + b"1" + b"}" * 40, 422),
    ],
)
async def test_a_body_that_is_none_is_refused(tower: Tower, body: bytes, status: int) -> None:
    answer = await tower.client.post(MONITORS, content=body, headers=JSON)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", "", "text/json+json"])
async def test_a_body_of_another_type_is_refused(tower: Tower, media_type: str) -> None:
    answer = await tower.client.post(MONITORS, content=b"{}", headers={"Content-Type": media_type})
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


async def test_a_merge_patch_may_say_that_it_is_one(tower: Tower) -> None:
    created = await tower.create("shop")
    headers = {"Content-Type": "application/merge-patch+json"}
    answer = await tower.client.patch(f"{MONITORS}/{created['id']}", content=b'{"interval": 5}', headers=headers)
    assert answer.status_code == 200


async def test_a_body_that_is_too_large_is_refused(tower: Tower) -> None:
    answer = await tower.client.post(MONITORS, content=b" " * 2**21, headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (413, "payload_too_large")


async def test_a_body_of_unknown_length_is_cut_off(tower: Tower) -> None:
    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield b" " * 65_536

    answer = await tower.client.post(MONITORS, content=endless(), headers=JSON)
    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/nothing", 404),
        ("/api/v1/nothing", 404),
        (f"{MONITORS}/0", 400),
        (f"{MONITORS}/99999999999999999999", 400),
        (f"{MONITORS}/abc", 404),
        (f"{MONITORS}/1", 404),
        (f"{MONITORS}?q=%00", 400),
        (f"{MONITORS}/1/results?start=yesterday", 400),
        (f"{MONITORS}/1/results?start=1969-01-01T00:00:00Z", 400),
        (f"{MONITORS}/1/results?start=2026-01-01T00:00:00", 400),
        (f"{MONITORS}/1/series?bucket=1w", 400),
        (f"{MONITORS}/1/series?bucket=0", 400),
        (f"{MONITORS}/1/series?start=2026-01-02T00:00:00Z&end=2026-01-01T00:00:00Z", 400),
        (f"{MONITORS}/1/series?start=2026-01-01T00:00:00Z&end=2026-12-01T00:00:00Z&bucket=1", 400),
        (f"{MONITORS}/%ff", 400),
        ("/api/v1/kinds/nope", 404),
    ],
)
async def test_a_wrong_address_is_answered_with_a_problem(tower: Tower, address: str, status: int) -> None:
    answer = await tower.client.get(address)
    assert answer.status_code == status
    assert answer.json()["status"] == status
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_method_that_is_not_possible_is_told_what_is(tower: Tower) -> None:
    answer = await tower.client.put(MONITORS)
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, POST")
    assert (await tower.client.get(f"{MONITORS}/bulk")).headers["allow"] == "POST"


async def test_a_problem_says_what_where_and_under_which_id(tower: Tower) -> None:
    answer = await tower.client.get(f"{MONITORS}/77", headers={"X-Request-ID": "trace-0123456789"})
    assert answer.json() == {
        "type": "urn:tocsin:problem:not_found",
        "title": "Not found",
        "status": 404,
        "detail": "There is no monitor 77.",
        "code": "not_found",
        "errors": [],
        "request_id": "trace-0123456789",
    }


@pytest.mark.parametrize("given", ["short", "with blank in it", "<script>alert(1)</script>", "x" * 65])
async def test_an_improper_request_id_is_replaced(tower: Tower, given: str) -> None:
    answer = await tower.client.get("/healthz", headers={"X-Request-ID": given})
    assert len(answer.headers["x-request-id"]) == 16


async def test_every_answer_carries_safe_headers(tower: Tower) -> None:
    for address in ("/healthz", "/nothing", MONITORS):
        headers = (await tower.client.get(address)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert headers["cache-control"] == "no-store"


async def test_a_fault_of_ours_tells_nothing_of_our_inside(tower: Tower, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(key: str | None, client: Client) -> None:
        raise RuntimeError("geheim")

    monkeypatch.setattr(tower.app.state.doorkeeper, "of_key", broken)
    answer = await tower.client.get(MONITORS)
    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
    assert "geheim" not in answer.text


@pytest.mark.parametrize("key", ["", " ", "ü", "x" * 256, "two words"])
async def test_an_idempotency_key_that_is_none_is_refused(tower: Tower, key: str) -> None:
    headers = {b"Idempotency-Key": key.encode(), b"Content-Type": b"application/json"}
    content = json.dumps(draft("shop")).encode()
    assert (await tower.client.post(MONITORS, content=content, headers=headers)).status_code == 400


async def test_a_body_that_does_not_arrive_is_not_waited_for(tower: Tower, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_route, "SECONDS_FOR_A_BODY", 0.05)

    async def dribble() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.sleep(5)

    answer = await tower.client.post(MONITORS, content=dribble(), headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["detail"]) == (400, "The body has not arrived within 0.05 s.")
