"""The kind of channel that the how-to builds is a real one."""

from __future__ import annotations

import json
import re
import sys
import types
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.announcements import message
from tests.servers.http import Request, answer, answering, recording, serve_http
from tocsin.core.alerting.announcement import Purpose
from tocsin.core.netpolicy import NetworkPolicy
from tocsin.core.notifier import DeliveryFailed, Message, Notifier, Receipt, Tools
from tocsin.core.plugins import Deadline
from tocsin.mail.courier import Courier
from tocsin.mail.postman import Postman
from tocsin.net.web_client import WebClient

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "add-a-kind-of-channel.md"
TOKEN = "a-token-of-the-bell"


@pytest.fixture(scope="module")
def kind() -> Iterator[type[Notifier[Any]]]:
    found = re.search(r"^```python\n(.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    assert found
    module = types.ModuleType("bell")
    sys.modules["bell"] = module
    exec(compile(found[1], PAGE.name, "exec"), module.__dict__)
    notifier: type[Notifier[Any]] = module.BellNotifier
    yield notifier
    del sys.modules["bell"]


@pytest.fixture
async def bell(kind: type[Notifier[Any]]) -> AsyncIterator[Notifier[Any]]:
    policy = NetworkPolicy()
    web = WebClient(policy)
    yield kind(Tools(web, Courier(Postman()), policy))
    await web.aclose()


async def ring(bell: Notifier[Any], url: str, what: Message) -> Receipt:
    config = bell.config_type.model_validate({"url": url, "token": TOKEN})
    return await bell.send(config, what, Deadline.after(5))


async def test_it_rings_for_a_problem_and_once_for_its_end(bell: Notifier[Any]) -> None:
    seen: list[Request] = []
    async with serve_http(recording(seen)) as base:
        receipts = [await ring(bell, base, message(purpose)) for purpose in (Purpose.PROBLEM, Purpose.RECOVERY)]
    assert [receipt.status for receipt in receipts] == [200, 200]
    said = [json.loads(request.body) for request in seen]
    assert [one["strokes"] for one in said] == [3, 1]
    assert {one["about"] for one in said} == {"group:7"}
    assert seen[0].headers["authorization"] == f"Bearer {TOKEN}"


@pytest.mark.parametrize(
    ("status", "is_permanent", "retry_after"),
    [("403 Forbidden", True, None), ("503 Busy", False, 7.0)],
)
async def test_what_it_refuses_is_told(
    bell: Notifier[Any], status: str, is_permanent: bool, retry_after: float | None
) -> None:
    refusal = answer(f"not with {TOKEN}".encode(), status=status, headers={"Retry-After": "7"})
    async with serve_http(answering(refusal)) as base:
        with pytest.raises(DeliveryFailed) as failed:
            await ring(bell, base, message())
    assert (failed.value.is_permanent, failed.value.retry_after) == (is_permanent, retry_after)
    assert TOKEN not in failed.value.answer


def test_a_secret_is_kept_while_it_goes_to_the_same_place(kind: type[Notifier[Any]]) -> None:
    here = {"url": "https://bell.example.com", "token": "********"}
    assert kind.recipient(here) == kind.recipient({**here, "strokes": 5})
    assert kind.recipient(here) != kind.recipient({**here, "url": "https://evil.example"})
