"""The contract that channels keep, in the product or from a third party."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Generic, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict

from tocsin.core.alerting.announcement import Announcement
from tocsin.core.netpolicy import NetworkPolicy
from tocsin.core.plugins import Deadline
from tocsin.core.result import Json


class NotifierConfig(BaseModel):
    """What a user sets for one kind of channel. Every field carries a title, a description and bounds.

    A field that holds a credential, or an address that is one, is a `pydantic.SecretStr`: it is encrypted at rest and
    masked in every answer.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


NotifierConfigT = TypeVar("NotifierConfigT", bound=NotifierConfig)


class TextFormat(StrEnum):
    """In which form a channel wants the body of a message."""

    PLAIN = "plain"
    MARKDOWN = "markdown"
    HTML = "html"


class WebAnswer(Protocol):
    """What a web server answered: at most the first 64 KiB of the body. Header names are in lower case."""

    @property
    def status(self) -> int: ...
    @property
    def headers(self) -> Mapping[str, str]: ...
    @property
    def body(self) -> bytes: ...


class Web(Protocol):
    """Requests to addresses that users gave: every one passes the network policy."""

    async def request(
        self,
        method: str,
        url: str,
        deadline: Deadline,
        *,
        headers: Sequence[tuple[str, str]] = (),
        body: bytes = b"",
        verify: bool = True,
    ) -> WebAnswer:
        """No redirect is followed. Raise DeliveryFailed when there is no answer; every status is an answer, also
        where what should follow it breaks off.
        """


class Mailer(Protocol):
    """The operator's mail server, or folder."""

    async def deliver(
        self, to: str, subject: str, text: str, html: str, *, thread: str = "", dedup_key: str = ""
    ) -> str:
        """Now, and once: give what the server answered. Raise DeliveryFailed.

        The subject becomes one line that is not too long. Mails of one `thread` stand together in mail programs; those
        of one `dedup_key` to one address are the same mail, as far as a mailbox can know.
        """


@dataclass(frozen=True, slots=True)
class Message:
    """An announcement in words, for one destination.

    `body` is in the notifier's own format; `text` is the same in plain text. `dedup_key` is the same when this very
    message is sent again; `announcement.thread` is the same for all messages about one group. `url` leads to the
    incident, `acknowledge_url` to a page that acknowledges it without signing in; both are empty where the operator has
    set no public address.
    """

    announcement: Announcement
    dedup_key: str
    title: str
    body: str
    text: str
    url: str = ""
    acknowledge_url: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The far side has taken it: its status, where there is one, and the beginning of its answer."""

    answer: str
    status: int | None = None


class DeliveryFailed(Exception):
    """It was not taken. `is_permanent`: the same would be refused again, so that trying again is useless.

    `retry_after`: seconds that the far side asks for. `answer` says what happened, in words for the log of deliveries:
    never with a credential in it.
    """

    def __init__(
        self, answer: str, *, is_permanent: bool, status: int | None = None, retry_after: float | None = None
    ) -> None:
        super().__init__(answer)
        self.answer = answer
        self.is_permanent = is_permanent
        self.status = status
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Tools:
    """What notifiers reach the world with."""

    web: Web
    mailer: Mailer
    policy: NetworkPolicy


class Notifier(ABC, Generic[NotifierConfigT]):
    """The code that reaches one kind of destination. One instance serves every channel of its kind in a process.

    The module's docstring is the channel's page in the documentation; its first line is the channel's summary.
    """

    kind: ClassVar[str]
    title: ClassVar[str]
    config_type: ClassVar[type[NotifierConfig]]
    example: ClassVar[Mapping[str, Json]]
    """A valid config to start from, shown in the documentation."""
    format: ClassVar[TextFormat] = TextFormat.PLAIN
    resend_seconds: ClassVar[float | None] = None
    """How often a problem that goes on is told again (`Purpose.REFRESH`) to far sides that forget; None for others."""
    follows_acknowledgement: ClassVar[bool] = False
    """Whether the far side wants to hear that somebody has acknowledged."""

    def __init__(self, tools: Tools) -> None:
        self.tools = tools

    @abstractmethod
    async def send(self, config: NotifierConfigT, message: Message, deadline: Deadline) -> Receipt:
        """Say it once, by the deadline. Raise DeliveryFailed; any other exception counts as a temporary failure."""

    @classmethod
    def recipient(cls, config: Mapping[str, Json]) -> object:
        """To whom the config's secrets would be shown, as `Kind.recipient` says it."""
        return dict(config)

    async def aclose(self) -> None:
        """Release what is held open."""
