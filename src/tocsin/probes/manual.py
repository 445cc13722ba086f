"""Has the state that somebody, or some other system, says it has.

For what Tocsin cannot look at itself: another monitoring system's alerts, a supplier's service, a part of the business.
The state is posted to `POST /api/v1/monitors/<id>/state`, by a hook that takes in another system's webhooks, or through
the monitors API that Tocsin is compatible with. It holds until another one is posted, at once and without confirmation.

With a **time limit**, silence is not taken for good news: a state that was not repeated within the limit becomes
`unknown`, which says that nobody can tell any more and wakes nobody by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import Field

from tocsin import recurrence
from tocsin.core.durations import bounded_seconds, in_words
from tocsin.core.expectation import Expectation
from tocsin.core.plugins import ProbeConfig, PushedKind
from tocsin.core.result import Json
from tocsin.core.verdict import Verdict


class ManualConfig(ProbeConfig):
    """Nothing is required."""

    time_limit: Annotated[float, bounded_seconds(1, 365 * 86_400)] | None = Field(
        default=None,
        title="Time limit",
        description="How long a posted state holds; then it is `unknown`. For ever when left out.",
        examples=["1h"],
    )


class Manual(PushedKind[ManualConfig]):
    """See the module's docstring, which is the documentation."""

    kind: ClassVar[str] = "manual"
    title: ClassVar[str] = "Posted state"
    config_type: ClassVar[type[ManualConfig]] = ManualConfig
    example: ClassVar[Mapping[str, Json]] = {"time_limit": "1h"}

    @classmethod
    def target(cls, config: ManualConfig) -> str:
        return "posted state" if config.time_limit is None else f"posted state, every {in_words(config.time_limit)}"

    @classmethod
    def expectation(cls, config: ManualConfig) -> Expectation:
        limit = config.time_limit
        return Expectation(None if limit is None else recurrence.every(limit), silence=Verdict.UNKNOWN, has_runs=False)
