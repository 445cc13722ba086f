"""How much work a template may make: counted while it is filled in, since no one else can stop it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from tocsin.wording.faults import TooMuch

T = TypeVar("T")
MOST_STEPS = 100_000
"""The default words about 50 incidents take some thousands."""
_left: ContextVar[list[int]] = ContextVar("steps_left")


@contextmanager
def metered() -> Iterator[None]:
    """What is filled in within has so many steps."""
    token = _left.set([MOST_STEPS])
    try:
        yield
    finally:
        _left.reset(token)


def spend(steps: int) -> None:
    """Raise TooMuch when none are left. Nothing is counted outside of `metered`: a template that is being read."""
    left = _left.get(None)
    if left is None:
        return
    left[0] -= steps
    if left[0] < 0:
        raise TooMuch(f"loops for too long: at most {MOST_STEPS} steps are taken")


def counted(items: Iterable[T], steps: int) -> Iterator[T]:
    """The items, each of which costs so many steps."""
    for item in items:
        spend(steps)
        yield item
