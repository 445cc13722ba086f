"""The command `tocsin`: its options, its list of commands, and how each way of failing ends the process.

A command's module is imported when the command is run, so that `tocsin --help` and the client commands start quickly:
this list is all that is known of a command before.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version as installed_version
from types import ModuleType
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from tocsin.cli.failures import CommandFailed, ExitCode
from tocsin.cli.session import Session
from tocsin.cli.terminal import note

SERVER, MONITORING, ALERTING, ACCESS = "Server", "Monitoring", "Alerting", "Access"


@dataclass(frozen=True, slots=True)
class Entry:
    """One command: where it is (a function, or a Typer app with sub-commands) and its line in the help."""

    name: str
    target: str
    help: str
    panel: str


ENTRIES = (
    Entry(
        "serve",
        "tocsin.cli.serve:serve",
        "Run Tocsin until SIGTERM or Ctrl-C: scheduler, runner, ingest and API in one process.",
        SERVER,
    ),
    Entry("status", "tocsin.cli.commands.status:status", "Say whether the server is well, and where it looks.", SERVER),
    Entry("migrate", "tocsin.cli.commands.migrate:migrate", "Bring the database to this version's schema.", SERVER),
    Entry(
        "keys",
        "tocsin.cli.commands.keys:app",
        "The keys that encrypt stored secrets: rotate, status.",
        SERVER,
    ),
    Entry("user", "tocsin.cli.commands.user:app", "Users: create, list, help back in, shut out, delete.", SERVER),
    Entry("mail", "tocsin.cli.commands.mail:app", "Mail: try whether it goes out.", SERVER),
    Entry("version", "tocsin.cli.commands.version:version", "Print the version.", SERVER),
    Entry("monitor", "tocsin.cli.commands.monitor:app", "Monitors: list, change, test and look back.", MONITORING),
    Entry(
        "incident",
        "tocsin.cli.commands.incident:app",
        "Incidents: list, read, acknowledge, snooze, resolve, and why they told whom.",
        MONITORING,
    ),
    Entry("mark", "tocsin.cli.commands.mark:app", "Marked intervals: false positives and planned work.", MONITORING),
    Entry(
        "exec",
        "tocsin.cli.commands.exec:run",
        "Run a command and report its start, end, exit code, duration and the last of its output.",
        MONITORING,
    ),
    Entry("ping", "tocsin.cli.commands.ping:ping", "Say that a job is well, has begun or has failed.", MONITORING),
    Entry(
        "hook",
        "tocsin.cli.commands.hook:app",
        "Hooks: addresses to which other systems post what they know.",
        MONITORING,
    ),
    Entry("kind", "tocsin.cli.commands.kind:app", "The kinds of checks and their settings.", MONITORING),
    Entry("tag", "tocsin.cli.commands.tag:app", "The tags in use.", MONITORING),
    Entry("apply", "tocsin.cli.commands.apply:apply", "Make the monitors be what a YAML file says.", MONITORING),
    Entry("validate", "tocsin.cli.commands.validate:validate", "Check YAML files without a server.", MONITORING),
    Entry("export", "tocsin.cli.commands.export:export", "Print the monitors as a YAML file.", MONITORING),
    Entry("schema", "tocsin.cli.commands.schema:schema", "Print the YAML file's JSON Schema for editors.", MONITORING),
    Entry(
        "channel", "tocsin.cli.commands.channel:app", "Channels: where messages go, and whether they arrive.", ALERTING
    ),
    Entry("policy", "tocsin.cli.commands.policy:app", "Policies: who is told what, when, in which steps.", ALERTING),
    Entry("alert", "tocsin.cli.commands.alert:app", "Alerting: what policies would have done.", ALERTING),
    Entry("rule", "tocsin.cli.commands.rule:app", "Rules: thresholds on what monitors measure.", ALERTING),
    Entry("rotation", "tocsin.cli.commands.rotation:app", "Rotations: people who take turns on call.", ALERTING),
    Entry("on-call", "tocsin.cli.commands.on_call:on_call", "Say who is on call now, and who is next.", ALERTING),
    Entry(
        "silence",
        "tocsin.cli.commands.silence:app",
        "Silences: what they match is checked, and nobody is told.",
        ALERTING,
    ),
    Entry(
        "maintenance",
        "tocsin.cli.commands.maintenance:app",
        "Maintenance windows: nobody is told, and the time is left out of availability.",
        ALERTING,
    ),
    Entry(
        "notification",
        "tocsin.cli.commands.notification:app",
        "Notifications: what was said to whom, and every attempt at it.",
        ALERTING,
    ),
    Entry("login", "tocsin.cli.commands.login:login", "Remember a server and its API key for this user.", ACCESS),
    Entry("logout", "tocsin.cli.commands.login:logout", "Forget a server's API key.", ACCESS),
    Entry("key", "tocsin.cli.commands.key:app", "API keys: list, create, revoke.", ACCESS),
    Entry("workspace", "tocsin.cli.commands.workspace:app", "The workspace of the API key: show, rename.", ACCESS),
    Entry(
        "member",
        "tocsin.cli.commands.member:app",
        "Members of the workspace: list, change roles, remove.",
        ACCESS,
    ),
    Entry(
        "invitation",
        "tocsin.cli.commands.invitation:app",
        "Invitations into the workspace: create, list, revoke.",
        ACCESS,
    ),
    Entry("audit", "tocsin.cli.commands.audit:app", "The audit trail: list, export.", ACCESS),
    Entry(
        "ping-key",
        "tocsin.cli.commands.ping_key:app",
        "The workspace's ping key, for addresses such as `/ping/KEY/SLUG`.",
        ACCESS,
    ),
)


class Commands(TyperGroup):
    """Knows its commands by name and line of help, and imports the one that is run."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self._targets = {entry.name: entry.target for entry in ENTRIES}
        for entry in ENTRIES:
            self.add_command(TyperCommand(entry.name, help=entry.help, rich_help_panel=entry.panel))

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        name, _, rest = super().resolve_command(ctx, args)
        return name, load(name, self._targets[name]) if name else None, rest


def load(name: str, target: str) -> Any:
    """The command itself, with its options and sub-commands: for running it, and for describing all of it."""
    module, _, attribute = target.partition(":")
    found = getattr(_imported(module), attribute)
    if isinstance(found, typer.Typer):
        return typer.main.get_command(found)
    return typer.main.get_command(_alone(name, found))


def _imported(module: str) -> ModuleType:
    """What modules make stays: to look for garbage among it was a sixth of a server's start."""
    gc.disable()
    try:
        return import_module(module)
    finally:
        gc.freeze()
        gc.enable()


def _alone(name: str, function: Callable[..., Any]) -> typer.Typer:
    app = typer.Typer(add_completion=False, rich_markup_mode="markdown")
    settings = getattr(function, "context_settings", None)
    app.command(name, context_settings=settings)(function)
    return app


def _print_version(is_wanted: bool) -> None:
    if is_wanted:
        print(f"tocsin {installed_version('tocsin')}")
        raise typer.Exit


app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def root(
    context: typer.Context,
    url: Annotated[
        str | None,
        typer.Option(envvar="TOCSIN_URL", help="Where the server answers.", show_default="http://127.0.0.1:8000"),
    ] = None,
    timeout: Annotated[
        float, typer.Option(envvar="TOCSIN_TIMEOUT", min=0.1, max=600, help="Seconds to wait for an answer.")
    ] = 30.0,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and end.")
    ] = False,
) -> None:
    """Watches web sites and services, decides whether they are up, keeps the history.

    Client commands present the API key in TOCSIN_API_KEY, or the one that `tocsin login` has stored.
    They end with 0 when done, 1 when refused or failed, 2 for wrong usage, 3 when no server answers.
    """
    context.obj = Session(url, timeout)


def main() -> None:
    """Entry point of the process."""
    try:
        app(prog_name="tocsin")
    except CommandFailed as failure:
        note(f"tocsin: {failure}")
        sys.exit(failure.exit_code)
    except KeyboardInterrupt:
        sys.exit(ExitCode.INTERRUPTED)
