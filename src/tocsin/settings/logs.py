"""The settings of the log."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, Field


class LogLevel(StrEnum):
    """The least severe line that is written."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class LogFormat(StrEnum):
    """How a log line looks."""

    AUTO = "auto"
    CONSOLE = "console"
    JSON = "json"


class LogSettings(BaseModel):
    """Which lines are written, and how they look."""

    log_level: LogLevel = Field(default=LogLevel.INFO, description="The least severe line that is written.")
    log_format: LogFormat = Field(
        default=LogFormat.AUTO,
        description="`console` for people, `json` for machines, `auto` by whether a terminal reads.",
    )
