"""Runs a command and reports it: all of `tocsin exec` but its command line."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from signal import Signals

from tocsin.cli import job_options
from tocsin.cli.failures import CommandFailed, ExitCode
from tocsin.cli.job import FORWARDED, Ending, Job, NotStarted
from tocsin.cli.job_options import JobOptions
from tocsin.cli.job_report import JobReport, Unreported
from tocsin.cli.ping_address import AddressUnusable, PingAddress
from tocsin.cli.ping_client import PingFailed
from tocsin.cli.relay import Relay, Tail, is_same_file, open_standard_streams, write_all
from tocsin.cli.session import Session
from tocsin.cli.signals import SignalQueue
from tocsin.cli.terminal import clean

KEPT_BYTES = 100_000
"""Of the output; what the server does not keep of it is not sent."""
DRAIN_SECONDS = 5.0
"""For a slow reader of the output, before the end is reported."""
STDOUT, STDERR = 1, 2


def start(words: Sequence[str]) -> None:
    """End the process as the job does, when the words after `tocsin exec` are plainly right; else return."""
    options = job_options.read(words, os.environ)
    if options is not None:
        sys.exit(run(options, Session(os.environ.get("TOCSIN_URL"), options.ping_timeout)))


def run(options: JobOptions, session: Session) -> int:
    """Gives the exit code."""
    open_standard_streams()
    signals = SignalQueue(FORWARDED)
    report = _report(options, session, signals)
    tail = Tail(KEPT_BYTES)
    relays = [] if options.no_output else _relays(tail, signals, is_quiet=options.quiet_success)
    ending = _ran(options, relays, signals, report)
    _drain(relays, signals, DRAIN_SECONDS)
    if options.quiet_success and ending.exit_code:
        with suppress(OSError):
            write_all(STDERR, tail.last(KEPT_BYTES))
    report.end(ending, tail)
    _drain(relays, signals, None)
    failure = report.failure if options.strict and ending.exit_code == 0 else None
    return failure.exit_code if failure else ending.exit_code


def _report(options: JobOptions, session: Session, signals: SignalQueue) -> JobReport | Unreported:
    try:
        address = PingAddress.parse(options.ping, lambda: session.url)
        return JobReport(address, options.ping_timeout, signals, _complain)
    except (AddressUnusable, CommandFailed) as error:
        _complain(f"the job is not reported: {error}")
        return Unreported(PingFailed(str(error), ExitCode.USAGE))


def _relays(tail: Tail, signals: SignalQueue, *, is_quiet: bool) -> list[Relay]:
    """Of standard output and standard error: one for both when they lead to the same place, to keep their order."""
    out, err = (None if is_quiet else descriptor for descriptor in (STDOUT, STDERR))
    relay = Relay(out, tail, signals.wake, _complain)
    if is_quiet or is_same_file(STDOUT, STDERR):
        return [relay, relay]
    return [relay, Relay(err, tail, signals.wake, _complain)]


def _ran(options: JobOptions, relays: list[Relay], signals: SignalQueue, report: JobReport | Unreported) -> Ending:
    try:
        job = Job(options.command, os.environ | report.environment(), relays, signals, _complain)
    except NotStarted as failure:
        _complain(str(failure))
        return Ending(failure.exit_code, None, str(failure))
    report.begin()
    return job.wait(options.timeout, report.look)


def _drain(relays: list[Relay], signals: SignalQueue, seconds: float | None) -> None:
    """Until all output is passed on. Whoever reads it may be slow: for so many seconds, or until a signal comes."""
    until = None if seconds is None else time.monotonic() + seconds
    while any(not relay.is_over for relay in relays):
        received = signals.next(None if until is None else until - time.monotonic())
        has_come = received is not None and received.number != Signals.SIGCHLD
        if has_come if until is None else time.monotonic() >= until:
            return


def _complain(message: str) -> None:
    """In one write: the command writes to the same place. Not by `sys.stderr`, which is None when it was closed."""
    with suppress(OSError):
        write_all(STDERR, f"tocsin: {clean(message)}\n".encode())
