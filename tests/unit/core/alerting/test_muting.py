"""What silences and maintenance windows hold, until when, and what is said of it."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tocsin.core.alerting.match import Match, Subject
from tocsin.core.alerting.muting import mute
from tocsin.core.alerting.silence import Occurrence, SilenceKind
from tocsin.core.alerting.trace import Outcome, Ruling, Stage

SHOP = Subject(7, "Shop", "http", "https://shop.example.com", frozenset({"prod"}))
NOW = 1_795_000_000_000
PROD = Match(tags=frozenset({"prod"}))
DEPLOY = Occurrence(3, SilenceKind.SILENCE, "Deploy of 4.2.", PROD, NOW - 1, NOW + 3_600_000, "user:alice")


def test_what_matches_is_held_until_the_end_with_comment_creator_and_end_in_the_sentence() -> None:
    assert mute(SHOP, [DEPLOY], NOW) == Ruling(
        Stage.MUTE,
        Outcome.HOLD,
        "silenced",
        "Silenced until 2026-11-18 12:06 UTC by alice: Deploy of 4.2.",
        held_by="silence:3",
        look_at=NOW + 3_600_000,
    )


def test_maintenance_is_named_as_such() -> None:
    ruling = mute(SHOP, [replace(DEPLOY, kind=SilenceKind.MAINTENANCE, comment="", created_by="")], NOW)
    assert (ruling.reason, ruling.summary) == ("maintenance", "In maintenance until 2026-11-18 12:06 UTC.")


def test_of_several_the_one_holds_that_ends_last() -> None:
    longer = replace(DEPLOY, silence_id=1, end=DEPLOY.end + 1)
    longest = replace(DEPLOY, silence_id=4, end=DEPLOY.end + 2, match=Match(tags=frozenset({"staging"})))
    assert mute(SHOP, [DEPLOY, longer, longest], NOW).held_by == "silence:1"


@pytest.mark.parametrize(
    "occurrences",
    [
        [],
        [replace(DEPLOY, match=Match(kinds=frozenset({"dns"})))],
        [replace(DEPLOY, start=NOW + 1)],
        [replace(DEPLOY, end=NOW)],
    ],
)
def test_what_nothing_matches_now_passes(occurrences: list[Occurrence]) -> None:
    ruling = mute(SHOP, occurrences, NOW)
    assert (ruling.outcome, ruling.reason, ruling.held_by, ruling.look_at) == (
        Outcome.PASS,
        "not_silenced",
        None,
        None,
    )
