"""Who may use this contract: whoever has an API key, and everybody where the operator has opened it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

from fastapi import Depends, Path, Request

from tocsin.api.admission import actor_of
from tocsin.api.compat.details import DetailRoute
from tocsin.api.dependencies import api_parts, key_in
from tocsin.api.errors import METHODS_WITH_BODY
from tocsin.api.fields import LARGEST_ID
from tocsin.api.routers.badges import board
from tocsin.auth.actor import Actor
from tocsin.auth.permissions import Permission, permissions_of_scopes
from tocsin.core.errors import NotFound, PermissionDenied
from tocsin.services import api_keys

OPEN_ACTOR = "compat:monitors"
UNKNOWN_MONITOR = "Monitor not found"
_OPEN = permissions_of_scopes([Permission.MONITORS_WRITE])


class MonitorsRoute(DetailRoute):
    """Asks for a key, unless the contract is open and none was sent: a key that is sent has to be right."""

    words: ClassVar[Mapping[str, str]] = {"not_found": UNKNOWN_MONITOR}

    async def let_in(self, request: Request) -> None:
        """Who comes without a key acts in the first workspace.

        A browser names the page's origin whenever it posts: no page that somebody happens to open may post for them.
        """
        parts = api_parts(request)
        if not parts.compat_monitors_open or key_in(request) is not None:
            return
        if request.method in METHODS_WITH_BODY and "origin" in request.headers:
            raise PermissionDenied("A page in a browser needs an API key here, although others need none.")
        first = await api_keys.first_actor(parts.services, OPEN_ACTOR)
        request.scope["actor"] = Actor(first.workspace_id, OPEN_ACTOR, _OPEN)


def known_id(monitor_id: Annotated[int, Path(description="The monitor's id.")]) -> int:
    """Raise NotFound for a number that no monitor can have."""
    if not 1 <= monitor_id <= LARGEST_ID:
        raise NotFound(UNKNOWN_MONITOR)
    return monitor_id


MonitorId = Annotated[int, Depends(known_id)]


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks at a badge. `is_anybody`: the monitor is public, and nobody was asked."""

    actor: Actor
    is_anybody: bool = False


async def viewer(request: Request, monitor_id: MonitorId) -> Viewer:
    """Raise Unauthenticated where a key is needed and none was sent, or a wrong one."""
    if "actor" not in request.scope and key_in(request) is None:
        public = await board(request).public(monitor_id)
        if public is not None:
            return Viewer(Actor(public.workspace_id, "badge", frozenset({Permission.MONITORS_READ})), is_anybody=True)
    return Viewer(await actor_of(request))


BadgeViewer = Annotated[Viewer, Depends(viewer)]
