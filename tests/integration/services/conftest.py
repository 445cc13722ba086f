"""A database of each kind, and in it one of everything that is sealed."""

from __future__ import annotations

import pytest

from tests.integration.services.sealed_things import OLD, Sealed, seal_one_of_everything
from tocsin.auth.secrets import SecretBox
from tocsin.storage.database import Database


@pytest.fixture
async def sealed(database: Database) -> Sealed:
    """Sealed with the old key of a rotation."""
    return await seal_one_of_everything(database, SecretBox([OLD]))
