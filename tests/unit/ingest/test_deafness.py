"""How long we count as deaf."""

from tocsin.ingest.deafness import LONGEST_DOUBT_MS, Deafness

NOON = 1_700_006_400_000


def test_a_doubt_that_is_never_lifted_does_not_excuse_silence_for_ever() -> None:
    deafness = Deafness()
    deafness.begin(NOON, "eu")
    assert deafness.intervals("eu", NOON + 10 * LONGEST_DOUBT_MS) == [(NOON, NOON + LONGEST_DOUBT_MS)]


def test_a_doubt_that_was_lifted_late_excuses_no_more() -> None:
    deafness = Deafness()
    deafness.begin(NOON, "eu")
    deafness.end(NOON + 10 * LONGEST_DOUBT_MS, "eu")
    assert deafness.intervals("eu", NOON) == [(NOON, NOON + LONGEST_DOUBT_MS)]


def test_a_database_that_is_away_excuses_silence_however_long() -> None:
    deafness = Deafness()
    deafness.begin(NOON)
    assert deafness.intervals("eu", NOON + 10 * LONGEST_DOUBT_MS) == [(NOON, NOON + 10 * LONGEST_DOUBT_MS + 1)]


def test_one_regions_doubt_is_not_anothers() -> None:
    deafness = Deafness()
    deafness.begin(NOON, "eu")
    deafness.add(NOON, NOON + 5)
    assert deafness.intervals("us", NOON + 9) == [(NOON, NOON + 5)]
