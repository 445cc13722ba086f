import msgspec
import pytest

from tests.clocks import T0
from tests.specs import spec
from tests.unit.ingest.making import DOWN, UP, known, unrelated, watches
from tocsin.core.state import initial
from tocsin.ingest.watch import MOST_UNUSED_RULES, Watches


def test_a_new_monitor_is_unknown_since_it_was_made() -> None:
    watch = Watches().put(spec(1), T0)
    assert watch.state == initial(T0)


def test_an_edit_keeps_what_is_concluded_and_takes_over_the_configuration() -> None:
    found = watches(spec(1))
    edited = found.put(spec(1, revision=2, interval=5, target="new.example", enabled=False), T0 + 1)
    assert edited is found.get(1)
    assert (edited.state.state, edited.revision, edited.rules.interval) == (UP, 2, 5)
    assert (edited.target, edited.is_enabled, edited.last_seen) == ("new.example", False, T0 + 1)


def test_parents_are_taken_over_without_a_new_revision() -> None:
    found = watches(spec(1, parents=(7,)))
    found.put(spec(1), T0)
    assert known(found, 1).rules.parents == ()
    assert known(found, 1).last_seen == T0


def test_equal_rules_are_one_object() -> None:
    found = watches(spec(1), spec(2))
    assert known(found, 1).rules is known(found, 2).rules


def test_rules_that_nobody_uses_any_more_are_forgotten() -> None:
    found = Watches()
    for revision in range(5 * MOST_UNUSED_RULES):
        found.put(spec(1, revision=revision, interval=1 + revision), T0)
    assert len(found._rules) <= MOST_UNUSED_RULES + 3


def test_the_newest_time_is_kept_for_each_region() -> None:
    watch = known(watches(spec(1, regions=("eu", "us"))), 1)
    watch.saw("us", T0 + 5)
    assert watch.seen_by_region() == {"eu": T0, "us": T0 + 5}
    assert (watch.last_seen_in("eu"), watch.last_seen_in("us")) == (T0, T0 + 5)


def test_after_an_edit_the_first_region_to_report_does_not_silence_the_others() -> None:
    found = watches(spec(1, regions=("eu", "us")))
    watch = found.put(spec(1, regions=("eu", "us"), revision=2), T0 + 10)
    watch.saw("eu", T0 + 20)
    assert watch.seen_by_region() == {"eu": T0 + 20, "us": T0 + 10}


@pytest.mark.parametrize("regions", [("eu",), ("eu", "us")])
def test_a_region_that_the_monitor_has_left_is_not_heard(regions: tuple[str, ...]) -> None:
    watch = known(watches(spec(1, regions=regions)), 1)
    watch.saw("mars", T0 + 5)
    assert set(watch.seen_by_region()) == set(regions)
    assert max(watch.seen_by_region().values()) == T0


def test_the_list_of_ids_stays_as_it_was_handed_out() -> None:
    found = watches(spec(1), spec(2))
    before = found.ids()
    found.remove(1)
    found.put(spec(3), T0)
    assert before == [1, 2]
    assert sorted(found.ids()) == [2, 3]


def test_neighbours_are_healthy_unrelated_and_of_the_same_region() -> None:
    found = unrelated(5)
    found.put(spec(6, target="127.0.1.99"), T0)
    found.put(spec(7, target="127.0.7.1", regions=("mars",)), T0)
    known(found, 2).is_enabled = False
    sick = known(found, 3)
    sick.state = msgspec.structs.replace(sick.state, state=DOWN)
    assert sorted(found.neighbours(known(found, 1), "local", 5)) == [4, 5]


def test_neighbours_are_few_and_unrelated_to_one_another() -> None:
    specs = [spec(number, target=f"127.0.{number % 3}.{number}") for number in range(1, 200)]
    found = watches(spec(1_000, target="other.example"), *specs)
    chosen = [known(found, one).target.split(".")[2] for one in found.neighbours(known(found, 1_000), "local", 5)]
    assert len(chosen) == len(set(chosen)) <= 3


def test_workspaces_are_those_that_look_from_the_region() -> None:
    found = watches(
        spec(1, workspace_id=10),
        spec(2, workspace_id=20, regions=("mars",)),
        spec(3, workspace_id=30, enabled=False),
    )
    assert found.workspaces("local") == {10}
