"""The shifts of a rotation as a calendar (RFC 5545), and the secret address at which calendars subscribe to it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from tocsin.auth.actor import Actor
from tocsin.auth.permissions import Permission
from tocsin.auth.ping_keys import hash_of, new_ping_key, normal
from tocsin.core.clock import to_datetime
from tocsin.core.errors import NotFound
from tocsin.services import trail
from tocsin.services.parts import Parts
from tocsin.services.rotations import subject_of
from tocsin.services.shifts import DAY_MS, Colleague, ShownShift, shown_between
from tocsin.storage.audit import AuditRepository
from tocsin.storage.database import Connection
from tocsin.storage.rotations import RotationRepository, StoredRotation

if TYPE_CHECKING:
    from icalendar import Event

BEHIND_MS = 30 * DAY_MS
AHEAD_MS = 180 * DAY_MS
REFRESH = timedelta(hours=1)


async def of_rotation(parts: Parts, actor: Actor, rotation_id: int) -> bytes:
    """From a month ago to 180 days ahead. Raise NotFound."""
    actor.require(Permission.POLICIES_READ)
    async with parts.database.read() as connection:
        stored = await RotationRepository(connection).get(actor.workspace_id, rotation_id)
        return await _drawn_up(connection, stored, parts.clock.now_ms())


async def shared(parts: Parts, key: str) -> bytes:
    """The same for whoever knows the secret part of its address. Raise NotFound."""
    given = normal(key)
    async with parts.database.read() as connection:
        stored = None if given is None else await RotationRepository(connection).by_calendar(hash_of(given))
        if stored is None:
            raise NotFound("There is no such calendar.")
        return await _drawn_up(connection, stored, parts.clock.now_ms())


async def share(parts: Parts, actor: Actor, rotation_id: int) -> StoredRotation:
    """At a fresh address; the one before stops working at once. Raise NotFound."""
    actor.require(Permission.POLICIES_WRITE)
    key = new_ping_key()
    sealed = parts.box.encrypt(key)
    return await _share(parts, actor, rotation_id, hash_of(key), sealed, "rotation.calendar_shared")


async def unshare(parts: Parts, actor: Actor, rotation_id: int) -> None:
    """At no address any more. Raise NotFound."""
    actor.require(Permission.POLICIES_WRITE)
    await _share(parts, actor, rotation_id, None, None, "rotation.calendar_unshared")


async def _share(
    parts: Parts, actor: Actor, rotation_id: int, key_hash: bytes | None, sealed: str | None, action: str
) -> StoredRotation:
    now = parts.clock.now_ms()
    async with parts.database.write() as connection:
        rotations = RotationRepository(connection)
        before = await rotations.get(actor.workspace_id, rotation_id)
        after = await rotations.share_calendar(
            actor.workspace_id, rotation_id, key_hash=key_hash, sealed_key=sealed, now=now
        )
        was_there, is_there = before.calendar_key is not None, sealed is not None
        secret = trail.secret_change("calendar_key", was_there=was_there, is_there=is_there)
        detail = {"name": after.name, **secret}
        await trail.note(AuditRepository(connection), actor, now, action, subject_of(rotation_id), detail)
    return after


async def _drawn_up(connection: Connection, stored: StoredRotation, now: int) -> bytes:
    found = await shown_between(connection, stored, now - BEHIND_MS, now + AHEAD_MS)
    return await asyncio.to_thread(draw_up, stored, found)


def draw_up(stored: StoredRotation, shifts: Sequence[ShownShift]) -> bytes:
    """Each shift keeps its UID as long as it begins when it does and is the same person's."""
    # Late: the library takes a tenth of a second to load, and most servers draw up no calendar.
    from icalendar import Calendar, vDuration, vText

    calendar = Calendar()
    calendar.add("prodid", "-//Tocsin//On call//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    # Of each two RFC 7986 has the first; Outlook and Apple's calendar look for the second.
    name = vText(f"On call: {stored.name}")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    for one in shifts:
        calendar.add_component(_event(stored, one))
    drawn_up: bytes = calendar.to_ical()
    return drawn_up


def _event(stored: StoredRotation, shown: ShownShift) -> Event:
    from icalendar import Event

    shift = shown.shift
    event = Event()
    event.add("uid", f"{stored.id}-{shift.user_id}-{shift.start}@rotation.tocsin")
    event.add("dtstamp", to_datetime(stored.updated_at))
    event.add("dtstart", to_datetime(shift.start))
    event.add("dtend", to_datetime(shift.end))
    event.add("summary", f"{_name(shown.colleague)} is on call: {stored.name}")
    if shift.is_override:
        event.add("description", "Covers for whoever's turn it is.")
    event.add("transp", "TRANSPARENT")
    return event


def _name(colleague: Colleague) -> str:
    return colleague.name or colleague.email or "Somebody who is no member any more"
