"""A route that lets nobody in whom its rule does not. Where there is a GET there is a HEAD."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.routing import Match
from starlette.types import Receive, Scope, Send

from tocsin.api.admission import admit
from tocsin.api.rules import RULES, Rule

IS_HEAD = "tocsin.is_head"
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
            answer = await handle(request)
            return _without_body(answer) if request.scope.get(IS_HEAD) else answer

        return guarded

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        match, child_scope = super().matches(scope)
        return (Match.FULL if match is Match.PARTIAL and self._is_head_of_get(scope) else match), child_scope

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._is_head_of_get(scope):
            # A copy: the server keeps the body of an error back by the method that stands in its own.
            scope = {**scope, "method": "GET", IS_HEAD: True}
        await super().handle(scope, receive, send)

    def _is_head_of_get(self, scope: Scope) -> bool:
        return scope["type"] == "http" and scope["method"] == "HEAD" and "GET" in (self.methods or ())


def _without_body(answer: Response) -> Response:
    """The headers of what a GET would be answered (RFC 9110 §9.3.2). A stream does not even begin."""
    bare = Response(status_code=answer.status_code)
    bare.raw_headers = answer.raw_headers
    return bare
