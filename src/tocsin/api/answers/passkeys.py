"""Passkeys as the API shows them."""

from __future__ import annotations

from pydantic import BaseModel, Field, JsonValue

from tocsin.api.fields import Moment
from tocsin.services.passkey_challenges import Begun
from tocsin.storage.passkeys import StoredPasskey


class PasskeyOptionsAnswer(BaseModel):
    """What a browser is to be asked."""

    handle: str = Field(description="To be sent with the browser's answer. Good once.")
    options: dict[str, JsonValue] = Field(
        description="For `PublicKeyCredential.parseCreationOptionsFromJSON` where one is made, else for "
        "`parseRequestOptionsFromJSON`."
    )
    expires_at: Moment

    @classmethod
    def of(cls, begun: Begun) -> PasskeyOptionsAnswer:
        return cls.model_validate({"handle": begun.handle, "options": begun.options, "expires_at": begun.expires_at})


class PasskeyAnswer(BaseModel):
    """A passkey of the user's."""

    id: int
    name: str
    is_backed_up: bool = Field(description="Its maker keeps copies, so that it outlives the device.")
    transports: list[str] = Field(description="How it is reached, such as `internal` or `usb`.")
    created_at: Moment
    last_used_at: Moment | None

    @classmethod
    def of(cls, stored: StoredPasskey) -> PasskeyAnswer:
        return cls(
            id=stored.id,
            name=stored.name,
            is_backed_up=stored.is_backed_up,
            transports=list(stored.transports),
            created_at=stored.created_at,
            last_used_at=stored.last_used_at,
        )
