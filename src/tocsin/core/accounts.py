"""What an operator decides about accounts: who may get one, how long a session lasts, where this server is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

DAY_MS = 24 * 60 * 60_000


class SignUp(StrEnum):
    """Who may get an account."""

    CLOSED = "closed"
    """Whom the operator makes one for, on the command line."""
    INVITATION = "invitation"
    """Also who is invited into a workspace."""
    OPEN = "open"
    """Everybody with an e-mail address; they get a workspace of their own."""


@dataclass(frozen=True, slots=True)
class AccountPolicy:
    """`public_url` is where people reach this server, without a slash at its end; None when nobody has said."""

    sign_up: SignUp = SignUp.INVITATION
    session_idle_ms: int = 30 * DAY_MS
    session_ms: int = 90 * DAY_MS
    workspaces_per_user: int = 5
    deleted_workspace_days: int = 7
    public_url: str | None = None
