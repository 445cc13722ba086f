"""Redirects followed one request at a time, so that each hop is a check of its own: address, scheme, credentials."""

from __future__ import annotations

from dataclasses import dataclass

from tocsin.core.errors import ErrorCode
from tocsin.core.plugins import Deadline
from tocsin.core.result import Phases
from tocsin.net.failures import Failure
from tocsin.net.http_config import HttpRequestConfig
from tocsin.net.http_engine import HttpEngine
from tocsin.net.http_request import prepare
from tocsin.net.http_transfer import Exchange
from tocsin.net.urls import parse_http_url


@dataclass(frozen=True, slots=True)
class Hop:
    """An answer that led elsewhere."""

    url: str
    code: int


async def fetch_following(
    engine: HttpEngine, config: HttpRequestConfig, deadline: Deadline, *, keep_body: bool
) -> tuple[Exchange, list[Hop]]:
    """The last answer, with the time of all of them, and the redirects that led to it."""
    hops: list[Hop] = []
    exchange = await engine.fetch(config.prepared, deadline, keep_body=keep_body)
    if exchange.redirect_url is None or config.prepared.follow is None:
        return exchange, hops
    fields = config.fields()
    while exchange.failure is None and (target := exchange.redirect_url) is not None:
        if not fields.follow:
            exchange.failure = _too_many(config.max_redirects, target)
            break
        hops.append(Hop(exchange.url, exchange.code))
        try:
            url = parse_http_url(target)
        except ValueError as error:
            exchange.failure = _unfollowable(target, error)
            break
        fields = fields.redirected(url, exchange.code, exchange.cookies)
        following = await engine.fetch(prepare(fields), deadline, keep_body=keep_body)
        following.latency_us += exchange.latency_us
        following.phases = _sum(exchange.phases, following.phases)
        exchange = following
    return exchange, hops


def _too_many(limit: int, url: str) -> Failure:
    return Failure(
        ErrorCode.TOO_MANY_REDIRECTS,
        f"gave up after {limit} redirects, the last to {url[:200]}: the target redirects in a circle, "
        "or raise the redirect limit",
    )


def _unfollowable(url: str, error: ValueError) -> Failure:
    return Failure(ErrorCode.PROTOCOL_ERROR, f"redirected to {url[:200]}, which cannot be followed: it {error}")


def _sum(one: Phases, other: Phases) -> Phases:
    return Phases(
        one.dns + other.dns,
        one.connect + other.connect,
        one.tls + other.tls,
        one.first_byte + other.first_byte,
        one.transfer + other.transfer,
    )
