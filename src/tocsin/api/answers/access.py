"""API keys and the audit trail as the API shows them."""

from __future__ import annotations

from pydantic import BaseModel, Field, JsonValue

from tocsin.api.fields import Moment
from tocsin.storage.api_keys import StoredApiKey
from tocsin.storage.audit import StoredAudit


class ApiKeyAnswer(BaseModel):
    """An API key without the key itself."""

    id: int
    name: str
    prefix: str = Field(description="How the key begins, to tell keys apart.")
    scopes: list[str]
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
    """Who did what, when."""

    id: int
    at: Moment
    actor: str
    action: str = Field(description="Such as `monitor.updated`.")
    subject: str = Field(description="Such as `monitor:17`.")
    detail: dict[str, JsonValue]

    @classmethod
    def of(cls, stored: StoredAudit) -> AuditAnswer:
        return cls.model_validate(
            {
                "id": stored.id,
                "at": stored.at,
                "actor": stored.actor,
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
        "created_at": stored.created_at,
        "last_used_at": stored.last_used_at,
        "expires_at": stored.expires_at,
        "revoked_at": stored.revoked_at,
    }
