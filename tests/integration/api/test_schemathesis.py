"""Whatever is sent, within the contract or outside of it: no answer breaks it, and none is a 500."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Iterator
from http.cookiejar import DefaultCookiePolicy
from pathlib import Path
from typing import Any

import pytest
import requests
import schemathesis
import uvicorn
from hypothesis import HealthCheck, settings
from schemathesis import Case
from schemathesis.core.result import Ok
from schemathesis.pytest.lazy import get_all_tests
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance, unsupported_method

from tests.integration.api.hearing import hearing
from tests.integration.api.history import go_down, result, store
from tests.integration.api.people import user
from tests.integration.api.tower import KEY, Tower, draft, now_ms, opened, raised
from tests.polling import until
from tocsin.core.messages import CheckRequested, ResultsStored, Topic, TrialDue, TrialFinished
from tocsin.core.result import Outcome
from tocsin.core.verdict import Verdict
from tools.reference.api import contract, operations

EXAMPLES = 4
UNFIT = [
    positive_data_acceptance,  # A schema cannot say which cursor is of this list, or which settings a kind takes.
    ignored_auth,  # It cannot take back a header that is given for every request; see test_access.
]
ENDLESS = "/api/v1/events"
ANY_METHOD = "/api/push/{token}"

OPERATIONS = [(method, path) for method, path, _ in operations() if path != ENDLESS]
SETTINGS = settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))

schema = schemathesis.openapi.from_dict(dict(contract()))


class ServedTower:
    """The API on a real socket, in a thread with an event loop of its own, as the database needs it."""

    def __init__(self, template: Path, folder: Path) -> None:
        self._template, self._folder = template, folder
        self.url = ""
        self._server: uvicorn.Server | None = None
        self._is_up = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()))

    def start(self) -> None:
        self._thread.start()
        assert self._is_up.wait(30)

    def stop(self) -> None:
        assert self._server is not None
        self._server.should_exit = True
        self._thread.join(30)

    async def _serve(self) -> None:
        async with (
            opened(self._template, self._folder) as database,
            raised(database) as tower,
            watched(tower),
            hearing(tower),
        ):
            await populate(tower)
            self._server = uvicorn.Server(uvicorn.Config(tower.app, port=0, log_config=None, lifespan="off"))
            serving = asyncio.create_task(self._server.serve())
            await until(lambda: self._server is not None and self._server.started)
            self.url = f"http://127.0.0.1:{self._server.servers[0].sockets[0].getsockname()[1]}"
            self._is_up.set()
            await serving


async def populate(tower: Tower) -> None:
    """Some of everything, with the small ids that generated requests hit upon."""
    for number in range(1, 6):
        monitor_id = (await tower.create(f"monitor {number}", tags=["team:ops"]))["id"]
        at = now_ms() - 60_000
        await store(tower, [result(monitor_id, at + step, Verdict(step % 2 * 2)) for step in range(4)])
    await tower.client.post("/api/v1/hooks", json={"name": "alerts", "kind": "alertmanager"})
    await user(tower)
    turns = {"name": "turns", "starts_on": "2026-01-05", "participants": [{"user": 1}]}
    await tower.client.post("/api/v1/rotations", json=turns)
    await tower.client.post("/api/v1/policies", json={"name": "ops", "steps": [{"targets": [{"rotation": 1}]}]})
    await go_down(tower, 1)
    await tower.client.post(f"/api/v1/monitors/{2}/pause")
    await tower.client.post("/api/v1/monitors/3/clone", json=draft("child", parents=[1]))
    await tower.create("posted", kind="manual", config={})


@contextlib.asynccontextmanager
async def watched(tower: Tower) -> AsyncIterator[None]:
    """Answers what a scheduler and a runner would answer, at once."""
    bus = tower.parts.bus

    async def run_trials() -> None:
        async with bus.consume("checks.local", most=1) as deliveries:
            async for delivery in deliveries:
                for message in delivery.messages:
                    assert isinstance(message, TrialDue)
                    await bus.broadcast(Topic.REPLIES, TrialFinished(message.request_id, Outcome(Verdict.UP, 1000)))
                await delivery.ack()

    async def run_checks() -> None:
        async with bus.subscribe(Topic.REQUESTS) as requests:
            async for request in requests:
                assert isinstance(request, CheckRequested)
                seen = ResultsStored((result(request.monitor_id, now_ms()),))
                await bus.broadcast(Topic.EVENTS, seen)

    tasks = [asyncio.create_task(run_trials()), asyncio.create_task(run_checks())]
    yield
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


@pytest.fixture(scope="module")
def served(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedTower]:
    tower = ServedTower(sqlite_template, tmp_path_factory.mktemp("schemathesis"))
    tower.start()
    yield tower
    tower.stop()


@pytest.fixture(scope="module")
def session() -> Iterator[requests.Session]:
    """A connection for many requests, each of which is as a stranger's: cookies are not kept."""
    with requests.Session() as made:
        made.trust_env = False
        made.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        yield made


def holds(case: Case[Any], served: ServedTower, session: requests.Session) -> None:
    unfit = [*UNFIT, unsupported_method] if case.path == ANY_METHOD else UNFIT
    case.call_and_validate(base_url=served.url, session=session, headers={"X-API-Key": KEY}, excluded_checks=unfit)


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_the_contract_holds(served: ServedTower, session: requests.Session, method: str, path: str) -> None:
    """What is to be sent is thought of here: `schema.parametrize` has every worker think of all of it at its start."""
    operation = schema.include(method=method, path=path)
    (made,) = get_all_tests(schema=operation, test_func=holds, settings=SETTINGS, given_kwargs=None)
    assert isinstance(made, Ok)
    _, sends_all = made.ok()
    sends_all(served=served, session=session)
