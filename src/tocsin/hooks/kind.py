"""What a kind of hook is: it reads another system's request and reports what that says of which monitor."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from tocsin.core.durations import bounded_seconds
from tocsin.core.errors import FieldError
from tocsin.core.result import Json
from tocsin.core.verdict import Verdict
from tocsin.hooks import bodies

MOST_ITEMS = 1000
LABEL = r"^[a-zA-Z_][a-zA-Z0-9_.-]*$"

Label = Annotated[str, Field(min_length=1, max_length=100, pattern=LABEL)]
TagText = Annotated[str, Field(min_length=1, max_length=100)]


class HookConfig(BaseModel):
    """What every kind of hook has: whether it may create monitors, and what these are like."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    create: bool = Field(
        default=False,
        title="Create monitors",
        description="Make a monitor of the kind `manual` of a name that is not known. Else such an item is refused.",
    )
    create_tags: tuple[TagText, ...] = Field(
        default=(), max_length=20, title="Tags", description="Tags for the monitors that this hook creates."
    )
    create_time_limit: Annotated[float, bounded_seconds(1, 365 * 86_400)] | None = Field(
        default=None,
        title="Time limit",
        description="How long a state holds that is not repeated, for the monitors that this hook creates.",
        examples=["1d"],
    )
    most_monitors: int = Field(
        default=1000,
        ge=1,
        le=100_000,
        title="Most monitors",
        description="How many monitors this hook may create; those that were deleted do not count.",
    )


@dataclass(frozen=True, slots=True)
class Report:
    """What one item of a request says of one monitor.

    `pointer` tells which item it is. `monitor` is a name, or an id as `id:17`. `problem` tells apart what may be wrong
    with the monitor at the same time; it is empty where the newest word replaces the one before. A report that
    `ends_only` says that its problem is over, and not that the monitor is up: of an unknown problem it says nothing.
    `missed` names what the item did not have. The rest is for a monitor that is created.
    """

    pointer: str
    monitor: str
    verdict: Verdict
    problem: str = ""
    message: str = ""
    item: Json = None
    ends_only: bool = False
    missed: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    description: str = ""
    runbook_url: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A request as it was understood: each item is among the reports or the refusals, or is counted as ignored.

    `truncated`: how many items the sender left out. `note` tells the operator what to do next.
    """

    reports: tuple[Report, ...] = ()
    refusals: tuple[FieldError, ...] = ()
    ignored: int = 0
    truncated: int = 0
    note: str = ""

    @property
    def items(self) -> int:
        return len(self.reports) + len(self.refusals) + self.ignored


ConfigT = TypeVar("ConfigT", bound=HookConfig)


class HookKind(ABC, Generic[ConfigT]):
    """One kind of sender. The module's docstring is its page in the documentation, the first line its summary."""

    kind: ClassVar[str]
    title: ClassVar[str]
    config_type: ClassVar[type[HookConfig]]
    example: ClassVar[Mapping[str, Json]]
    """A valid config to start from."""
    comes_again_after_429: ClassVar[bool] = True
    """Whether such a sender repeats what was answered with "too many requests": some only repeat after a 5xx."""

    @classmethod
    def verify(cls, config: ConfigT, headers: Mapping[str, str], body: bytes) -> None:
        """Raise `signatures.Unverified` when the request is not signed as it should be. Header names are lower case."""

    @classmethod
    def parse(cls, config: ConfigT, body: bytes, media_type: str) -> Json:
        """The body as JSON. Raise `bodies.Unreadable`."""
        return bodies.parse(body, media_type)

    @classmethod
    @abstractmethod
    def read(cls, config: ConfigT, document: Json, until: float) -> Reading:
        """What the body says. `until`, in monotonic seconds: items that are not worked out by then are refused."""
