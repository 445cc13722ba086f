"""What a backtest comes to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

import msgspec

from tocsin.core.alerting.backtest.incidents import Incident
from tocsin.core.alerting.backtest.page import Page
from tocsin.core.alerting.roster import Destination
from tocsin.core.alerting.wall_clock import zone_of

QUICK_MS = 300_000
"""What is over so soon need not have woken anybody."""
NIGHT = frozenset((22, 23, *range(7)))
HOURS = 24


class DestinationCount(msgspec.Struct):
    """How often one destination would have been paged."""

    destination: Destination
    pages: int = 0
    at_night: int = 0


class Summary(msgspec.Struct, kw_only=True):
    """`pages` are all that is said, each to one or more destinations, but `recoveries`: that it is over.

    `at_night`: those from 22 to 7 o'clock; `by_hour` counts them by the hour of the day at which they come. `quick`:
    those that were over within `QUICK_MS`; `unresolved`: those that were not over at the end. `held`: how many
    incidents were held back for a while, by the reason; `untold`: of how many nobody was told at all, by the last
    reason. `longest`: the page that took longest to be over.
    """

    incidents: int = 0
    told: int = 0
    pages: int = 0
    recoveries: int = 0
    at_night: int = 0
    quick: int = 0
    unresolved: int = 0
    by_hour: list[int] = msgspec.field(default_factory=lambda: [0] * HOURS)
    destinations: dict[str, DestinationCount] = msgspec.field(default_factory=dict)
    held: Counter[str] = msgspec.field(default_factory=Counter)
    untold: Counter[str] = msgspec.field(default_factory=Counter)
    longest: Page | None = None


class Tally:
    """Counts as it goes along. Hours are those of `time_zone`."""

    def __init__(self, time_zone: str) -> None:
        self._zone = zone_of(time_zone)
        self.summary = Summary()

    def say(self, page: Page) -> None:
        summary = self.summary
        hour = datetime.fromtimestamp(page.at // 1000, self._zone).hour
        is_night = hour in NIGHT
        summary.pages += 1
        summary.at_night += is_night
        summary.by_hour[hour] += 1
        for one in page.destinations:
            count = summary.destinations.setdefault(one.key, DestinationCount(one))
            count.pages += 1
            count.at_night += is_night

    def settle(self, pages: Iterable[Page], end: int) -> None:
        """Their group is over, or lasts although the backtest ends at `end`."""
        for page in pages:
            self.summary.quick += page.resolved_after is not None and page.resolved_after <= QUICK_MS
            self.summary.unresolved += page.resolved_after is None
            longest = self.summary.longest
            if longest is None or _lasted(page, end) > _lasted(longest, end):
                self.summary.longest = page

    def count(self, incident: Incident, why_untold: str | None) -> None:
        """It has ended, or the backtest has. `why_untold` is None where somebody was told."""
        self.summary.incidents += 1
        self.summary.held.update(incident.reasons)
        if why_untold is None:
            self.summary.told += 1
        else:
            self.summary.untold[why_untold] += 1


def _lasted(page: Page, end: int) -> int:
    return end - page.at if page.resolved_after is None else page.resolved_after
