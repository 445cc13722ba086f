"""`tocsin ping` against a server that takes pings."""

from pathlib import Path

import pytest

from tests.unit.cli.pings import KEY, receiving, refusal, tocsin

RUN = "1f0e3c0a-5b0b-4c0e-8a43-5d8f3f0c9d11"


@pytest.mark.parametrize(
    ("words", "signal"),
    [([], ""), (["--start"], "start"), (["--fail"], "fail"), (["--log"], "log"), (["--exit-code", "3"], "3")],
)
async def test_it_says_what_it_is_told(words: list[str], signal: str) -> None:
    async with receiving() as receiver:
        done = await tocsin("ping", KEY, *words, url=receiver.url)
    assert (done.code, done.out, done.err) == (0, b"", "")
    assert (receiver.signals, receiver.seen[0].parameters) == ([signal], {})


async def test_the_run_is_named() -> None:
    async with receiving() as receiver:
        await tocsin("ping", KEY, "--start", "--run-id", RUN, url=receiver.url)
    assert receiver.seen[0].parameters == {"rid": RUN}


async def test_the_message_is_a_parameter() -> None:
    async with receiving() as receiver:
        await tocsin("ping", KEY, "--message", "3 files, 1 größer", url=receiver.url)
    assert receiver.seen[0].parameters == {"m": "3 files, 1 größer"}


async def test_the_body_may_come_from_standard_input() -> None:
    async with receiving() as receiver:
        await tocsin("ping", KEY, "--fail", "--body-file", "-", url=receiver.url, stdin=b"log\0\xff")
    assert receiver.seen[0].body == b"log\0\xff"


async def test_the_body_may_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "log").write_bytes(b"from a file")
    async with receiving() as receiver:
        await tocsin("ping", KEY, "--body-file", str(tmp_path / "log"), url=receiver.url)
    assert receiver.seen[0].body == b"from a file"


async def test_key_and_run_are_those_of_the_environment() -> None:
    async with receiving() as receiver:
        await tocsin("ping", "--log", TOCSIN_PING_URL=f"{receiver.url}/ping/{KEY}", TOCSIN_RUN_ID=RUN)
    assert (receiver.signals, receiver.seen[0].parameters) == (["log"], {"rid": RUN})


async def test_it_is_sent_again_when_the_server_cannot_take_it_now() -> None:
    async with receiving(refusal("503 Service Unavailable")) as receiver:
        assert (await tocsin("ping", KEY, url=receiver.url)).code == 0
    assert receiver.signals == ["", ""]


async def test_a_refusal_ends_with_1_and_one_line_without_the_key() -> None:
    async with receiving(refusal("404 Not Found")) as receiver:
        done = await tocsin("ping", KEY, url=receiver.url)
    assert done.code == 1
    assert done.err == f"tocsin: {receiver.url}/ping/0b9c… answered 404 Not Found: no monitor has this key\n"


async def test_a_server_that_is_away_ends_with_3(free_port: int) -> None:
    done = await tocsin("ping", KEY, "--ping-timeout", "0.3", url=f"http://127.0.0.1:{free_port}")
    assert done.code == 3
    assert "cannot be reached: Connection refused" in done.err


@pytest.mark.parametrize("words", [["--start", "--fail"], ["--log", "--exit-code", "1"]])
async def test_two_things_at_once_are_wrong_usage(words: list[str]) -> None:
    assert (await tocsin("ping", KEY, *words, url="http://127.0.0.1:9")).code == 2


async def test_no_usable_key_is_wrong_usage() -> None:
    assert (await tocsin("ping", "no key", url="http://127.0.0.1:9")).code == 2
