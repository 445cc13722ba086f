"""A route that lets nobody in whom its rule does not."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

from tocsin.api.admission import admit
from tocsin.api.rules import RULES, Rule

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class GuardedRoute(APIRoute):
    """Raises KeyError while it is made when there is no rule for it: nothing is open by oversight."""

    @property
    def rule(self) -> Rule:
        return RULES[self.name]

    def get_route_handler(self) -> Handler:
        handle = super().get_route_handler()
        rule = self.rule

        async def guarded(request: Request) -> Response:
            await admit(request, rule)
            return await handle(request)

        return guarded
