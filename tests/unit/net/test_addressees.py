"""Several people, one message: whoever has it is left in peace while the others are tried again."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from tocsin.core.notifier import DeliveryFailed, Receipt
from tocsin.core.plugins import Deadline
from tocsin.net.addressees import AT_ONCE, Addressees

TEAM = ["ada", "bob", "eve"]
LATER = DeliveryFailed("come back later", is_permanent=False, status=450, retry_after=7.0)
NEVER = DeliveryFailed("nobody here", is_permanent=True, status=550)


class Doors:
    """Where people live: what each says next, and who was told."""

    def __init__(self, **says: Sequence[DeliveryFailed]) -> None:
        self.says = {name: list(failures) for name, failures in says.items()}
        self.tried: list[str] = []
        self.told: list[str] = []
        self.silent: set[str] = set()

    async def tell(self, name: str) -> Receipt:
        self.tried.append(name)
        if name in self.silent:
            await asyncio.Event().wait()
        if failures := self.says.get(name):
            raise failures.pop(0)
        self.told.append(name)
        return Receipt(f"{name} has it", 250)


async def tell(ours: Addressees, doors: Doors, team: Sequence[str] = TEAM, key: str = "one", s: float = 5.0) -> Receipt:
    return await ours.tell(key, team, Deadline.after(s), doors.tell)


async def failure(ours: Addressees, doors: Doors, team: Sequence[str] = TEAM, s: float = 5.0) -> DeliveryFailed:
    with pytest.raises(DeliveryFailed) as failed:
        await tell(ours, doors, team, s=s)
    return failed.value


async def test_everybody_is_told_once() -> None:
    doors = Doors()
    receipt = await tell(Addressees(), doors)
    assert (doors.told, receipt) == (TEAM, Receipt("all 3 have it: eve has it", 250))


async def test_of_one_the_answer_is_theirs() -> None:
    assert await tell(Addressees(), Doors(), ["ada"]) == Receipt("ada has it", 250)


async def test_a_second_attempt_goes_to_those_who_have_not_got_it() -> None:
    ours, doors = Addressees(), Doors(bob=[LATER])
    failed = await failure(ours, doors)
    assert (failed.answer, failed.is_permanent) == ("2 of 3 have it. Without it: bob: come back later", False)
    assert (failed.status, failed.retry_after) == (450, 7.0)
    receipt = await tell(ours, doors)
    assert (doors.told, receipt.answer) == (["ada", "eve", "bob"], "all 3 have it: eve has it")


async def test_who_has_it_does_not_get_it_again() -> None:
    ours, doors = Addressees(), Doors()
    await tell(ours, doors)
    await tell(ours, doors)
    assert doors.tried == TEAM


async def test_another_message_is_told_to_everybody() -> None:
    ours, doors = Addressees(), Doors()
    await tell(ours, doors, key="one")
    await tell(ours, doors, key="two")
    assert doors.told == [*TEAM, *TEAM]


async def test_who_is_refused_for_good_is_not_tried_again_while_others_wait() -> None:
    ours, doors = Addressees(), Doors(ada=[NEVER, NEVER], bob=[LATER])
    assert not (await failure(ours, doors)).is_permanent
    failed = await failure(ours, doors)
    assert (failed.answer, failed.is_permanent) == ("2 of 3 have it. Without it: ada: nobody here", True)
    assert doors.tried == [*TEAM, "bob"]


async def test_what_failed_for_good_is_tried_when_somebody_wants_it_again() -> None:
    ours, doors = Addressees(), Doors(ada=[NEVER])
    assert (await failure(ours, doors)).is_permanent
    await tell(ours, doors)
    assert doors.told == ["bob", "eve", "ada"]


async def test_one_that_hangs_keeps_nobody_waiting_for_ever() -> None:
    team = [f"deaf-{number}" for number in range(AT_ONCE)] + ["ada"]
    ours, doors = Addressees(), Doors()
    doors.silent = set(team) - {"ada"}
    failed = await failure(ours, doors, team, s=0.05)
    assert (failed.is_permanent, doors.told) == (False, [])
    await failure(ours, doors, team, s=0.05)
    assert doors.told == ["ada"]


async def test_of_many_failures_some_are_named_and_all_are_counted() -> None:
    team = [f"a{number}" for number in range(50)]
    doors = Doors(**{name: [LATER] for name in team})
    failed = await failure(Addressees(), doors, team)
    assert failed.answer.startswith("0 of 50 have it. Without it: a0: come back later; a1: ")
    assert failed.answer.endswith("; a4: come back later; and 45 others")


async def test_what_is_long_past_is_forgotten() -> None:
    ours, doors = Addressees(kept=2), Doors()
    for key in ("one", "two", "three", "one"):
        await tell(ours, doors, ["ada"], key=key)
    assert doors.told == ["ada"] * 4


async def test_someone_who_is_new_on_the_list_is_told_at_the_next_attempt() -> None:
    ours, doors = Addressees(), Doors(bob=[LATER])
    await failure(ours, doors, ["ada", "bob"])
    await tell(ours, doors, ["bob", "eve"])
    assert doors.told == ["ada", "eve", "bob"]


async def test_cancelling_stops_all_of_it() -> None:
    ours, doors = Addressees(), Doors()
    doors.silent = {"ada"}
    telling = asyncio.create_task(tell(ours, doors))
    await asyncio.sleep(0)
    telling.cancel()
    with pytest.raises(asyncio.CancelledError):
        await telling
