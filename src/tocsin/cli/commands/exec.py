"""`tocsin exec`, for its help and for command lines that `job_options.read` has not understood."""

from __future__ import annotations

from typing import Annotated

import typer

from tocsin.cli import reported_job
from tocsin.cli.failures import UsageWrong
from tocsin.cli.job_options import (
    DEFAULT_PING_TIMEOUT,
    LEAST_SECONDS,
    MOST_PING_TIMEOUT,
    MOST_TIMEOUT,
    PING_VARIABLE,
    JobOptions,
)
from tocsin.cli.session import Session


def run(
    context: typer.Context,
    command: Annotated[list[str], typer.Argument(metavar="COMMAND", help="The command and its own arguments.")],
    ping: Annotated[
        str | None,
        typer.Option(
            envvar=PING_VARIABLE,
            metavar="KEY",
            help="The monitor's ping key, or its whole ping address. Other users see it here, not in the environment.",
        ),
    ] = None,
    timeout: Annotated[
        float | None,
        typer.Option(
            min=LEAST_SECONDS,
            max=MOST_TIMEOUT,
            help="Stop it after so many seconds: SIGTERM, and SIGKILL 10 seconds later.",
        ),
    ] = None,
    ping_timeout: Annotated[
        float,
        typer.Option(min=LEAST_SECONDS, max=MOST_PING_TIMEOUT, help="Seconds for the last ping with all its attempts."),
    ] = DEFAULT_PING_TIMEOUT,
    no_output: Annotated[
        bool,
        typer.Option("--no-output", help="Send no output: the command writes to where we do, with nothing between."),
    ] = False,
    quiet_success: Annotated[
        bool, typer.Option("--quiet-success", help="Print nothing unless it fails, then the last 100 kB of its output.")
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="End with 1, or 3 when no server answers, when only a ping has failed.")
    ] = False,
) -> None:
    """Run a command and report its start, end, exit code, duration and the last of its output.

    `tocsin exec --ping KEY -- /usr/local/bin/backup --full`

    The command is run without a shell, and as if we were not there: its output appears unchanged, it reads our input,
    it gets the signals that are sent to us (SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2), and its exit code is
    ours: 128 and the signal's number when a signal ended it, 124 when it was stopped for `--timeout`, 126 when it
    cannot be run, 127 when it is not there. All but 0 are failures.

    Nothing about pings hurts it. It starts without waiting for the server, and it runs when no server answers and when
    there is no usable key. The start ping is given up after 5 seconds; when the command has ended before, the attempt
    at hand is its last. The last ping is tried for `--ping-timeout` seconds, with growing pauses or as `Retry-After`
    asks; it carries the duration, so a start that was lost costs nothing. A signal meanwhile makes the attempt at hand
    the last one. A ping that has failed is a line on standard error, without its key.

    The body of the last ping is the end of what was printed, output and errors together: as much as the server keeps,
    which is 10 kB if it is not set otherwise. For that they go through a pipe: a command that wants the terminal
    itself, for colours or questions, gets it with `--no-output`. What the command leaves running in the background is
    not waited for, and has nobody to print to any more.

    The command finds `TOCSIN_PING_URL` and `TOCSIN_RUN_ID` in its environment: a `tocsin ping --log` in it, or a
    request to `$TOCSIN_PING_URL/log?rid=$TOCSIN_RUN_ID`, belongs to this run.

    On a terminal the command stays in our process group, and Ctrl-C and Ctrl-Z do what they always do. Without one, as
    under cron and systemd, it leads a group of its own, and `--timeout` ends all of that group.
    """
    if no_output and quiet_success:
        raise UsageWrong("--quiet-success holds the output back, --no-output does not let us see it: give one of them")
    session = context.find_root().obj
    assert isinstance(session, Session)
    options = JobOptions(command, ping or "", timeout, ping_timeout, no_output, quiet_success, strict)
    raise typer.Exit(reported_job.run(options, session))


# Whatever follows the command's name is the command's own.
run.context_settings = {"allow_interspersed_args": False}  # type: ignore[attr-defined]
