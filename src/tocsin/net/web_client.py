"""Requests of ours to addresses that users gave, on the curl engine: guarded by the network policy, bounded in size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from tocsin.core.errors import ErrorCode
from tocsin.core.netpolicy import NetworkPolicy
from tocsin.core.notifier import DeliveryFailed
from tocsin.core.plugins import Deadline
from tocsin.net.failures import Failure
from tocsin.net.http_engine import HttpEngine
from tocsin.net.http_request import RequestFields, prepare
from tocsin.net.http_transfer import Exchange
from tocsin.net.urls import HttpUrl, parse_http_url

ANSWER_LIMIT = 64 * 1024
_PERMANENT = frozenset({ErrorCode.ADDRESS_DENIED, ErrorCode.CONFIG_INVALID})
"""Failures that another attempt does not mend. Names that do not exist may exist again after a slip in a zone file."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Header names are in lower case; of several headers of one name the last counts."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class WebClient:
    """One for each process. Bound to the event loop of its first request."""

    def __init__(self, policy: NetworkPolicy) -> None:
        self._engine = HttpEngine(policy)

    async def request(
        self,
        method: str,
        url: str,
        deadline: Deadline,
        *,
        headers: Sequence[tuple[str, str]] = (),
        body: bytes = b"",
        verify: bool = True,
    ) -> Answer:
        """No redirect is followed. Raise DeliveryFailed when there is no answer; every status is an answer.

        One that breaks off is an answer too: the far side has decided, and asked again it would do it again.
        """
        fields = RequestFields(
            url=_parsed(url),
            method=method,
            secret_headers=tuple(headers),
            body=body,
            verify=verify,
            reuse_connection=True,
            body_limit=ANSWER_LIMIT,
            follow=None,
        )
        exchange = await self._engine.fetch(prepare(fields), deadline, keep_body=True)
        if exchange.failure is not None and not _has_answered(exchange):
            raise _failed(exchange.failure)
        return Answer(exchange.code, _headers(exchange.header_lines), exchange.body[:ANSWER_LIMIT])

    async def aclose(self) -> None:
        await self._engine.aclose()


def _parsed(url: str) -> HttpUrl:
    try:
        return parse_http_url(url)
    except ValueError as error:
        raise DeliveryFailed(f"The address {error}.", is_permanent=True) from None


def _has_answered(exchange: Exchange) -> bool:
    """Whether its status is there: not that of a 100, after which another comes."""
    return exchange.code >= HTTPStatus.OK


def _failed(failure: Failure) -> DeliveryFailed:
    return DeliveryFailed(failure.message, is_permanent=failure.error in _PERMANENT)


def _headers(lines: Sequence[bytes]) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.decode("latin-1").partition(":")
        if colon:
            found[name.strip().lower()] = value.strip()
    return found
