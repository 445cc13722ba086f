"""One look by a probe, as short as a test wants it."""

from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import pytest

from tocsin.core.netpolicy import NetworkPolicy
from tocsin.core.plugins import Deadline
from tocsin.core.result import Outcome
from tocsin.probes.http import HttpConfig, HttpProbe
from tocsin.probes.tcp import TcpConfig, TcpProbe

Look = Callable[..., Coroutine[Any, Any, Outcome]]


@pytest.fixture
async def http() -> AsyncIterator[Look]:
    probe = HttpProbe(NetworkPolicy())

    async def look(url: str, *, seconds: float = 5.0, with_evidence: bool = False, **config: Any) -> Outcome:
        parsed = HttpConfig(url=url, **config)
        return await probe.run(parsed, Deadline.after(seconds), with_evidence=with_evidence)

    yield look
    await probe.aclose()


@pytest.fixture
async def tcp() -> AsyncIterator[Look]:
    probe = TcpProbe(NetworkPolicy())

    async def look(port: int, *, seconds: float = 5.0, with_evidence: bool = False, **config: Any) -> Outcome:
        parsed = TcpConfig(**({"host": "127.0.0.1", "port": port} | config))
        return await probe.run(parsed, Deadline.after(seconds), with_evidence=with_evidence)

    yield look
    await probe.aclose()
