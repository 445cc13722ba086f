"""A request that is sent twice with the same `Idempotency-Key` is carried out once and answered alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from tocsin.auth.actor import Actor
from tocsin.core.errors import Conflict, FieldError, ValidationFailed
from tocsin.storage.idempotency import IdempotencyRepository, StoredAnswer

T = TypeVar("T")


class KeyReused(ValidationFailed):
    """The same key came with another request."""

    code = "idempotency_key_reused"


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered, to be answered again."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Once(Generic[T]):
    """`fingerprint` is a hash of the request; `render` makes the answer of what the use case returned."""

    key: str
    fingerprint: bytes
    render: Callable[[T], Answer]


async def earlier_answer(answers: IdempotencyRepository, actor: Actor, once: Once[T] | None, now: int) -> Answer | None:
    """None when the request is to be carried out. Raise KeyReused, or Conflict while the first is under way."""
    if once is None:
        return None
    known = await answers.begin(actor.workspace_id, once.key, once.fingerprint, now)
    if known is None:
        return None
    if known.fingerprint != once.fingerprint:
        problem = FieldError("/Idempotency-Key", "was used with a different request: choose a new one")
        raise KeyReused("This Idempotency-Key was used with a different request.", errors=[problem])
    return _as_answer(known)


async def keep_answer(answers: IdempotencyRepository, actor: Actor, once: Once[T] | None, made: T) -> None:
    """Keep what is about to be answered, in the transaction that made it."""
    if once is not None:
        answer = once.render(made)
        await answers.finish(actor.workspace_id, once.key, answer.status, answer.headers, answer.body)


def _as_answer(known: StoredAnswer) -> Answer:
    if known.status is None:
        raise Conflict("The first request with this Idempotency-Key is still being carried out; try again shortly.")
    return Answer(known.status, known.headers, known.body)
