"""Whether this process is well, and what can be measured of it: `/healthz`, `/readyz`, `/metrics`."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse
from prometheus_client import generate_latest
from pydantic import BaseModel, Field

from tocsin.api.admission import actor_of
from tocsin.api.dependencies import api_parts
from tocsin.api.documented import Responses, problems
from tocsin.api.exposition import monitor_lines
from tocsin.api.guarded_route import GuardedRoute
from tocsin.api.parts import HealthCheck
from tocsin.core.errors import NotFound, Unavailable
from tocsin.services import api_keys, catalogue
from tocsin.services.health import database_trouble
from tocsin.storage.errors import StorageUnavailable

log = structlog.get_logger()
router = APIRouter(tags=["health"], route_class=GuardedRoute)
CHECK_SECONDS = 3.0
METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"
KEYS: dict[str, Any] = {"security": [{"Bearer": []}, {"ApiKey": []}]}
PLAIN: Responses = {
    200: {"description": "Prometheus text format.", "content": {"text/plain": {"schema": {"type": "string"}}}},
    **problems(401, 403, 503),
}


class Health(BaseModel):
    """The process answers."""

    status: str = Field(examples=["ok"])


class Readiness(BaseModel):
    """What is asked of each part; null means that it is well."""

    ready: bool
    checks: dict[str, str | None]


@router.get("/healthz")
async def get_health() -> Health:
    """The process is alive. It says nothing of the parts that it needs: ask `/readyz`."""
    return Health(status="ok")


@router.get("/readyz", response_model=Readiness, responses={503: {"model": Readiness, "description": "Not ready."}})
async def get_readiness(request: Request) -> Response:
    """Whether everything that is needed works: database, bus, scheduler, runner."""
    parts = api_parts(request)

    async def database() -> str | None:
        return await database_trouble(parts.services)

    troubles = await _ask({"database": database, **parts.health})
    answer = Readiness(ready=not any(troubles.values()), checks=troubles)
    return Response(answer.model_dump_json(), 200 if answer.ready else 503, media_type="application/json")


@router.get("/metrics", response_class=Response, responses=PLAIN, openapi_extra=KEYS)
async def get_metrics(request: Request) -> Response:
    """This process's own figures, and every monitor's state, latency and certificate, for Prometheus.

    A key is needed unless the server is told to leave this page open.
    """
    parts = api_parts(request)
    actor = None if parts.metrics_open else await actor_of(request)
    own = await asyncio.to_thread(generate_latest, parts.registry)
    try:
        actor = actor or await api_keys.first_actor(parts.services, "metrics")
        samples = await catalogue.samples(parts.services, actor)
    except NotFound:  # the first workspace is deleted: what others watch is not for everybody
        samples = []
    except StorageUnavailable as error:
        # The process's own figures say what is the matter: they are needed now.
        log.warning("the monitors' figures are left out", error=error.message)
        samples = []
    return StreamingResponse(monitor_lines(own, samples), media_type=METRICS_TYPE)


async def _ask(checks: Mapping[str, HealthCheck]) -> dict[str, str | None]:
    answers = await asyncio.gather(*(_asked(check) for check in checks.values()))
    return dict(zip(checks, answers, strict=True))


async def _asked(check: HealthCheck) -> str | None:
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            return await check()
    except TimeoutError:
        return f"has not answered within {CHECK_SECONDS:g} s"
    except Unavailable as error:
        return error.message
