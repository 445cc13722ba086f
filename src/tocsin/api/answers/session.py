"""Signing in and sessions as the API shows them."""

from __future__ import annotations

from pydantic import BaseModel, Field

from tocsin.api.fields import Moment
from tocsin.auth.passwords import FEWEST_CHARACTERS, MOST_CHARACTERS
from tocsin.auth.permissions import Permission, Role
from tocsin.core.accounts import SignUp
from tocsin.services.device_words import words_of
from tocsin.services.second_factor import CodeWanted, Proof
from tocsin.services.session_view import Belonging, SessionView
from tocsin.storage.sessions import StoredSession


class SetUpAnswer(BaseModel):
    """Whether this server waits for its first user."""

    is_needed: bool
    needs_token: bool = Field(
        description="The token that the server has printed when it started. Not asked of who sits at its machine."
    )


class ProviderAnswer(BaseModel):
    """Another system that vouches for its users."""

    id: str
    name: str


class PasskeysAnswer(BaseModel):
    """Whether a browser has passkeys where it has found this server."""

    are_possible: bool
    reason: str | None = Field(description="Why not, as a sentence for whoever runs the server.")


class PasswordRulesAnswer(BaseModel):
    """What a password must be. It must also not be soon guessed."""

    shortest: int = FEWEST_CHARACTERS
    longest: int = MOST_CHARACTERS


class WaysInAnswer(BaseModel):
    """What a page for signing in has to know."""

    set_up: SetUpAnswer
    sign_up: SignUp
    sends_mail: bool = Field(description="Without mail nobody signs up or resets a password by themselves.")
    providers: list[ProviderAnswer]
    passkeys: PasskeysAnswer
    password: PasswordRulesAnswer = PasswordRulesAnswer()


class SessionUserAnswer(BaseModel):
    """Who is signed in."""

    id: int
    email: str
    name: str


class BelongingAnswer(BaseModel):
    """A workspace, and what the user is and may do in it. `X-Workspace` names it in requests."""

    id: int
    name: str
    role: Role
    permissions: list[Permission]

    @classmethod
    def of(cls, belonging: Belonging) -> BelongingAnswer:
        return cls(
            id=belonging.workspace_id,
            name=belonging.name,
            role=belonging.role,
            permissions=belonging.permissions,
        )


class SessionAnswer(BaseModel):
    """The session at hand."""

    user: SessionUserAnswer
    workspaces: list[BelongingAnswer] = Field(description="Requests that name none are about the first.")
    csrf_token: str = Field(description="For the header `X-CSRF-Token` of whatever changes something.")
    expires_at: Moment = Field(description="Refreshing it puts this off, for a while.")
    authenticated_at: Moment = Field(description="When the user last proved who they are.")
    way: str = Field(description="By what the user has signed in, such as `password+totp`.")
    recovery_codes_left: int | None = Field(default=None, description="Told when one was just used.")

    @classmethod
    def of(cls, view: SessionView, recovery_codes_left: int | None = None) -> SessionAnswer:
        person = view.person
        return cls(
            user=SessionUserAnswer(id=person.user_id, email=person.email, name=person.name),
            workspaces=[BelongingAnswer.of(one) for one in view.belongings],
            csrf_token=view.csrf_token,
            expires_at=view.session.expires_at,
            authenticated_at=view.session.authenticated_at,
            way=view.session.way,
            recovery_codes_left=recovery_codes_left,
        )


class SecondFactor(BaseModel):
    """What a sign-in waits for."""

    handle: str = Field(description="To be sent with the code.")
    methods: list[Proof]
    expires_at: Moment


class SecondFactorAnswer(BaseModel):
    """Nobody is signed in yet: a second factor is wanted."""

    second_factor: SecondFactor

    @classmethod
    def of(cls, wanted: CodeWanted) -> SecondFactorAnswer:
        found = SecondFactor(handle=wanted.handle, methods=list(wanted.methods), expires_at=wanted.expires_at)
        return cls(second_factor=found)


class ListedSessionAnswer(BaseModel):
    """Where the user is signed in."""

    id: int
    device: str = Field(description="In words, such as `Firefox on Linux`.")
    address: str = Field(description="From where it was last used.")
    way: str
    created_at: Moment
    last_seen_at: Moment = Field(description="To the minute.")
    is_current: bool = Field(description="It is the one that asks.")

    @classmethod
    def of(cls, stored: StoredSession, current_id: int) -> ListedSessionAnswer:
        return cls(
            id=stored.id,
            device=words_of(stored.agent),
            address=stored.address,
            way=stored.way,
            created_at=stored.created_at,
            last_seen_at=stored.last_seen_at,
            is_current=stored.id == current_id,
        )


class EndedSessionsAnswer(BaseModel):
    """How many sessions have ended."""

    ended: int
