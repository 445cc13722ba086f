"""What would have been said."""

from __future__ import annotations

import msgspec

from tocsin.core.alerting.announcement import Purpose
from tocsin.core.alerting.concern import Concern, Severity
from tocsin.core.alerting.policy import Target
from tocsin.core.alerting.roster import Destination

MOST_NAMED = 50
"""Monitors that one page names; `total` says how many there were."""


class Page(msgspec.Struct, kw_only=True):
    """One thing said to some destinations at one moment (Unix ms): that something is wrong, still, or worse.

    `number` is that of the step, or of the reminder, from 1 on. `targets` is None for everybody who was told before.
    `resolved_after`: so long (ms) after it the group was over; None while it lasted.
    """

    at: int
    purpose: Purpose
    policy_id: int
    policy: str
    number: int
    targets: tuple[Target, ...] | None
    destinations: tuple[Destination, ...]
    group: int
    severity: Severity
    concern: Concern
    monitor_ids: tuple[int, ...]
    total: int
    is_flapping: bool = False
    resolved_after: int | None = None
