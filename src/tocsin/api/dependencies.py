"""What routes ask for: the parts, the caller, a page, a revision, a request that is to be carried out once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, TypeVar

from fastapi import Depends, Header, Query, Request, Security
from fastapi.security import APIKeyCookie, APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer

from tocsin.api.errors import BadRequest
from tocsin.api.parts import ApiParts
from tocsin.auth.actor import Actor
from tocsin.auth.person import Client, Person
from tocsin.core.errors import FieldError
from tocsin.services.idempotency import Answer, Once
from tocsin.services.parts import Parts

T = TypeVar("T")
DEFAULT_LIMIT = 50
LARGEST_LIMIT = 100
LONGEST_AGENT = 200

_bearer = HTTPBearer(auto_error=False, scheme_name="Bearer", description="An API key as a bearer token.")
_api_key = APIKeyHeader(name="X-API-Key", auto_error=False, scheme_name="ApiKey", description="An API key.")
_session = APIKeyCookie(
    name="tocsin_access",
    auto_error=False,
    scheme_name="Session",
    description="A session's access token: `__Host-tocsin_access` where TLS is on. What changes something also needs "
    "the header `X-CSRF-Token`.",
)
_ETAG = re.compile(r'(?:W/)?"(\d{1,18})"')


def api_parts(request: Request) -> ApiParts:
    parts: ApiParts = request.app.state.parts
    return parts


def services(request: Request) -> Parts:
    return api_parts(request).services


def public_url(request: Request) -> str:
    """Where others reach this server, as far as it is known: what shown addresses begin with, without a slash."""
    return (api_parts(request).public_url or f"{request.url.scheme}://{request.url.netloc}").rstrip("/")


def client_of(request: Request) -> Client:
    """From where the request comes; the proxies that are trusted have been looked through."""
    address = request.client.host if request.client is not None else ""
    return Client(address, request.headers.get("user-agent", "")[:LONGEST_AGENT])


async def current_actor(
    request: Request,
    bearer: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)],
    api_key: Annotated[str | None, Security(_api_key)],
    session: Annotated[str | None, Security(_session)],
) -> Actor:
    """Whom the rule of the operation has let in; the parameters are for the contract."""
    actor: Actor = request.scope["actor"]
    return actor


async def current_person(request: Request, session: Annotated[str | None, Security(_session)]) -> Person:
    """Who is signed in, as the rule of the operation has found."""
    person: Person = request.scope["person"]
    return person


def key_in(request: Request) -> str | None:
    """The API key in the request's headers, for those who need it before the dependencies are solved."""
    scheme, _, credentials = request.headers.get("authorization", "").partition(" ")
    return credentials.strip() if scheme.lower() == "bearer" else request.headers.get("x-api-key")


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Where a page begins and how long it may be."""

    cursor: str | None
    limit: int


def page_request(
    cursor: Annotated[str | None, Query(max_length=2000, description="`next_cursor` of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=LARGEST_LIMIT, description="Most items on the page.")] = DEFAULT_LIMIT,
) -> PageRequest:
    return PageRequest(cursor or None, limit)


def expected_revision(
    if_match: Annotated[
        str | None, Header(max_length=200, description="The ETag that was read; 412 when it is not current any more.")
    ] = None,
) -> int | None:
    """The revision that `If-Match` asks for; None when it asks for nothing."""
    if if_match is None or if_match.strip() == "*":
        return None
    found = _ETAG.fullmatch(if_match.strip())
    if found is None:
        problem = FieldError("/If-Match", 'must be one ETag as it was answered, such as "3"')
        raise BadRequest("If-Match cannot be read.", errors=[problem])
    return int(found[1])


@dataclass(frozen=True, slots=True)
class Idempotency:
    """What identifies a request that is to be carried out once; no key when it may be carried out again."""

    key: str | None
    fingerprint: bytes

    def once(self, render: Callable[[T], Answer]) -> Once[T] | None:
        return Once(self.key, self.fingerprint, render) if self.key else None


async def idempotency(
    request: Request,
    idempotency_key: Annotated[
        str | None,
        Header(
            min_length=1,
            max_length=255,
            pattern=r"^[\x21-\x7e]+$",
            description="Text of your own, unique to this request: sent again, it is answered and not repeated.",
        ),
    ] = None,
) -> Idempotency:
    if idempotency_key is None:
        return Idempotency(None, b"")
    digest = hashlib.sha256(f"{request.method} {request.url.path}\n".encode())
    digest.update(await request.body())
    return Idempotency(idempotency_key, digest.digest())


Services = Annotated[Parts, Depends(services)]
CurrentActor = Annotated[Actor, Depends(current_actor)]
CurrentPerson = Annotated[Person, Depends(current_person)]
Paged = Annotated[PageRequest, Depends(page_request)]
Revision = Annotated[int | None, Depends(expected_revision)]
Idempotent = Annotated[Idempotency, Depends(idempotency)]
