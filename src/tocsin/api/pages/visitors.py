"""Who looks at a page: somebody who is signed in, or nobody that is known."""

from __future__ import annotations

from fastapi import Request

from tocsin.api import cookies
from tocsin.api.admission import CsrfFailed, require_own_page, require_pace, visitor_of
from tocsin.api.cookies import Cookie
from tocsin.api.dependencies import services
from tocsin.api.pages.forms import CSRF, Form
from tocsin.auth.person import Person
from tocsin.core.errors import Unauthenticated
from tocsin.services.doorkeeper import AccessExpired


async def visitor(request: Request) -> Person | None:
    """Raise AccessExpired for whom `PageRoute` gives fresh cookies, CsrfFailed for what another site's page sends."""
    require_own_page(request)
    if not _has_cookies(request):
        return None
    try:
        person = await visitor_of(request)
    except AccessExpired:
        raise
    except Unauthenticated:
        return None
    await require_pace(request, "session", person.session_id)
    return person


def require_form_token(request: Request, person: Person, form: Form) -> None:
    """Nothing changes without the session's token in the form, which no other site can know. Raise CsrfFailed."""
    if not services(request).tokens.is_csrf(form.get(CSRF, ""), person.session_id):
        raise CsrfFailed("The form does not hold this session's token.")


def is_led_here(request: Request) -> bool:
    """By a link on another site: then browsers leave strict cookies at home, and bring them on the next step."""
    return request.headers.get("sec-fetch-site") == "cross-site" and not _has_cookies(request)


def _has_cookies(request: Request) -> bool:
    return any(cookies.read(request, cookie) is not None for cookie in (Cookie.ACCESS, Cookie.REFRESH))
