"""What the audit trail says."""

from __future__ import annotations

from typing import Any

import httpx

AUDIT = "/api/v1/audit"


async def newest_entry(client: httpx.AsyncClient, action: str) -> dict[str, Any]:
    """The last one of this action, in the workspace at hand."""
    answer = await client.get(AUDIT, params={"action": action})
    entry: dict[str, Any] = answer.json()["items"][0]
    return entry
