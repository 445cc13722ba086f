"""Targets that misbehave, side by side: each gets its verdict and its sentence, and nothing else is disturbed."""

from __future__ import annotations

import gzip
import ssl
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, NamedTuple

from tests.acceptance.target import Site, in_background
from tests.acceptance.tower import Tower
from tests.servers import certificates
from tests.servers.http import Respond, answer, answering, redirect, routing, serve_http, streaming
from tests.servers.tcp import Behaviour, closed_port, hanging_up, resetting, serve_tcp, silent

QUICK = {"interval": "1s", "retry_interval": 0.3, "timeout": 1}
OK = b"HTTP/1.1 200 OK\r\n\r\n"
BOMB = answer(gzip.compress(bytes(50_000_000)), headers={"Content-Encoding": "gzip"})
CONNECTIONS: dict[str, Behaviour] = {
    "reset the connection before it answered": resetting,
    "closed it without an answer": hanging_up,
    "accepted the connection, but had not answered": silent,
}
ANSWERS: dict[str, tuple[Respond, dict[str, object]]] = {
    "its body had not ended": (streaming(OK, b".", pause=0.05), {}),
    "got more than 1048576": (streaming(OK, b"x" * 65_536), {"type": "body_size", "max_bytes": 9}),
    "raise the body limit": (answering(BOMB), {"type": "body_size", "max_bytes": 2_000_000}),
    "redirects in a circle": (routing({"/": redirect("/")}), {}),
    "without it": (answering(answer(b"a" * 50_000)), {"type": "body", "comparison": "matches", "value": "(a+)+$b"}),
}
CERTIFICATES: dict[str, ssl.SSLContext] = {
    "has expired: renew it": certificates.ending_in(-1),
    "is not for 127.0.0.1": certificates.of_another_host(),
    "is self-signed": certificates.self_signed(),
}


class Bad(NamedTuple):
    """A target, and how the sentence that explains its state must read."""

    words: str
    config: dict[str, Any]
    state: str = "down"


def test_each_is_judged_rightly_and_a_good_neighbour_is_not_disturbed(tower: Tower, site: Site) -> None:
    tower.start()
    good = watch(tower, "good", {"url": f"{site.url}/"})
    with in_background(bad_targets()) as targets:
        for monitor, bad in [(watch(tower, bad.words, bad.config), bad) for bad in targets]:
            until_said(tower, monitor, bad.words)
            assert tower.get(monitor)["state"] == bad.state, bad.words
    assert [one["to_state"] for one in tower.get(f"{good}/transitions")["items"]] == ["up"]
    assert {one["verdict"] for one in tower.all(f"{good}/results")} == {"up"}
    assert tower.stop() == 0


def watch(tower: Tower, name: str, config: dict[str, Any]) -> str:
    """The new monitor's path."""
    return f"/monitors/{tower.post('/monitors', {'name': name, 'kind': 'http', 'config': config, **QUICK})['id']}"


def until_said(tower: Tower, monitor: str, words: str) -> None:
    tower.until(lambda: words in tower.get(monitor)["summary"], f"{words!r} is said of it")


@asynccontextmanager
async def bad_targets() -> AsyncIterator[list[Bad]]:
    async with AsyncExitStack() as stack:
        found = [
            Bad("nothing listens on this port", {"url": f"http://127.0.0.1:{closed_port()}/"}),
            Bad("does not exist: check its spelling", {"url": f"http://{'a' * 64}.example/"}),
            Bad("denied by the network policy", {"url": "http://169.254.169.254/"}, "unknown"),
        ]
        for words, behaviour in CONNECTIONS.items():
            port = await stack.enter_async_context(serve_tcp(behaviour))
            found.append(Bad(words, {"url": f"http://127.0.0.1:{port}/"}))
        for words, (respond, assertion) in ANSWERS.items():
            url = await stack.enter_async_context(serve_http(respond))
            found.append(Bad(words, {"url": url, "assertions": [assertion] if assertion else []}))
        for words, tls in CERTIFICATES.items():
            url = await stack.enter_async_context(serve_http(answering(answer()), tls=tls))
            found.append(Bad(words, {"url": url, "ca": certificates.authority_pem()}))
        yield found
