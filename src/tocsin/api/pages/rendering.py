"""Pages as answers: a template, what was typed, what is wrong with it, and headers that let nothing else in."""

from __future__ import annotations

from datetime import UTC
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from tocsin.api.errors import STATUSES, headers_for, retry_after
from tocsin.api.pages.assets import SCRIPT, STYLE
from tocsin.api.pages.forms import CSRF, NEXT, NOTHING, Form
from tocsin.api.pages.sentences import sentence, way_words
from tocsin.auth.passwords import FEWEST_CHARACTERS
from tocsin.auth.redirects import HOME, safe_next
from tocsin.core.clock import to_datetime
from tocsin.core.errors import TocsinError, TooManyRequests

ACCOUNT = "/account"
SIGN_IN = "/sign-in"
NEVER_SHOWN = frozenset({"password", "code", CSRF})
"""What is typed again after an error."""

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
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
    problems = {error.pointer[1:]: sentence(error.message) for error in refusal.errors} if refusal else {}
    typed = {name: text for name, text in form.items() if name not in NEVER_SHOWN}
    told = sentence(refusal.message) if refusal else None
    answer = page(request, template, typed=typed, problems=problems, refusal=told, **facts)
    return _refused(answer, refusal) if refusal else answer


def led_on(request: Request, path: str) -> HTMLResponse:
    """A page that goes on by itself: a redirect would still be the other site's doing, and bring no strict cookie."""
    return page(request, "led_on", again=path, seconds=0, told="One moment …")


def refusal_page(request: Request, refusal: TocsinError, told: str | None = None) -> HTMLResponse:
    """Where there is no form to go back to."""
    return _refused(page(request, "refused", refusal=told or sentence(refusal.message)), refusal)


def goes_to(path: str) -> RedirectResponse:
    """After a form: so that to reload a page sends nothing again."""
    return RedirectResponse(path, 303, HEADERS)


def destination(text: str | None) -> str:
    """Where to go after signing in."""
    path = safe_next(text)
    return ACCOUNT if path == HOME else path


def onward(form: Form) -> dict[str, object]:
    """The same for templates: `next` for a form, `next_query` for links to other pages.

    A link goes without what stands behind `#`, which may be a secret: addresses are written into logs.
    """
    path = safe_next(form.get(NEXT))
    bare = path.partition("#")[0]
    return {"next": path, "next_query": "" if bare == HOME else f"?next={quote(bare, safe='/')}"}


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
_TEMPLATES.filters.update(moment=_moment, way=way_words)
_TEMPLATES.globals.update(style=STYLE.address, script=SCRIPT.address, fewest_characters=FEWEST_CHARACTERS)
