"""Workspaces: one's own at `/api/v1/workspaces`, the one at hand at `/api/v1/workspace`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from tocsin.api.answers.pages import PageAnswer
from tocsin.api.answers.workspaces import OwnWorkspaceAnswer, WorkspaceAnswer
from tocsin.api.dependencies import CurrentActor, CurrentPerson, Services
from tocsin.api.documented import EVERYWHERE, WITH_BODY, problems
from tocsin.api.fields import LARGEST_ID, IdPath
from tocsin.api.json_route import JsonRoute
from tocsin.services import workspace_deletion, workspaces
from tocsin.services.monitor_draft import LONGEST_NAME, Name

router = APIRouter(tags=["workspaces"], route_class=JsonRoute, responses=EVERYWHERE)


class WorkspaceDraft(BaseModel):
    """A workspace to be made, or its new name."""

    model_config = ConfigDict(extra="forbid")

    name: Name = Field(description="Others may have this name too.")


class Transfer(BaseModel):
    """Who is to own the workspace."""

    model_config = ConfigDict(extra="forbid")

    user_id: int = Field(ge=1, le=LARGEST_ID, strict=True, description="Of a member.")


@router.get("/workspaces")
async def list_workspaces(parts: Services, person: CurrentPerson) -> PageAnswer[OwnWorkspaceAnswer]:
    """The user's workspaces. Deleted ones are shown to their owners, as long as they can be restored."""
    found = await workspaces.list_own(parts, person)
    return PageAnswer(items=[OwnWorkspaceAnswer.of(one) for one in found], next_cursor=None)


@router.post("/workspaces", status_code=201, responses={**WITH_BODY, **problems(409)})
async def create_workspace(parts: Services, person: CurrentPerson, draft: WorkspaceDraft) -> OwnWorkspaceAnswer:
    """Make a workspace, and own it."""
    return OwnWorkspaceAnswer.of(await workspaces.create(parts, person, draft.name))


@router.post("/workspaces/{workspace_id:int}/restore", responses=problems(404, 409))
async def restore_workspace(parts: Services, person: CurrentPerson, workspace_id: IdPath) -> OwnWorkspaceAnswer:
    """Bring a deleted workspace back, with all that was in it: checks, keys and members go on at once.

    The time in which it was deleted counts as paused.
    """
    return OwnWorkspaceAnswer.of(await workspace_deletion.restore(parts, person, workspace_id))


@router.post("/workspaces/{workspace_id:int}/leave", status_code=204, responses=problems(404, 409))
async def leave_workspace(parts: Services, person: CurrentPerson, workspace_id: IdPath) -> None:
    """Leave a workspace. Its owner hands it over or deletes it first. Open invitations by who leaves are revoked."""
    await workspaces.leave(parts, person, workspace_id)


@router.get("/workspace")
async def get_workspace(parts: Services, actor: CurrentActor) -> WorkspaceAnswer:
    """The workspace at hand, and what the caller may do in it."""
    return WorkspaceAnswer.of(await workspaces.get(parts, actor))


@router.patch("/workspace", responses=WITH_BODY)
async def update_workspace(parts: Services, actor: CurrentActor, draft: WorkspaceDraft) -> WorkspaceAnswer:
    """Rename the workspace at hand."""
    return WorkspaceAnswer.of(await workspaces.rename(parts, actor, draft.name))


@router.delete("/workspace", responses=problems(404))
async def delete_workspace(
    parts: Services,
    actor: CurrentActor,
    person: CurrentPerson,
    name: Annotated[
        str, Query(max_length=LONGEST_NAME, description="The workspace's name, to be sure that this one is meant.")
    ],
) -> OwnWorkspaceAnswer:
    """Delete the workspace at hand, for its owner, who was asked to prove so within the last minutes.

    Checks stop, and keys, pings, hooks and badges are answered no more. For some days its owner may restore it.
    """
    return OwnWorkspaceAnswer.of(await workspace_deletion.delete(parts, actor, person, name))


@router.post("/workspace/transfer", status_code=204, responses={**WITH_BODY, **problems(404, 409)})
async def transfer_workspace(parts: Services, actor: CurrentActor, person: CurrentPerson, transfer: Transfer) -> None:
    """Hand the workspace at hand over to a member, for its owner, who was asked to prove so within the last minutes.

    Who has owned it is an admin from then on.
    """
    await workspaces.transfer(parts, actor, person, transfer.user_id)
