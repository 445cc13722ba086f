"""Matchers: what fits, and the reason when it does not."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tocsin.core.alerting.concern import Concern, Severity
from tocsin.core.alerting.match import Match, Subject, misfit

SHOP = Subject(7, "Shop [eu] API", "http", "https://shop.example.com", frozenset({"prod", "eu"}))


def only(*members: str) -> frozenset[str]:
    return frozenset(members)


@pytest.mark.parametrize(
    "match",
    [
        Match(),
        Match(monitor_ids=frozenset({7, 8})),
        Match(names=("shop*",)),
        Match(names=("*[EU]*",)),
        Match(names=("nothing", "Shop ?eu? api")),
        Match(kinds=only("http", "dns")),
        Match(tags=only("prod", "eu")),
        Match(any_tags=only("eu", "us")),
        Match(without_tags=only("staging")),
        Match(concerns=frozenset({Concern.DOWN})),
        Match(severities=frozenset({Severity.CRITICAL})),
    ],
)
def test_what_fits_has_no_misfit(match: Match) -> None:
    assert misfit(match, SHOP) is None


@pytest.mark.parametrize(
    ("match", "why"),
    [
        (Match(monitor_ids=frozenset({8})), "it is monitor 7, not 8"),
        (Match(names=("shop",)), "its name does not fit shop"),
        (Match(names=("*[a-z]*",)), "its name does not fit *[a-z]*"),
        (Match(kinds=only("tcp", "dns")), "its kind is http, not dns or tcp"),
        (Match(tags=only("prod", "us", "db")), "its tags lack db and us"),
        (Match(any_tags=only("us", "ap")), "it is not tagged ap or us"),
        (Match(without_tags=only("eu", "us")), "it is tagged eu"),
        (Match(concerns=frozenset({Concern.LATE, Concern.DEGRADED})), "it is about down, not degraded or late"),
        (Match(severities=frozenset({Severity.WARNING})), "its severity is critical, not warning"),
    ],
)
def test_a_misfit_says_why(match: Match, why: str) -> None:
    assert misfit(match, SHOP) == why


def test_every_field_must_fit() -> None:
    match = Match(tags=only("prod"), kinds=only("http"), severities=frozenset({Severity.WARNING}))
    assert misfit(match, SHOP) == "its severity is critical, not warning"
    assert misfit(match, replace(SHOP, severity=Severity.WARNING)) is None


def test_a_name_must_fit_as_a_whole() -> None:
    assert misfit(Match(names=("hop",)), SHOP) is not None


def test_of_very_many_the_first_are_named() -> None:
    assert misfit(Match(monitor_ids=frozenset(range(10, 210))), SHOP) == (
        "it is monitor 7, not 10, 11, 12, 13, 14 or 195 more"
    )


def test_a_pattern_of_many_stars_takes_no_longer() -> None:
    name = "a" * 200
    assert misfit(Match(names=("*a" * 60 + "*b",)), replace(SHOP, name=name)) is not None
