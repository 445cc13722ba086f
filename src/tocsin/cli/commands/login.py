"""`tocsin login` and `logout`."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from tocsin.cli import output
from tocsin.cli.client import Client
from tocsin.cli.credentials import Credentials
from tocsin.cli.failures import CommandFailed
from tocsin.cli.session import Session


def login(
    context: typer.Context,
    url: Annotated[
        str | None, typer.Argument(metavar="URL", help="The server. By default that of --url or TOCSIN_URL.")
    ] = None,
    key: Annotated[
        str | None, typer.Option(help="The API key. Asked for when left out: a command line can be seen by others.")
    ] = None,
) -> None:
    """Remember a server and its API key for this user.

    The key is tried first, then kept in ~/.config/tocsin/credentials.toml, which only this user can read.
    """
    session = context.find_root().obj
    assert isinstance(session, Session)
    if url is not None:
        session = Session(url, session.timeout)
    key = (key or _asked_for(session.url)).strip()
    Client(session, key).get("/api/v1/monitors", {"limit": 1})
    stored = Credentials.read()
    stored.default_url = session.url
    stored.keys[session.url] = key
    _write(stored)
    output.print_line(f"The key of {session.url} is kept in {stored.path}")


def logout(
    context: typer.Context,
    url: Annotated[
        str | None, typer.Argument(metavar="URL", help="The server. By default that of --url or TOCSIN_URL.")
    ] = None,
) -> None:
    """Forget a server's API key."""
    session = context.find_root().obj
    assert isinstance(session, Session)
    url = (url or session.url).rstrip("/")
    stored = Credentials.read()
    if stored.keys.pop(url, None) is None:
        raise CommandFailed(f"no key of {url} is kept in {stored.path}")
    if stored.default_url == url:
        stored.default_url = None
    _write(stored)
    output.print_line(f"The key of {url} is forgotten")


def _asked_for(url: str) -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline()
    key: str = typer.prompt(f"API key of {url}", hide_input=True)
    return key


def _write(stored: Credentials) -> None:
    try:
        stored.write()
    except OSError as error:
        raise CommandFailed(f"{stored.path} cannot be written: {error.strerror}") from None
