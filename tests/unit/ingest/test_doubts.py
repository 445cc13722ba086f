import msgspec
import pytest

from tests.clocks import T0
from tests.specs import spec
from tests.unit.ingest.making import DOWN, UNKNOWN, UP, known, result, unrelated, watches
from tocsin.core.confirmation import RegionView
from tocsin.core.doubt import SETTLED_MS
from tocsin.core.errors import NAME_CLASS, NETWORK_CLASS, SUDDEN_CLASS, ErrorCode
from tocsin.core.result import Result
from tocsin.core.state import MonitorState, initial
from tocsin.ingest.doubts import SLICE_MS, Doubts, in_slices, seen_at
from tocsin.ingest.watch import Watches


def failing(*monitor_ids: int, at: int = T0 + 1_000, error: ErrorCode | None = None) -> list[Result]:
    return [result(one, DOWN, at, error=error) for one in monitor_ids]


def good(*monitor_ids: int, at: int = T0 + 1_000) -> list[Result]:
    return [result(one, UP, at) for one in monitor_ids]


def test_unrelated_targets_that_fail_together_turn_their_region() -> None:
    doubts = Doubts(unrelated(3))
    (turn,) = doubts.hear(failing(1, 2, 3), T0 + 7_000)
    assert (turn.region, turn.is_suspect, turn.at) == ("local", True, T0 + 7_000)
    assert turn.account == "3 of 3 unrelated targets failed together (local network)"
    assert doubts.suspicion().regions == {"local"}


def test_a_turn_is_reported_once() -> None:
    doubts = Doubts(unrelated(3))
    doubts.hear(failing(1, 2, 3), T0)
    assert doubts.hear(failing(1, 2, 3), T0) == []


@pytest.mark.parametrize("error", sorted(set(ErrorCode) - NETWORK_CLASS - SUDDEN_CLASS))
def test_what_only_the_far_side_can_cause_turns_nothing(error: ErrorCode) -> None:
    assert Doubts(unrelated(3)).hear(failing(1, 2, 3, error=error), T0) == []


def test_good_results_that_came_first_in_the_batch_are_heard_beside_the_failures() -> None:
    doubts = Doubts(unrelated(20))
    assert doubts.hear([*good(*range(4, 21)), *failing(1, 2, 3)], T0) == []


def test_targets_that_were_failing_already_tell_nothing_about_the_region() -> None:
    found = unrelated(3)
    for number in (1, 2, 3):
        watch = known(found, number)
        watch.state = MonitorState(DOWN, T0, views=(RegionView("local", DOWN, T0, DOWN),))
    assert Doubts(found).hear(failing(1, 2, 3), T0) == []


def test_nor_do_they_once_a_doubt_has_made_them_unknown() -> None:
    found = unrelated(3)
    for number in (1, 2, 3):
        known(found, number).state = MonitorState(UNKNOWN, T0, views=(RegionView("local", UNKNOWN, T0, DOWN),))
    assert Doubts(found).hear(failing(1, 2, 3), T0) == []


def named(count: int) -> Watches:
    """Monitors 1 to `count`, each in a domain of its own."""
    return watches(*(spec(number, target=f"www.site-{number}.org") for number in range(1, count + 1)))


@pytest.mark.parametrize("error", sorted(SUDDEN_CLASS))
def test_names_and_certificates_that_go_bad_together_are_our_name_server_or_clock(error: ErrorCode) -> None:
    doubts = Doubts(named(3))
    doubts.hear(failing(1, 2, 3, error=error), T0)
    assert doubts.suspicion().regions == {"local"}


@pytest.mark.parametrize("error", sorted(SUDDEN_CLASS))
def test_names_and_certificates_that_never_were_good_are_their_own_trouble(error: ErrorCode) -> None:
    found = named(3)
    for number in (1, 2, 3):
        known(found, number).state = initial(T0)
    assert Doubts(found).hear(failing(1, 2, 3, error=error), T0) == []


@pytest.mark.parametrize("error", sorted(NAME_CLASS))
def test_addresses_do_not_vouch_for_the_name_servers(error: ErrorCode) -> None:
    found = watches(
        *(spec(number, target=f"www.site-{number}.org") for number in (1, 2, 3)),
        *(spec(number, target=f"9.0.{number}.1") for number in range(4, 24)),
    )
    doubts = Doubts(found)
    doubts.hear([*good(*range(4, 24)), *failing(1, 2, 3, error=error)], T0)
    assert doubts.suspicion().about("www.site-1.org") == {"local"}
    assert doubts.suspicion().about("9.0.4.1") == frozenset()


def test_who_shows_no_certificate_does_not_vouch_for_the_clock() -> None:
    doubts = Doubts(named(10))
    doubts.hear([*good(*range(4, 11)), *failing(1, 2, 3, error=ErrorCode.TLS_EXPIRED)], T0)
    assert doubts.suspicion().regions == {"local"}


def test_who_shows_a_good_certificate_does() -> None:
    doubts = Doubts(named(10))
    fine = [
        msgspec.structs.replace(one, outcome=msgspec.structs.replace(one.outcome, certificate_expires_at=T0))
        for one in good(*range(4, 11))
    ]
    doubts.hear([*fine, *failing(1, 2, 3, error=ErrorCode.TLS_EXPIRED)], T0)
    assert doubts.suspicion().regions == frozenset()


def test_a_dead_uplink_is_no_doubt_of_what_is_local() -> None:
    doubts = Doubts(three_outside_and_twenty_local())
    doubts.hear(failing(1, 2, 3), T0)
    assert doubts.suspicion().about("outside-1.org") == {"local"}
    assert not doubts.suspicion().about("10.0.4.1")


def three_outside_and_twenty_local() -> Watches:
    return watches(
        *(spec(number, target=f"outside-{number}.org") for number in (1, 2, 3)),
        *(spec(number, target=f"10.0.{number}.1") for number in range(4, 24)),
    )


def test_local_targets_do_not_vouch_for_the_uplink() -> None:
    found = three_outside_and_twenty_local()
    doubts = Doubts(found)
    doubts.hear([*good(*range(4, 24)), *failing(1, 2, 3)], T0)
    assert doubts.suspicion().regions == {"local"}
    doubts.hear(good(*range(4, 24), at=T0 + 2_000), T0)
    assert doubts.suspicion().regions == {"local"}


def test_neighbours_are_asked_on_the_same_side_of_the_uplink() -> None:
    found = three_outside_and_twenty_local()
    asked = Doubts(found).second_opinions([(known(found, 1), result(1, DOWN))], T0)
    assert {one.monitor_id for one in asked} == {2, 3}


def test_after_a_restart_it_is_the_uplink_that_is_in_doubt() -> None:
    found = watches(spec(1, target="outside.org"), spec(2, target="10.0.0.1"))
    doubts = Doubts(found)
    doubts.restore(["local"])
    doubts.hear(good(2), T0)
    assert doubts.suspicion().regions == {"local"}
    doubts.hear(good(1), T0)
    assert doubts.suspicion().regions == frozenset()


def test_a_region_that_goes_on_reaching_some_is_trusted_and_the_others_are_down_by_themselves() -> None:
    doubts = Doubts(unrelated(5))
    doubts.hear([*good(4, 5), *failing(1, 2, 3)], T0)
    assert doubts.suspicion().regions == {"local"}
    later = T0 + 1_000 + SETTLED_MS
    doubts.hear([*good(4, 5, at=later), *failing(1, 2, 3, at=later)], later)
    assert doubts.suspicion().regions == frozenset()
    doubts.hear(failing(1, 2, 3, at=later + 5_000), later + 5_000)
    assert doubts.suspicion().regions == frozenset()


def test_what_is_heard_of_unknown_monitors_tells_nothing() -> None:
    assert Doubts(watches()).hear(failing(1, 2, 3), T0) == []


def test_regions_are_doubted_apart() -> None:
    found = watches(*(spec(number, target=f"127.0.{number}.1", regions=("eu", "us")) for number in (1, 2, 3)))
    doubts = Doubts(found)
    doubts.hear([result(number, DOWN, T0 + 1, region="eu") for number in (1, 2, 3)], T0)
    assert doubts.suspicion().regions == {"eu"}


def test_an_old_backlog_is_doubted_by_its_own_time() -> None:
    doubts = Doubts(unrelated(3))
    assert [turn.is_suspect for turn in doubts.hear(failing(1, 2, 3), T0 + 3_600_000)] == [True]


def test_a_region_in_doubt_at_the_start_is_trusted_on_good_news() -> None:
    doubts = Doubts(unrelated(3))
    doubts.restore(["local"])
    assert doubts.suspicion().regions == {"local"}
    assert [turn.is_suspect for turn in doubts.hear(good(1), T0)] == [False]


def test_neighbours_are_asked_at_a_failure_of_the_network_class_alone() -> None:
    found = unrelated(4)
    doubts = Doubts(found)
    refused = result(1, DOWN, error=ErrorCode.CONNECT_REFUSED)
    assert doubts.second_opinions([(known(found, 1), refused)], T0) == []
    asked = doubts.second_opinions([(known(found, 1), result(1, DOWN))], T0)
    assert {one.monitor_id for one in asked} == {2, 3, 4}


def test_parents_are_asked_at_any_failure_while_they_are_up() -> None:
    found = watches(spec(1), spec(2), spec(3, parents=(1, 2, 404)))
    sick = known(found, 2)
    sick.state = type(sick.state)(UNKNOWN)
    refused = result(3, DOWN, error=ErrorCode.CONNECT_REFUSED)
    asked = Doubts(found).second_opinions([(known(found, 3), refused)], T0)
    assert [(one.monitor_id, one.region, one.at) for one in asked] == [(1, "local", T0)]


def test_a_clock_that_is_set_back_does_not_silence_the_question() -> None:
    found = unrelated(4)
    doubts = Doubts(found)
    doubts.second_opinions([(known(found, 1), result(1, DOWN))], T0)
    assert doubts.second_opinions([(known(found, 2), result(2, DOWN))], T0 + 5_000) == []
    assert doubts.second_opinions([(known(found, 2), result(2, DOWN))], T0 - 3_600_000)


def test_a_failure_by_time_out_came_to_be_at_its_end() -> None:
    assert seen_at(result(1, DOWN, T0, latency_us=10_000_000)) == T0 + 10_000
    assert seen_at(result(1, DOWN, T0, latency_us=None)) == T0


def test_what_lies_close_together_is_one_slice() -> None:
    batch = [result(1, at=T0 + number) for number in range(0, SLICE_MS, 1_000)]
    assert list(in_slices(batch)) == [batch]


def test_a_backlog_is_cut_into_short_slices_in_order() -> None:
    batch = [result(1, at=T0 + number) for number in range(0, 100_000, 1_000)]
    slices = list(in_slices(batch))
    assert [one for part in slices for one in part] == batch
    assert max(part[-1].scheduled_at - part[0].scheduled_at for part in slices) <= SLICE_MS
    assert len(slices) <= 11
