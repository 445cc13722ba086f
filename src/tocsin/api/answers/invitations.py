"""Invitations as the API shows them."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, Field

from tocsin.api.answers.session import SessionAnswer
from tocsin.api.fields import Moment
from tocsin.auth.permissions import Role
from tocsin.services.invitations import Invited
from tocsin.storage.invitations import StoredInvitation


class InvitationState(StrEnum):
    """What has become of an invitation."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    REVOKED = "revoked"
    EXPIRED = "expired"


class InvitationAnswer(BaseModel):
    """An invitation without its link."""

    id: int
    email: str | None = Field(description="Null: whoever has the link may accept.")
    role: Role
    state: InvitationState
    invited_by: str = Field(description="Such as `user:ada@example.com`.")
    created_at: Moment
    expires_at: Moment
    accepted_at: Moment | None
    accepted_by: int | None = Field(description="The user's id.")
    revoked_at: Moment | None

    @classmethod
    def of(cls, stored: StoredInvitation, now: int) -> InvitationAnswer:
        return cls.model_validate(_fields(stored, now))


class NewInvitationAnswer(InvitationAnswer):
    """An invitation, and this once its link."""

    link: str = Field(description="Hand it on: it is shown this once. Whoever opens it is asked to sign in or sign up.")
    token: str = Field(description="What the link holds.")
    is_mailed: bool = Field(description="A mail with a link of its own is on its way.")
    not_mailed: str | None = Field(description="Why not, as a sentence.")

    @classmethod
    def made(cls, made: Invited, now: int) -> NewInvitationAnswer:
        return cls.model_validate(
            {
                **_fields(made.stored, now),
                "link": made.link,
                "token": made.token,
                "is_mailed": made.not_mailed is None,
                "not_mailed": made.not_mailed,
            }
        )


class OfferAnswer(BaseModel):
    """What the holder of an invitation's link is invited to."""

    workspace: str = Field(description="Its name.")
    role: Role
    email: str | None = Field(description="Whom it is for; null for whoever has the link.")
    inviter: str = Field(description="An e-mail address, or the name of an API key.")
    expires_at: Moment

    @classmethod
    def of(cls, stored: StoredInvitation) -> OfferAnswer:
        return cls(
            workspace=stored.workspace_name,
            role=Role(stored.role),
            email=stored.email,
            inviter=stored.invited_by.partition(":")[2],
            expires_at=stored.expires_at,
        )


class AcceptedAnswer(BaseModel):
    """Where the user belongs now."""

    workspace_id: int
    workspace: str = Field(description="Its name.")
    role: Role
    session: SessionAnswer | None = Field(description="Of the account that was made; null for who was signed in.")

    @classmethod
    def of(cls, stored: StoredInvitation, session: SessionAnswer | None) -> AcceptedAnswer:
        return cls(
            workspace_id=stored.workspace_id,
            workspace=stored.workspace_name,
            role=Role(stored.role),
            session=session,
        )


def _fields(stored: StoredInvitation, now: int) -> dict[str, object]:
    return {
        "id": stored.id,
        "email": stored.email,
        "role": stored.role,
        "state": _state(stored, now),
        "invited_by": stored.invited_by,
        "created_at": stored.created_at,
        "expires_at": stored.expires_at,
        "accepted_at": stored.accepted_at,
        "accepted_by": stored.accepted_by,
        "revoked_at": stored.revoked_at,
    }


def _state(stored: StoredInvitation, now: int) -> InvitationState:
    if stored.accepted_at is not None:
        return InvitationState.ACCEPTED
    if stored.revoked_at is not None:
        return InvitationState.REVOKED
    return InvitationState.PENDING if now < stored.expires_at else InvitationState.EXPIRED
