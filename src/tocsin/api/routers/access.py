"""Roles, API keys and the audit trail: `/api/v1/roles`, `/api/v1/api-keys`, `/api/v1/audit`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from tocsin.api.answers.access import ApiKeyAnswer, AuditAnswer, NewApiKeyAnswer, RolesAnswer
from tocsin.api.answers.pages import PageAnswer
from tocsin.api.audit_files import MEDIA_TYPES, FileForm, written
from tocsin.api.dependencies import CurrentActor, Paged, Services
from tocsin.api.documented import EVERYWHERE, WITH_BODY, Responses, problems
from tocsin.api.fields import LARGEST_ID, GivenMoment, IdPath, MomentParameter, unix_ms
from tocsin.api.json_route import JsonRoute
from tocsin.auth.permissions import SCOPES, Permission, Scope
from tocsin.services import api_keys, audit
from tocsin.services.monitor_draft import Name
from tocsin.storage.audit import AuditFilter

router = APIRouter(tags=["access"], route_class=JsonRoute, responses=EVERYWHERE)
FILES: Responses = {
    200: {
        "content": {media_type.partition(";")[0]: {"schema": {"type": "string"}} for media_type in MEDIA_TYPES.values()}
    }
}


class ApiKeyDraft(BaseModel):
    """A key to be made."""

    model_config = ConfigDict(extra="forbid")

    name: Name = Field(description="What it is for. No other key that works has this name.")
    scopes: list[Scope | Permission] = Field(
        default=[Scope.WRITE],
        min_length=1,
        max_length=len(SCOPES),
        description="`read` sees everything but credentials, `write` also changes it, `admin` also manages members and "
        "keys; or single permissions such as `incidents:write`.",
    )
    expires_at: GivenMoment | None = Field(default=None, description="In the future. Left out: it does not expire.")


@router.get("/api-keys")
async def list_api_keys(parts: Services, actor: CurrentActor) -> PageAnswer[ApiKeyAnswer]:
    """API keys without the keys themselves, newest first; revoked ones too."""
    found = await api_keys.list_all(parts, actor)
    return PageAnswer(items=[ApiKeyAnswer.of(one) for one in found], next_cursor=None)


@router.post("/api-keys", status_code=201, responses={**WITH_BODY, **problems(409)})
async def create_api_key(parts: Services, actor: CurrentActor, draft: ApiKeyDraft) -> NewApiKeyAnswer:
    """Make a key. The answer shows it this once."""
    stored, key = await api_keys.create(parts, actor, draft.name, set(draft.scopes), unix_ms(draft.expires_at))
    return NewApiKeyAnswer.made(stored, key)


@router.delete("/api-keys/{key_id:int}", status_code=204, responses=problems(404))
async def revoke_api_key(parts: Services, actor: CurrentActor, key_id: IdPath) -> None:
    """Revoke a key: it stops working at once, and so do the invitations that were made with it."""
    await api_keys.revoke(parts, actor, key_id)


@router.get("/roles")
async def list_roles(actor: CurrentActor) -> RolesAnswer:
    """What the roles of members and the scopes of API keys stand for."""
    return RolesAnswer.made()


def audit_filter(
    actor: Annotated[str | None, Query(max_length=400, description="Such as `user:ada@example.com`.")] = None,
    user_id: Annotated[int | None, Query(ge=1, le=LARGEST_ID, description="By this user.")] = None,
    action: Annotated[
        str | None, Query(max_length=100, description="Such as `monitor.updated`, or `monitor.` for all that begin so.")
    ] = None,
    subject: Annotated[str | None, Query(max_length=200, description="Such as `monitor:17`.")] = None,
    since: MomentParameter = None,
    until: MomentParameter = None,
) -> AuditFilter:
    """All that is given must hold."""
    return AuditFilter(
        actor=actor,
        user_id=user_id,
        action=action,
        subject=subject,
        since=unix_ms(since),
        until=unix_ms(until),
    )


AuditWhere = Annotated[AuditFilter, Depends(audit_filter)]


@router.get("/audit")
async def list_audit(parts: Services, actor: CurrentActor, page: Paged, where: AuditWhere) -> PageAnswer[AuditAnswer]:
    """Who did what, newest first."""
    found = await audit.page(parts, actor, where, cursor=page.cursor, limit=page.limit)
    return PageAnswer(items=[AuditAnswer.of(one) for one in found.items], next_cursor=found.next_cursor)


@router.get("/audit/export", response_class=Response, responses=FILES)
async def export_audit(
    parts: Services,
    actor: CurrentActor,
    where: AuditWhere,
    form: Annotated[FileForm, Query(alias="format", description="A line of JSON for each entry, or a table.")] = (
        FileForm.NDJSON
    ),
) -> StreamingResponse:
    """The audit trail as a file, oldest entry first. That it was taken away is an entry as well."""
    chunks = await audit.export(parts, actor, where, form)
    name = f"tocsin-audit-{actor.workspace_id}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(written(chunks, form), media_type=MEDIA_TYPES[form], headers=headers)
