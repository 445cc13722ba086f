"""The settings of a server about telling people."""

from __future__ import annotations

from pydantic import BaseModel, Field, SecretStr, field_validator


class AlertingSettings(BaseModel):
    """How others learn that nobody is told any more."""

    dead_mans_switch_url: SecretStr | None = Field(
        default=None,
        description="An address that is fetched in every minute in which the whole pipeline is well, from the "
        "scheduler to the delivery of alerts: a heartbeat at another monitoring system, which alerts when this one "
        "falls silent. It may be a ping address of Healthchecks, or of another Tocsin.",
    )

    @field_validator("dead_mans_switch_url")
    @classmethod
    def _is_fetchable(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not value.get_secret_value().startswith(("https://", "http://")):
            raise ValueError("must begin with https:// or http://")
        return value
