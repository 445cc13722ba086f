"""An exchange read as an answer, and told as evidence."""

from __future__ import annotations

from collections.abc import Sequence

from tocsin.core.result import Evidence
from tocsin.net.answer import Answer, parse_headers
from tocsin.net.assertion import Judgement
from tocsin.net.evidence import excerpt, header_facts
from tocsin.net.http_redirects import Hop
from tocsin.net.http_transfer import Exchange
from tocsin.net.tls import chain_facts, leaf_expiry


def answer_of(exchange: Exchange) -> Answer:
    """What assertions look at."""
    return Answer(
        code=exchange.code,
        latency_us=exchange.latency_us,
        header_lines=exchange.header_lines,
        body=exchange.body,
        is_truncated=exchange.is_truncated,
        certificate_expires_at=leaf_expiry(exchange.certificates),
    )


def protocol(exchange: Exchange) -> str:
    """The version that was spoken, such as `1.1` or `2`; empty without an answer."""
    statuses = [line for line in exchange.header_lines if line.startswith(b"HTTP/")]
    return statuses[-1][5:].split(b" ", 1)[0].decode("latin-1").strip() if statuses else ""


def tell(exchange: Exchange, hops: Sequence[Hop], judgements: Sequence[Judgement]) -> Evidence:
    """Everything that helps a person to see what happened, not yet cut to size."""
    return {
        "url": exchange.url,
        "address": exchange.address,
        "addresses": [*exchange.addresses],
        "http_version": protocol(exchange),
        "redirects": [{"url": hop.url[:512], "code": hop.code} for hop in hops],
        "assertions": [judgement.as_evidence() for judgement in judgements],
        "headers": header_facts(parse_headers(exchange.header_lines)),
        "certificates": chain_facts(exchange.certificates),
        "body_size": exchange.body_size if exchange.code else None,
        "body_truncated": exchange.is_truncated or None,
        "body": excerpt(exchange.body),
    }
