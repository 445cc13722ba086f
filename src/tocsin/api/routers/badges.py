"""Badges, to stand in a README or on a page: `/api/v1/monitors/{id}/badges/state.svg`. They need no key."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import AfterValidator, BaseModel, Field, StringConstraints, WithJsonSchema

from tocsin.api.answers.badges import BadgeUrlDraft, BadgeUrlsAnswer
from tocsin.api.dependencies import CurrentActor, Services, public_url
from tocsin.api.documented import EVERYWHERE, WITH_BODY, Responses, problems
from tocsin.api.fields import IdPath, unix_ms
from tocsin.api.guarded_route import GuardedRoute
from tocsin.api.json_route import JsonRoute
from tocsin.api.pictures import JSON_TYPE, PNG_TYPE, SVG_TYPE, picture_response, pictured
from tocsin.api.request_metrics import PREFIX
from tocsin.badges import colours
from tocsin.badges.badge import Style
from tocsin.badges.text import MOST_CHARACTERS
from tocsin.services import badges
from tocsin.services.badge_figures import Measure
from tocsin.services.badges import BadgeName, Badges, Permit, Wish
from tocsin.services.pictures import Format, picture

router = APIRouter(prefix="/monitors/{monitor_id:int}", tags=["badges"], route_class=GuardedRoute)
keyed = APIRouter(route_class=JsonRoute, responses=EVERYWHERE)

LATEST_EXPIRY = 253_402_300_799
Color = Annotated[
    str,
    StringConstraints(max_length=20),
    AfterValidator(colours.parse),
    WithJsonSchema({"type": "string", "maxLength": 20, "pattern": "^#?[0-9A-Za-z]+$"}),
]
PICTURES: Responses = {**pictured(SVG_TYPE, PNG_TYPE, JSON_TYPE), **problems(400, 404, 503)}


class BadgeQuery(BaseModel):
    """How a badge is to look. Other parameters are left alone, so that one may be added to get past a cache."""

    style: Style = Field(default=Style.FLAT, description="How its box is drawn.")
    label: str | None = Field(
        default=None, max_length=MOST_CHARACTERS, description="What stands on the left; empty for nothing."
    )
    color: Color | None = Field(default=None, description="Of the right half: hex digits, or a name such as `blue`.")
    label_color: Color | None = Field(default=None, description="Of the left half.")
    range: Literal["1h", "24h", "7d", "30d", "90d", "365d"] = Field(
        default="24h", description="For `uptime` and `latency`: how far back."
    )
    measure: Measure = Field(default=Measure.MEAN, description="For `latency`: of all within the range.")
    scale: int = Field(default=1, ge=1, le=2, description="For PNG: 2 has twice the pixels each way.")
    signature: str | None = Field(default=None, max_length=100, description="Of a badge that is not public.")
    expires: int | None = Field(
        default=None, ge=1, le=LATEST_EXPIRY, description="Until when the signature is good: Unix seconds."
    )

    @property
    def permit(self) -> Permit | None:
        return None if self.signature is None else Permit(self.signature, self.expires)

    @property
    def wish(self) -> Wish:
        return Wish(self.range, self.measure, self.label, self.color, self.label_color)


@router.get("/badges/{badge}.{form}", response_class=Response, responses=PICTURES)
async def get_badge(
    request: Request, monitor_id: IdPath, badge: BadgeName, form: Format, query: Annotated[BadgeQuery, Query()]
) -> Response:
    """A badge of a monitor that is public, or at a signed address. It needs no key.

    `state` says `up`, `degraded`, `down`, `unknown`, `late`, `paused` or `maintenance`; `uptime` and `latency` are
    over `range`; `certificate` tells the days that are left, `duration` how long the last run of a job took. JSON is
    for shields.io's endpoint.
    """
    shown = await board(request).show(monitor_id, badge, query.permit, query.wish)
    return picture_response(request, await picture(shown, form, query.style, query.scale))


@keyed.post("/badge-urls", responses={**WITH_BODY, **problems(404)})
async def create_badge_urls(
    request: Request, parts: Services, actor: CurrentActor, monitor_id: IdPath, draft: BadgeUrlDraft | None = None
) -> BadgeUrlsAnswer:
    """Where this monitor's badges are, with a signature unless everybody may see them.

    A signed address is good until it expires, or until the key that it was signed with leaves the key ring.
    """
    expires_ms = unix_ms(draft.expires_at) if draft else None
    expires = None if expires_ms is None else max(1, expires_ms // 1000)
    found = await badges.hand_out(parts, actor, board(request).permits, monitor_id, expires)
    return BadgeUrlsAnswer.of(f"{public_url(request)}{PREFIX}/monitors/{monitor_id}/badges", found)


def board(request: Request) -> Badges:
    """The badges that this process shows."""
    shown: Badges = request.app.state.badges
    return shown


router.include_router(keyed)
