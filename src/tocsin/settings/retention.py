"""The settings of how long what was seen is kept."""

from __future__ import annotations

from pydantic import BaseModel, Field


class RetentionSettings(BaseModel):
    """Days that results, and what is made from them, are kept."""

    retention_raw_days: int = Field(default=14, ge=1, le=3650, description="Days that single results are kept.")
    retention_hour_days: int = Field(default=180, ge=1, le=7300, description="Days that hourly rollups are kept.")
    retention_day_days: int = Field(default=1825, ge=1, le=36_500, description="Days that daily rollups are kept.")
    retention_evidence_days: int = Field(
        default=30, ge=1, le=3650, description="Days that the evidence of failures is kept."
    )
    retention_alerting_days: int = Field(
        default=90, ge=1, le=3650, description="Days that it is kept who was told what, and why."
    )
