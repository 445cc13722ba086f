"""What is said to a provider and what it answers: encrypted, bounded, never redirected, and within one deadline."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from ssl import SSLContext
from typing import NamedTuple, TypeVar

import httpx
import msgspec
import structlog

from tocsin.auth.oauth.addresses import WHAT_IS_TRUSTED, is_trusted_address
from tocsin.auth.oauth.provider import Provider, ProviderUnavailable

DEADLINE_S = 10.0
"""For all that one step of a sign-in asks of its provider."""
MOST_BYTES = 1_048_576
"""Of one answer. Key sets and user descriptions have a few thousand."""

_HEADERS = {
    "Accept": "application/json",
    "Accept-Encoding": "identity",  # a small compressed answer could be a huge one
    "User-Agent": "Tocsin",  # GitHub refuses requests without one
}
_DIRECT: dict[str, httpx.AsyncBaseTransport | None] = {
    f"all://{host}": None for host in ("localhost", "127.0.0.1", "[::1]")
}
_log = structlog.get_logger(__name__)
T = TypeVar("T")


class Answer(NamedTuple):
    """`body` has all bytes of it."""

    status: int
    body: bytes


class Conversation:
    """With one provider. Every method raises ProviderUnavailable, with no secret or token in what it says."""

    def __init__(self, client: httpx.AsyncClient, provider: Provider) -> None:
        self._client = client
        self.provider = provider

    async def get(self, url: str, what: str, shape: type[T], *, headers: Mapping[str, str] | None = None) -> T:
        """The JSON of an answer, read as `shape`. `what` is its name in an error."""
        answer = await self.ask("GET", url, headers=headers)
        if answer.status != httpx.codes.OK:
            raise ProviderUnavailable(f"{self.provider.name} answered with status {answer.status} for its {what}")
        return self.read(answer.body, what, shape)

    async def ask(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        form: str | None = None,
        auth: httpx.Auth | None = None,
    ) -> Answer:
        """`form` is the body, as application/x-www-form-urlencoded."""
        if not is_trusted_address(url):
            raise ProviderUnavailable(f"an address of {self.provider.name} is not used: it {WHAT_IS_TRUSTED}")
        kind = {} if form is None else {"Content-Type": "application/x-www-form-urlencoded"}
        sent = _HEADERS | kind | dict(headers or {})
        async with self._client.stream(method, url, headers=sent, content=form, auth=auth) as response:
            if response.headers.get("Content-Encoding", "identity") != "identity":
                raise self._nonsense("compressed, though asked not to")
            return Answer(response.status_code, await self._bounded(response))

    async def _bounded(self, response: httpx.Response) -> bytes:
        body = bytearray()
        async for chunk in response.aiter_raw():
            body += chunk
            if len(body) > MOST_BYTES:
                raise self._nonsense(f"longer than {MOST_BYTES} bytes")
        return bytes(body)

    def read(self, body: bytes, what: str, shape: type[T]) -> T:
        """What the JSON says that this server needs; more may be in it."""
        try:
            return msgspec.json.decode(body, type=shape)
        except RecursionError:
            raise self._nonsense("nested too deeply", f" for its {what}") from None
        except ValueError as error:  # what msgspec says of it names fields and types, never values
            raise self._nonsense(f"not as it should be ({error})", f" for its {what}") from None

    def _nonsense(self, why: str, to_what: str = "") -> ProviderUnavailable:
        return ProviderUnavailable(f"{self.provider.name} answered{to_what} with something that is {why}")


@asynccontextmanager
async def conversation(provider: Provider, tls: SSLContext, deadline_s: float) -> AsyncIterator[Conversation]:
    """Raise ProviderUnavailable when it ends in failure or takes longer than the deadline."""
    try:
        async with (
            asyncio.timeout(deadline_s),
            httpx.AsyncClient(verify=tls, follow_redirects=False, timeout=None, mounts=_DIRECT) as client,  # noqa: S113
        ):
            yield Conversation(client, provider)
    except TimeoutError:
        raise ProviderUnavailable(f"{provider.name} did not answer within {deadline_s:g} seconds") from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        # Whoever signs in is a stranger: how the network is laid out is for the log.
        _log.warning("a provider could not be reached", provider=provider.id, reason=str(error))
        raise ProviderUnavailable(f"{provider.name} could not be reached") from None
