"""One message to several people, each by a delivery of their own: when some fail, the others are not told again."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from tocsin.core.notifier import DeliveryFailed, Receipt
from tocsin.core.plugins import Deadline

AT_ONCE = 4
KEPT = 1000
"""Messages whose deliveries are remembered. What is forgotten is told again: twice is better than never."""
_MOST_NAMED = 5
_NOT_REACHED = DeliveryFailed("no time was left", is_permanent=False)

Tell = Callable[[str], Awaitable[Receipt]]


@dataclass(slots=True)
class _Progress:
    told: dict[str, Receipt] = field(default_factory=dict)
    failed: dict[str, DeliveryFailed] = field(default_factory=dict)


class Addressees:
    """Remembers in memory, by the message's dedup key, who has it: good for further attempts in the same process."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._progress: OrderedDict[str, _Progress] = OrderedDict()

    async def tell(self, key: str, addressees: Sequence[str], deadline: Deadline, tell: Tell) -> Receipt:
        """Raise DeliveryFailed, naming who has not got it: permanent when nobody is left who may get it yet."""
        progress = self._progress_of(key)
        waiting = deque(_still_to_tell(addressees, progress))
        async with asyncio.TaskGroup() as group:
            for _ in range(min(AT_ONCE, len(waiting))):
                group.create_task(_tell_some(waiting, progress, deadline, tell))
        failed = {one: progress.failed.get(one, _NOT_REACHED) for one in addressees if one not in progress.told}
        if not failed:
            return _receipt([progress.told[one] for one in addressees])
        if all(failure.is_permanent for failure in failed.values()):
            progress.failed.clear()  # who tries again by hand has mended something
        raise _summed_up(failed, len(addressees))

    def _progress_of(self, key: str) -> _Progress:
        progress = self._progress.setdefault(key, _Progress())
        self._progress.move_to_end(key)
        if len(self._progress) > self._kept:
            self._progress.popitem(last=False)
        return progress


def _still_to_tell(addressees: Sequence[str], progress: _Progress) -> list[str]:
    """Those who were not reached last time come last: one that hangs must not keep the others waiting for ever."""
    refused = {one for one, failure in progress.failed.items() if failure.is_permanent}
    left = [one for one in addressees if one not in progress.told and one not in refused]
    return sorted(left, key=lambda one: one in progress.failed)


async def _tell_some(waiting: deque[str], progress: _Progress, deadline: Deadline, tell: Tell) -> None:
    while waiting and deadline.remaining():
        addressee = waiting.popleft()
        try:
            async with asyncio.timeout(deadline.remaining()):
                progress.told[addressee] = await tell(addressee)
        except TimeoutError:
            progress.failed[addressee] = DeliveryFailed("no answer in time", is_permanent=False)
        except DeliveryFailed as failure:
            progress.failed[addressee] = failure
        else:
            progress.failed.pop(addressee, None)


def _receipt(receipts: Sequence[Receipt]) -> Receipt:
    last = receipts[-1]
    return last if len(receipts) == 1 else Receipt(f"all {len(receipts)} have it: {last.answer}", last.status)


def _summed_up(failed: dict[str, DeliveryFailed], of: int) -> DeliveryFailed:
    told = [f"{one}: {failure.answer}" for one, failure in list(failed.items())[:_MOST_NAMED]]
    if len(failed) > _MOST_NAMED:
        told.append(f"and {len(failed) - _MOST_NAMED} others")
    pauses = [failure.retry_after for failure in failed.values() if failure.retry_after is not None]
    return DeliveryFailed(
        f"{of - len(failed)} of {of} have it. Without it: {'; '.join(told)}" if of > 1 else told[0],
        is_permanent=all(failure.is_permanent for failure in failed.values()),
        status=next(iter(failed.values())).status,
        retry_after=max(pauses, default=None),
    )
