"""The contracts that kinds of monitors keep, in the product or from a third party."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import ClassVar, Generic, TypeVar

from pydantic import BaseModel, ConfigDict

from tocsin.core.expectation import Expectation
from tocsin.core.netpolicy import NetworkPolicy
from tocsin.core.result import Json, Outcome


class ProbeConfig(BaseModel):
    """What a user sets for one kind. Every field carries a title, a description and bounds.

    A field that holds a credential is a `pydantic.SecretStr`: it is encrypted at rest and masked in every answer.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


ConfigT = TypeVar("ConfigT", bound=ProbeConfig)


class Deadline:
    """A moment by which a run must have ended, in monotonic seconds."""

    __slots__ = ("at",)

    def __init__(self, at: float) -> None:
        self.at = at

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        return cls(time.monotonic() + seconds)

    def remaining(self) -> float:
        """Seconds left; 0 when it has passed."""
        return max(0.0, self.at - time.monotonic())


class Kind(ABC, Generic[ConfigT]):
    """What a monitor may be: something that we look at (`Probe`), or something that tells us (`PushedKind`).

    The module's docstring is the kind's page in the documentation; its first line is the kind's summary.
    """

    kind: ClassVar[str]
    title: ClassVar[str]
    config_type: ClassVar[type[ProbeConfig]]
    example: ClassVar[Mapping[str, Json]]
    """A valid config to start from, shown in the documentation."""
    is_active: ClassVar[bool]
    """False for kinds whose state is pushed to us: the scheduler emits no checks for them."""

    @classmethod
    @abstractmethod
    def target(cls, config: ConfigT) -> str:
        """The host or address that is looked at, as shown in lists and used to tell unrelated targets apart.

        Of a pushed kind: what is awaited, in a few words.
        """

    @classmethod
    def recipient(cls, config: Mapping[str, Json]) -> object:
        """To whom the config's secrets would be shown: something to compare. `config` is as somebody sent it.

        A kept secret is used only while this stays the same; else a change of address would carry it off. By default
        every field counts.
        """
        return dict(config)


class PushedKind(Kind[ConfigT]):
    """A kind that is told its state by pings. It says what is expected; the rest is the same for all of them."""

    is_active: ClassVar[bool] = False

    @classmethod
    @abstractmethod
    def expectation(cls, config: ConfigT) -> Expectation:
        """When pings are expected, and what they and their absence mean."""


class Probe(Kind[ConfigT]):
    """The code that performs one kind of check. One instance serves every monitor of its kind in a runner."""

    is_active: ClassVar[bool] = True

    def __init__(self, policy: NetworkPolicy) -> None:
        self.policy = policy

    @abstractmethod
    async def run(self, config: ConfigT, deadline: Deadline, *, with_evidence: bool) -> Outcome:
        """Look once. A failing target is an outcome; an exception means that we failed and becomes `unknown`.

        Must return by the deadline. With `with_evidence` a good outcome carries evidence too; a bad one always does.
        """

    async def aclose(self) -> None:
        """Release what is held open (connection pools, resolvers)."""
