"""Which bad results keep their evidence, so that a long outage does not fill the disk with copies of itself."""

FIRST_OF_A_RUN = 10
EVERY_MS = 5 * 60_000


def keeps_evidence(*, run_length: int, is_same_error: bool, last_kept_at: int, at: int) -> bool:
    """True for the first ten bad results of a run, for every new error, and then once in five minutes.

    `run_length` counts this result too; times are Unix ms.
    """
    return run_length <= FIRST_OF_A_RUN or not is_same_error or at - last_kept_at >= EVERY_MS


def ends_run(*, last_kept_at: int, at: int) -> bool:
    """Whether a good result ends the run: one that is seen between bad ones (flapping, another region) does not.

    Else every failure of a flapping monitor would be the first of its run, and keep its evidence.
    """
    return at - last_kept_at >= EVERY_MS
