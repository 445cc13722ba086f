"""When silences and maintenance windows held, and will hold, within some time: what calendars and backtests ask."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from msgspec.structs import replace

from tocsin.auth.actor import Actor
from tocsin.auth.permissions import Permission
from tocsin.core.alerting.silence import Occurrence, SilenceKind
from tocsin.core.errors import FieldError, ValidationFailed
from tocsin.recurrence.windows import occurrences_between
from tocsin.services.parts import Parts
from tocsin.services.shifts import DAY_MS, require_sound
from tocsin.storage.replay import ReplayRepository
from tocsin.storage.silences import StoredSilence

MOST_SHOWN = 2000


async def between(
    parts: Parts, actor: Actor, kind: SilenceKind, start: int | None, end: int | None
) -> list[Occurrence]:
    """Those that hold at some moment of [start, end) (Unix ms), by their beginning: 30 days from now on unless
    something else is said. Raise ValidationFailed, for very many too.
    """
    actor.require(Permission.SILENCES_READ)
    start = parts.clock.now_ms() if start is None else start
    end = start + 30 * DAY_MS if end is None else end
    require_sound(start, end, "from", "to")
    async with parts.database.read() as connection:
        stored = await ReplayRepository(connection).silences(actor.workspace_id, start, end)
    asked = [one for one in stored if one.kind == kind]
    found = await asyncio.to_thread(occurrences_of, asked, start, end, MOST_SHOWN)
    if len(found) > MOST_SHOWN:
        text = f"must be earlier: until then they hold more than {MOST_SHOWN} times"
        raise ValidationFailed(f"to {text}", errors=[FieldError("/to", text)])
    return sorted(found, key=lambda one: (one.start, one.silence_id))


def occurrences_of(silences: Iterable[StoredSilence], since: int, until: int, most: int) -> list[Occurrence]:
    """When each held from `since` to `until` (Unix ms), until somebody ended it, and not before it was made.

    One more than `most` where there are more.
    """
    found: list[Occurrence] = []
    for one in silences:
        found += _occurrences(one, since, until, most + 1 - len(found))
        if len(found) > most:
            break
    return found


def _occurrences(one: StoredSilence, since: int, until: int, most: int) -> list[Occurrence]:
    silence = one.fields.silence
    found = []
    for start, end in occurrences_between(replace(silence, resumes_at=0), since, until, most):
        first = max(start, min(one.created_at, end))
        # One that began before `resumes_at` was ended by somebody at that moment, if not before.
        last = min(end, silence.resumes_at) if start < silence.resumes_at else end
        last = last if one.ended_at is None else min(last, one.ended_at)
        if first < last:
            match, comment = silence.match, one.fields.comment
            found.append(Occurrence(one.id, one.kind, comment, match, first, last, one.created_by))
    return found
