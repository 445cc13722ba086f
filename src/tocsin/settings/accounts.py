"""The settings of accounts, sessions and workspaces."""

from __future__ import annotations

from pydantic import Field

from tocsin.core.accounts import DAY_MS, AccountPolicy, SignUp
from tocsin.settings.serving import ServingSettings


class AccountSettings(ServingSettings):
    """Who gets an account, and how long what belongs to it lasts."""

    sign_up: SignUp = Field(
        default=SignUp.INVITATION,
        description="Who may get an account: `closed`, whom the operator makes one for (`tocsin user create`); "
        "`invitation`, also who is invited into a workspace; `open`, everybody with an e-mail address, by mail.",
    )
    session_idle_days: float = Field(
        default=30, ge=0.01, le=365, description="Days without a visit after which a session ends."
    )
    session_days: float = Field(
        default=90, ge=0.01, le=3650, description="Days after which a session ends, used or not."
    )
    workspaces_per_user: int = Field(
        default=5, ge=0, le=1000, description="Workspaces that one user may own; 0 lets nobody make one."
    )
    deleted_workspace_days: int = Field(
        default=7, ge=0, le=365, description="Days for which a deleted workspace can be restored."
    )
    retention_audit_days: int = Field(
        default=1095, ge=1, le=36_500, description="Days that entries of the audit trail are kept."
    )

    @property
    def account_policy(self) -> AccountPolicy:
        """What is decided about accounts."""
        return AccountPolicy(
            sign_up=self.sign_up,
            session_idle_ms=round(self.session_idle_days * DAY_MS),
            session_ms=round(self.session_days * DAY_MS),
            workspaces_per_user=self.workspaces_per_user,
            deleted_workspace_days=self.deleted_workspace_days,
            public_url=self.public_url.rstrip("/") if self.public_url else None,
        )
