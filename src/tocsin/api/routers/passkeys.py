"""A user's passkeys: `/api/v1/account/passkeys`."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from tocsin.api.answers.pages import PageAnswer
from tocsin.api.answers.passkeys import PasskeyAnswer, PasskeyOptionsAnswer
from tocsin.api.dependencies import CurrentPerson, Services
from tocsin.api.documented import EVERYWHERE, WITH_BODY, problems
from tocsin.api.fields import IdPath
from tocsin.api.json_route import JsonRoute
from tocsin.api.passkey_drafts import PageOrigin, SignedDraft
from tocsin.services import passkeys
from tocsin.services.monitor_draft import Name

router = APIRouter(tags=["factors"], route_class=JsonRoute, responses=EVERYWHERE)


class PasskeyDraft(SignedDraft):
    """A passkey that was just made."""

    name: Name = Field(description="By which its user knows it again, such as `Phone`.")


class PasskeyPatch(BaseModel):
    """Another name."""

    model_config = ConfigDict(extra="forbid")

    name: Name


@router.get("/account/passkeys")
async def list_passkeys(parts: Services, person: CurrentPerson) -> PageAnswer[PasskeyAnswer]:
    """The user's passkeys, oldest first; 20 at most."""
    found = await passkeys.list_own(parts, person)
    return PageAnswer(items=[PasskeyAnswer.of(one) for one in found], next_cursor=None)


@router.post("/account/passkeys/options", responses=problems(409, 422))
async def begin_passkey(parts: Services, person: CurrentPerson, origin: PageOrigin) -> PasskeyOptionsAnswer:
    """What to ask the browser for, within five minutes."""
    return PasskeyOptionsAnswer.of(await passkeys.begin(parts, person, origin))


@router.post("/account/passkeys", status_code=201, responses=WITH_BODY | problems(409))
async def add_passkey(parts: Services, person: CurrentPerson, origin: PageOrigin, draft: PasskeyDraft) -> PasskeyAnswer:
    """Add the passkey that the browser has made."""
    handle = draft.handle.get_secret_value()
    return PasskeyAnswer.of(await passkeys.add(parts, person, origin, handle, draft.name, draft.credential))


@router.patch("/account/passkeys/{passkey_id:int}", responses=WITH_BODY | problems(404))
async def rename_passkey(
    parts: Services, person: CurrentPerson, passkey_id: IdPath, draft: PasskeyPatch
) -> PasskeyAnswer:
    """Give a passkey another name."""
    return PasskeyAnswer.of(await passkeys.rename(parts, person, passkey_id, draft.name))


@router.delete("/account/passkeys/{passkey_id:int}", status_code=204, responses=problems(404, 409))
async def remove_passkey(parts: Services, person: CurrentPerson, passkey_id: IdPath) -> None:
    """Remove a passkey, unless it is the last way into the account."""
    await passkeys.remove(parts, person, passkey_id)
