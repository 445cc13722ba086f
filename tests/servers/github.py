"""GitHub on loopback, as far as signing in with it goes: OAuth 2 at one place, who it was at another."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from tests.servers.grants import Grants, Refused, as_json, bearer_of
from tests.servers.http import Request, answer, serve_http

USER = {"id": 583231, "login": "octocat", "name": "The Octocat", "email": None}
EMAILS = [
    {"email": "old@example.com", "primary": False, "verified": True, "visibility": None},
    {"email": "octocat@example.com", "primary": True, "verified": True, "visibility": "private"},
]


@dataclass
class GitHub:
    """Whatever is changed counts from the next request."""

    url: str
    grants: Grants
    user: Any = field(default_factory=lambda: dict(USER))
    emails: Any = field(default_factory=lambda: [dict(one) for one in EMAILS])
    answers: dict[str, bytes] = field(default_factory=dict)
    """What is answered by path in place of the truth."""
    access_tokens: set[str] = field(default_factory=set)

    async def respond(self, request: Request, writer: asyncio.StreamWriter) -> None:
        path = urlsplit(request.path).path
        writer.write(self.answers.get(path) or self._truth(path, request))

    def _truth(self, path: str, request: Request) -> bytes:
        known: dict[str, Callable[[Request], bytes]] = {
            "/login/oauth/authorize": self.grants.authorize,
            "/login/oauth/access_token": self._token,
            "/api/v3/user": lambda request: self._told(request, self.user),
            "/api/v3/user/emails": lambda request: self._told(request, self.emails),
        }
        return known[path](request) if path in known else answer(b"", status="404 Not Found")

    def _token(self, request: Request) -> bytes:
        """Its errors come with status 200, and as a form to those who do not ask for JSON."""
        if request.headers.get("accept") != "application/json":
            return answer(b"error=not_json")
        try:
            self.grants.redeem(request)
        except Refused as refused:
            own = {"invalid_grant": "bad_verification_code", "invalid_client": "incorrect_client_credentials"}
            return as_json({"error": own.get(str(refused), str(refused)), "error_uri": "https://docs.example"})
        access_token = self.grants.remembered(f"gho_{secrets.token_hex(18)}")
        self.access_tokens.add(access_token)
        return as_json({"access_token": access_token, "token_type": "bearer", "scope": "read:user,user:email"})

    def _told(self, request: Request, content: Any) -> bytes:
        if "user-agent" not in request.headers:
            return as_json({"message": "Request forbidden by administrative rules"}, "403 Forbidden")
        if bearer_of(request) not in self.access_tokens:
            return as_json({"message": "Bad credentials"}, "401 Unauthorized")
        return as_json(content)


@contextlib.asynccontextmanager
async def serve_github(redirect_uri: str) -> AsyncIterator[GitHub]:
    """It knows one client, whose only redirect address this is, and lets it show its secret in the form alone."""
    github = GitHub("", Grants(redirect_uri, methods=("post",)))
    async with serve_http(github.respond) as url:
        github.url = url
        yield github
