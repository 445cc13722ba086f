"""Brings the tables to the version that this code expects, inside the caller's transaction."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from tocsin.storage.errors import SchemaMismatch

SCRIPTS = Path(__file__).with_name("migrations")


def upgrade(connection: Connection) -> None:
    """Migrate to the newest revision. Raise SchemaMismatch when the database was written by a newer version."""
    config = config_on(connection)
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    present = current_revision(connection)
    if present is not None and present not in known:
        raise SchemaMismatch(
            f"The database is at revision {present}, which this version of Tocsin does not know: it was written by a "
            "newer version. Start that version, or restore the backup that was made before the upgrade."
        )
    command.upgrade(config, "head")


def require_newest(connection: Connection) -> None:
    """Raise SchemaMismatch unless the tables are what this version's code expects."""
    if current_revision(connection) != ScriptDirectory.from_config(config_on(connection)).get_current_head():
        raise SchemaMismatch(
            "The database belongs to another version of Tocsin: use that version, or stop its servers and bring it to "
            "this one's with `tocsin migrate`."
        )


def downgrade(connection: Connection, revision: str) -> None:
    """Go back to `revision`; `base` removes every table."""
    command.downgrade(config_on(connection), revision)


def current_revision(connection: Connection) -> str | None:
    """None for an empty database."""
    return MigrationContext.configure(connection).get_current_revision()


def config_on(connection: Connection) -> Config:
    """Alembic's configuration without a file of its own: the connection is handed to `migrations/env.py`."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
