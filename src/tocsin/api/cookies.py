"""The cookies of a session: their names, and what a browser may do with them (RFC 6265bis)."""

from __future__ import annotations

from enum import StrEnum

from fastapi import Request, Response

from tocsin.api.dependencies import api_parts
from tocsin.auth.sessions import ACCESS_SECONDS
from tocsin.services.sessions import Opened

PREFIX_ON_TLS = "__Host-"
DEVICE_SECONDS = 365 * 24 * 3600


class Cookie(StrEnum):
    """Names on plain HTTP; where TLS is on, `__Host-` stands before them."""

    ACCESS = "tocsin_access"
    REFRESH = "tocsin_refresh"
    CSRF = "tocsin_csrf"
    """The one that scripts may read, to send it back as `X-CSRF-Token`."""
    DEVICE = "tocsin_device"
    """That this browser has signed in before: strangers who guess passwords slow it down no more."""
    SIGN_IN = "tocsin_sign_in"
    """A sign-in under way at another provider, sealed. It has to come along when that provider sends people back."""


def is_tls(request: Request) -> bool:
    """Whether the browser speaks TLS, as far as the request or the operator tells."""
    return request.url.scheme == "https" or api_parts(request).is_on_tls


def read(request: Request, cookie: Cookie) -> str | None:
    return request.cookies.get(_name(request, cookie))


def give_session(request: Request, response: Response, opened: Opened, now: int) -> None:
    """`now` in Unix ms. The access token ends sooner than the others, and is then refreshed."""
    seconds = max(0, (opened.expires_at - now) // 1000)
    write(request, response, Cookie.ACCESS, opened.access_token, ACCESS_SECONDS)
    write(request, response, Cookie.REFRESH, opened.refresh_token, seconds)
    write(request, response, Cookie.CSRF, opened.csrf_token, seconds, is_for_scripts=True)


def take_session(request: Request, response: Response) -> None:
    for cookie in (Cookie.ACCESS, Cookie.REFRESH, Cookie.CSRF):
        write(request, response, cookie, "", 0)


def write(
    request: Request,
    response: Response,
    cookie: Cookie,
    value: str,
    seconds: int,
    *,
    is_for_scripts: bool = False,
    is_lax: bool = False,
) -> None:
    """Lax is for the way back from another site, which brings no strict cookie along."""
    response.set_cookie(
        _name(request, cookie),
        value,
        max_age=seconds,
        path="/",
        secure=is_tls(request),
        httponly=not is_for_scripts,
        samesite="lax" if is_lax else "strict",
    )


def _name(request: Request, cookie: Cookie) -> str:
    return f"{PREFIX_ON_TLS}{cookie}" if is_tls(request) else cookie
