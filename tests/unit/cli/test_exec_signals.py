"""`tocsin exec` and signals: those sent to it, those of a terminal's keys, and those that end the command."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from signal import Signals

import pytest

from tests.polling import until
from tests.unit.cli.pings import KEY, OK, Received, receiving, refusal, running

LISTENER = """
import os, signal, sys
awaited = {signal.Signals[name] for name in sys.argv[1].split()}
signal.pthread_sigmask(signal.SIG_BLOCK, awaited)
print("ready", os.getppid(), flush=True)
print(signal.Signals(signal.sigwait(awaited)).name, flush=True)
print("twice" if signal.sigtimedwait(awaited, 0.3) else "once", flush=True)
sys.exit(9)
"""
IGNORED = (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP)
USUAL = 2**31 - 1
"""The signals that are not the C library's own."""
ON_A_TERMINAL = "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))"


@pytest.fixture(autouse=True)
def as_in_a_foreground() -> Iterator[None]:
    """A shell in the background, and nohup, let what they start ignore these, and whatever that starts inherits it."""
    before = {number: signal.signal(number, signal.default_int_handler) for number in IGNORED}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def listening(*numbers: Signals) -> tuple[str, ...]:
    """A command that says which of the signals it gets."""
    return ("--", sys.executable, "-c", LISTENER, " ".join(number.name for number in numbers))


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2"])
async def test_a_signal_is_passed_on_once(name: str) -> None:
    number = Signals[name]
    async with receiving() as it, running("exec", "--ping", KEY, *listening(number), url=it.url) as command:
        assert (await command.line()).startswith("ready")
        command.process.send_signal(number)
        done = await command.done()
    assert (done.code, done.out.split()) == (9, [name.encode(), b"once"])
    assert it.signals == ["start", "9"]


@pytest.mark.parametrize("name", ["SIGTERM", "SIGKILL", "SIGSEGV"])
async def test_a_command_that_a_signal_ended_is_reported_as_a_shell_would(name: str) -> None:
    script = ("--", "sh", "-c", f"kill -{name.removeprefix('SIG')} $$")
    async with receiving() as it, running("exec", "--ping", KEY, *script, url=it.url) as command:
        code = (await command.done()).code
    assert code == 128 + Signals[name]
    assert it.signals == ["start", str(code)]
    assert it.seen[-1].parameters["m"] == f"ended by {name}"


async def test_a_command_that_does_not_listen_to_sigterm_is_killed() -> None:
    script = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); signal.pause()"
    code = (
        "import sys; from tocsin.cli import job, main; job.KILL_SECONDS = 0.2\n"
        f"sys.argv[1:] = ['exec', '--ping', {KEY!r}, '--timeout', '0.6', '--', sys.executable, '-c', {script!r}]\n"
        "main()"
    )
    async with receiving() as it:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", code), env={"TOCSIN_URL": it.url}, stdout=PIPE, start_new_session=True
        )
        assert await asyncio.wait_for(process.wait(), 30) == 124
    assert it.signals == ["start", "124"]


async def test_what_was_ignored_stays_ignored() -> None:
    script = "trap '' HUP; exec \"$@\""
    words = (sys.executable, "-m", "tocsin", "exec", "--ping", KEY, *listening(Signals.SIGHUP, Signals.SIGTERM))
    async with receiving() as it:
        process = await asyncio.create_subprocess_exec(
            *("sh", "-c", script, "sh", *words), env={"TOCSIN_URL": it.url}, stdout=PIPE, start_new_session=True
        )
        assert process.stdout is not None
        assert (await process.stdout.readline()).startswith(b"ready")
        process.send_signal(signal.SIGHUP)
        process.send_signal(signal.SIGTERM)
        assert (await process.communicate())[0] == b"SIGTERM\nonce\n"


async def test_the_commands_signals_are_neither_blocked_nor_ignored() -> None:
    words = ("exec", "--ping", KEY, "--", "grep", "-E", "Sig(Blk|Ign)", "/proc/self/status")
    async with receiving() as it, running(*words, url=it.url) as command:
        done = await command.done()
    assert [int(line.split()[1], 16) & USUAL for line in done.out.splitlines()] == [0, 0]


@asynccontextmanager
async def on_a_terminal(url: str, *numbers: Signals) -> AsyncIterator[tuple[Process, int]]:
    """`tocsin exec` in the foreground of a terminal, its keys on standard input; and its process id."""
    words = (sys.executable, "-m", "tocsin", "exec", "--ping", KEY, *listening(*numbers))
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", ON_A_TERMINAL, *words),
        stdin=PIPE,
        stdout=PIPE,
        stderr=STDOUT,
        env={"TOCSIN_URL": url},
        start_new_session=True,
    )
    assert process.stdout is not None
    line = await process.stdout.readline()
    assert line.startswith(b"ready "), line
    try:
        yield process, int(line.split()[1])
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def test_the_keys_of_a_terminal_reach_the_command_once() -> None:
    async with receiving() as it, on_a_terminal(it.url, Signals.SIGINT) as (process, _):
        said, _ = await process.communicate(b"\x03")
    assert (process.returncode, said.split()) == (9, [b"^CSIGINT", b"once"])
    assert it.signals == ["start", "9"]


async def test_on_a_terminal_too_a_signal_that_somebody_sent_is_passed_on() -> None:
    async with receiving() as it, on_a_terminal(it.url, Signals.SIGINT) as (process, pid):
        os.kill(pid, signal.SIGINT)
        assert process.stdout is not None
        assert (await process.stdout.read()).split() == [b"SIGINT", b"once"]
        await process.wait()


async def test_a_signal_after_the_end_makes_the_attempt_at_hand_the_last() -> None:
    busy = refusal("503 Service Unavailable", Retry_After="50")
    async with receiving(OK, busy) as it, running("exec", "--ping", KEY, "--", "true", url=it.url) as command:
        await until(lambda: it.signals == ["start", "0"])
        command.process.send_signal(signal.SIGTERM)
        done = await command.done()
    assert (done.code, it.signals) == (0, ["start", "0"])
    assert "the end of the job was not reported" in done.err


async def test_a_second_signal_after_the_end_ends_that_too() -> None:
    async def hold(ping: Received) -> None:
        if ping.signal == "0":
            await asyncio.Event().wait()

    async with receiving(hold=hold) as it, running("exec", "--ping", KEY, "--", "true", url=it.url) as command:
        await until(lambda: it.signals == ["start", "0"])
        command.process.send_signal(signal.SIGTERM)
        command.process.send_signal(signal.SIGINT)
        assert (await command.done()).code == 0
