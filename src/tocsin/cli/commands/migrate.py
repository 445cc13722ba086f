"""`tocsin migrate`."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from tocsin.cli.data_dir import DataDirUnusable, locked
from tocsin.cli.failures import CommandFailed, UsageWrong
from tocsin.cli.opening import migrated
from tocsin.core.errors import TocsinError
from tocsin.settings import Settings, SettingsInvalid, load


def migrate(
    data_dir: Annotated[
        Path | None, typer.Option(help="Folder for database, key file and lock.", show_default="./data")
    ] = None,
) -> None:
    """Bring the database to this version's schema.

    `tocsin serve` does so itself at every start; this is for those who want it as a step of its own.
    """
    try:
        settings = load(data_dir=data_dir)
    except SettingsInvalid as error:
        raise UsageWrong("\n".join(error.problems)) from None
    try:
        with locked(settings.data_dir):
            dialect = asyncio.run(_migrate(settings))
    except (DataDirUnusable, TocsinError) as error:
        raise CommandFailed(str(error)) from None
    print(f"The {dialect} database has this version's schema.")


async def _migrate(settings: Settings) -> str:
    async with migrated(settings) as database:
        return str(database.dialect)
