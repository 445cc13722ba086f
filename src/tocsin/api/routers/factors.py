"""An authenticator app and its recovery codes: `/api/v1/account/totp`, `/api/v1/account/recovery-codes`."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from tocsin.api.account_fields import Code
from tocsin.api.answers.factors import EnrolmentAnswer, RecoveryCodesAnswer
from tocsin.api.dependencies import CurrentPerson, Services
from tocsin.api.documented import EVERYWHERE, WITH_BODY, problems
from tocsin.api.json_route import JsonRoute
from tocsin.services import recovery_codes, totp

router = APIRouter(prefix="/account", tags=["factors"], route_class=JsonRoute, responses=EVERYWHERE)


class TotpDraft(BaseModel):
    """What the app shows."""

    model_config = ConfigDict(extra="forbid")

    code: Code = Field(description="Six digits.")


@router.post("/totp", responses=problems(409))
async def begin_totp(parts: Services, person: CurrentPerson) -> EnrolmentAnswer:
    """A secret for an authenticator app. It counts once it is confirmed; until then another one may be asked for."""
    return EnrolmentAnswer.of(await totp.begin(parts, person))


@router.post("/totp/confirm", responses=WITH_BODY | problems(409, 429))
async def confirm_totp(parts: Services, person: CurrentPerson, draft: TotpDraft) -> RecoveryCodesAnswer:
    """Show that the app has the secret: signing in by password wants a code from now on."""
    codes = await totp.confirm(parts, person, draft.code.get_secret_value())
    return RecoveryCodesAnswer(recovery_codes=codes)


@router.delete("/totp", status_code=204, responses=problems(404))
async def remove_totp(parts: Services, person: CurrentPerson) -> None:
    """Remove the app, and the recovery codes with it."""
    await totp.remove(parts, person)


@router.post("/recovery-codes", responses=problems(409))
async def renew_recovery_codes(parts: Services, person: CurrentPerson) -> RecoveryCodesAnswer:
    """Ten fresh recovery codes; the former ones are good no more."""
    return RecoveryCodesAnswer(recovery_codes=await recovery_codes.renew(parts, person))
