"""Accounts as the API shows them to their users."""

from __future__ import annotations

from pydantic import BaseModel, Field

from tocsin.api.fields import Moment
from tocsin.services.accounts import Account
from tocsin.services.mailed_codes import CodeMailed
from tocsin.storage.identities import StoredIdentity


class AccountAnswer(BaseModel):
    """One's own account, and by what one may sign in."""

    id: int
    email: str
    is_email_verified: bool = Field(description="It was shown that mail to it arrives, or the operator has said so.")
    name: str
    created_at: Moment
    last_sign_in_at: Moment | None
    has_password: bool
    password_changed_at: Moment | None
    has_totp: bool = Field(description="Codes of an authenticator app are asked for after the password.")
    recovery_codes_left: int
    passkeys: int
    identities: int = Field(description="Accounts elsewhere, such as at Google, that open this one.")

    @classmethod
    def of(cls, account: Account) -> AccountAnswer:
        user = account.user
        return cls(
            id=user.id,
            email=user.email,
            is_email_verified=user.email_verified_at is not None,
            name=user.name,
            created_at=user.created_at,
            last_sign_in_at=user.last_sign_in_at,
            has_password=user.password_hash is not None,
            password_changed_at=user.password_changed_at if user.password_hash is not None else None,
            has_totp=user.totp_confirmed_at is not None,
            recovery_codes_left=account.recovery_codes_left,
            passkeys=account.passkeys,
            identities=account.identities,
        )


class CodeMailedAnswer(BaseModel):
    """A code is on its way to the address."""

    handle: str = Field(description="To be sent with the code, by the browser that has asked for it.")
    expires_at: Moment

    @classmethod
    def of(cls, mailed: CodeMailed) -> CodeMailedAnswer:
        return cls(handle=mailed.handle, expires_at=mailed.expires_at)


class IdentityAnswer(BaseModel):
    """An account elsewhere that opens one's own."""

    id: int
    provider: str
    email: str = Field(description="As the provider has said it last; empty where it says none.")
    created_at: Moment
    last_used_at: Moment | None

    @classmethod
    def of(cls, stored: StoredIdentity) -> IdentityAnswer:
        return cls(
            id=stored.id,
            provider=stored.provider,
            email=stored.email,
            created_at=stored.created_at,
            last_used_at=stored.last_used_at,
        )
