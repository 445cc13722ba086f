"""An announcement of each purpose, with which templates are tried before there is an incident to tell of."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.core.alerting.announcement import Announcement, Purpose, ToldIncident
from tocsin.core.alerting.concern import Concern, Severity
from tocsin.core.transition import RegionWhy
from tocsin.core.verdict import Verdict

URL = "https://tocsin.example.com/incidents/17"
ACKNOWLEDGE_URL = "https://tocsin.example.com/acknowledge/17"
_AT = 1_795_680_000_000
_STARTED = _AT - 200_000
_WITHOUT_INCIDENTS = frozenset({Purpose.NOTICE, Purpose.TEST, Purpose.CANARY})


def example(purpose: Purpose = Purpose.PROBLEM, *, monitors: int = 1, at: int = _AT) -> Announcement:
    """About a shop that is down, or about as many monitors."""
    has_incidents = purpose not in _WITHOUT_INCIDENTS
    shift = at - _AT
    ended_at = at if purpose is Purpose.RECOVERY else None
    incidents = tuple(_told(number, _STARTED + shift, ended_at) for number in range(1, monitors + 1))
    return Announcement(
        purpose=purpose,
        severity=Severity.CRITICAL,
        thread="example",
        at=at,
        workspace="Example",
        policy="Everything",
        step=1,
        cause="the host shop.example.com" if monitors > 1 and has_incidents else "",
        note="The region eu-west looks offline." if purpose is Purpose.NOTICE else "",
        total=monitors if has_incidents else 0,
        acknowledged_by="Ada" if purpose is Purpose.ACKNOWLEDGED else "",
        incidents=incidents if has_incidents else (),
    )


def examples() -> Iterator[Announcement]:
    """Of every purpose, about one monitor and about several."""
    for purpose in Purpose:
        yield example(purpose)
        if purpose not in _WITHOUT_INCIDENTS:
            yield example(purpose, monitors=3)


def _told(number: int, started_at: int, ended_at: int | None) -> ToldIncident:
    refused = RegionWhy("eu-west", Verdict.DOWN, started_at, "connect_refused", "The connection was refused.", False)
    silent = RegionWhy("us-east", Verdict.DOWN, started_at, "connect_timeout", "There was no answer in 10 s.", False)
    return ToldIncident(
        incident_id=16 + number,
        monitor_id=number,
        monitor="shop" if number == 1 else f"shop-{number}",
        kind="http",
        target="shop.example.com",
        tags=("env:prod", "team:shop"),
        severity=Severity.CRITICAL,
        concern=Concern.DOWN,
        state="down",
        started_at=started_at,
        ended_at=ended_at,
        reason="confirmed_failure",
        summary="Down in 2 of 2 regions: the connection was refused.",
        regions=(refused, silent),
        changes=("The address was 192.0.2.7, and is 192.0.2.9.",),
        runbook_url="https://wiki.example.com/shop",
    )
