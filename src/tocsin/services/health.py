"""Whether what everything rests upon can be used."""

from __future__ import annotations

from tocsin.core.errors import Unavailable
from tocsin.services.parts import Parts
from tocsin.storage.workspaces import WorkspaceRepository

DATABASE_SECONDS = 2.0


async def database_trouble(parts: Parts) -> str | None:
    """None when the database answers, else a sentence that says what is the matter."""
    try:
        async with parts.database.read(deadline=DATABASE_SECONDS) as connection:
            await WorkspaceRepository(connection).all()
    except Unavailable as error:
        return error.message
    return None
