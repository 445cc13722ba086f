"""`tocsin exec`: real commands beside a server on the loopback that takes their pings."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, STDOUT
from pathlib import Path
from uuid import UUID

import pytest

from tests.polling import until
from tests.unit.cli.pings import KEY, OK, Done, Received, Receiver, receiving, refusal, running, tocsin

HUNDRED_YEARS = "3155760000"


async def execute(receiver: Receiver, *words: str, stdin: bytes = b"", **environ: str) -> Done:
    return await tocsin("exec", "--ping", KEY, *words, url=receiver.url, stdin=stdin, **environ)


def shell(script: str) -> tuple[str, ...]:
    return ("--", "sh", "-c", script)


def is_running(pid: int) -> bool:
    """Also not when it has ended and nobody has asked how."""
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


async def test_start_and_end_are_reported_under_one_run_id() -> None:
    async with receiving() as receiver:
        await execute(receiver, "--", "true")
    assert receiver.signals == ["start", "0"]
    run_ids = {one.parameters["rid"] for one in receiver.seen}
    assert [UUID(run_id).version for run_id in run_ids] == [4]


async def test_the_end_tells_how_long_it_took() -> None:
    async with receiving() as receiver:
        await execute(receiver, "--", "sleep", "0.2")
    assert 200 <= int(receiver.seen[-1].parameters["duration_ms"]) < 10_000


async def test_the_exit_code_is_reported_and_becomes_ours() -> None:
    async with receiving() as receiver:
        done = await execute(receiver, *shell("exit 7"))
    assert (done.code, receiver.signals) == (7, ["start", "7"])


async def test_the_commands_options_are_its_own() -> None:
    async with receiving() as receiver:
        done = await execute(receiver, "echo", "--strict", "--", "-n")
    assert done.out == b"--strict -- -n\n"


async def test_output_is_passed_on_by_stream_and_reported_together() -> None:
    async with receiving() as receiver:
        done = await execute(receiver, *shell("echo said; sleep 0.05; echo complained >&2"))
    assert (done.out, done.err) == (b"said\n", "complained\n")
    assert receiver.seen[-1].body == b"said\ncomplained\n"


async def test_both_streams_keep_their_order_when_they_lead_to_one_place() -> None:
    script = shell("for i in 1 2 3; do echo out$i; echo err$i >&2; done")
    async with receiving() as it, running("exec", "--ping", KEY, *script, url=it.url, err=STDOUT) as command:
        done = await command.done()
    assert done.out.split() == [b"out1", b"err1", b"out2", b"err2", b"out3", b"err3"]


async def test_output_appears_while_the_command_runs() -> None:
    async with receiving() as it, running("exec", "--ping", KEY, *shell("echo ready; read x"), url=it.url) as command:
        assert await command.line() == "ready"
        assert (await command.done(b"\n")).code == 0


async def test_ten_megabytes_come_through_unchanged_and_their_end_is_reported() -> None:
    script = "import random, sys; sys.stdout.buffer.write(random.Random(1).randbytes(10_000_000))"
    async with receiving() as receiver:
        done = await execute(receiver, "--", sys.executable, "-c", script)
    body = receiver.seen[-1].body
    assert len(done.out) == 10_000_000
    assert len(body) > 9_996
    assert done.out.endswith(body)


async def test_as_much_is_sent_as_the_server_keeps() -> None:
    async with receiving(OK.replace(b"Limit: 10000", b"Limit: 5")) as receiver:
        await execute(receiver, "--", "echo", "123456789")
    assert receiver.seen[-1].body == b"6789\n"


async def test_a_command_whose_reader_has_left_learns_of_it() -> None:
    async with receiving() as it, running("exec", "--ping", KEY, "--", "yes", url=it.url) as command:
        assert await command.line() == "y"
        command.process._transport.get_pipe_transport(1).close()  # type: ignore[attr-defined]
        assert await asyncio.wait_for(command.process.wait(), 30) == 141
        assert it.signals == ["start", "141"]


async def test_no_output_sends_none_and_leaves_the_command_our_own_streams() -> None:
    script = "import os; print(os.readlink('/proc/self/fd/1') == os.readlink(f'/proc/{os.getppid()}/fd/1'))"
    async with receiving() as receiver:
        done = await execute(receiver, "--no-output", "--", sys.executable, "-c", script)
    assert done.out == b"True\n"
    assert receiver.seen[-1].body == b""


async def test_quiet_success_prints_nothing_of_a_command_that_succeeds() -> None:
    async with receiving() as receiver:
        done = await execute(receiver, "--quiet-success", *shell("echo said; echo complained >&2"))
    assert (done.out, done.err) == (b"", "")
    assert receiver.seen[-1].body == b"said\ncomplained\n"


async def test_quiet_success_prints_what_a_command_said_that_fails() -> None:
    async with receiving() as receiver:
        done = await execute(receiver, "--quiet-success", *shell("echo said; exit 1"))
    assert (done.out, done.err) == (b"", "said\n")


async def test_standard_input_is_the_commands() -> None:
    async with receiving() as receiver:
        done = await execute(receiver, "--", "cat", stdin=b"line\0\xff\n")
    assert done.out == b"line\0\xff\n"


async def test_closed_streams_are_no_obstacle() -> None:
    script = 'exec "$0" -m tocsin exec --ping "$1" -- sh -c "echo heard" <&- >&- 2>&-'
    async with receiving() as receiver:
        process = await asyncio.create_subprocess_exec(
            *("sh", "-c", script, sys.executable, KEY), env={"PATH": "/usr/bin:/bin", "TOCSIN_URL": receiver.url}
        )
        assert await asyncio.wait_for(process.wait(), 30) == 0
    assert receiver.seen[-1].body == b"heard\n"


async def test_what_is_left_in_the_background_is_not_waited_for() -> None:
    async with receiving() as receiver:
        done = await execute(receiver, *shell(f"sleep {HUNDRED_YEARS} & echo $!"))
        left = int(done.out)
    assert (done.code, receiver.signals) == (0, ["start", "0"])
    assert is_running(left)
    os.kill(left, signal.SIGKILL)


async def test_the_command_can_send_pings_of_its_run() -> None:
    script = '"$0" -m tocsin ping --log --message half'
    async with receiving() as receiver:
        done = await execute(receiver, "--", "sh", "-c", script, sys.executable)
    assert done.code == 0, done.err
    assert receiver.signals == ["start", "log", "0"]
    assert receiver.seen[1].parameters["m"] == "half"
    assert len({one.parameters["rid"] for one in receiver.seen}) == 1


async def test_the_command_finds_the_whole_ping_address() -> None:
    async with receiving() as receiver:
        done = await execute(receiver, *shell("echo $TOCSIN_PING_URL"))
    assert done.out.decode() == f"{receiver.url}/ping/{KEY}\n"


async def test_a_command_that_is_not_there_is_a_failure_of_127() -> None:
    async with receiving() as receiver:
        done = await execute(receiver, "--", "no-such-command", "--full")
    assert (done.code, receiver.signals) == (127, ["127"])
    assert done.err == "tocsin: 'no-such-command' cannot be run: No such file or directory\n"
    assert receiver.seen[0].parameters["m"] == "'no-such-command' cannot be run: No such file or directory"


async def test_a_command_that_is_no_program_is_a_failure_of_126(tmp_path: Path) -> None:
    (tmp_path / "script").write_text("#!/bin/sh\n")
    async with receiving() as receiver:
        done = await execute(receiver, "--", str(tmp_path / "script"))
    assert (done.code, receiver.signals) == (126, ["126"])
    assert "Permission denied" in receiver.seen[0].parameters["m"]


async def test_a_command_that_takes_too_long_is_stopped_with_all_its_processes() -> None:
    async with receiving() as receiver:
        done = await execute(receiver, "--timeout", "0.5", *shell(f"sleep {HUNDRED_YEARS} & echo $!; wait"))
        await until(lambda: not is_running(int(done.out)))
    assert (done.code, receiver.signals) == (124, ["start", "124"])
    assert receiver.seen[-1].parameters["m"] == "stopped after 0.5 s (--timeout)"


async def test_the_start_of_the_command_does_not_wait_for_the_server(tmp_path: Path) -> None:
    async def until_the_command_has_run(ping: Received) -> None:
        await until((tmp_path / "here").exists)

    async with receiving(hold=until_the_command_has_run) as receiver:
        done = await execute(receiver, "--", "touch", str(tmp_path / "here"))
    assert (done.code, done.err, receiver.signals) == (0, "", ["start", "0"])


async def test_the_end_does_not_overtake_the_start() -> None:
    ended: list[float] = []

    async def hold(ping: Received) -> None:
        if ping.signal == "start":
            await asyncio.sleep(0.5)
            ended.append(asyncio.get_running_loop().time())

    async with receiving(hold=hold) as receiver:
        await execute(receiver, "--", "true")
    assert receiver.seen[-1].at >= ended[0]


async def test_the_end_is_sent_again_when_the_server_cannot_take_it_now() -> None:
    async with receiving(OK, refusal("503 Service Unavailable"), refusal("429 Too Many Requests")) as receiver:
        done = await execute(receiver, "--", "true")
    assert (done.code, done.err, receiver.signals) == (0, "", ["start", "0", "0", "0"])


async def test_the_server_says_when_to_come_again() -> None:
    async with receiving(OK, refusal("503 Service Unavailable", Retry_After="1")) as receiver:
        await execute(receiver, "--", "true")
    assert receiver.seen[2].at - receiver.seen[1].at >= 1.0


async def test_it_is_not_waited_for_longer_than_was_said() -> None:
    async with receiving(OK, refusal("503 Service Unavailable", Retry_After="120")) as receiver:
        done = await execute(receiver, "--", "true")
    assert receiver.signals == ["start", "0"]
    assert "answered 503 Service Unavailable, asking to wait 120 s" in done.err


async def test_the_command_runs_when_no_server_answers(free_port: int) -> None:
    url = f"http://127.0.0.1:{free_port}"
    done = await tocsin("exec", "--ping", KEY, "--ping-timeout", "0.5", *shell("echo done; exit 3"), url=url)
    assert (done.code, done.out) == (3, b"done\n")
    address = f"{url}/ping/0b9c…"
    start, end = done.err.splitlines()
    assert start == f"tocsin: the start of the job was not reported: {address} cannot be reached: Connection refused"
    assert end.startswith(f"tocsin: the end of the job was not reported: {address} cannot be reached")


async def test_a_server_that_never_answers_is_given_up() -> None:
    async def for_ever(ping: Received) -> None:
        await asyncio.Event().wait()

    async with receiving(hold=for_ever) as receiver:
        done = await execute(receiver, "--ping-timeout", "0.3", "--", "true")
    assert done.code == 0
    assert done.err.count(" did not answer within 0.3 s\n") == 2


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (refusal("404 Not Found"), "answered 404 Not Found: no monitor has this key"),
        (refusal("400 Bad Request"), "answered 400 Bad Request"),
        (OK.removesuffix(b"OK") + b"hi", "and not as Tocsin does"),
    ],
)
async def test_a_refused_ping_is_one_line_without_the_key(reply: bytes, said: str) -> None:
    async with receiving(OK, reply) as receiver:
        done = await execute(receiver, "--", "true")
    assert (done.code, receiver.signals) == (0, ["start", "0"])
    assert said in done.err
    assert done.err.count("\n") == 1
    assert KEY not in done.err


@pytest.mark.parametrize("ping", ["", "no key at all", "ftp://example.com/ping/x", "http://user:pass@127.0.0.1/ping/x"])
async def test_the_command_runs_without_a_usable_key(ping: str) -> None:
    done = await tocsin("exec", "--ping", ping, "--", "echo", "done", url="http://127.0.0.1:9")
    assert (done.code, done.out) == (0, b"done\n")
    assert done.err.startswith("tocsin: the job is not reported: ")
    assert done.err.count("\n") == 1


async def test_strict_makes_a_failed_ping_a_failure() -> None:
    async with receiving(OK, refusal("404 Not Found")) as receiver:
        assert (await execute(receiver, "--strict", "--", "true")).code == 1


async def test_strict_leaves_the_commands_own_failure(free_port: int) -> None:
    words = ("--strict", "--ping-timeout", "0.2", *shell("exit 7"))
    assert (await tocsin("exec", "--ping", KEY, *words, url=f"http://127.0.0.1:{free_port}")).code == 7


async def test_the_key_may_be_a_whole_address_and_come_from_the_environment() -> None:
    async with receiving() as receiver:
        await tocsin("exec", "--", "true", TOCSIN_PING_URL=f"{receiver.url}/ping/{KEY}")
    assert receiver.signals == ["start", "0"]


async def test_it_starts_without_what_only_the_other_commands_need() -> None:
    code = (
        "import sys; sys.argv[1:] = ['exec', 'true']\n"
        "from tocsin.cli import main\n"
        "try: main()\n"
        "finally: print(*sys.modules)"
    )
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", code, stdout=PIPE, stderr=DEVNULL)
    out, _ = await process.communicate()
    assert b"tocsin.cli.job " in out
    assert not {"typer", "rich", "httpx", "pydantic", "msgspec", "asyncio"} & set(out.decode().split())


async def test_a_command_line_that_is_wrong_is_explained() -> None:
    done = await tocsin("exec", "--sctrict", "--", "true")
    assert done.code == 2
    assert "--sctrict" in done.err
