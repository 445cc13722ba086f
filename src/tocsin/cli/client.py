"""Requests to a server's API, with a deadline, and its refusals as sentences."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from ipaddress import ip_address
from itertools import islice
from typing import Any, TypeVar

import httpx
import msgspec
import typer

from tocsin.cli.failures import CommandFailed, ExitCode, UsageWrong
from tocsin.cli.replies import Page, Problem
from tocsin.cli.retry_after import seconds_of
from tocsin.cli.session import Session

PAGE_SIZE = 100
TOO_MANY = 429
SHORTEST_PAUSE_SECONDS = 1.0

T = TypeVar("T")
Params = Mapping[str, str | int | bool | Sequence[str] | None]


class Refused(CommandFailed):
    """The server answered with a problem document (RFC 9457)."""

    def __init__(self, message: str, status: int, problem: Problem) -> None:
        super().__init__(message)
        self.status = status
        self.problem = problem


class Reply:
    """An answer: as it came, or read into a type."""

    def __init__(self, response: httpx.Response) -> None:
        self.status = response.status_code
        self.content = response.content
        self.etag = response.headers.get("etag")

    def read(self, shape: type[T]) -> T:
        return read(self.content, shape)


class Client:
    """Speaks to one server, with one key."""

    def __init__(self, session: Session, key: str | None = None) -> None:
        self.url = session.url
        self.key_origin = "the key that was given" if key else session.key_origin
        self._timeout = session.timeout
        headers = {"Accept": "application/json", "User-Agent": "tocsin-cli"}
        if token := key or session.key:
            headers["Authorization"] = f"Bearer {_sendable(token, self.key_origin)}"
        try:
            self._http = httpx.Client(
                base_url=self.url, headers=headers, timeout=session.timeout, trust_env=not _is_loopback(self.url)
            )
        except (httpx.InvalidURL, UnicodeError, ValueError) as error:
            raise UsageWrong(f"{self.url!r} is not the address of a server: {error}") from None

    @property
    def has_key(self) -> bool:
        return self.key_origin is not None

    def get(self, path: str, params: Params | None = None) -> Reply:
        return self.send("GET", path, params=params)

    def post(self, path: str, body: Any = None, params: Params | None = None) -> Reply:
        return self.send("POST", path, body=body, params=params)

    def items(self, path: str, params: Params, limit: int | None) -> list[msgspec.Raw]:
        """The first `limit` of a list, all of them for None, over as many pages as that takes."""
        page_size = PAGE_SIZE if limit is None else min(PAGE_SIZE, limit)
        return list(islice(self.each(path, params, page_size), limit))

    def each(self, path: str, params: Params, page_size: int = PAGE_SIZE) -> Iterator[msgspec.Raw]:
        """A list's items, asked for page by page as they are wanted."""
        cursor: str | None = None
        while True:
            page = self.get(path, {**params, "limit": page_size, "cursor": cursor}).read(Page)
            yield from page.items
            cursor = page.next_cursor
            if cursor is None:
                return

    def chunks(self, path: str, params: Params) -> Iterator[bytes]:
        """A file, as it comes. Raise as `send` does."""
        sent = {name: value for name, value in params.items() if value is not None}
        with self._explained(), self._http.stream("GET", path, params=sent, timeout=self._timeout) as response:
            if response.status_code >= 400:
                response.read()
                raise self._refusal(response)
            yield from response.iter_bytes()

    def lines(self, path: str, body: Any) -> Iterator[str]:
        """The lines of an answer to a POST, as they come. Raise as `send` does."""
        headers = {"Accept": "application/x-ndjson", "Content-Type": "application/json"}
        content = msgspec.json.encode(body)
        stream = self._http.stream("POST", path, content=content, headers=headers, timeout=self._timeout)
        with self._explained(), stream as response:
            if response.status_code >= 400:
                response.read()
                raise self._refusal(response)
            yield from response.iter_lines()

    def send(
        self,
        method: str,
        path: str,
        *,
        params: Params | None = None,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        expected: Collection[int] = (),
    ) -> Reply:
        """One request, sent again when it came too often, as the server asks and for as long as it may take.

        Raise Refused for an answer of 400 and above that is not `expected`, CommandFailed for none.
        """
        content = None if body is None else msgspec.json.encode(body)
        sent_headers = dict(headers or {})
        if content is not None:
            sent_headers.setdefault("Content-Type", "application/json")
        with self._explained():
            request = self._http.build_request(
                method,
                path,
                params={name: value for name, value in (params or {}).items() if value is not None},
                content=content,
                headers=sent_headers,
                timeout=timeout or self._timeout,
            )
            response = self._sent(request, timeout or self._timeout)
        if response.status_code >= 400 and response.status_code not in expected:
            raise self._refusal(response)
        return Reply(response)

    def _sent(self, request: httpx.Request, seconds: float) -> httpx.Response:
        until = time.monotonic() + seconds
        while True:
            response = self._http.send(request)
            if response.status_code != TOO_MANY or (pause := _pause(response)) >= until - time.monotonic():
                return response
            time.sleep(pause)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
            raise UsageWrong(f"{self.url!r} is not the address of a server: {error}") from None
        except httpx.ConnectError as error:
            message = f"no server answers at {self.url} ({error}): start one with 'tocsin serve', or set TOCSIN_URL"
            raise CommandFailed(message, ExitCode.UNREACHABLE) from None
        except httpx.TimeoutException:
            raise CommandFailed(f"{self.url} did not answer in time", ExitCode.UNREACHABLE) from None
        except httpx.HTTPError as error:
            raise CommandFailed(f"the answer of {self.url} broke off: {error}", ExitCode.UNREACHABLE) from None

    def _refusal(self, response: httpx.Response) -> Refused:
        try:
            problem = msgspec.json.decode(response.content, type=Problem)
        except msgspec.DecodeError:
            said = f"{self.url} answered {response.status_code} {response.reason_phrase}"
            problem = Problem(title=f"{said}, and not as Tocsin does: is this its address?")
        lines = [problem.detail or problem.title or f"the server answered {response.status_code}"]
        # A single fault is told by the sentence itself.
        lines += [
            f"  {error.pointer or '/'}: {error.message}" for error in problem.errors if error.message not in lines[0]
        ]
        if response.status_code == 401:
            lines.append(
                f"  It is {self.key_origin}."
                if self.has_key
                else "  Set TOCSIN_API_KEY, or store a key with 'tocsin login'."
            )
        return Refused("\n".join(lines), response.status_code, problem)


def _pause(response: httpx.Response) -> float:
    return max(SHORTEST_PAUSE_SECONDS, seconds_of(response.headers.get("Retry-After", "")))


def connected(context: typer.Context) -> Client:
    """A client for the server that the command's options name."""
    session = context.find_root().obj
    assert isinstance(session, Session)
    return Client(session)


def read(content: bytes | msgspec.Raw, shape: type[T]) -> T:
    """JSON as a type. Fields that the type does not have are passed over: the server may be newer."""
    try:
        return msgspec.json.decode(content, type=shape)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise CommandFailed(f"the server's answer is not what this version expects: {error}") from None


def _sendable(key: str, origin: str | None) -> str:
    """A line's end, as of a file that was read, is no part of a key. Raise UsageWrong, without the key, for others."""
    key = key.strip()
    if not (key.isascii() and key.isprintable()):
        raise UsageWrong(f"{origin} has a character that no API key has: copy it again")
    return key


def _is_loopback(url: str) -> bool:
    host = httpx.URL(url).host
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
