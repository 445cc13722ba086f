import pytest

from tocsin.core.doubt import (
    MEMORY_WHILE_SUSPECT_MS,
    MOST_TARGETS,
    SETTLED_MS,
    WINDOW_MS,
    RegionDoubt,
    is_local,
    relation,
)

NOW = 1_700_000_000_000


def heard(failing: int = 0, good: int = 0, *, at: int = NOW) -> RegionDoubt:
    """What so many unrelated targets said, one after the other."""
    doubt = RegionDoubt()
    for number in range(failing):
        doubt.hear(f"failing-{number}.org", at, is_failure=True)
    for number in range(good):
        doubt.hear(f"good-{number}.org", at, is_failure=False)
    return doubt


def test_three_unrelated_targets_that_fail_together_make_a_region_suspect() -> None:
    doubt = heard(failing=3)
    assert doubt.judge(NOW)
    assert (doubt.is_suspect, doubt.suspect_since) == (True, NOW)


def test_two_failing_targets_are_not_enough() -> None:
    assert not heard(failing=2).judge(NOW)


def test_a_minority_of_failing_targets_is_their_own_trouble() -> None:
    assert not heard(failing=3, good=4).judge(NOW)


def test_half_of_the_targets_is_a_large_share() -> None:
    assert heard(failing=4, good=4).judge(NOW)


def test_related_targets_count_once() -> None:
    doubt = RegionDoubt()
    for number in range(50):
        doubt.hear(f"host-{number}.example.org", NOW, is_failure=True)
        doubt.hear(f"192.0.2.{number}", NOW, is_failure=True)
    assert not doubt.judge(NOW)


def test_of_related_targets_the_newest_result_counts() -> None:
    doubt = heard(failing=3)
    doubt.hear("failing-0.org", NOW + 1, is_failure=False)
    doubt.hear("failing-1.org", NOW - 1, is_failure=False)
    assert not doubt.judge(NOW + 1)
    assert doubt.account() == "2 of 3 unrelated targets failed together"


def test_failures_that_lie_further_apart_than_the_window_do_not_add_up() -> None:
    doubt = heard(failing=2)
    doubt.hear("late.org", NOW + WINDOW_MS + 1, is_failure=True)
    assert not doubt.judge(NOW + WINDOW_MS + 1)


def test_a_backlog_is_judged_by_the_time_of_its_results() -> None:
    doubt = heard(failing=3, at=NOW - 3_600_000)
    assert doubt.judge(NOW - 3_600_000)


def test_nothing_is_watched_while_all_is_well() -> None:
    doubt = heard(good=5)
    doubt.judge(NOW)
    assert not doubt.is_watching


def test_good_news_end_the_doubt() -> None:
    doubt = heard(failing=3)
    doubt.judge(NOW)
    for number in range(3):
        doubt.hear(f"failing-{number}.org", NOW + 1_000, is_failure=False)
    assert doubt.judge(NOW + 1_000)
    assert (doubt.is_suspect, doubt.suspect_since) == (False, None)


def test_between_the_two_shares_nothing_changes() -> None:
    doubt = heard(failing=4)
    doubt.judge(NOW)
    for number in range(5):
        doubt.hear(f"good-{number}.org", NOW, is_failure=False)
    assert not doubt.judge(NOW)
    assert doubt.is_suspect


def test_silence_does_not_end_the_doubt_and_good_news_are_still_listened_for() -> None:
    doubt = heard(failing=3)
    doubt.judge(NOW)
    assert not doubt.judge(NOW + MEMORY_WHILE_SUSPECT_MS + 1)
    assert doubt.is_suspect
    assert doubt.is_watching


def test_a_region_that_was_suspect_before_a_restart_is_trusted_on_the_first_good_news() -> None:
    doubt = RegionDoubt()
    doubt.is_suspect = True
    assert doubt.is_watching
    doubt.hear("good.org", NOW, is_failure=False)
    assert doubt.judge(NOW)
    assert not doubt.is_suspect


def test_nobody_is_left_to_doubt_for_ever_while_some_are_reached() -> None:
    doubt = heard(failing=4)
    doubt.judge(NOW)
    for at in range(NOW, NOW + SETTLED_MS + 1, 60_000):
        for number in range(2):
            doubt.hear(f"good-{number}.org", at, is_failure=False)
        for number in range(4):
            doubt.hear(f"failing-{number}.org", at, is_failure=True)
        doubt.judge(at)
    assert not doubt.is_suspect


@pytest.mark.parametrize("good", [0, 1])
def test_who_reaches_hardly_anybody_stays_in_doubt(good: int) -> None:
    doubt = heard(failing=3)
    doubt.judge(NOW)
    later = NOW + SETTLED_MS + 1
    for number in range(good):
        doubt.hear(f"good-{number}.org", later, is_failure=False)
    doubt.hear("failing-0.org", later, is_failure=True)
    doubt.judge(later)
    assert doubt.is_suspect


def test_new_failures_make_a_region_suspect_again_that_was_trusted_beside_old_ones() -> None:
    doubt = heard(failing=3)
    doubt.judge(NOW)
    later = NOW + SETTLED_MS
    for number in range(2):
        doubt.hear(f"good-{number}.org", later, is_failure=False)
    doubt.judge(later)
    for number in range(10, 14):
        doubt.hear(f"failing-{number}.org", later + 1_000, is_failure=True)
    doubt.judge(later + 1_000)
    assert doubt.is_suspect


def test_failures_from_before_the_clock_was_set_back_are_forgotten() -> None:
    doubt = heard(failing=3)
    assert not doubt.judge(NOW - 3_600_000)
    assert not doubt.is_watching


def test_what_is_remembered_is_bounded() -> None:
    doubt = RegionDoubt()
    for number in range(MOST_TARGETS + 10):
        doubt.hear(f"target-{number}.org", NOW, is_failure=False)
    assert doubt.account().endswith(f"of {MOST_TARGETS} unrelated targets failed together")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("192.0.2.1", "192.0.2.254:8080"),
        ("a.example.org", "b.example.org:443"),
        ("EXAMPLE.org.", "www.example.org"),
        ("2001:db8:1::1", "[2001:db8:1:ffff::2]:443"),
        ("localhost", "localhost:80"),
        ("db", "web:80"),
        ("a.example.co.uk", "b.example.co.uk"),
    ],
)
def test_targets_of_one_network_or_one_domain_are_related(one: str, other: str) -> None:
    assert relation(one) == relation(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("127.0.1.1", "127.0.2.1"),
        ("example.org", "example.com"),
        ("one.co.uk", "other.co.uk"),
        ("2001:db8:1::1", "2001:db8:2::1"),
        ("192.0.2.1", "example.org"),
    ],
)
def test_other_networks_and_domains_are_unrelated(one: str, other: str) -> None:
    assert relation(one) != relation(other)


@pytest.mark.parametrize(
    "target", ["127.0.0.1", "192.168.1.9:80", "[fd00::1]:443", "::1", "localhost", "db:5432", "nas.LAN.", "a.home.arpa"]
)
def test_what_lies_on_this_side_of_the_uplink_is_local(target: str) -> None:
    assert is_local(target)


@pytest.mark.parametrize(
    "target", ["9.9.9.9", "[2606:4700::1]:443", "example.org:443", "arpa.example", "lan.example.com"]
)
def test_what_lies_beyond_the_uplink_is_not_local(target: str) -> None:
    assert not is_local(target)
