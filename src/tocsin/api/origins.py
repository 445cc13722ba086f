"""Who sent something that is kept, as far as the request tells."""

from __future__ import annotations

from fastapi import Request

from tocsin.auth.actor import Actor
from tocsin.core.ping import Origin

MOST_AGENT_CHARACTERS = 200


def origin_of(request: Request, way: str, actor: Actor) -> Origin:
    """`way` is the way in; beside it stands who was let in there, such as `api:key:ci`."""
    address = request.client.host if request.client is not None else ""
    return Origin(f"{way}:{actor.name}", address, request.headers.get("user-agent", "")[:MOST_AGENT_CHARACTERS])
