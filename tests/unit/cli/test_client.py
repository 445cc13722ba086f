"""Requests to a server, and what is said when it refuses, is away or is something else."""

import asyncio
import json
from pathlib import Path

import pytest

from tests.servers.http import Request, Respond, answer, answering, recording, serve_http
from tocsin.cli import client
from tocsin.cli.client import Client, Refused
from tocsin.cli.credentials import Credentials
from tocsin.cli.failures import CommandFailed, ExitCode, UsageWrong
from tocsin.cli.replies import Monitor
from tocsin.cli.session import Session

PROBLEM = json.dumps(
    {"title": "Some fields do not fit", "detail": "2 faults.", "errors": [{"pointer": "/config/url", "message": "bad"}]}
).encode()


@pytest.fixture(autouse=True)
def _no_credentials(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.delenv("TOCSIN_API_KEY", raising=False)


async def _get(url: str, patience: float = 5.0) -> bytes:
    reply = await asyncio.to_thread(lambda: Client(Session(url, patience)).get("/x"))
    return reply.content


async def _failure(url: str, patience: float = 5.0) -> CommandFailed:
    with pytest.raises(CommandFailed) as caught:
        await _get(url, patience)
    return caught.value


async def test_the_key_of_the_environment_is_presented(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_API_KEY", "toc_1")
    seen: list[Request] = []
    async with serve_http(recording(seen)) as url:
        await _get(url)
    assert seen[0].headers["authorization"] == "Bearer toc_1"


async def test_the_key_that_was_stored_for_the_server_is_presented(tmp_path: Path) -> None:
    seen: list[Request] = []
    async with serve_http(recording(seen)) as url:
        Credentials(tmp_path / "tocsin" / "credentials.toml", None, {url: "toc_2"}).write()
        await _get(url + "/")
    assert seen[0].headers["authorization"] == "Bearer toc_2"


def test_the_server_that_was_logged_in_to_last_is_the_default(tmp_path: Path) -> None:
    Credentials(tmp_path / "tocsin" / "credentials.toml", "http://192.0.2.1", {}).write()
    assert Session(None, 1).url == "http://192.0.2.1"
    assert Session("http://192.0.2.2/", 1).url == "http://192.0.2.2"


async def test_a_refusal_is_told_with_its_fields() -> None:
    async with serve_http(answering(answer(PROBLEM, status="422 Unprocessable Content"))) as url:
        failure = await _failure(url)
    assert str(failure) == "2 faults.\n  /config/url: bad"
    assert failure.exit_code == ExitCode.FAILED


async def test_a_missing_key_is_told_with_the_remedy() -> None:
    async with serve_http(answering(answer(b"{}", status="401 Unauthorized"))) as url:
        failure = await _failure(url)
    assert "Set TOCSIN_API_KEY, or store a key with 'tocsin login'." in str(failure)


async def test_a_refused_key_is_told_with_where_it_came_from(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_API_KEY", "toc_1")
    async with serve_http(answering(answer(b"{}", status="401 Unauthorized"))) as url:
        failure = await _failure(url)
    assert "It is the key in TOCSIN_API_KEY." in str(failure)


@pytest.mark.parametrize("key", ["toc_schlüssel", "toc_1\ntoc_2"])
def test_a_key_that_cannot_be_one_is_told_and_not_shown(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.setenv("TOCSIN_API_KEY", key)
    with pytest.raises(UsageWrong) as caught:
        Client(Session("http://127.0.0.1:1", 1))
    assert str(caught.value) == "the key in TOCSIN_API_KEY has a character that no API key has: copy it again"


async def test_the_end_of_a_line_is_no_part_of_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_API_KEY", "toc_1\n")
    seen: list[Request] = []
    async with serve_http(recording(seen)) as url:
        await _get(url)
    assert seen[0].headers["authorization"] == "Bearer toc_1"


def _too_often_at_first(seen: list[Request], seconds: str) -> Respond:
    answers = iter([answer(b"{}", status="429 Too Many Requests", headers={"Retry-After": seconds})])

    async def respond(request: Request, writer: asyncio.StreamWriter) -> None:
        seen.append(request)
        writer.write(next(answers, answer()))

    return respond


async def test_what_came_too_often_is_sent_again_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "SHORTEST_PAUSE_SECONDS", 0.01)
    seen: list[Request] = []
    async with serve_http(_too_often_at_first(seen, "0")) as url:
        reply = await asyncio.to_thread(lambda: Client(Session(url, 5)).post("/x", {"name": "a"}))
    assert reply.content == b"ok"
    assert [(request.method, request.path, request.body) for request in seen] == [("POST", "/x", b'{"name":"a"}')] * 2


async def test_a_server_is_not_waited_for_longer_than_the_command_may_take() -> None:
    seen: list[Request] = []
    async with serve_http(_too_often_at_first(seen, "60")) as url:
        failure = await _failure(url, patience=5.0)
    assert isinstance(failure, Refused)
    assert (failure.status, len(seen)) == (429, 1)


async def test_an_answer_of_something_else_is_told_by_its_status() -> None:
    async with serve_http(answering(answer(b"<html>", status="502 Bad Gateway"))) as url:
        failure = await _failure(url)
    assert isinstance(failure, Refused)
    assert str(failure) == f"{url} answered 502 Bad Gateway, and not as Tocsin does: is this its address?"


async def test_no_server_is_unreachable(free_port: int) -> None:
    failure = await _failure(f"http://127.0.0.1:{free_port}")
    assert failure.exit_code == ExitCode.UNREACHABLE
    assert "start one with 'tocsin serve'" in str(failure)


async def test_a_silent_server_is_unreachable_once_the_time_is_up() -> None:
    ended = asyncio.Event()

    async def wait(_request: Request, _writer: asyncio.StreamWriter) -> None:
        await ended.wait()

    async with serve_http(wait) as url:
        failure = await _failure(url, patience=0.1)
        ended.set()
    assert failure.exit_code == ExitCode.UNREACHABLE


@pytest.mark.parametrize("url", ["example.com", "ftp://example.com", "http://a:b"])
async def test_what_is_no_address_is_wrong_usage(url: str) -> None:
    with pytest.raises(UsageWrong, match="is not the address of a server"):
        await _get(url)


async def test_a_list_is_followed_over_its_pages() -> None:
    pages = iter([b'{"items": [1, 2], "next_cursor": "c"}', b'{"items": [3], "next_cursor": null}'])

    async def respond(request: Request, writer: asyncio.StreamWriter) -> None:
        seen.append(request)
        writer.write(answer(next(pages)))

    seen: list[Request] = []
    async with serve_http(respond) as url:
        items = await asyncio.to_thread(lambda: Client(Session(url, 5)).items("/x", {"q": "a b"}, None))
    assert [bytes(item) for item in items] == [b"1", b"2", b"3"]
    assert [request.path for request in seen] == ["/x?q=a+b&limit=100", "/x?q=a+b&limit=100&cursor=c"]


async def test_a_list_ends_at_the_limit() -> None:
    async with serve_http(answering(answer(b'{"items": [1, 2], "next_cursor": "c"}'))) as url:
        items = await asyncio.to_thread(lambda: Client(Session(url, 5)).items("/x", {}, 2))
    assert len(items) == 2


async def test_a_body_is_json_and_says_so() -> None:
    seen: list[Request] = []
    async with serve_http(recording(seen)) as url:
        await asyncio.to_thread(lambda: Client(Session(url, 5)).post("/x", {"a": [1]}))
    assert (seen[0].body, seen[0].headers["content-type"]) == (b'{"a":[1]}', "application/json")


async def test_an_answer_of_another_shape_is_told() -> None:
    async with serve_http(answering(answer(b'{"id": "x"}'))) as url:
        reply = await asyncio.to_thread(lambda: Client(Session(url, 5)).get("/x"))
    with pytest.raises(CommandFailed, match="is not what this version expects"):
        reply.read(Monitor)
