"""What there is to choose from: `/api/v1/kinds`, `/api/v1/tags`, `/api/v1/regions`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from tocsin.api.answers.pages import PageAnswer
from tocsin.api.dependencies import CurrentActor, Paged, Services
from tocsin.api.documented import EVERYWHERE, problems
from tocsin.api.fields import Moment
from tocsin.api.json_route import JsonRoute
from tocsin.probes import KindInfo, describe, discover
from tocsin.services import catalogue

router = APIRouter(tags=["catalogue"], route_class=JsonRoute, responses=EVERYWHERE)


class KindAnswer(BaseModel):
    """A kind of check."""

    model_config = ConfigDict(serialize_by_alias=True, validate_by_name=True)

    kind: str
    title: str
    summary: str
    docs: str = Field(description="Markdown.")
    config_schema: dict[str, JsonValue] = Field(alias="schema", description="JSON Schema of a monitor's `config`.")
    example: dict[str, JsonValue]
    is_active: bool = Field(description="False for kinds that are pushed to: they are not scheduled.")

    @classmethod
    def of(cls, info: KindInfo) -> KindAnswer:
        return cls(
            kind=info.kind,
            title=info.title,
            summary=info.summary,
            docs=info.docs,
            config_schema=dict(info.schema),
            example=dict(info.example),
            is_active=info.is_active,
        )


class TagAnswer(BaseModel):
    """A tag in use."""

    tag: str
    monitors: int = Field(description="How many monitors carry it.")


class RegionAnswer(BaseModel):
    """Where a runner stands when it looks."""

    name: str
    last_seen_at: Moment | None = Field(description="When a runner of it last reported.")
    suspect_since: Moment | None = Field(description="Since when its own network is in doubt; null when it is not.")
    suspect_reason: str | None


@router.get("/kinds")
async def list_kinds(actor: CurrentActor) -> PageAnswer[KindAnswer]:
    """Every kind of check, with the JSON Schema of its settings."""
    return PageAnswer(items=[KindAnswer.of(describe(kind)) for kind in discover()], next_cursor=None)


@router.get("/kinds/{kind}", responses=problems(404))
async def get_kind(actor: CurrentActor, kind: Annotated[str, Path(max_length=100)]) -> KindAnswer:
    """One kind of check."""
    return KindAnswer.of(describe(kind))


@router.get("/tags")
async def list_tags(parts: Services, actor: CurrentActor, page: Paged) -> PageAnswer[TagAnswer]:
    """The tags in use, by name."""
    found = await catalogue.tags(parts, actor, cursor=page.cursor, limit=page.limit)
    items = [TagAnswer(tag=one.tag, monitors=one.monitors) for one in found.items]
    return PageAnswer(items=items, next_cursor=found.next_cursor)


@router.get("/regions")
async def list_regions(parts: Services, actor: CurrentActor) -> PageAnswer[RegionAnswer]:
    """Where runners stand, and whether their own network can be trusted."""
    items = [
        RegionAnswer(
            name=one.name,
            last_seen_at=one.last_seen_at,
            suspect_since=one.suspect_since,
            suspect_reason=one.suspect_reason,
        )
        for one in await catalogue.regions(parts, actor)
    ]
    return PageAnswer(items=items, next_cursor=None)
