"""Pages as answers: a template, what was typed, what is wrong with it, and headers that let nothing else in."""

from __future__ import annotations

from datetime import UTC

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from tocsin.api.errors import STATUSES, headers_for, retry_after
from tocsin.api.pages.assets import STYLE
from tocsin.api.pages.forms import NOTHING, Form
from tocsin.core.clock import to_datetime
from tocsin.core.errors import TocsinError, TooManyRequests

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    # Other sites are told nothing. With `no-referrer` browsers would send forms with `Origin: null` (Fetch, "append a
    # request Origin header"), and nobody could tell our own from those of others.
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def page(request: Request, template: str, **facts: object) -> HTMLResponse:
    """`facts` are what the template asks for; whatever it holds is escaped."""
    text = _TEMPLATES.get_template(f"{template}.html").render(path=request.url.path, **facts)
    return HTMLResponse(text, headers=HEADERS)


def form_page(
    request: Request, template: str, form: Form = NOTHING, refusal: TocsinError | None = None, **facts: object
) -> HTMLResponse:
    """A form with what was typed into it and, after a refusal, what is wrong beside the fields that it is about."""
    problems = {error.pointer[1:]: _sentence(error.message) for error in refusal.errors} if refusal else {}
    told = _sentence(refusal.message) if refusal else None
    answer = page(request, template, typed=form, problems=problems, refusal=told, **facts)
    return _refused(answer, refusal) if refusal else answer


def refusal_page(request: Request, refusal: TocsinError, told: str | None = None) -> HTMLResponse:
    """Where there is no form to go back to."""
    return _refused(page(request, "refused", refusal=told or _sentence(refusal.message)), refusal)


def goes_to(path: str) -> RedirectResponse:
    """After a form: so that to reload a page sends nothing again."""
    return RedirectResponse(path, 303, HEADERS)


def _sentence(text: str) -> str:
    """From what may be the end of one."""
    ended = text if text.endswith((".", "!", "?", ":")) else f"{text}."
    return ended[:1].upper() + ended[1:]


def _refused(answer: HTMLResponse, refusal: TocsinError) -> HTMLResponse:
    answer.status_code = STATUSES.get(refusal.code, STATUSES["internal_error"])[0]
    answer.headers.update(headers_for(answer.status_code))
    if isinstance(refusal, TooManyRequests):
        answer.headers["Retry-After"] = retry_after(refusal)
    return answer


def _moment(unix_ms: int) -> str:
    return f"{to_datetime(unix_ms).astimezone(UTC):%Y-%m-%d %H:%M} UTC"


_TEMPLATES = Environment(
    loader=PackageLoader("tocsin.api.pages"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
_TEMPLATES.filters.update(moment=_moment)
_TEMPLATES.globals.update(style=STYLE.address)
