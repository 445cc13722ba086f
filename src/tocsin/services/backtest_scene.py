"""Reads what a backtest is played with: monitors, silences and people as they are now, states as they were then."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from tocsin.core.alerting.backtest.scene import Monitored, Scene
from tocsin.core.alerting.casework import relatives_of
from tocsin.core.alerting.match import Match, Subject
from tocsin.core.alerting.policy import NamedPolicy
from tocsin.core.alerting.roster import ListedMember, ListedRotation, Roster
from tocsin.core.alerting.silence import Occurrence
from tocsin.core.errors import FieldError
from tocsin.core.verdict import Verdict
from tocsin.probes import pushed_kind
from tocsin.services.backtest_draft import failed
from tocsin.services.backtest_happenings import WARM_UP_MS
from tocsin.services.silence_times import occurrences_of
from tocsin.storage.alert_facts import AlertFactsRepository, MonitorFacts
from tocsin.storage.database import Connection
from tocsin.storage.matching import MatchingRepository
from tocsin.storage.memberships import MembershipRepository
from tocsin.storage.overrides import OverrideRepository
from tocsin.storage.replay import ReplayRepository
from tocsin.storage.rotations import RotationRepository
from tocsin.storage.silences import StoredSilence
from tocsin.storage.timelines import timelines

MOST_MONITORS = 10_000
MOST_OCCURRENCES = 100_000
_AT_ONCE = 1000


async def read_scene(
    connection: Connection, workspace_id: int, policies: Sequence[NamedPolicy], match: Match, since: int, until: int
) -> Scene:
    """Raise ValidationFailed for more than can be played at once."""
    ids = await _matching(connection, workspace_id, match)
    monitors = await _monitors(connection, workspace_id, ids, since - WARM_UP_MS)
    silences = await ReplayRepository(connection).silences(workspace_id, since, until)
    return Scene(
        since=since,
        policies=tuple(policies),
        roster=await read_roster(connection, workspace_id, since, until),
        monitors=monitors,
        occurrences=await asyncio.to_thread(_played, silences, since, until),
    )


async def read_roster(connection: Connection, workspace_id: int, since: int, until: int) -> Roster:
    """Channels, members and rotations, with the overrides that touch that time."""
    members = await MembershipRepository(connection).of_workspace(workspace_id)
    rotations = await RotationRepository(connection).all(workspace_id)
    overrides = await OverrideRepository(connection).touching([one.id for one in rotations], since, until)
    return Roster(
        await ReplayRepository(connection).channels(workspace_id),
        [ListedMember(one.user_id, one.email, one.role) for one in members if not one.is_disabled],
        [ListedRotation(one.id, one.name, one.rotation, tuple(overrides.get(one.id, ()))) for one in rotations],
    )


def _played(silences: Iterable[StoredSilence], since: int, until: int) -> tuple[Occurrence, ...]:
    """Raise ValidationFailed for very many."""
    found = occurrences_of(silences, since, until, MOST_OCCURRENCES)
    if len(found) > MOST_OCCURRENCES:
        text = f"is so long ago that silences have held more than {MOST_OCCURRENCES:,} times since then"
        raise failed([FieldError("/since", text)])
    return tuple(found)


async def _matching(connection: Connection, workspace_id: int, match: Match) -> list[int]:
    matching, found, after = MatchingRepository(connection), list[int](), 0
    while some := await matching.some(workspace_id, match, after=after, limit=_AT_ONCE):
        found += [one.id for one in some]
        after = found[-1]
        if len(found) > MOST_MONITORS:
            text = f"fits more than {MOST_MONITORS:,} monitors: try fewer at once"
            raise failed([FieldError("/monitors", text)])
    return found


async def _monitors(connection: Connection, workspace_id: int, ids: Sequence[int], at: int) -> dict[int, Monitored]:
    """These, and those on which they depend. `at`: when their states begin."""
    facts = AlertFactsRepository(connection)
    known = await facts.monitors(ids)
    sharing = await facts.sharing_target(workspace_id, {one.target for one in known.values()})
    with_children = await facts.with_children(known)
    addresses = await facts.addresses(ids)
    states = await timelines(connection, sorted(known), at, at)
    wanted = frozenset(ids)
    return {
        number: Monitored(
            subject=(subject := _subject(one)),
            interval_s=one.interval_s,
            regions=one.regions,
            addresses=addresses.get(number, frozenset()),
            relatives=relatives_of(subject, sharing.get(one.target, 1), has_children=number in with_children),
            initial=states[number].initial,
            is_background=number not in wanted,
        )
        for number, one in known.items()
    }


def _subject(one: MonitorFacts) -> Subject:
    target = "" if pushed_kind(one.kind) else one.target
    return Subject(one.id, one.name, one.kind, target, one.tags, one.parents)


def starting_anew(scene: Scene, monitor_ids: Iterable[int]) -> Scene:
    """The same where nothing is known yet of these: what was seen of them will tell."""
    monitors: Mapping[int, Monitored] = {
        **scene.monitors,
        **{one: replace(scene.monitors[one], initial=Verdict.UNKNOWN) for one in monitor_ids},
    }
    return replace(scene, monitors=monitors)
