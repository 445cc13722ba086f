"""Healthchecks' badges of one check: `/b/2/{badge key}.svg`, and `/b/3/…` where late is a word of its own.

The badge key is handed out beside signed addresses, and is as good as one: it shows the state of a monitor that is
not public too. What cannot be told, and what is paused or in maintenance, is not called up.
"""

from __future__ import annotations

import uuid

import msgspec
from fastapi import APIRouter, Request, Response

from tocsin.api.documented import problems
from tocsin.api.guarded_route import GuardedRoute
from tocsin.api.pictures import JSON_TYPE, SVG_TYPE, picture_response, pictured
from tocsin.api.routers.badges import board
from tocsin.badges.badge import Badge
from tocsin.badges.colours import GREEN
from tocsin.core.errors import NotFound
from tocsin.core.verdict import Verdict
from tocsin.services.badge_words import LATE, state_word
from tocsin.services.badges import NO_SUCH_BADGE
from tocsin.services.pictures import made, picture
from tocsin.storage.badges import BadgeSubject

router = APIRouter(
    tags=["badges"], route_class=GuardedRoute, responses={**pictured(SVG_TYPE, JSON_TYPE), **problems(400, 404, 503)}
)

UP = Verdict.UP.word
TWO_STATES, THREE_STATES = "2", "3"
SHIELDS_COLORS = {UP: "success", LATE: "important", Verdict.DOWN.word: "critical"}
SHIELDS_OTHER = "inactive"


@router.get("/b/{states}/{key}.{form}", response_class=Response)
async def get_healthchecks_badge(request: Request, states: str, key: str, form: str) -> Response:
    """The state of one monitor by its badge key, as Healthchecks shows it. It needs no key.

    `up`, `down`, with three states `late`; as a picture (`svg`), as figures (`json`), or for `shields`.
    """
    subject = await _subject(request, key)
    if subject is None or states not in (TWO_STATES, THREE_STATES) or form not in ("svg", "json", "shields"):
        raise NotFound(NO_SUCH_BADGE)
    word, color = _word(subject, with_late=states == THREE_STATES)
    if form == "svg":
        return picture_response(request, await picture(Badge.of(subject.name, word, color)))
    said = _figures(subject, word) if form == "json" else _shields(subject, word)
    return picture_response(request, made(msgspec.json.encode(said), "application/json"))


async def _subject(request: Request, key: str) -> BadgeSubject | None:
    try:
        return await board(request).by_key(uuid.UUID(key))
    except ValueError:
        return None


def _word(subject: BadgeSubject, *, with_late: bool) -> tuple[str, str]:
    """A service that answers, and not as it should, is up: there is no word between."""
    word, color = state_word(subject)
    is_up = word == Verdict.DEGRADED.word or (word == LATE and not with_late)
    return (UP, GREEN) if is_up else (word, color)


def _figures(subject: BadgeSubject, word: str) -> dict[str, object]:
    is_late = state_word(subject)[0] == LATE
    return {"status": word, "total": 1, "grace": int(is_late), "down": int(word == Verdict.DOWN.word)}


def _shields(subject: BadgeSubject, word: str) -> dict[str, object]:
    color = SHIELDS_COLORS.get(word, SHIELDS_OTHER)
    return {"schemaVersion": 1, "label": subject.name, "message": word, "color": color}
