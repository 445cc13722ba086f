"""The API as one ASGI application, made of the parts that it is given."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from fastapi.telemetry import TelemetryConfig
from starlette.routing import BaseRoute

from tocsin.api import calendars, errors, hook_door, openapi
from tocsin.api.compat import gatus_badges, healthchecks_badges, kuma_badges
from tocsin.api.compat.monitors_v1 import routes as monitors_v1
from tocsin.api.guarded_route import GuardedRoute
from tocsin.api.listening_places import ListeningPlaces
from tocsin.api.live import Live
from tocsin.api.middleware import Envelope
from tocsin.api.pages import assets, response
from tocsin.api.parts import ApiParts
from tocsin.api.pings.door import PingDoor
from tocsin.api.request_metrics import PREFIX, RequestMetrics
from tocsin.api.routers import (
    access,
    accounts,
    backtests,
    badges,
    bulk,
    catalogue,
    channels,
    events,
    factors,
    front_door,
    health,
    history,
    hooks,
    incidents,
    index,
    invitations,
    marks,
    members,
    monitors,
    notifications,
    oauth,
    passkey_sign_in,
    passkeys,
    pings,
    plan,
    policies,
    posted_states,
    rotations,
    rules,
    session,
    sign_up,
    silences,
    trials,
    workspaces,
)
from tocsin.api.web_client import routes as web_client
from tocsin.services.badges import Badges
from tocsin.services.doorkeeper import Doorkeeper
from tocsin.services.named_limits import api_limit
from tocsin.services.pings import Pings

__all__ = ["ApiParts", "create_app"]

NOUNS = (
    monitors,
    posted_states,
    bulk,
    trials,
    history,
    marks,
    incidents,
    silences,
    policies,
    backtests,
    rotations,
    rules,
    channels,
    notifications,
    plan,
    catalogue,
    events,
    access,
    badges,
    pings,
    hooks,
    front_door,
    session,
    sign_up,
    accounts,
    oauth,
    passkey_sign_in,
    factors,
    passkeys,
    workspaces,
    members,
    invitations,
)

PAGES = (response, assets, web_client)

COMPAT = (gatus_badges, healthchecks_badges, kuma_badges, monitors_v1)

_NO_TELEMETRY: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False}
"""The framework would tell whatever collector the environment names of every address, keys and all."""


def create_app(parts: ApiParts) -> FastAPI:
    """An application over the parts; it opens nothing and closes nothing that it was given."""
    app = FastAPI(
        title="Tocsin",
        version=version("tocsin"),
        description=openapi.DESCRIPTION,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_lifespan,
        telemetry=_NO_TELEMETRY,
        generate_unique_id_function=_operation_id,
    )
    app.state.parts = parts
    app.state.doorkeeper = Doorkeeper(parts.services)
    app.state.pace = api_limit(parts.api_rate) if parts.api_rate else None
    app.state.badges = Badges(parts.services)
    errors.install(app)
    app.state.live = Live(parts.services.bus)
    app.state.listening_places = ListeningPlaces()
    # Not in a router of their own: FastAPI builds, and goes through at each request, every level once more.
    for noun in NOUNS:
        app.include_router(noun.router, prefix=PREFIX)
    for outer in (
        hook_door.router,
        calendars.router,
        *(contract.router for contract in COMPAT),
        health.router,
        index.router,
        *(page.router for page in PAGES),
    ):
        app.include_router(outer)
    app.state.export = parts.web_client
    app.add_exception_handler(404, web_client.on_nowhere)
    app.state.hook_door = hook_door.HookDoor(parts.services, parts.registry)
    app.state.pings = Pings(parts.services, rate=parts.ping_rate, most_made=parts.ping_create_limit)
    app.add_middleware(PingDoor, pings=app.state.pings, most_kept=parts.ping_body_limit, host=parts.ping_host)
    app.add_middleware(Envelope, metrics=RequestMetrics(parts.registry), is_on_tls=parts.is_on_tls)
    openapi.install(app)
    _require_guards(app.routes)
    return app


def _require_guards(routes: Iterable[BaseRoute]) -> None:
    """Raise TypeError for a route that asks for no rule."""
    for route in routes:
        included = getattr(route, "original_router", None)
        if isinstance(included, APIRouter):
            _require_guards(included.routes)
        elif not isinstance(route, GuardedRoute):
            raise TypeError(f"{route!r} lets everybody in: its router needs `route_class=GuardedRoute`")


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    yield
    await app.state.live.aclose()
    await app.state.pings.targets.aclose()
    await app.state.parts.services.receipts.aclose()
    await app.state.parts.services.memory.aclose()
    await app.state.parts.services.failed_sign_ins.aclose()
    await app.state.doorkeeper.aclose()


def _operation_id(route: APIRoute) -> str:
    """The function's name: `list_monitors`."""
    return route.name
