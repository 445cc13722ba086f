"""Members of the workspace at hand: `/api/v1/members`."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from tocsin.api.answers.members import MemberAnswer
from tocsin.api.answers.pages import PageAnswer
from tocsin.api.dependencies import CurrentActor, Services
from tocsin.api.documented import EVERYWHERE, WITH_BODY, problems
from tocsin.api.fields import IdPath
from tocsin.api.json_route import JsonRoute
from tocsin.auth.permissions import Role
from tocsin.services import members

router = APIRouter(tags=["members"], route_class=JsonRoute, responses=EVERYWHERE)


class MemberChange(BaseModel):
    """Another role."""

    model_config = ConfigDict(extra="forbid")

    role: Role = Field(description="Any but `owner`: a workspace is handed over.")


@router.get("/members")
async def list_members(parts: Services, actor: CurrentActor) -> PageAnswer[MemberAnswer]:
    """Who belongs to the workspace; those who came first first."""
    found = await members.list_all(parts, actor)
    return PageAnswer(items=[MemberAnswer.of(one) for one in found], next_cursor=None)


@router.patch("/members/{user_id:int}", responses={**WITH_BODY, **problems(404, 409)})
async def change_member(parts: Services, actor: CurrentActor, user_id: IdPath, change: MemberChange) -> MemberAnswer:
    """Give a member another role. It holds from the next request on.

    Nobody changes their own role or the owner's, or gives one that may do more than they may themselves.
    """
    return MemberAnswer.of(await members.change_role(parts, actor, user_id, change.role))


@router.delete("/members/{user_id:int}", status_code=204, responses=problems(404, 409))
async def remove_member(parts: Services, actor: CurrentActor, user_id: IdPath) -> None:
    """Remove a member, whose account and other workspaces stay. Invitations that they have made are revoked.

    API keys belong to the workspace, and stay: revoke those that they may know.
    """
    await members.remove(parts, actor, user_id)
