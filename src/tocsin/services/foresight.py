"""Which policies would take an incident, and who would be told what, when, if nobody took it on."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from tocsin.auth.actor import Actor
from tocsin.auth.permissions import Permission
from tocsin.core.alerting.announcement import Purpose
from tocsin.core.alerting.concern import Concern, Severity
from tocsin.core.alerting.escalation import Telling
from tocsin.core.alerting.match import Subject
from tocsin.core.alerting.policy import NamedPolicy, Target, TargetKind
from tocsin.core.alerting.routing import route
from tocsin.core.alerting.timetable import Entry, timetable
from tocsin.core.alerting.trace import Ruling
from tocsin.core.errors import FieldError, ValidationFailed
from tocsin.services.destinations import Destination, behind
from tocsin.services.parts import Parts
from tocsin.services.recipient_names import Noun, names_of
from tocsin.services.shifts import LATEST_MS
from tocsin.storage.database import Connection
from tocsin.storage.monitors import MonitorRepository, StoredMonitor
from tocsin.storage.policies import PolicyRepository

MOST_POLICIES = 5
MOST_ENTRIES = 50


class ForeseenTarget(msgspec.Struct, frozen=True):
    """What was named, and who is behind it at that moment. `note`: why that is nobody, or not everybody."""

    target: Target
    name: str
    told: tuple[Destination, ...]
    note: str


class ForeseenTelling(msgspec.Struct, frozen=True):
    """`targets` is None for everybody who was told before."""

    purpose: Purpose
    number: int
    targets: tuple[ForeseenTarget, ...] | None


class ForeseenEntry(msgspec.Struct, frozen=True):
    """What happens `at` (Unix ms)."""

    at: int
    tellings: tuple[ForeseenTelling, ...]
    rulings: tuple[Ruling, ...]


class ForeseenPolicy(msgspec.Struct, frozen=True):
    """A policy that would take it. `goes_on`: more would follow."""

    policy: NamedPolicy
    entries: tuple[ForeseenEntry, ...]
    goes_on: bool


class Foresight(msgspec.Struct, frozen=True):
    """`policies` in the order in which they are asked, the first few; `rulings` say why others were passed over."""

    subject: Subject
    at: int
    policies: tuple[ForeseenPolicy, ...]
    rulings: tuple[Ruling, ...]


async def foresee(
    parts: Parts, actor: Actor, monitor_id: int, concern: Concern, severity: Severity | None, at: int | None
) -> Foresight:
    """An incident that begins `at` (Unix ms), or now. Raise NotFound, ValidationFailed.

    Silences and what the monitor depends on are left aside.
    """
    actor.require(Permission.POLICIES_READ)
    at = parts.clock.now_ms() if at is None else at
    if at > LATEST_MS:
        raise ValidationFailed("at is too late.", errors=[FieldError("/at", "must be before the year 2200")])
    async with parts.database.read() as connection:
        monitor = await MonitorRepository(connection).get(actor.workspace_id, monitor_id)
        subject = _subject(monitor, concern, severity)
        policies = await PolicyRepository(connection).enabled_of([actor.workspace_id])
        routed = route(policies.get(actor.workspace_id, []), subject)
        eye = _Eye(
            connection,
            actor.workspace_id,
            {noun: await names_of(connection, actor.workspace_id, noun) for noun in Noun},
        )
        foreseen = [await eye.policy(one, subject.severity, at) for one in routed.chosen[:MOST_POLICIES]]
    return Foresight(subject, at, tuple(foreseen), routed.rulings)


class _Eye:
    """Looks each target up once for each moment."""

    def __init__(self, connection: Connection, workspace_id: int, names: Mapping[Noun, Mapping[int, str]]) -> None:
        self._connection = connection
        self._workspace_id = workspace_id
        self._names = names
        self._seen: dict[tuple[Target, int], ForeseenTarget] = {}

    async def policy(self, named: NamedPolicy, severity: Severity, at: int) -> ForeseenPolicy:
        table = timetable(named.policy, severity, at, MOST_ENTRIES)
        return ForeseenPolicy(named, tuple([await self._entry(one) for one in table.entries]), table.goes_on)

    async def _entry(self, entry: Entry) -> ForeseenEntry:
        tellings = [await self._telling(one, entry.at) for one in entry.tellings]
        return ForeseenEntry(entry.at, tuple(tellings), entry.rulings)

    async def _telling(self, telling: Telling, at: int) -> ForeseenTelling:
        targets = None if telling.targets is None else tuple([await self._target(one, at) for one in telling.targets])
        return ForeseenTelling(telling.purpose, telling.number, targets)

    async def _target(self, target: Target, at: int) -> ForeseenTarget:
        # Only who is on call depends on the moment.
        key = target, at if target.kind == TargetKind.ROTATION else 0
        if key not in self._seen:
            told, why_not = await behind(self._connection, self._workspace_id, target, at)
            self._seen[key] = ForeseenTarget(target, self._name(target), tuple(told), why_not or "")
        return self._seen[key]

    def _name(self, target: Target) -> str:
        if target.kind == TargetKind.ROLE:
            return target.role
        return self._names[Noun(target.kind.value)].get(target.id, f"{target.kind.value} {target.id}")


def _subject(monitor: StoredMonitor, concern: Concern, severity: Severity | None) -> Subject:
    """What is down is critical; whatever else there is is a warning unless something else is said."""
    usual = Severity.CRITICAL if concern == Concern.DOWN else Severity.WARNING
    return Subject(
        monitor_id=monitor.id,
        name=monitor.fields.name,
        kind=monitor.fields.kind,
        target=monitor.fields.target,
        tags=frozenset(monitor.fields.tags),
        parents=monitor.fields.rules.parents,
        concern=concern,
        severity=severity or usual,
    )
