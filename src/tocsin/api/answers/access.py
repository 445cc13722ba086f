"""Roles, API keys and the audit trail as the API shows them."""

from __future__ import annotations

from pydantic import BaseModel, Field, JsonValue

from tocsin.api.fields import Moment
from tocsin.auth.meanings import OF_ROLE, OF_SCOPE
from tocsin.auth.permissions import PERMISSIONS_OF_ROLE, SCOPES, Permission, Role, permissions_of_scopes
from tocsin.storage.api_keys import StoredApiKey
from tocsin.storage.audit import StoredAudit


class RoleAnswer(BaseModel):
    """What a member may do by this role."""

    role: Role
    description: str
    permissions: list[Permission]


class ScopeAnswer(BaseModel):
    """What an API key may do by this scope."""

    scope: str
    description: str
    permissions: list[Permission] = Field(description="Who may write may read.")


class RolesAnswer(BaseModel):
    """Every role, and every scope of an API key."""

    roles: list[RoleAnswer] = Field(description="Each may do what those before it may.")
    scopes: list[ScopeAnswer]

    @classmethod
    def made(cls) -> RolesAnswer:
        roles = [
            RoleAnswer(role=role, description=OF_ROLE[role], permissions=sorted(PERMISSIONS_OF_ROLE[role]))
            for role in Role
        ]
        scopes = [
            ScopeAnswer(scope=scope, description=OF_SCOPE[scope], permissions=sorted(permissions_of_scopes([scope])))
            for scope in SCOPES
        ]
        return cls(roles=roles, scopes=scopes)


class ApiKeyAnswer(BaseModel):
    """An API key without the key itself."""

    id: int
    name: str
    prefix: str = Field(description="How the key begins, to tell keys apart.")
    scopes: list[str]
    created_by: str = Field(description="Such as `user:ada@example.com`; empty where it is not known.")
    created_at: Moment
    last_used_at: Moment | None = Field(description="To the minute.")
    expires_at: Moment | None
    revoked_at: Moment | None

    @classmethod
    def of(cls, stored: StoredApiKey) -> ApiKeyAnswer:
        return cls.model_validate(_fields(stored))


class NewApiKeyAnswer(ApiKeyAnswer):
    """An API key, and this once the key itself."""

    key: str = Field(description="Keep it: it is shown this once and stored nowhere.")

    @classmethod
    def made(cls, stored: StoredApiKey, key: str) -> NewApiKeyAnswer:
        return cls.model_validate({**_fields(stored), "key": key})


class AuditAnswer(BaseModel):
    """Who did what, when, from where."""

    id: int
    at: Moment
    actor: str = Field(description="Such as `user:ada@example.com` or `key:ci`.")
    user_id: int | None = Field(description="Of people; it stays when their e-mail address changes.")
    address: str = Field(description="From where; empty where it is not known.")
    action: str = Field(description="Such as `monitor.updated`.")
    subject: str = Field(description="Such as `monitor:17`.")
    detail: dict[str, JsonValue] = Field(description="Of what was changed: `before` and `after`, by field.")

    @classmethod
    def of(cls, stored: StoredAudit) -> AuditAnswer:
        return cls.model_validate(
            {
                "id": stored.id,
                "at": stored.at,
                "actor": stored.actor,
                "user_id": stored.user_id,
                "address": stored.address,
                "action": stored.action,
                "subject": stored.subject,
                "detail": stored.detail,
            }
        )


def _fields(stored: StoredApiKey) -> dict[str, object]:
    return {
        "id": stored.id,
        "name": stored.name,
        "prefix": stored.prefix,
        "scopes": list(stored.scopes),
        "created_by": stored.created_by,
        "created_at": stored.created_at,
        "last_used_at": stored.last_used_at,
        "expires_at": stored.expires_at,
        "revoked_at": stored.revoked_at,
    }
