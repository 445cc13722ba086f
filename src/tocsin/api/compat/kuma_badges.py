"""Uptime Kuma's badges: `/api/badge/{id}/status` and its like, for pages that show them already.

Nothing that is asked for is an error: what is unknown, not public or no number shows `N/A`, and a colour or style that
cannot be read is left aside.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from tocsin.api.documented import problems
from tocsin.api.fields import LARGEST_ID, day
from tocsin.api.guarded_route import GuardedRoute
from tocsin.api.pictures import SVG_TYPE, picture_response, pictured
from tocsin.api.routers.badges import board
from tocsin.badges import colours
from tocsin.badges.badge import Badge, Style
from tocsin.core.verdict import Verdict
from tocsin.services.badge_figures import DAY_MS, HOUR_MS, Measure
from tocsin.services.badge_words import PAUSED, days_left, uptime_colour
from tocsin.services.pictures import picture
from tocsin.storage.badges import BadgeSubject

router = APIRouter(
    route_class=GuardedRoute,
    prefix="/api/badge/{monitor_id}",
    tags=["badges"],
    responses={**pictured(SVG_TYPE), **problems(400, 503)},
)

NA_COLOR, PING_COLOR = "#999999", "#007ec6"
UP_COLOR, WARN_COLOR, DOWN_COLOR, PENDING_COLOR = "#66c20a", "#eed202", "#c2290a", "#f8a306"
NOT_AVAILABLE = Badge("", "N/A", NA_COLOR)
STATES = {
    Verdict.UP: ("up", "Up", UP_COLOR),
    Verdict.DOWN: ("down", "Down", DOWN_COLOR),
    Verdict.UNKNOWN: ("pending", "Pending", PENDING_COLOR),
    Verdict.DEGRADED: ("degraded", "Degraded", WARN_COLOR),
}
"""It has no word for a service that answers, and not as it should."""
MAINTENANCE = ("maintenance", "Maintenance", "#1747f5")
WARN_DAYS, DOWN_DAYS = 14, 7
MOST_HOURS, MOST_DAYS = 720, 365
_DURATION = re.compile(r"([0-9]{1,4})([hd]?)")


@dataclass(frozen=True, slots=True)
class Asked:
    """The parameters of one badge."""

    given: Mapping[str, str]

    def text(self, name: str, default: str = "") -> str:
        return self.given.get(name, default)

    def color(self, name: str, default: str) -> str:
        try:
            return colours.parse(self.given.get(name, default))
        except ValueError:
            return default

    def number(self, name: str, default: int) -> float:
        try:
            return float(self.given.get(name, default))
        except ValueError:
            return default

    @property
    def style(self) -> Style:
        try:
            return Style(self.given.get("style", Style.FLAT))
        except ValueError:
            return Style.FLAT

    def badge(self, label: str, figure: str, suffix: str, color: str, label_suffix: str = "") -> Badge:
        """With whatever is to stand around label and figure."""
        shown = self.text("labelPrefix") + self.text("label", label) + label_suffix
        message = self.text("prefix") + figure + self.text("suffix", suffix)
        return Badge.of(shown, message, color, self.color("labelColor", colours.LABEL_GREY))


@dataclass(frozen=True, slots=True)
class Stretch:
    """A range as it stands in the address: hours unless it says days."""

    number: int
    unit: str

    @property
    def milliseconds(self) -> int:
        return self.number * (DAY_MS if self.unit == "d" else HOUR_MS)


@router.get("/status", response_class=Response)
async def get_kuma_status(request: Request, monitor_id: str) -> Response:
    """A status as Uptime Kuma shows it: up, down, maintenance, or pending if nothing can be told. It needs no key."""
    asked, subject = Asked(request.query_params), await _subject(request, monitor_id)
    if subject is None:
        return await _shown(request, NOT_AVAILABLE)
    if subject.is_paused:
        return await _shown(request, Badge.of(asked.text("label", "Status"), PAUSED.capitalize(), NA_COLOR))
    name, word, color = MAINTENANCE if subject.is_in_maintenance else STATES[subject.state]
    label, message = asked.text("label", "Status"), asked.text(f"{name}Label", word)
    return await _shown(request, Badge.of(label, message, asked.color(f"{name}Color", color)))


@router.get("/uptime", include_in_schema=False)
@router.get("/uptime/{duration}", response_class=Response)
async def get_kuma_uptime(request: Request, monitor_id: str, duration: str = "24") -> Response:
    """Uptime as Uptime Kuma shows it: per cent of the time in which it was known to be up or down. It needs no key."""
    asked, subject, stretch = Asked(request.query_params), await _subject(request, monitor_id), _stretch(duration)
    ratio = None if subject is None else await board(request).figures.uptime(subject, stretch.milliseconds)
    if ratio is None:
        return await _shown(request, NOT_AVAILABLE)
    label = f"Uptime ({stretch.number}{asked.text('labelSuffix', stretch.unit)})"
    color = asked.color("color", uptime_colour(ratio))
    return await _shown(request, asked.badge(label, _four_digits(ratio * 100), "%", color))


@router.get("/ping", include_in_schema=False)
@router.get("/ping/{duration}", response_class=Response)
async def get_kuma_ping(request: Request, monitor_id: str, duration: str = "24") -> Response:
    """Mean latency over a range, as Uptime Kuma shows it. It needs no key."""
    asked, stretch = Asked(request.query_params), _stretch(duration)
    label = f"Avg. Ping ({stretch.number}{asked.text('labelSuffix', stretch.unit)})"
    return await _mean_latency(request, monitor_id, stretch, label, "")


@router.get("/avg-response", include_in_schema=False)
@router.get("/avg-response/{duration}", response_class=Response)
async def get_kuma_avg_response(request: Request, monitor_id: str, duration: str = "24") -> Response:
    """Mean latency over hours, as Uptime Kuma shows it. It needs no key."""
    asked, stretch = Asked(request.query_params), _stretch(duration)
    label = f"Avg. Response ({stretch.number}{stretch.unit})"
    return await _mean_latency(request, monitor_id, stretch, label, asked.text("labelSuffix"))


@router.get("/response", response_class=Response)
async def get_kuma_response(request: Request, monitor_id: str) -> Response:
    """Latency of the newest result, as Uptime Kuma shows it. It needs no key."""
    subject = await _subject(request, monitor_id)
    latency = None if subject is None else await board(request).figures.last_latency(subject)
    return await _latency(request, latency, "Response", Asked(request.query_params).text("labelSuffix"))


@router.get("/cert-exp", response_class=Response)
async def get_kuma_cert_exp(request: Request, monitor_id: str) -> Response:
    """Days until the certificate ends, or with `date` the day, as Uptime Kuma shows it. It needs no key."""
    asked, subject = Asked(request.query_params), await _subject(request, monitor_id)
    if subject is None:
        return await _shown(request, NOT_AVAILABLE)
    if subject.certificate_expires_at is None:
        return await _shown(request, Badge("", "No/Bad Cert", NA_COLOR))
    days = days_left(subject.certificate_expires_at, board(request).now())
    if days < 0:
        return await _shown(request, Badge("", "Bad Cert", asked.color("downColor", DOWN_COLOR)))
    is_date = bool(asked.text("date"))
    figure = day(subject.certificate_expires_at) if is_date else str(days)
    suffix, color = "" if is_date else " days", _certificate_color(asked, days)
    return await _shown(request, asked.badge("Cert Exp.", figure, suffix, color, asked.text("labelSuffix")))


async def _mean_latency(request: Request, monitor_id: str, stretch: Stretch, label: str, label_suffix: str) -> Response:
    subject, latency = await _subject(request, monitor_id), None
    if subject is not None:
        latency = await board(request).figures.latency(subject, stretch.milliseconds, Measure.MEAN)
    return await _latency(request, latency, label, label_suffix)


async def _latency(request: Request, microseconds: float | None, label: str, label_suffix: str) -> Response:
    if microseconds is None:
        return await _shown(request, NOT_AVAILABLE)
    asked = Asked(request.query_params)
    figure, color = str(int(microseconds / 1000)), asked.color("color", PING_COLOR)
    return await _shown(request, asked.badge(label, figure, "ms", color, label_suffix))


async def _subject(request: Request, monitor_id: str) -> BadgeSubject | None:
    is_number = monitor_id.isascii() and monitor_id.isdigit() and len(monitor_id) < 20
    if not is_number or not 0 < int(monitor_id) <= LARGEST_ID:
        return None
    return await board(request).public(int(monitor_id))


async def _shown(request: Request, badge: Badge) -> Response:
    return picture_response(request, await picture(badge, style=Asked(request.query_params).style))


def _stretch(duration: str) -> Stretch:
    found = _DURATION.fullmatch(duration)
    if found is None or int(found[1]) == 0:
        return Stretch(24, "h")
    unit = found[2] or "h"
    return Stretch(min(int(found[1]), MOST_DAYS if unit == "d" else MOST_HOURS), unit)


def _four_digits(percent: float) -> str:
    """`100.0`, `99.95`. Rounded down: only what was never down is 100."""
    return f"{math.floor(round(percent * 100, 4)) / 100:#.4g}"


def _certificate_color(asked: Asked, days: int) -> str:
    if days > asked.number("warnDays", WARN_DAYS):
        return asked.color("upColor", UP_COLOR)
    if days > asked.number("downDays", DOWN_DAYS):
        return asked.color("warnColor", WARN_COLOR)
    return asked.color("downColor", DOWN_COLOR)
