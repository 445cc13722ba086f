"""API keys and the audit trail: `/api/v1/api-keys`, `/api/v1/audit`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from tocsin.api.answers.access import ApiKeyAnswer, AuditAnswer, NewApiKeyAnswer
from tocsin.api.answers.pages import PageAnswer
from tocsin.api.dependencies import CurrentActor, Paged, Services
from tocsin.api.documented import EVERYWHERE, WITH_BODY, problems
from tocsin.api.fields import GivenMoment, IdPath, unix_ms
from tocsin.api.json_route import JsonRoute
from tocsin.auth.permissions import SCOPES, Permission, Scope
from tocsin.services import api_keys, audit
from tocsin.services.monitor_draft import Name

router = APIRouter(tags=["access"], route_class=JsonRoute, responses=EVERYWHERE)


class ApiKeyDraft(BaseModel):
    """A key to be made."""

    model_config = ConfigDict(extra="forbid")

    name: Name = Field(description="What it is for.")
    scopes: list[Scope | Permission] = Field(
        default=[Scope.WRITE],
        min_length=1,
        max_length=len(SCOPES),
        description="`read` sees everything but credentials, `write` also changes it, `admin` also manages members and "
        "keys; or single permissions such as `incidents:write`.",
    )
    expires_at: GivenMoment | None = None


@router.get("/api-keys")
async def list_api_keys(parts: Services, actor: CurrentActor) -> PageAnswer[ApiKeyAnswer]:
    """API keys without the keys themselves, newest first; revoked ones too."""
    found = await api_keys.list_all(parts, actor)
    return PageAnswer(items=[ApiKeyAnswer.of(one) for one in found], next_cursor=None)


@router.post("/api-keys", status_code=201, responses=WITH_BODY)
async def create_api_key(parts: Services, actor: CurrentActor, draft: ApiKeyDraft) -> NewApiKeyAnswer:
    """Make a key. The answer shows it this once."""
    stored, key = await api_keys.create(parts, actor, draft.name, set(draft.scopes), unix_ms(draft.expires_at))
    return NewApiKeyAnswer.made(stored, key)


@router.delete("/api-keys/{key_id:int}", status_code=204, responses=problems(404))
async def revoke_api_key(parts: Services, actor: CurrentActor, key_id: IdPath) -> None:
    """Revoke a key: it stops working at once."""
    await api_keys.revoke(parts, actor, key_id)


@router.get("/audit")
async def list_audit(
    parts: Services,
    actor: CurrentActor,
    page: Paged,
    subject: Annotated[str | None, Query(max_length=200, description="Such as `monitor:17`.")] = None,
) -> PageAnswer[AuditAnswer]:
    """Who did what, newest first."""
    found = await audit.page(parts, actor, subject=subject, cursor=page.cursor, limit=page.limit)
    return PageAnswer(items=[AuditAnswer.of(one) for one in found.items], next_cursor=found.next_cursor)
