"""The notifiers of a process: one of each kind, made when it is needed first."""

from __future__ import annotations

from typing import Any

from tocsin.core.netpolicy import NetworkPolicy
from tocsin.core.notifier import Notifier, Tools
from tocsin.mail.courier import Courier
from tocsin.mail.postman import Postman
from tocsin.net.web_client import WebClient
from tocsin.notifiers import notifier_of


class Notifiers:
    """Bound to the event loop of the first message."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._made: dict[str, Notifier[Any]] = {}

    @classmethod
    def over(cls, policy: NetworkPolicy, postman: Postman) -> Notifiers:
        """By the web as far as the policy lets, and by the operator's mail server."""
        return cls(Tools(WebClient(policy), Courier(postman), policy))

    def of(self, kind: str) -> Notifier[Any]:
        """Raise NotFound, naming the kinds that exist."""
        if kind not in self._made:
            self._made[kind] = notifier_of(kind)(self._tools)
        return self._made[kind]

    async def aclose(self) -> None:
        """Release what they hold open."""
        for notifier in self._made.values():
            await notifier.aclose()
        self._made.clear()
