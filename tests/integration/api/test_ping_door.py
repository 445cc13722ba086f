"""The door's own dialect: what may be requested, and what is answered."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from structlog.testing import capture_logs

from tests.integration.api.hearing import hearing
from tests.integration.api.pinging import UNKNOWN_KEY, Heartbeat, heartbeat, remembered, said, workspace_key
from tests.integration.api.tower import MONITORS, Tower, raised
from tests.polling import until
from tocsin.api.pings import call
from tocsin.bus.memory import MemoryBus
from tocsin.core.errors import TooManyRequests, Unavailable
from tocsin.core.messages import PINGS_QUEUE
from tocsin.core.ping import Ping, Signal
from tocsin.services.receipts import Receipts
from tocsin.storage.database import Database

RUN_ID = "0a5c7a4e-31f4-4d0a-9a6b-3f9a1b1c2d3e"


@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
async def test_it_is_ok_by_any_of_the_methods(tower: Tower, heard: list[Ping], backup: Heartbeat, method: str) -> None:
    assert await said(tower, f"/ping/{backup.key}", method) == (200, "OK")
    assert [(ping.monitor_id, ping.signal) for ping in heard] == [(backup.id, Signal.SUCCESS)]


async def test_a_head_is_answered_and_counted(tower: Tower, heard: list[Ping], backup: Heartbeat) -> None:
    assert (await tower.anonymous.head(f"/ping/{backup.key}")).status_code == 200
    assert len(heard) == 1


@pytest.mark.parametrize("method", ["DELETE", "PATCH", "OPTIONS"])
async def test_another_method_is_told_which_are_possible(tower: Tower, backup: Heartbeat, method: str) -> None:
    answer = await tower.anonymous.request(method, f"/ping/{backup.key}")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, POST, PUT")


@pytest.mark.parametrize(
    ("word", "signal", "exit_code"),
    [
        ("start", Signal.START, None),
        ("fail", Signal.FAIL, None),
        ("log", Signal.LOG, None),
        ("0", Signal.SUCCESS, 0),
        ("1", Signal.FAIL, 1),
        ("255", Signal.FAIL, 255),
        ("", Signal.SUCCESS, None),
    ],
)
async def test_a_word_behind_the_key_says_what_happened(
    tower: Tower, heard: list[Ping], backup: Heartbeat, word: str, signal: Signal, exit_code: int | None
) -> None:
    assert await said(tower, f"/ping/{backup.key}/{word}") == (200, "OK")
    assert [(ping.signal, ping.exit_code) for ping in heard] == [(signal, exit_code)]


@pytest.mark.parametrize("code", ["256", "1000", "99999999999999999999"])
async def test_an_exit_code_that_none_is_is_malformed(tower: Tower, backup: Heartbeat, code: str) -> None:
    assert await said(tower, f"/ping/{backup.key}/{code}") == (400, "invalid url format: an exit code is 0 to 255")


async def test_the_answer_carries_the_headers_that_clients_read(
    tower: Tower, heard: list[Ping], backup: Heartbeat
) -> None:
    headers = (await tower.anonymous.get(f"/ping/{backup.key}")).headers
    assert headers["ping-body-limit"] == "10000"
    assert headers["access-control-allow-origin"] == "*"
    assert headers["content-type"] == "text/plain; charset=utf-8"
    assert headers["cache-control"] == "no-store"


async def test_a_uuid_may_be_written_in_capitals(tower: Tower, heard: list[Ping], backup: Heartbeat) -> None:
    assert await said(tower, f"/ping/{backup.key.upper()}") == (200, "OK")


async def test_a_run_id_is_kept(tower: Tower, heard: list[Ping], backup: Heartbeat) -> None:
    assert await said(tower, f"/ping/{backup.key}/start?rid={RUN_ID.upper()}") == (200, "OK")
    assert heard[0].run_id == RUN_ID


@pytest.mark.parametrize("run_id", ["", "1", "not-a-uuid", RUN_ID + "0"])
async def test_a_run_id_that_is_no_uuid_is_malformed(
    tower: Tower, heard: list[Ping], backup: Heartbeat, run_id: str
) -> None:
    assert await said(tower, f"/ping/{backup.key}?rid={run_id}") == (400, "invalid uuid format")
    assert heard == []


@pytest.mark.parametrize("query", ["m=half%20full", "message=half%20full"])
async def test_a_short_message_may_come_along(tower: Tower, heard: list[Ping], backup: Heartbeat, query: str) -> None:
    await said(tower, f"/ping/{backup.key}/log?{query}")
    assert heard[0].message == "half full"


async def test_a_long_message_is_cut(tower: Tower, heard: list[Ping], backup: Heartbeat) -> None:
    await said(tower, f"/ping/{backup.key}?m={'x' * 5000}")
    assert len(heard[0].message) == 1000


async def test_a_duration_may_come_along(tower: Tower, heard: list[Ping], backup: Heartbeat) -> None:
    await said(tower, f"/ping/{backup.key}?duration_ms=1500")
    assert heard[0].duration_ms == 1500


@pytest.mark.parametrize("duration", ["-1", "soon", "nan", "inf", "1e30", ""])
async def test_a_duration_that_none_is_is_malformed(tower: Tower, backup: Heartbeat, duration: str) -> None:
    malformed = (400, "invalid duration_ms: it is a number of milliseconds")
    assert await said(tower, f"/ping/{backup.key}?duration_ms={duration}") == malformed


async def test_too_many_parameters_are_refused(tower: Tower, backup: Heartbeat) -> None:
    assert await said(tower, f"/ping/{backup.key}?{'a=1&' * 60}") == (400, "too many parameters")


async def test_a_body_is_kept_as_it_is_up_to_the_limit(tower: Tower, heard: list[Ping], backup: Heartbeat) -> None:
    sent = bytes(range(256)) * 50
    assert await said(tower, f"/ping/{backup.key}", "POST", content=sent) == (200, "OK")
    assert (heard[0].body, heard[0].body_size) == (sent[:10_000], len(sent))


async def test_a_body_of_unknown_length_is_kept_too(tower: Tower, heard: list[Ping], backup: Heartbeat) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for piece in (b"all ", b"is ", b"well"):
            yield piece

    await said(tower, f"/ping/{backup.key}", "POST", content=pieces())
    assert heard[0].body == b"all is well"


async def test_a_body_beyond_all_bounds_is_refused_before_it_is_read(
    tower: Tower, heard: list[Ping], backup: Heartbeat
) -> None:
    headers = {"Content-Length": str(call.MOST_BODY_BYTES + 1)}
    answer = await tower.anonymous.post(f"/ping/{backup.key}", content=b"x", headers=headers)
    assert (answer.status_code, answer.headers["connection"]) == (413, "close")
    assert answer.text == "the body may have at most 16777216 bytes: nothing was counted"
    assert heard == []


async def test_an_endless_body_is_cut_off(tower: Tower, heard: list[Ping], backup: Heartbeat) -> None:
    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield b" " * 1_048_576

    assert (await said(tower, f"/ping/{backup.key}", "POST", content=endless()))[0] == 413
    assert heard == []


async def test_a_body_that_does_not_arrive_is_not_waited_for(
    tower: Tower, heard: list[Ping], backup: Heartbeat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(call, "SECONDS_FOR_A_BODY", 0.05)

    async def dribble() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.sleep(5)

    status, text = await said(tower, f"/ping/{backup.key}", "POST", content=dribble())
    assert (status, text) == (408, "the body has not arrived within 0.05 s: nothing was counted")
    assert heard == []


async def test_everything_that_is_not_there_is_answered_alike(tower: Tower, heard: list[Ping]) -> None:
    gone, other = await heartbeat(tower, "Gone"), await heartbeat(tower, "Other")
    await tower.client.delete(gone.path)
    changed = {"kind": "http", "config": {"url": "https://example.com/"}}
    assert (await tower.client.patch(other.path, json=changed)).status_code == 200
    of_all = await workspace_key(tower.client)
    addresses = [
        f"/ping/{UNKNOWN_KEY}",
        f"/ping/{UNKNOWN_KEY}/start",
        f"/ping/{UNKNOWN_KEY}/some-slug",
        f"/ping/{gone.key}",
        f"/ping/{other.key}",
        f"/ping/{of_all}",
        f"/ping/{of_all}/nothing",
        f"/ping/{of_all}/Not-A-Slug",
        f"/ping/{of_all}/other",
        "/ping/short",
        "/ping/with%20blank%20in%20it%20and%20more",
    ]
    answers = [await tower.anonymous.get(address) for address in addresses]
    assert {(one.status_code, one.content) for one in answers} == {(404, b"not found")}
    alike = [{name: one.headers[name] for name in one.headers if name != "x-request-id"} for one in answers]
    assert all(headers == alike[0] for headers in alike)
    assert heard == []


@pytest.mark.parametrize("rest", ["begin", "start/1", "-1", "1.5", "²"])
async def test_a_word_that_is_no_signal_is_not_there(tower: Tower, backup: Heartbeat, rest: str) -> None:
    assert await said(tower, f"/ping/{backup.key}/{rest}") == (404, "not found")


async def test_a_paused_monitor_notes_what_it_is_told(tower: Tower, heard: list[Ping], backup: Heartbeat) -> None:
    assert await said(tower, f"/ping/{backup.key}") == (200, "OK")
    await tower.client.post(f"{backup.path}/pause")
    await remembered(tower, 0)
    assert await said(tower, f"/ping/{backup.key}") == (200, "OK (paused: noted, not counted)")
    assert len(heard) == 2


@pytest.mark.parametrize(
    ("rest", "signal"), [("", Signal.SUCCESS), ("/start", Signal.START), ("/3", Signal.FAIL), ("/log", Signal.LOG)]
)
async def test_a_monitor_has_an_address_by_its_slug(
    tower: Tower, heard: list[Ping], backup: Heartbeat, rest: str, signal: Signal
) -> None:
    of_all = await workspace_key(tower.client)
    assert await said(tower, f"/ping/{of_all}/{backup.slug}{rest}") == (200, "OK")
    assert [(ping.monitor_id, ping.signal) for ping in heard] == [(backup.id, signal)]


async def test_a_slug_that_several_have_is_ambiguous(tower: Tower, heard: list[Ping]) -> None:
    of_all = await workspace_key(tower.client)
    first, second = await heartbeat(tower, "Backup"), await heartbeat(tower, "backup!")
    assert (first.slug, second.slug) == ("backup", "backup")
    status, text = await said(tower, f"/ping/{of_all}/backup")
    assert (status, text) == (409, "Several monitors have this slug: give them different ones.")


async def test_a_slug_that_becomes_ambiguous_is_noticed(tower: Tower, heard: list[Ping]) -> None:
    of_all = await workspace_key(tower.client)
    await heartbeat(tower, "Backup")
    assert await said(tower, f"/ping/{of_all}/backup") == (200, "OK")
    await heartbeat(tower, "backup!")
    await remembered(tower, 1)
    assert (await said(tower, f"/ping/{of_all}/backup"))[0] == 409


async def test_what_is_not_there_is_made_where_that_is_asked_for(tower: Tower, heard: list[Ping]) -> None:
    of_all = await workspace_key(tower.client)
    assert await said(tower, f"/ping/{of_all}/new_job/start?create=1") == (201, "Created")
    assert await said(tower, f"/ping/{of_all}/new_job?create=1") == (200, "OK")
    made = (await tower.client.get(f"{MONITORS}?q=new_job")).json()["items"]
    assert [(one["name"], one["kind"], one["config"]) for one in made] == [
        ("new_job", "heartbeat", {"period": 86_400.0, "grace": 3600.0})
    ]
    assert [ping.signal for ping in heard] == [Signal.START, Signal.SUCCESS]


async def test_many_first_pings_make_one_monitor(tower: Tower, heard: list[Ping]) -> None:
    of_all = await workspace_key(tower.client)
    answers = await asyncio.gather(*(said(tower, f"/ping/{of_all}/new?create=1") for _ in range(8)))
    assert sorted(status for status, _ in answers) == [200] * 7 + [201]
    assert len({ping.monitor_id for ping in heard}) == 1


async def test_nothing_is_made_with_a_monitors_own_key(tower: Tower, backup: Heartbeat) -> None:
    assert await said(tower, f"/ping/{backup.key}/new?create=1") == (404, "not found")


@pytest.mark.parametrize(
    ("rest", "answer"),
    [
        ("Not%20A%20Slug?create=1", (400, "invalid slug")),
        ("new/256?create=1", (400, "invalid url format: an exit code is 0 to 255")),
        ("new?create=1&rid=1", (400, "invalid uuid format")),
        ("new/nonsense?create=1", (404, "not found")),
        ("new?create=yes", (404, "not found")),
    ],
)
async def test_what_is_malformed_makes_nothing(tower: Tower, rest: str, answer: tuple[int, str]) -> None:
    of_all = await workspace_key(tower.client)
    assert await said(tower, f"/ping/{of_all}/{rest}") == answer
    assert (await tower.client.get(MONITORS)).json()["items"] == []


async def test_a_name_that_another_kind_has_is_not_made_again(tower: Tower) -> None:
    of_all = await workspace_key(tower.client)
    await tower.create("shop")
    assert (await said(tower, f"/ping/{of_all}/shop?create=1"))[0] == 409


async def test_there_is_an_end_to_making(database: Database) -> None:
    async with raised(database, ping_create_limit=1) as tower, hearing(tower):
        of_all = await workspace_key(tower.client)
        assert (await said(tower, f"/ping/{of_all}/first?create=1"))[0] == 201
        assert (await said(tower, f"/ping/{of_all}/second?create=1"))[0] == 403
        assert (await said(tower, f"/ping/{of_all}/first"))[0] == 200


async def test_another_workspaces_slugs_are_not_there(tower: Tower, other: object, heard: list[Ping]) -> None:
    backup = await heartbeat(tower)
    of_others = await workspace_key(other)  # type: ignore[arg-type]
    assert await said(tower, f"/ping/{of_others}/{backup.slug}") == (404, "not found")


async def test_a_chatty_job_is_slowed_down_and_can_still_end(database: Database) -> None:
    async with raised(database, ping_rate=0.2) as tower, hearing(tower) as heard:
        backup = await heartbeat(tower)
        assert await said(tower, f"/ping/{backup.key}/log") == (200, "OK")
        answer = await tower.anonymous.get(f"/ping/{backup.key}/log")
        assert (answer.status_code, answer.headers["retry-after"]) == (429, "5")
        assert await said(tower, f"/ping/{backup.key}") == (200, "OK")
        assert [ping.signal for ping in heard] == [Signal.LOG, Signal.SUCCESS]


@pytest.mark.parametrize(("error", "status"), [(Unavailable, 503), (TooManyRequests, 429)])
async def test_what_could_not_be_stored_is_to_be_sent_again(
    tower: Tower, backup: Heartbeat, monkeypatch: pytest.MonkeyPatch, error: type[Unavailable], status: int
) -> None:
    async def submit(self: Receipts, pings: object) -> None:
        raise error("no")

    monkeypatch.setattr(Receipts, "submit", submit)
    answer = await tower.anonymous.get(f"/ping/{backup.key}")
    assert (answer.status_code, answer.text) == (status, "not stored: send it again")
    assert int(answer.headers["retry-after"]) > 0


async def test_it_is_not_answered_before_it_is_stored(tower: Tower, backup: Heartbeat) -> None:
    asked = asyncio.create_task(said(tower, f"/ping/{backup.key}"))
    bus = tower.parts.bus
    assert isinstance(bus, MemoryBus)
    await until(lambda: len(bus.queue(PINGS_QUEUE)))
    assert not asked.done()
    async with hearing(tower):
        assert await asked == (200, "OK")


@pytest.mark.parametrize("host", ["ping.example.com", "PING.example.com:8443"])
async def test_a_host_of_its_own_needs_no_prefix(database: Database, host: str) -> None:
    async with raised(database, ping_host="ping.example.com") as tower, hearing(tower):
        backup = await heartbeat(tower)
        of_all = await workspace_key(tower.client)
        for path in (f"/{backup.key}", f"/{backup.key}/start", f"/{of_all}/{backup.slug}/7", f"/ping/{backup.key}"):
            assert await said(tower, path, headers={"Host": host}) == (200, "OK")
        assert (await said(tower, "/healthz", headers={"Host": host}))[0] == 200
        assert (await said(tower, f"/{backup.key}"))[0] == 404


async def test_a_fault_of_ours_leaves_no_key_in_the_log(
    tower: Tower, backup: Heartbeat, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def submit(self: Receipts, pings: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(Receipts, "submit", submit)
    with capture_logs() as lines:
        assert (await said(tower, f"/ping/{backup.key}"))[0] == 500
    assert [line["route"] for line in lines] == ["/ping/{key}"]
    assert backup.key not in str(lines)


async def test_metrics_count_pings_without_their_keys(tower: Tower, heard: list[Ping], backup: Heartbeat) -> None:
    await said(tower, f"/ping/{backup.key}/start")
    metrics = (await tower.client.get("/metrics")).text
    assert 'tocsin_http_requests_total{method="GET",route="/ping/{key}",status="200"} 1.0' in metrics
    assert backup.key not in metrics
