"""Which incidents are told as one."""

from __future__ import annotations

import msgspec
import pytest

from tocsin.core.alerting.concern import Severity
from tocsin.core.alerting.group import Group
from tocsin.core.alerting.grouping import (
    GREAT_STORM,
    JOIN_WITHIN_MS,
    OLDEST_TO_JOIN_MS,
    STORM,
    GroupBook,
    founded,
    keys_of,
    shared_cause,
    wait_of,
)
from tocsin.core.alerting.match import Match, Subject
from tocsin.core.alerting.policy import Policy

T0 = 1_700_000_000_000
POLICY = Policy(match=Match(), steps=())
KEYS = frozenset({"monitor:1", "host:a.example", "tag:web"})


def group(number: int = 1, keys: frozenset[str] = KEYS, *, policy_id: int = 7, **others: object) -> Group:
    state = founded(keys, Severity.WARNING, is_flapping=False)
    made = Group(
        id=number,
        workspace_id=1,
        policy_id=policy_id,
        opened_at=T0,
        joined_at=T0,
        next_at=T0,
        closed_at=None,
        state=state,
    )
    return msgspec.structs.replace(made, **others)


def choice(book: GroupBook, *keys: str, recent: int = 1, now: int = T0 + 1000, policy: Policy = POLICY) -> int | None:
    return book.choose(7, policy, frozenset(keys), recent=recent, now=now).group_id


def subject(**others: object) -> Subject:
    made = Subject(5, "web-5", "http", "A.Example.", frozenset({"eu"}), parents=(2,))
    return msgspec.structs.replace(made, **others)


def test_what_a_monitor_may_have_in_common_is_itself_its_parents_its_host_its_addresses_regions_and_tags() -> None:
    found = keys_of(subject(), addresses=["192.0.2.1"], regions=["eu-west"])
    assert found == {
        "monitor:5",
        "monitor:2",
        "host:a.example",
        "address:192.0.2.1",
        "region:eu-west",
        "tag:eu",
    }


def test_what_is_pushed_has_no_host() -> None:
    assert keys_of(subject(target="", parents=(), tags=frozenset())) == {"monitor:5"}


@pytest.mark.parametrize("shared", ["host:a.example", "monitor:1", "address:192.0.2.1", "region:eu"])
def test_one_strong_thing_in_common_is_enough(shared: str) -> None:
    book = GroupBook([group(keys=frozenset({shared, "tag:x"}))])
    assert choice(book, shared, "monitor:9") == 1


def test_a_tag_in_common_is_not_enough() -> None:
    assert choice(GroupBook([group()]), "monitor:9", "tag:web") is None


def test_in_a_storm_a_tag_is_enough() -> None:
    assert choice(GroupBook([group()]), "monitor:9", "tag:web", recent=STORM) == 1


def test_in_a_storm_what_nobody_was_told_of_yet_takes_anything() -> None:
    assert choice(GroupBook([group()]), "monitor:9", recent=STORM - 1) is None
    assert choice(GroupBook([group()]), "monitor:9", recent=STORM) == 1


def test_in_a_great_storm_nothing_in_common_is_needed() -> None:
    told = GroupBook([group(state=msgspec.structs.replace(group().state, begun_at=T0))])
    assert choice(told, "monitor:9", recent=GREAT_STORM - 1) is None
    assert choice(told, "monitor:9", recent=GREAT_STORM) == 1


def test_in_a_great_storm_the_largest_group_takes_it() -> None:
    book = GroupBook([group(1), group(2, frozenset({"monitor:3"})), group(3, frozenset({"monitor:4"}))])
    book.join(2, frozenset({"monitor:3"}), Severity.CRITICAL, T0)
    assert choice(book, "monitor:9", recent=GREAT_STORM) == 2


def test_a_group_of_another_policy_is_not_joined() -> None:
    assert choice(GroupBook([group(policy_id=8)]), "host:a.example") is None


def test_a_policy_that_does_not_group_joins_nothing() -> None:
    alone = msgspec.structs.replace(POLICY, groups=False)
    assert choice(GroupBook([group()]), "host:a.example", policy=alone) is None


def test_who_fails_long_after_the_last_one_is_news() -> None:
    book = GroupBook([group()])
    assert choice(book, "host:a.example", now=T0 + JOIN_WITHIN_MS - 1) == 1
    assert choice(book, "host:a.example", now=T0 + JOIN_WITHIN_MS) is None


def test_a_group_does_not_grow_for_ever() -> None:
    late = T0 + OLDEST_TO_JOIN_MS
    book = GroupBook([group(joined_at=late - 1)])
    assert choice(book, "host:a.example", now=late - 1) == 1
    assert choice(book, "host:a.example", now=late) is None


@pytest.mark.parametrize("change", [{"acknowledged_by": "ada"}, {"is_flapping": True}])
def test_what_somebody_has_taken_on_and_what_flaps_is_not_joined(change: dict[str, object]) -> None:
    state = msgspec.structs.replace(group().state, **change)
    assert choice(GroupBook([group(state=state)]), "host:a.example") is None


def test_a_closed_group_is_not_joined() -> None:
    assert choice(GroupBook([group(closed_at=T0)]), "host:a.example") is None


def test_a_group_keeps_what_all_of_it_have_in_common() -> None:
    book = GroupBook([group()])
    joined = book.join(1, frozenset({"monitor:2", "host:a.example", "tag:db"}), Severity.WARNING, T0 + 5)
    assert joined.state.keys == {"host:a.example"}
    assert (joined.state.size, joined.joined_at) == (2, T0 + 5)


def test_what_it_had_in_common_with_the_first_alone_lets_nobody_join_later() -> None:
    book = GroupBook([group()])
    book.join(1, frozenset({"host:a.example"}), Severity.WARNING, T0)
    assert choice(book, "monitor:1") is None


def test_the_worst_of_its_incidents_is_its_severity() -> None:
    book = GroupBook([group()])
    assert book.join(1, KEYS, Severity.CRITICAL, T0).state.severity == Severity.CRITICAL
    assert book.join(1, KEYS, Severity.WARNING, T0).state.severity == Severity.CRITICAL


def test_after_unrelated_ones_have_joined_a_storm_takes_anything() -> None:
    book = GroupBook([group()])
    book.join(1, frozenset({"monitor:9"}), Severity.WARNING, T0)
    assert choice(book, "monitor:33", recent=STORM) == 1
    assert choice(book, "monitor:33", recent=1) is None


def test_who_is_alone_is_told_at_once() -> None:
    assert wait_of(POLICY, relatives=0, recent=1) == 0


@pytest.mark.parametrize(("relatives", "recent"), [(1, 1), (0, STORM)])
def test_where_others_are_to_be_expected_the_first_message_waits(relatives: int, recent: int) -> None:
    assert wait_of(POLICY, relatives=relatives, recent=recent) == 15_000


def test_a_policy_may_say_how_long_to_wait() -> None:
    patient = msgspec.structs.replace(POLICY, group_wait=60_000)
    assert wait_of(patient, relatives=0, recent=1) == 60_000
    assert wait_of(msgspec.structs.replace(patient, groups=False), relatives=5, recent=9) == 0


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"tag:eu", "host:a.example"}, "the same host: a.example"),
        ({"monitor:3", "host:a.example"}, "core-switch and what depends on it"),
        ({"tag:eu"}, "the same tag: eu"),
        ({"workspace"}, "many unrelated monitors at once"),
        (set(), ""),
    ],
)
def test_the_likely_cause_is_the_strongest_thing_in_common(keys: set[str], said: str) -> None:
    assert shared_cause(keys, {3: "core-switch"}) == said
