"""What every use case works with, handed in by whoever composes the process."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from dataclasses import dataclass, field

from tocsin.auth.passwords import Passwords
from tocsin.auth.secrets import SecretBox
from tocsin.auth.sessions import SessionTokens
from tocsin.bus import Bus
from tocsin.core.accounts import AccountPolicy
from tocsin.core.clock import Clock, SystemClock
from tocsin.core.messages import MonitorsChanged, Topic
from tocsin.core.netpolicy import NetworkPolicy
from tocsin.mail.postman import Postman
from tocsin.services.access_memory import AccessMemory
from tocsin.services.backtest_places import BacktestPlaces
from tocsin.services.failed_sign_ins import FailedSignIns
from tocsin.services.notifiers import Notifiers
from tocsin.services.rate_limits import RateLimits
from tocsin.services.receipts import Receipts
from tocsin.storage.database import Database

MOST_LOOKS = 50
"""Trials and checks that people wait for at the same time; each holds a request open for as long as a check takes."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The database, the bus, the box that seals secrets, the time; what accounts need; and what follows from these."""

    database: Database
    bus: Bus
    box: SecretBox
    clock: Clock = field(default_factory=SystemClock)
    default_regions: tuple[str, ...] = ("local",)
    looks: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(MOST_LOOKS))
    backtests: BacktestPlaces = field(default_factory=BacktestPlaces)
    accounts: AccountPolicy = field(default_factory=AccountPolicy)
    passwords: Passwords = field(default_factory=Passwords)
    postman: Postman = field(default_factory=Postman)
    limits: RateLimits = field(default_factory=RateLimits)
    network_policy: NetworkPolicy = field(default_factory=NetworkPolicy)
    notifiers: Notifiers = field(init=False)
    tokens: SessionTokens = field(init=False)
    memory: AccessMemory = field(init=False)
    receipts: Receipts = field(init=False)
    failed_sign_ins: FailedSignIns = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "notifiers", Notifiers.over(self.network_policy, self.postman))
        object.__setattr__(self, "tokens", SessionTokens(self.box))
        object.__setattr__(self, "memory", AccessMemory(self.bus, self.clock))
        object.__setattr__(self, "receipts", Receipts(self.bus))
        object.__setattr__(self, "failed_sign_ins", FailedSignIns(self.database, self.clock))

    async def announce(self, monitor_ids: Collection[int]) -> None:
        """Tell scheduler and ingest, after the commit, to read these monitors again."""
        if monitor_ids:
            await self.bus.broadcast(Topic.MONITORS, MonitorsChanged(tuple(monitor_ids)))
