"""A channel that remembers what it was told, and refuses when it is asked to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar

from pydantic import Field

from tocsin.core.netpolicy import NetworkPolicy
from tocsin.core.notifier import DeliveryFailed, Message, Notifier, NotifierConfig, Receipt, Tools
from tocsin.core.plugins import Deadline
from tocsin.core.result import Json
from tocsin.mail.courier import Courier
from tocsin.mail.postman import Postman
from tocsin.net.web_client import WebClient
from tocsin.notifiers.email import EmailConfig
from tocsin.services.notifiers import Notifiers


@dataclass(frozen=True)
class Heard:
    """What one destination was told, and when (Unix ms)."""

    at: int
    by: str
    message: Message

    @property
    def purpose(self) -> str:
        return self.message.announcement.purpose.value


@dataclass
class Ear:
    """Hears what all recorders are told. `refusals`: what to answer instead, by name of the destination."""

    now: Callable[[], int]
    heard: list[Heard] = field(default_factory=list)
    refusals: dict[str, DeliveryFailed] = field(default_factory=dict)
    keys: list[str] = field(default_factory=list)
    """Of every attempt."""

    @property
    def attempts(self) -> int:
        return len(self.keys)

    async def take(self, by: str, message: Message) -> Receipt:
        return self.hear(by, message)

    def hear(self, by: str, message: Message) -> Receipt:
        self.keys.append(message.dedup_key)
        if by in self.refusals:
            raise self.refusals[by]
        self.heard.append(Heard(self.now(), by, message))
        return Receipt("heard", 200)


class RecorderConfig(NotifierConfig):
    name: str = Field(title="Name", description="As which it hears.")


class Recorder(Notifier[RecorderConfig]):
    kind = "recorder"
    title = "Recorder"
    config_type = RecorderConfig
    example: ClassVar[dict[str, Json]] = {"name": "ops"}
    follows_acknowledgement = True

    def __init__(self, tools: Tools, ear: Ear) -> None:
        super().__init__(tools)
        self._ear = ear

    async def send(self, config: RecorderConfig, message: Message, deadline: Deadline) -> Receipt:
        return await self._ear.take(config.name, message)


class MailRecorder(Notifier[EmailConfig]):
    kind = "email"
    title = "Mail"
    config_type = EmailConfig
    example: ClassVar[dict[str, Json]] = {"to": ["ada@example.com"]}

    def __init__(self, tools: Tools, ear: Ear) -> None:
        super().__init__(tools)
        self._ear = ear

    async def send(self, config: EmailConfig, message: Message, deadline: Deadline) -> Receipt:
        return await self._ear.take(config.to[0], message)


class Unaware(Recorder):
    """Keeps no incidents that anybody could take on."""

    kind = "unaware"
    follows_acknowledgement = False


class Forgetful(Recorder):
    """Forgets what it is not told again."""

    kind = "forgetful"
    resend_seconds = 60.0


class RecordingNotifiers(Notifiers):
    """Every kind is heard by one ear."""

    def __init__(self, ear: Ear) -> None:
        policy = NetworkPolicy()
        tools = Tools(WebClient(policy), Courier(Postman()), policy)
        super().__init__(tools)
        self._kinds: dict[str, Notifier[Any]] = {
            "recorder": Recorder(tools, ear),
            "forgetful": Forgetful(tools, ear),
            "unaware": Unaware(tools, ear),
            "email": MailRecorder(tools, ear),
        }

    def of(self, kind: str) -> Notifier[Any]:
        return self._kinds[kind]
