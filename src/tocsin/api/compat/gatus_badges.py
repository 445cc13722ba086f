"""Gatus' badges: `/api/v1/endpoints/{key}/health/badge.svg` and its like, of monitors that are public.

The key is the slug of a monitor that is pushed to, or `<group>_<name>` as Gatus makes it, where the group is that of a
tag such as `group:core` and may be empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fastapi import APIRouter, Request, Response

from tocsin.api.documented import problems
from tocsin.api.errors import BadRequest
from tocsin.api.guarded_route import GuardedRoute
from tocsin.api.pictures import JSON_TYPE, SVG_TYPE, picture_response, pictured
from tocsin.api.routers.badges import board
from tocsin.badges.badge import Badge
from tocsin.core.errors import NotFound
from tocsin.core.verdict import Verdict
from tocsin.services import badge_words
from tocsin.services.badge_figures import Measure
from tocsin.services.badges import NO_SUCH_BADGE, RANGES
from tocsin.services.pictures import Format, picture
from tocsin.storage.badges import BadgeSubject, PublicMonitor

router = APIRouter(
    route_class=GuardedRoute,
    prefix="/api/v1/endpoints/{key}",
    tags=["badges"],
    responses={**pictured(SVG_TYPE), **problems(400, 404, 503)},
)

DURATIONS = ("1h", "24h", "7d", "30d")
UNKNOWN = "?"
GROUP_TAG = "group:"
_SEPARATORS = re.compile(r"[/_.,# ]")


@router.get("/health/badge.{form}", response_class=Response, responses=pictured(SVG_TYPE, JSON_TYPE))
async def get_gatus_health(request: Request, key: str, form: str) -> Response:
    """Health as Gatus shows it: `up`, `down`, `degraded`, or a question mark. It needs no key."""
    subject = await _subject(request, key)
    if form not in ("svg", "shields"):
        raise NotFound(NO_SUCH_BADGE)
    word, color = badge_words.state_word(subject)
    is_overlaid = subject.is_paused or subject.is_in_maintenance
    message = UNKNOWN if is_overlaid or subject.state == Verdict.UNKNOWN else word
    badge = Badge.of("health", message, color)
    return picture_response(request, await picture(badge, Format.SVG if form == "svg" else Format.JSON))


@router.get("/uptimes/{duration}/badge.svg", response_class=Response)
async def get_gatus_uptime(request: Request, key: str, duration: str) -> Response:
    """Uptime over an hour, a day, a week or a month, as Gatus shows it. It needs no key."""
    subject, range_ms = await _subject(request, key), _range_ms(duration)
    ratio = await board(request).figures.uptime(subject, range_ms)
    return picture_response(request, await picture(badge_words.uptime(ratio, f"uptime {duration}")))


@router.get("/response-times/{duration}/badge.svg", response_class=Response)
async def get_gatus_response_time(request: Request, key: str, duration: str) -> Response:
    """Mean latency over the same ranges, as Gatus shows it. It needs no key."""
    subject, range_ms = await _subject(request, key), _range_ms(duration)
    found = await board(request).figures.latency(subject, range_ms, Measure.MEAN)
    badge = badge_words.latency(found, f"response time {duration}", subject.degraded_latency_ms)
    return picture_response(request, await picture(badge))


def keys_of(monitor: PublicMonitor) -> Iterator[str]:
    """All keys under which it is found."""
    groups = [tag.removeprefix(GROUP_TAG) for tag in monitor.tags if tag.startswith(GROUP_TAG)]
    yield from (f"{_plain(group)}_{_plain(monitor.name)}" for group in ("", *groups))
    if monitor.slug is not None:
        yield monitor.slug


def _plain(text: str) -> str:
    return _SEPARATORS.sub("-", text.strip().lower())


async def _subject(request: Request, key: str) -> BadgeSubject:
    monitor_id = await board(request).figures.public_id(key, keys_of)
    subject = None if monitor_id is None else await board(request).public(monitor_id)
    if subject is None:
        raise NotFound(NO_SUCH_BADGE)
    return subject


def _range_ms(duration: str) -> int:
    if duration not in DURATIONS:
        raise BadRequest(f"Durations supported: {', '.join(DURATIONS)}")
    return RANGES[duration]
