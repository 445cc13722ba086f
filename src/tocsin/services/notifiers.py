"""The notifiers of a process: one of each kind, made when it is needed first; and what holds for all that they say."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import structlog
from pydantic import BaseModel, SecretStr

from tocsin.core.netpolicy import NetworkPolicy
from tocsin.core.notifier import DeliveryFailed, Message, Notifier, NotifierConfig, Receipt, Tools
from tocsin.core.plugins import Deadline
from tocsin.mail.courier import Courier
from tocsin.mail.postman import Postman
from tocsin.net.evidence import clear_text
from tocsin.net.web_client import WebClient
from tocsin.net.web_delivery import url_secrets
from tocsin.notifiers import notifier_of

log = structlog.get_logger()

LONGEST_ANSWER = 1000
GRACE_S = 0.5
"""So much later than the deadline one is stopped that has not said itself what took so long."""
_ADDRESSES = ("http://", "https://")


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
        if isinstance(self._tools.web, WebClient):
            await self._tools.web.aclose()


async def say(notifier: Notifier[Any], config: NotifierConfig, message: Message, deadline: Deadline) -> Receipt:
    """Once. What is told of the answer holds none of the config's secrets, whatever the far side repeats of them.

    Raise DeliveryFailed, and nothing else.
    """
    secrets = [*_secrets_in(config)]
    try:
        async with asyncio.timeout(deadline.remaining() + GRACE_S):
            receipt = await notifier.send(config, message, deadline)
    except DeliveryFailed as failure:
        raise _cleared(failure, secrets) from None
    except TimeoutError:
        raise DeliveryFailed("It was not taken in time.", is_permanent=False) from None
    except Exception as error:  # noqa: BLE001 -- a stranger's plug-in may raise anything
        _log_crash(notifier.kind, error)
        raise DeliveryFailed(f"The notifier has crashed: {type(error).__name__}.", is_permanent=False) from None
    return Receipt(_told(receipt.answer, secrets), receipt.status)


def _log_crash(kind: str, error: Exception) -> None:
    """Where, and what kind of error; not its words, which may hold a secret."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    log.error("a notifier has crashed", kind=kind, error=type(error).__name__, file=last.filename, line=last.lineno)


def _cleared(failure: DeliveryFailed, secrets: Sequence[str]) -> DeliveryFailed:
    return DeliveryFailed(
        _told(failure.answer, secrets),
        is_permanent=failure.is_permanent,
        status=failure.status,
        retry_after=failure.retry_after,
    )


def _told(answer: str, secrets: Sequence[str]) -> str:
    line = " ".join(clear_text(answer, secrets).replace("\x00", "\ufffd").split())
    return line if len(line) <= LONGEST_ANSWER else f"{line[: LONGEST_ANSWER - 1]}…"


def _secrets_in(value: object) -> Iterator[str]:
    """Of an address that is a secret its parts: the beginning of the whole is that of every address."""
    match value:
        case SecretStr():
            secret = value.get_secret_value()
            yield from url_secrets(secret) if secret.startswith(_ADDRESSES) else [secret] if secret else []
        case BaseModel():
            for name in type(value).model_fields:
                yield from _secrets_in(getattr(value, name))
        case Mapping():
            for inner in value.values():
                yield from _secrets_in(inner)
        case list() | tuple() | frozenset():
            for inner in value:
                yield from _secrets_in(inner)
