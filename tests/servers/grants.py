"""What every OAuth 2 server does: gives codes out, and takes each back once, from whom it was given to."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urlencode, urlsplit

from tests.servers.http import Request, answer, redirect

CLIENT_ID = "tocsin & co"
CLIENT_SECRET = "a+secret%of:36 characters, and more"  # one that is not the same when encoded


class Refused(Exception):
    """By the token endpoint; the text is OAuth's code of the error."""


@dataclass
class Grants:
    """`methods` are the ways in which the client may show its secret: `basic`, `post`."""

    redirect_uri: str
    client_id: str = CLIENT_ID
    client_secret: str = CLIENT_SECRET
    methods: tuple[str, ...] = ("basic", "post")
    denial: dict[str, str] | None = None
    """What is answered in place of a code, such as `{"error": "access_denied"}`."""
    extra: dict[str, str] = field(default_factory=dict)
    """What is sent along with the code."""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    given: list[str] = field(default_factory=list)
    """Every code and token there has been, for tests that look for them where they should not be."""

    def authorize(self, request: Request) -> bytes:
        """Approve at once, and send the browser back."""
        asked = dict(parse_qsl(urlsplit(request.path).query))
        if (asked.get("client_id"), asked.get("redirect_uri")) != (self.client_id, self.redirect_uri):
            return answer(b"unknown client or redirect_uri", status="400 Bad Request")
        if asked.get("response_type") != "code" or asked.get("code_challenge_method") != "S256":
            return self._back(asked, {"error": "invalid_request"})
        if self.denial is not None:
            return self._back(asked, self.denial)
        code = self.remembered(secrets.token_urlsafe(16))
        self.codes[code] = asked
        return self._back(asked, {"code": code})

    def redeem(self, request: Request) -> dict[str, str]:
        """What was asked when the code was given out. Raise Refused."""
        form = dict(parse_qsl(request.body.decode()))
        self._require_client(request, form)
        asked = self.codes.pop(form.get("code", ""), None)
        if request.method != "POST" or form.get("grant_type") != "authorization_code":
            raise Refused("unsupported_grant_type")
        if asked is None or asked["redirect_uri"] != form.get("redirect_uri"):
            raise Refused("invalid_grant")
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != asked["code_challenge"]:
            raise Refused("invalid_grant")
        return asked

    def remembered(self, secret: str) -> str:
        self.given.append(secret)
        return secret

    def _require_client(self, request: Request, form: dict[str, str]) -> None:
        shown = {"post": (form.get("client_id"), form.get("client_secret")), "basic": _basic(request)}
        if (self.client_id, self.client_secret) not in [shown[method] for method in self.methods]:
            raise Refused("invalid_client")

    def _back(self, asked: dict[str, str], said: dict[str, str]) -> bytes:
        return redirect(f"{self.redirect_uri}?{urlencode(said | {'state': asked.get('state', '')} | self.extra)}")


def as_json(body: Any, status: str = "200 OK") -> bytes:
    return answer(json.dumps(body).encode(), status=status, headers={"Content-Type": "application/json"})


def bearer_of(request: Request) -> str:
    return request.headers.get("authorization", "").removeprefix("Bearer ")


def _basic(request: Request) -> tuple[str, str]:
    try:
        text = base64.b64decode(request.headers.get("authorization", "").removeprefix("Basic "), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    name, _, secret = text.partition(":")
    return unquote_plus(name), unquote_plus(secret)
