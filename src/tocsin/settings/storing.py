"""The settings of what is kept where, and of the keys that it is kept with."""

from __future__ import annotations

import re
from pathlib import Path

from pydantic import BaseModel, Field, SecretStr, field_validator

from tocsin.settings.addresses import DatabaseUrl

SHORTEST_SECRET_KEY = 32


class StoringSettings(BaseModel):
    """The database, the data directory and the keys."""

    data_dir: Path = Field(
        default=Path("data"), description="Folder for the database, the key file and the lock; created when missing."
    )
    database_url: DatabaseUrl | None = Field(
        default=None,
        description="`sqlite:///path` or `postgresql://user:password@host/name`. Default: `tocsin.db` in the data "
        "directory.",
    )
    database_timeout_seconds: float = Field(
        default=30.0, ge=1, le=600, description="Longest time that one database statement may take."
    )
    database_pool_size: int = Field(
        default=8,
        ge=2,
        le=100,
        description="Connections kept to PostgreSQL; with SQLite, the number of readers is fixed.",
    )

    bootstrap_api_key: SecretStr | None = Field(
        default=None,
        min_length=16,
        max_length=256,
        description="Fixes the first API key (16 characters or more). Without it, one is generated at the first start "
        "and printed once.",
    )
    secret_key: SecretStr | None = Field(
        default=None,
        min_length=SHORTEST_SECRET_KEY,
        description="Encrypts credentials at rest: 32 characters or more. To change it, put the new one first and keep "
        "the old ones behind it, separated by commas. Default: the key file.",
    )
    secret_key_file: Path | None = Field(
        default=None,
        description="File that holds the key in place of `TOCSIN_SECRET_KEY`. Default: `secret.key` in the data "
        "directory, created with mode 0600 at the first start.",
    )

    @field_validator("secret_key")
    @classmethod
    def _long_keys(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and any(
            len(key.strip()) < SHORTEST_SECRET_KEY for key in value.get_secret_value().split(",")
        ):
            raise ValueError(f"must be at least {SHORTEST_SECRET_KEY} characters long, and so must each of several")
        return value

    @field_validator("bootstrap_api_key")
    @classmethod
    def _sendable(cls, value: SecretStr | None) -> SecretStr | None:
        """A key stands in a header of the requests that present it."""
        if value is not None and not re.fullmatch(r"[!-~]([ -~]*[!-~])?", value.get_secret_value()):
            raise ValueError("must be ASCII letters, digits and signs without blanks at its ends")
        return value

    @property
    def database(self) -> str:
        """The database's URL, with its password in clear: not for logs."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{self.data_dir.absolute() / 'tocsin.db'}"

    @property
    def key_file(self) -> Path:
        """Where the key for secrets at rest lies when `secret_key` is not set."""
        return self.secret_key_file or self.data_dir / "secret.key"
