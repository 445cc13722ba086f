"""Asks a web server, and judges its answer by what you state about it.

Every check opens a fresh connection, so DNS, TCP and TLS are checked each time as a new visitor would meet them, and
the time of each phase is recorded. Without assertions a status of 200-299 is good.

## Assertions
They are judged in order. Each has a `severity`, `down` or `degraded`; the worst one that fails decides. Latency and
certificate assertions mean `degraded` unless you say otherwise.

| type | fields | holds when |
| --- | --- | --- |
| `status` | `values` | the code is one of these, such as `200` or `"200-299"` |
| `header` | `name`, `comparison`, `value` | the header `exists`, is `missing`, `equals`, `contains` or `matches` |
| `body` | `comparison`, `value` | the body `contains`, `not_contains`, `matches` or `not_matches` |
| `json` | `expression`, `comparison`, `value` | the value that the JMESPath finds compares so (see below) |
| `latency` | `max_ms` | the whole request took no longer |
| `certificate` | `min_days` | the server's certificate is valid for so many days more |
| `body_size` | `min_bytes`, `max_bytes` | the decoded body has such a size |

JSON values compare by `eq`, `ne`, `lt`, `le`, `gt`, `ge`, `contains`, `matches` or `exists`.
Patterns are [RE2](https://github.com/google/re2/wiki/Syntax): no pattern can hang a check.

## Redirects and credentials
Redirects are followed one request at a time, with the cookies that were set on the way. User name, password, token,
secret headers and client certificate stay with the origin you configured (and its upgrade from http to https).

## Large and endless bodies
Reading stops at `body_limit`, counted after decompression. What was read is judged; only an assertion that would need
the rest fails. A body that never ends within the timeout is `down`.

## Networks
The network policy is applied to every address that is connected to, after DNS and after each redirect. With a proxy it
is applied to the proxy's address. A refused address gives `unknown`: it says nothing about the target.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import ClassVar

from pydantic import Field

from tocsin.core.errors import ErrorCode
from tocsin.core.netpolicy import NetworkPolicy
from tocsin.core.plugins import Deadline, Probe
from tocsin.core.result import Evidence, Json, Outcome
from tocsin.core.verdict import Verdict
from tocsin.net.answer import Answer
from tocsin.net.assertion import Judgement, all_hold, judge, worst
from tocsin.net.assertions import DEFAULT, MAX_ASSERTIONS, Assertion
from tocsin.net.evidence import clear_text, finish
from tocsin.net.failures import Failure
from tocsin.net.http_answer import answer_of, protocol, tell
from tocsin.net.http_config import HttpRequestConfig
from tocsin.net.http_engine import HttpEngine
from tocsin.net.http_redirects import Hop, fetch_following
from tocsin.net.http_transfer import Exchange
from tocsin.net.tls import leaf_expiry
from tocsin.net.urls import parse_http_url

_LARGE_BODY = 64 * 1024


class HttpConfig(HttpRequestConfig):
    assertions: tuple[Assertion, ...] = Field(
        (),
        max_length=MAX_ASSERTIONS,
        title="Assertions",
        description="What the answer must be like, in order. Without any, a status of 200-299 is good.",
        examples=[[{"type": "status", "values": ["200-299"]}, {"type": "latency", "max_ms": 800}]],
    )

    @cached_property
    def expectations(self) -> tuple[Assertion, ...]:
        return self.assertions or DEFAULT

    @cached_property
    def needs_body(self) -> bool:
        return any(assertion.needs_body for assertion in self.assertions)


class HttpProbe(Probe[HttpConfig]):
    kind = "http"
    title = "HTTP(S)"
    config_type = HttpConfig
    example: ClassVar[dict[str, Json]] = {
        "url": "https://example.com/health",
        "assertions": [
            {"type": "status", "values": [200]},
            {"type": "json", "expression": "status", "comparison": "eq", "value": "ok"},
            {"type": "certificate", "min_days": 14},
        ],
    }

    def __init__(self, policy: NetworkPolicy) -> None:
        super().__init__(policy)
        self._engine = HttpEngine(policy)

    @classmethod
    def target(cls, config: HttpConfig) -> str:
        return config.prepared.host

    @classmethod
    def recipient(cls, config: Mapping[str, Json]) -> object:
        """The URL's origin, and whatever may lead to another server or let one pass for it."""
        try:
            origin: object = parse_http_url(str(config.get("url"))).origin
        except ValueError:
            origin = None
        way = [config.get(name) or None for name in ("proxy", "resolve", "ca")]
        return origin, way, config.get("verify", True)

    async def run(self, config: HttpConfig, deadline: Deadline, *, with_evidence: bool) -> Outcome:
        exchange, hops = await fetch_following(self._engine, config, deadline, keep_body=config.needs_body)
        if failure := exchange.failure or _wrong_version(config, exchange):
            return _failed(config, exchange, hops, failure)
        answer = answer_of(exchange)
        if config.needs_body and len(answer.body) > _LARGE_BODY:
            return await _judged_aside(config, exchange, hops, answer, deadline, with_evidence=with_evidence)
        return _judged(config, exchange, hops, answer, with_evidence=with_evidence)

    async def aclose(self) -> None:
        await self._engine.aclose()


def _judged(
    config: HttpConfig, exchange: Exchange, hops: Sequence[Hop], answer: Answer, *, with_evidence: bool
) -> Outcome:
    if not with_evidence and all_hold(config.expectations, answer):
        return Outcome(
            Verdict.UP,
            exchange.latency_us,
            exchange.phases,
            exchange.code,
            certificate_expires_at=answer.certificate_expires_at,
        )
    judgements = judge(config.expectations, answer)
    decisive = worst(judgements)
    return Outcome(
        decisive.verdict if decisive else Verdict.UP,
        exchange.latency_us,
        exchange.phases,
        exchange.code,
        decisive.error if decisive else None,
        clear_text(_message(decisive, judgements), _secrets(config)),
        _evidence(config, exchange, hops, judgements),
        answer.certificate_expires_at,
    )


async def _judged_aside(
    config: HttpConfig,
    exchange: Exchange,
    hops: Sequence[Hop],
    answer: Answer,
    deadline: Deadline,
    *,
    with_evidence: bool,
) -> Outcome:
    """Judge a large body on a thread: the loop measures other targets meanwhile."""
    try:
        async with asyncio.timeout(deadline.remaining()):
            return await asyncio.to_thread(_judged, config, exchange, hops, answer, with_evidence=with_evidence)
    except TimeoutError:
        message = (
            f"{config.prepared.target} answered in time, but none was left to judge its body of {len(answer.body)} "
            "bytes: raise the timeout, or lower the body limit"
        )
        return _failed(config, exchange, hops, Failure(ErrorCode.RUNNER_OVERLOADED, message))


def _failed(config: HttpConfig, exchange: Exchange, hops: Sequence[Hop], failure: Failure) -> Outcome:
    return Outcome(
        failure.verdict,
        exchange.latency_us or None,
        exchange.phases if exchange.latency_us else None,
        exchange.code or None,
        failure.error,
        clear_text(failure.message, _secrets(config)),
        _evidence(config, exchange, hops, ()),
        leaf_expiry(exchange.certificates),
    )


def _wrong_version(config: HttpConfig, exchange: Exchange) -> Failure | None:
    if config.http_version != "2" or protocol(exchange) == "2":
        return None
    return Failure(
        ErrorCode.PROTOCOL_ERROR,
        f"expected HTTP/2, got HTTP/{protocol(exchange)}: enable it on the server, or set the HTTP version to auto",
    )


def _message(decisive: Judgement | None, judgements: Sequence[Judgement]) -> str:
    if decisive is None:
        return ""
    others = sum(not judgement.holds for judgement in judgements) - 1
    return f"{decisive.sentence} (and {others} more)" if others else decisive.sentence


def _evidence(config: HttpConfig, exchange: Exchange, hops: Sequence[Hop], judgements: Sequence[Judgement]) -> Evidence:
    return finish(tell(exchange, hops, judgements), _secrets(config))


def _secrets(config: HttpConfig) -> list[str]:
    return config.fields().secrets
