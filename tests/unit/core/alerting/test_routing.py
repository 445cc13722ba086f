"""Which policies take an incident, and what is said of the others."""

from __future__ import annotations

from msgspec.structs import replace

from tocsin.core.alerting.match import Match, Subject
from tocsin.core.alerting.policy import NamedPolicy, Policy
from tocsin.core.alerting.routing import MOST_RULINGS, route
from tocsin.core.alerting.trace import Outcome, Stage

SHOP = Subject(7, "Shop", "http", "https://shop.example.com", frozenset({"prod"}))
EVERYTHING = Policy(Match(), ())
STAGING = Policy(Match(tags=frozenset({"staging"})), ())


def named(number: int, policy: Policy) -> NamedPolicy:
    return NamedPolicy(number, f"P{number}", policy)


def test_the_first_that_fits_takes_it() -> None:
    routed = route([named(1, STAGING), named(2, EVERYTHING), named(3, EVERYTHING)], SHOP)
    assert [one.id for one in routed.chosen] == [2]


def test_what_was_passed_over_is_told_with_the_reason() -> None:
    rulings = route([named(1, STAGING), named(2, EVERYTHING)], SHOP).rulings
    assert [(one.reason, one.summary) for one in rulings] == [
        ("passed_over", "'P1' was passed over: its tags lack staging."),
        ("policy", "'P2' takes it."),
    ]


def test_later_ones_are_asked_after_one_that_continues() -> None:
    on = replace(EVERYTHING, continues=True)
    routed = route([named(1, on), named(2, STAGING), named(3, on), named(4, EVERYTHING), named(5, EVERYTHING)], SHOP)
    assert [one.id for one in routed.chosen] == [1, 3, 4]
    assert routed.rulings[-1].summary == "'P1', 'P3' and 'P4' take it."


def test_no_policy_that_fits_stops_it() -> None:
    routed = route([named(1, STAGING)], SHOP)
    assert routed.chosen == ()
    assert routed.rulings[-1].outcome == Outcome.STOP
    assert routed.rulings[-1].reason == "no_policy"
    assert routed.rulings[-1].summary == "No policy fits: nobody is told."


def test_no_policy_at_all_stops_it_too() -> None:
    (ruling,) = route([], SHOP).rulings
    assert (ruling.reason, ruling.summary) == ("no_policy", "There is no policy: nobody is told.")


def test_rulings_are_bounded_however_many_policies_there_are() -> None:
    rulings = route([named(number, STAGING) for number in range(100)] + [named(200, EVERYTHING)], SHOP).rulings
    assert len(rulings) == MOST_RULINGS
    assert rulings[-2].summary == "So were 82 more."
    assert rulings[-1].summary == "'P200' takes it."


def test_very_many_that_take_it_are_counted() -> None:
    on = replace(EVERYTHING, continues=True)
    (ruling,) = route([named(number, on) for number in range(7)], SHOP).rulings
    assert ruling.summary == "'P0', 'P1', 'P2', 'P3', 'P4' and 2 more take it."


def test_every_ruling_is_of_this_stage() -> None:
    rulings = route([named(1, STAGING), named(2, EVERYTHING)], SHOP).rulings
    assert {one.stage for one in rulings} == {Stage.ROUTE}
