"""`tocsin keys`."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from tocsin.auth.secrets import SecretBox
from tocsin.cli import key_file, logs
from tocsin.cli.data_dir import DataDirInUse, DataDirUnusable, locked
from tocsin.cli.failures import CommandFailed, ExitCode, UsageWrong
from tocsin.cli.key_output import Status, print_rotated
from tocsin.cli.key_rotation import Rotated, look, replace_key, reseal
from tocsin.cli.options import AsJson, Yes
from tocsin.cli.terminal import is_interactive
from tocsin.core.errors import TocsinError
from tocsin.settings import Settings, SettingsInvalid, load

ENDS = "signed badge addresses and everybody's sessions"

app = typer.Typer(
    no_args_is_help=True,
    help="The keys that encrypt stored secrets: rotate, status.\n\nTo be run where the server runs, as its user.",
)

DataDir = Annotated[Path | None, typer.Option(help="Folder for database, key file and lock.", show_default="./data")]


@app.command("rotate")
def rotate(
    data_dir: DataDir = None,
    keep_old: Annotated[
        bool, typer.Option("--keep-old", help="Leave the old key in the key file, for what it has signed.")
    ] = False,
    only_reseal: Annotated[
        bool, typer.Option("--only-reseal", help="Leave the key file as it is: its first key is the new one already.")
    ] = False,
    yes: Yes = False,
) -> None:
    """Replace the key that encrypts stored secrets, and seal all of them with the new one.

    With a key file this makes the new key itself, once the server is stopped. Keys in TOCSIN_SECRET_KEY are yours to
    set, as `new,old`; what is stored is then sealed anew while servers run, as it is with --only-reseal.
    Can be run again whenever it was interrupted. Ends with 1 when there are secrets that no key opens.
    """
    with _told_plainly():
        settings = _settings(data_dir)
        if settings.secret_key is None and not only_reseal:
            _replace(settings, keep_old=keep_old, yes=yes)
        elif keep_old:
            raise UsageWrong("--keep-old is about the key file: what else holds the keys is left as it is.")
        else:
            _reseal(settings)


@app.command("status")
def status(data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Say how many secrets each key has sealed, and how many cannot be opened. Keys are shown by their ids alone."""
    with _told_plainly():
        settings = _settings(data_dir)
        box = _box(settings)
        found = Status(box, asyncio.run(look(settings, box)))
    if as_json:
        found.print_json()
    else:
        found.print()


def _replace(settings: Settings, *, keep_old: bool, yes: bool) -> None:
    _require_key_file(settings)
    if not keep_old and not yes and is_interactive():
        typer.confirm(f"Replace the key? What ends with the old one: {ENDS}.", abort=True, err=True)
    try:
        with locked(settings.data_dir):
            rotated = asyncio.run(replace_key(settings, keep_old=keep_old))
    except DataDirInUse:
        raise CommandFailed(
            f"a server is running on {settings.data_dir} and would go on sealing with the old key: stop it first."
        ) from None
    print_rotated(rotated)
    if rotated.dropped:
        print(f"The old key is gone from {settings.key_file}. What ended with it: {ENDS}.")
        print("Backups of the database that were made until now need the old key: keep it with them.")
    elif keep_old:
        print(f"The old key stays in {settings.key_file}, behind the new one, and keeps {ENDS} valid.")
    _end_with(rotated)


def _reseal(settings: Settings) -> None:
    box = _box(settings)
    where = settings.key_file if settings.secret_key is None else "TOCSIN_SECRET_KEY"
    if len(box.key_ids) < 2:
        raise UsageWrong(
            f"{where} holds one key. Put a new one before it ({_written(settings)}), "
            "start every server with both, and run this again. `openssl rand -hex 32` makes one."
        )
    rotated = asyncio.run(reseal(settings, box))
    print_rotated(rotated)
    if not rotated.needed:
        print(f"Nothing needs the older keys in {where}: take them out and start the servers anew.")
        print(f"What ends with them: {ENDS}. Backups of the database that were made until now need them.")
    _end_with(rotated)


def _end_with(rotated: Rotated) -> None:
    if not rotated.is_whole:
        raise SystemExit(ExitCode.FAILED)


def _settings(data_dir: Path | None) -> Settings:
    settings = load(data_dir=data_dir)
    logs.configure(settings.log_level, settings.log_format)
    return settings


def _box(settings: Settings) -> SecretBox:
    if settings.secret_key is None:
        _require_key_file(settings)
    return key_file.secret_box(settings)


def _require_key_file(settings: Settings) -> None:
    if not settings.key_file.exists():
        raise CommandFailed(
            f"there is no key file {settings.key_file}: it is made when a server first starts. "
            "If the servers have TOCSIN_SECRET_KEY, set it here as well."
        )


def _written(settings: Settings) -> str:
    return "a line of its own" if settings.secret_key is None else "separated by a comma"


@contextmanager
def _told_plainly() -> Iterator[None]:
    """What goes wrong is a sentence. What is made meanwhile, such as a database's log, is for this user alone."""
    os.umask(0o077)
    try:
        yield
    except SettingsInvalid as error:
        raise UsageWrong("\n".join(error.problems)) from None
    except (DataDirUnusable, TocsinError) as error:
        raise CommandFailed(str(error)) from None
