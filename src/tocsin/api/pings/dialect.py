"""What every dialect of pings says of itself, and what they have in common."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from tocsin.api.pings.call import Call, Refused
from tocsin.core.ping import Ping, Signal
from tocsin.services.pings import Pings, short
from tocsin.services.receipts import new_id
from tocsin.storage.ping_keys import PingTarget

PLAIN = "text/plain; charset=utf-8"
JSON = "application/json; charset=utf-8"
NOT_FOUND = "not found"
PAUSED = "OK (paused: noted, not counted)"
LARGEST_DURATION_MS = 10 * 365 * 86_400_000
LONGEST_RUN_ID = 200


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer. Whoever asks for a HEAD gets it without the text."""

    status: int
    text: str
    media_type: str = PLAIN
    headers: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Dialect:
    """`template` stands for the path in metrics and logs, which never hold keys. Without `methods` any will do.

    `answer` carries a request out, or raises Refused; `refuse` makes an answer of a status and a sentence.
    """

    template: str
    methods: frozenset[str] | None
    answer: Callable[[Call, Pings], Awaitable[Reply]]
    refuse: Callable[[int, str], Reply]

    @property
    def path_format(self) -> str:
        """What a route of the framework calls it."""
        return self.template


@dataclass(frozen=True, slots=True)
class Said:
    """What a request says, whatever its dialect."""

    signal: Signal
    exit_code: int | None = None
    run_id: str = ""
    duration_ms: int | None = None
    message: str = ""


def plainly(status: int, text: str) -> Reply:
    return Reply(status, text)


def unknown() -> Refused:
    """The same for everything that is not there, so that nothing can be learnt from it."""
    return Refused(HTTPStatus.NOT_FOUND, NOT_FOUND)


async def monitor_of(pings: Pings, key: str) -> PingTarget:
    """The monitor that has this key. Raise Refused."""
    found = await pings.targets.of_key(key)
    if not isinstance(found, PingTarget):
        raise unknown()
    return found


async def take(call: Call, pings: Pings, target: PingTarget, said: Said, via: str) -> None:
    """Return once the ping is durable."""
    await pings.admit(target, said.signal)
    body, size = await call.body()
    await pings.take(
        Ping(
            id=new_id(),
            monitor_id=target.monitor_id,
            at=call.at,
            signal=said.signal,
            exit_code=said.exit_code,
            run_id=said.run_id,
            duration_ms=said.duration_ms,
            message=short(said.message) if said.message else "",
            body=body,
            body_size=size,
            origin=call.origin(via),
        )
    )


def duration_ms(text: str, unit_ms: float = 1.0) -> int | None:
    """A number of units as whole milliseconds; None for what is no such number, or no time that anything takes."""
    try:
        value = round(float(text) * unit_ms)
    except (ValueError, OverflowError):
        return None
    return value if 0 <= value <= LARGEST_DURATION_MS else None
