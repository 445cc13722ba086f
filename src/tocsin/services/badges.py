"""Badges: what they show, and who may see them.

Anybody may see the badges of a monitor that is public; of another, whoever holds an address that was signed for that
badge. For everybody else there is no such badge, and nothing tells whether there is such a monitor.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from enum import StrEnum

from tocsin.auth.actor import Actor
from tocsin.auth.permissions import Permission
from tocsin.auth.secrets import SecretBox
from tocsin.auth.signatures import Aliases, Signer
from tocsin.badges.badge import Badge
from tocsin.core.errors import NotFound
from tocsin.services import badge_words, trail
from tocsin.services.badge_figures import DAY_MS, HOUR_MS, Figures, Measure
from tocsin.services.parts import Parts
from tocsin.services.pictures import Format, Picture, picture
from tocsin.storage.audit import AuditRepository
from tocsin.storage.badges import BadgeSubject
from tocsin.storage.monitors import MonitorRepository

RANGES = {
    "1h": HOUR_MS,
    "24h": DAY_MS,
    "7d": 7 * DAY_MS,
    "30d": 30 * DAY_MS,
    "90d": 90 * DAY_MS,
    "365d": 365 * DAY_MS,
}

NO_SUCH_BADGE = "There is no such badge. Those of a monitor that is not public are shown at signed addresses alone."


class BadgeName(StrEnum):
    """What is shown. Each is signed by itself: who may see the state need not see the rest."""

    STATE = "state"
    UPTIME = "uptime"
    LATENCY = "latency"
    CERTIFICATE = "certificate"
    DURATION = "duration"


@dataclass(frozen=True, slots=True)
class Permit:
    """What an address says of itself. `expires` is Unix seconds; None for never."""

    signature: str
    expires: int | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """What whoever shows a badge may choose. None for what Tocsin would choose."""

    range: str = "24h"
    measure: Measure = Measure.MEAN
    label: str | None = None
    color: str | None = None
    label_color: str | None = None


@dataclass(frozen=True, slots=True)
class BadgeAddresses:
    """How one monitor's badges are reached: a permit for each, or none where nobody needs one.

    `key` is for addresses that name a monitor by a UUID. It shows the state alone, and needs no permit beside it.
    """

    monitor_id: int
    name: str
    key: uuid.UUID
    permits: dict[BadgeName, Permit | None]


class Permits:
    """Signs addresses, and knows them again. What is signed: which monitor, which badge, until when."""

    def __init__(self, box: SecretBox) -> None:
        self._signer = Signer(box, "badges")
        self._aliases = Aliases(box, "badge keys")

    def sign(self, monitor_id: int, name: BadgeName, expires: int | None) -> Permit:
        return Permit(self._signer.sign(monitor_id, name, expires or 0), expires)

    def is_good(self, permit: Permit, monitor_id: int, name: BadgeName, now_ms: int) -> bool:
        is_signed = self._signer.is_signed(permit.signature, monitor_id, name, permit.expires or 0)
        return is_signed and (permit.expires is None or now_ms < permit.expires * 1000)

    def key_of(self, monitor_id: int) -> uuid.UUID:
        return self._aliases.alias_of(monitor_id)

    def monitor_of(self, key: uuid.UUID) -> int | None:
        return self._aliases.id_of(key)


class Badges:
    """The badges of all workspaces."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self.figures = Figures(parts)
        self.permits = Permits(parts.box)

    async def show(self, monitor_id: int, name: BadgeName, permit: Permit | None, wish: Wish) -> Badge:
        """Raise NotFound, in the same words, for what is not there and for what this caller may not see."""
        subject = await self.figures.subject(monitor_id)
        is_permitted = permit is not None and self.permits.is_good(permit, monitor_id, name, self.now())
        if subject is None or not (subject.is_public or is_permitted):
            raise NotFound(NO_SUCH_BADGE)
        return _wished(await self._badge(subject, name, wish), wish)

    async def public(self, monitor_id: int) -> BadgeSubject | None:
        """A monitor that anybody may see."""
        subject = await self.figures.subject(monitor_id)
        return subject if subject is not None and subject.is_public else None

    async def by_key(self, key: uuid.UUID) -> BadgeSubject | None:
        """A monitor whose badge key somebody was given."""
        monitor_id = self.permits.monitor_of(key)
        return None if monitor_id is None else await self.figures.subject(monitor_id)

    async def _badge(self, subject: BadgeSubject, name: BadgeName, wish: Wish) -> Badge:
        range_ms = RANGES[wish.range]
        if name == BadgeName.STATE:
            return badge_words.state(subject)
        if name == BadgeName.UPTIME:
            return badge_words.uptime(await self.figures.uptime(subject, range_ms), f"uptime {wish.range}")
        if name == BadgeName.LATENCY:
            found = await self.figures.latency(subject, range_ms, wish.measure)
            label = f"latency {wish.range}" if wish.measure == Measure.MEAN else f"latency p95 {wish.range}"
            return badge_words.latency(found, label, subject.degraded_latency_ms)
        if name == BadgeName.CERTIFICATE:
            return badge_words.certificate(subject, self.now())
        return badge_words.duration(subject)

    def now(self) -> int:
        """Unix ms."""
        return self._parts.clock.now_ms()


async def hand_out(
    parts: Parts, actor: Actor, permits: Permits, monitor_id: int, expires: int | None
) -> BadgeAddresses:
    """Where this monitor's badges are, signed unless it is public. `expires` is Unix seconds. Raise NotFound."""
    actor.require(Permission.MONITORS_WRITE)
    now = parts.clock.now_ms()
    async with parts.database.write() as connection:
        stored = await MonitorRepository(connection).get(actor.workspace_id, monitor_id)
        detail = {"name": stored.fields.name, "expires": expires}
        subject = f"monitor:{monitor_id}"
        await trail.note(AuditRepository(connection), actor, now, "monitor.badges_handed_out", subject, {**detail})
    is_open = stored.fields.is_public and expires is None
    signed = {name: None if is_open else permits.sign(monitor_id, name, expires) for name in BadgeName}
    return BadgeAddresses(monitor_id, stored.fields.name, permits.key_of(monitor_id), signed)


async def state_png(name: str, word: str, color: str, scale: int = 1) -> Picture:
    """A name on grey beside a word on `color`, as `#rrggbb`. Whether the caller may see it was decided before."""
    return await picture(Badge.of(name, word, color), Format.PNG, scale=scale)


def _wished(badge: Badge, wish: Wish) -> Badge:
    return Badge.of(
        badge.label if wish.label is None else wish.label,
        badge.message,
        wish.color or badge.color,
        wish.label_color or badge.label_color,
    )
