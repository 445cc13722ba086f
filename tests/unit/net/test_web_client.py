"""Requests of ours: what counts as an answer, and what does not."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.servers.http import Respond, answer, answering, serve_http, streaming
from tocsin.core.netpolicy import NetworkPolicy
from tocsin.core.notifier import DeliveryFailed
from tocsin.core.plugins import Deadline
from tocsin.net.web_client import ANSWER_LIMIT, Answer, WebClient

HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n"


@pytest.fixture
async def client() -> AsyncIterator[WebClient]:
    client = WebClient(NetworkPolicy())
    yield client
    await client.aclose()


async def asked(client: WebClient, respond: Respond, seconds: float = 5) -> Answer:
    async with serve_http(respond) as base:
        return await client.request("POST", f"{base}/in", Deadline.after(seconds))


async def test_of_a_long_answer_the_beginning_is_kept(client: WebClient) -> None:
    said = await asked(client, answering(answer(b"x" * 10 * ANSWER_LIMIT)))
    assert (said.status, said.body) == (200, b"x" * ANSWER_LIMIT)


@pytest.mark.parametrize(
    "respond",
    [
        answering(HEAD),
        answering(HEAD + b"\r\nok"),
        answering(answer(b"ok, and no gzip", headers={"Content-Encoding": "gzip"})),
        answering(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nno length\r\n"),
    ],
)
async def test_who_breaks_off_after_the_status_has_answered(client: WebClient, respond: Respond) -> None:
    assert (await asked(client, respond)).status == 200


async def test_who_never_ends_the_body_has_answered(client: WebClient) -> None:
    assert (await asked(client, streaming(HEAD + b"\r\n", b"x", pause=0.05), seconds=0.3)).status == 200


@pytest.mark.parametrize("data", [b"", b"HTTP/1.1 200", b"HTTP/1.1 100 Continue\r\n\r\n"])
async def test_who_breaks_off_before_it_has_not(client: WebClient, data: bytes) -> None:
    with pytest.raises(DeliveryFailed) as failed:
        await asked(client, answering(data))
    assert not failed.value.is_permanent
