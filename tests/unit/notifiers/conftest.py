"""One message through one notifier, as short as a test wants it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import pytest

from tests.announcements import message
from tests.unit.notifiers.far_side import tools
from tocsin.core.netpolicy import NetworkPolicy
from tocsin.core.notifier import Message, Notifier, NotifierConfig, Receipt
from tocsin.core.plugins import Deadline
from tocsin.net.web_client import WebClient

Say = Callable[..., Coroutine[Any, Any, Receipt]]


@pytest.fixture
async def say() -> AsyncIterator[Say]:
    """`say(notifier, base, config, message)`: whatever address the config names, the server at `base` is asked."""
    client = WebClient(NetworkPolicy())

    async def send(
        notifier: type[Notifier[Any]],
        base: str,
        config: NotifierConfig,
        what: Message | None = None,
        *,
        seconds: float = 5.0,
    ) -> Receipt:
        return await notifier(tools(client, base)).send(config, what or message(), Deadline.after(seconds))

    yield send
    await client.aclose()
