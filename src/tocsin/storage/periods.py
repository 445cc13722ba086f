"""Hours and days as Unix milliseconds, UTC."""

HOUR_MS = 3_600_000
DAY_MS = 86_400_000
GRACE_MS = 120_000
"""How long after its end an hour waits for results that are still on their way."""


def floor_hour(moment: int) -> int:
    return moment - moment % HOUR_MS


def floor_day(moment: int) -> int:
    return moment - moment % DAY_MS
