"""A browser on its way in: what it brings, and what it is given once its user is signed in."""

from __future__ import annotations

from fastapi import Request, Response

from tocsin.api import cookies
from tocsin.api.answers.session import SessionAnswer
from tocsin.api.cookies import DEVICE_SECONDS, Cookie
from tocsin.api.dependencies import client_of, services
from tocsin.services import session_view
from tocsin.services.arrivals import Browser, SignedIn


def browser_of(request: Request) -> Browser:
    return Browser(client_of(request), cookies.read(request, Cookie.DEVICE))


async def let_in(request: Request, response: Response, signed_in: SignedIn) -> SessionAnswer:
    """Give the cookies of the session and the device, and tell the session."""
    give_cookies(request, response, signed_in)
    view = await session_view.look(services(request), signed_in.opened.person)
    return SessionAnswer.of(view, signed_in.recovery_codes_left)


def give_cookies(request: Request, response: Response, signed_in: SignedIn) -> None:
    """Those of the session and of the device."""
    cookies.give_session(request, response, signed_in.opened, services(request).clock.now_ms())
    cookies.write(request, response, Cookie.DEVICE, signed_in.device_token, DEVICE_SECONDS)
