from tocsin.core.evidence import EVERY_MS, FIRST_OF_A_RUN, ends_run, keeps_evidence

AT = 1_700_000_000_000


def test_the_first_bad_results_of_a_run_keep_their_evidence() -> None:
    assert keeps_evidence(run_length=FIRST_OF_A_RUN, is_same_error=True, last_kept_at=AT - 1, at=AT)


def test_the_same_error_again_and_again_keeps_none() -> None:
    assert not keeps_evidence(run_length=FIRST_OF_A_RUN + 1, is_same_error=True, last_kept_at=AT - 1, at=AT)


def test_a_new_error_keeps_its_evidence_however_long_the_run() -> None:
    assert keeps_evidence(run_length=1_000, is_same_error=False, last_kept_at=AT - 1, at=AT)


def test_a_long_run_keeps_evidence_every_five_minutes() -> None:
    assert keeps_evidence(run_length=1_000, is_same_error=True, last_kept_at=AT - EVERY_MS, at=AT)
    assert not keeps_evidence(run_length=1_000, is_same_error=True, last_kept_at=AT - EVERY_MS + 1, at=AT)


def test_a_good_result_soon_after_kept_evidence_does_not_end_the_run() -> None:
    assert not ends_run(last_kept_at=AT - EVERY_MS + 1, at=AT)


def test_a_good_result_long_after_kept_evidence_ends_the_run() -> None:
    assert ends_run(last_kept_at=AT - EVERY_MS, at=AT)
