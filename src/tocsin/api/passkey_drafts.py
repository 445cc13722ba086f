"""What pages send about passkeys, and which site they are of."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from tocsin.api.account_fields import Token
from tocsin.api.page_origins import page_origin

PageOrigin = Annotated[str, Depends(page_origin)]


class SignedDraft(BaseModel):
    """What a browser answers."""

    model_config = ConfigDict(extra="forbid")

    handle: Token = Field(description="As it was answered with the options.")
    credential: dict[str, JsonValue] = Field(description="`PublicKeyCredential.toJSON()`.")
