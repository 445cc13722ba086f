from collections.abc import Sequence

import msgspec

from tests.clocks import T0
from tests.specs import spec
from tests.unit.ingest.making import DOWN, MINUTE, UNKNOWN, UP, known, result, watches
from tocsin.core.doubt import Part
from tocsin.core.result import Result
from tocsin.ingest.doubts import Suspicion
from tocsin.ingest.judgement import Judgement, doubted
from tocsin.ingest.watch import Watches


def judged(found: Watches, results: Sequence[Result], *, suspects: Sequence[str] = (), now: int = T0) -> Judgement:
    suspicion = Suspicion(frozenset((region, part) for region in suspects for part in Part))
    judgement = Judgement(found, suspicion, max(now, *(one.scheduled_at for one in results)))
    judgement.take(results)
    return judgement


def states(judgement: Judgement) -> list[str]:
    return [change.to_state.word for _, change in judgement.changes]


def test_a_good_result_of_a_healthy_monitor_leads_to_nothing() -> None:
    assert judged(watches(spec(1)), [result(1, at=T0 + MINUTE)]).leads_to_nothing


def test_judging_changes_nothing_before_the_commit() -> None:
    found = watches(spec(1))
    before = known(found, 1).state
    judgement = judged(found, [result(1, DOWN, T0 + 5_000), result(1, DOWN, T0 + 10_000)])
    assert states(judgement) == ["down"]
    assert (known(found, 1).state, known(found, 1).last_seen, known(found, 1).bad_run) == (before, T0, 0)


def test_the_commit_makes_it_what_is_remembered() -> None:
    found = watches(spec(1))
    judged(found, [result(1, DOWN, T0 + 5_000), result(1, DOWN, T0 + 10_000)]).commit()
    watch = known(found, 1)
    assert (watch.state.state, watch.last_seen, watch.bad_run) == (DOWN, T0 + 10_000, 2)


def test_results_of_unknown_monitors_are_passed_over() -> None:
    assert judged(watches(), [result(1, DOWN)]).leads_to_nothing


def test_an_older_revision_is_seen_and_not_judged() -> None:
    found = watches(spec(1, revision=2))
    stale = [result(1, DOWN, T0 + number * 5_000, revision=1) for number in (1, 2, 3)]
    judgement = judged(found, stale)
    judgement.commit()
    assert judgement.changes == []
    assert known(found, 1).state.state == UP


def test_a_first_failure_asks_for_a_recheck_after_the_retry_interval() -> None:
    judgement = judged(watches(spec(1, retry_interval=7)), [result(1, DOWN, T0 + 5_000)])
    assert [(one.monitor_id, one.at) for one in judgement.rechecks] == [(1, T0 + 12_000)]
    assert [seen.monitor_id for _, seen in judgement.first_failures] == [1]


def test_a_gap_longer_than_the_patience_counts_as_unknown() -> None:
    judgement = judged(watches(spec(1)), [result(1, at=T0 + 10 * MINUTE)])
    assert [(change.to_state, change.at) for _, change in judgement.changes] == [
        (UNKNOWN, T0 + MINUTE),
        (UP, T0 + 10 * MINUTE),
    ]


def test_results_close_together_in_one_batch_are_no_gap_however_long_ago_the_last_commit_was() -> None:
    batch = [result(1, at=T0 + number * MINUTE) for number in range(1, 30)]
    assert judged(watches(spec(1)), batch).leads_to_nothing


def test_a_gap_of_one_region_says_nothing_about_the_others() -> None:
    found = watches(spec(1, regions=("eu", "us")))
    judgement = judged(found, [result(1, at=T0 + 10 * MINUTE, region="eu")])
    assert judgement.changes == []


def test_results_from_before_the_clock_was_set_back_make_no_gap() -> None:
    assert judged(watches(spec(1)), [result(1, at=T0 - 60 * MINUTE)]).leads_to_nothing


def test_a_monitor_that_is_paused_is_not_silent() -> None:
    found = watches(spec(1))
    known(found, 1).is_enabled = False
    judgement = Judgement(found, Suspicion(), T0 + 60 * MINUTE)
    judgement.notice_silence(known(found, 1))
    assert judgement.changes == []


def test_a_parent_that_falls_earlier_in_the_batch_is_named() -> None:
    found = watches(spec(1), spec(2, parents=(1,)))
    batch = [result(one, DOWN, T0 + at) for at in (5_000, 10_000) for one in (1, 2)]
    changes = {draft.watch.monitor_id: change for draft, change in judged(found, batch).changes}
    assert changes[2].why.cause_monitor_id == 1


def test_a_run_of_bad_results_that_ended_within_the_batch_is_over() -> None:
    found = watches(spec(1))
    known(found, 1).evidence_at = T0
    batch = [result(1, DOWN, T0 + MINUTE), result(1, UP, T0 + 10 * MINUTE)]
    judged(found, batch).commit()
    assert known(found, 1).bad_run == 0


def test_a_doubted_result_keeps_its_error_and_says_that_it_is_doubted() -> None:
    seen = doubted(result(1, DOWN))
    assert (seen.outcome.verdict, seen.outcome.error) == (UNKNOWN, result(1, DOWN).outcome.error)
    assert seen.outcome.message.endswith("(counted as unknown: region local is itself in doubt)")


def test_nothing_goes_down_on_the_word_of_a_suspect_region() -> None:
    found = watches(spec(1))
    batch = [result(1, DOWN, T0 + number * 5_000) for number in (1, 2, 3, 4)]
    assert "down" not in states(judged(found, batch, suspects=["local"]))


def test_only_good_results_with_evidence_are_pictures_of_how_it_looks_when_well() -> None:
    found = watches(spec(1))
    good, bad = result(1, at=T0 + 1), result(1, DOWN, at=T0 + 2)
    with_evidence = [
        msgspec.structs.replace(one, outcome=msgspec.structs.replace(one.outcome, evidence={"a": 1}))
        for one in (good, bad)
    ]
    assert judged(found, [*with_evidence, result(1, at=T0 + 3)]).good_evidence == with_evidence[:1]


def test_a_look_that_is_asked_for_while_unknown_writes_nothing() -> None:
    found = watches(spec(1, interval=86_400.0))
    judged(found, [result(1, UNKNOWN, T0 + number) for number in (1, 2)]).commit()
    judgement = judged(found, [result(1, UNKNOWN, T0 + 3)])
    assert [one.monitor_id for one in judgement.rechecks] == [1]
    assert not judgement.changes
    assert not any(draft.is_changed for draft in judgement.drafts.values())
