"""What a backtest is played with."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from tocsin.core.alerting.match import Subject
from tocsin.core.alerting.policy import NamedPolicy
from tocsin.core.alerting.roster import Roster
from tocsin.core.alerting.silence import Occurrence
from tocsin.core.transition import Change
from tocsin.core.verdict import Verdict


class Monitored(msgspec.Struct, frozen=True, kw_only=True):
    """A monitor as it is now. `initial`: its state when the first of its changes comes.

    With `is_background` only its state matters, to those that depend on it. `relatives`: monitors that share its host
    or a parent, or are its own children. `addresses`: what it was reached by.
    """

    subject: Subject
    interval_s: float = 60.0
    regions: tuple[str, ...] = ("local",)
    addresses: frozenset[str] = frozenset()
    relatives: int = 0
    initial: Verdict = Verdict.UNKNOWN
    is_background: bool = False

    @property
    def parents(self) -> tuple[int, ...]:
        return self.subject.parents


class Scene(msgspec.Struct, frozen=True, kw_only=True):
    """From `since` on (Unix ms) people would have been told.

    `policies` are in the order in which they are asked, `monitors` by id, `occurrences` of silences in any order.
    """

    since: int
    policies: tuple[NamedPolicy, ...]
    roster: Roster
    monitors: Mapping[int, Monitored]
    occurrences: tuple[Occurrence, ...] = ()


class Happening(msgspec.Struct, frozen=True, gc=False):
    """A monitor has changed. It is known since `change.concluded_at`, and that is when something is done about it."""

    monitor_id: int
    change: Change
