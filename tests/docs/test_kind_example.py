"""The kind that the how-to builds is a real one."""

import asyncio
import re
import types
from pathlib import Path
from typing import Any

import pytest

from tocsin.core.netpolicy import NetworkPolicy
from tocsin.core.plugins import Deadline, Probe
from tocsin.core.result import Outcome
from tocsin.core.verdict import Verdict

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "add-a-kind-of-check.md"


@pytest.fixture(scope="module")
def finger() -> type[Probe[Any]]:
    found = re.search(r"^```python\n(.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    assert found
    module = types.ModuleType("finger")
    exec(compile(found[1], PAGE.name, "exec"), module.__dict__)
    probe: type[Probe[Any]] = module.FingerProbe
    return probe


async def look(finger: type[Probe[Any]], port: int, policy: NetworkPolicy, seconds: float = 5) -> Outcome:
    config = finger.config_type.model_validate({"host": "127.0.0.1", "port": port})
    return await finger(policy).run(config, Deadline.after(seconds), with_evidence=True)


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readline()
    writer.write(b"Nobody is logged in.\r\n")
    writer.close()


async def test_it_is_up_when_the_server_answers(finger: type[Probe[Any]]) -> None:
    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        outcome = await look(finger, server.sockets[0].getsockname()[1], NetworkPolicy())
    assert outcome.verdict == Verdict.UP
    assert outcome.evidence == {"answer": "Nobody is logged in.\r\n"}


async def test_it_is_down_when_nobody_listens(finger: type[Probe[Any]], free_port: int) -> None:
    assert (await look(finger, free_port, NetworkPolicy())).verdict == Verdict.DOWN


async def test_it_is_unknown_when_the_policy_refuses(finger: type[Probe[Any]]) -> None:
    assert (await look(finger, 79, NetworkPolicy(deny_private=True))).verdict == Verdict.UNKNOWN
