"""What servers that stand for a web service have in common: a script of bad answers, then the service's own rules."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from tests.servers.http import Request, answer


@dataclass
class Scripted:
    """`to_answer` is used up from its front; after that the rules of the service hold. `seen` has every request."""

    to_answer: deque[bytes] = field(default_factory=deque)
    seen: list[Request] = field(default_factory=list)

    async def respond(self, request: Request, writer: asyncio.StreamWriter) -> None:
        self.seen.append(request)
        writer.write(self.to_answer.popleft() if self.to_answer else self.judge(request))

    def judge(self, request: Request) -> bytes:
        """The service's own answer."""
        raise NotImplementedError


def as_json(content: Any, status: str = "200 OK", **headers: str) -> bytes:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return answer(json.dumps(content).encode(), status=status, headers={"Content-Type": "application/json"} | named)
