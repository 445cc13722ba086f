"""From the targets of a step to those who are told: channels, and users by mail."""

from __future__ import annotations

from collections.abc import Sequence

from tocsin.core.alerting.policy import Target, TargetKind
from tocsin.core.alerting.roster import OWNER
from tocsin.core.alerting.roster import Destination as Destination
from tocsin.core.alerting.rotation import on_call, participant_of
from tocsin.storage.channels import ChannelRepository
from tocsin.storage.database import Connection
from tocsin.storage.memberships import MembershipRepository, StoredMembership
from tocsin.storage.rotations import RotationRepository


async def destinations(
    connection: Connection, workspace_id: int, targets: Sequence[Target], now: int
) -> tuple[list[Destination], list[str]]:
    """Each once, in the order of the targets; and, in sentences, which targets there was nobody behind.

    Where nobody is left, the owner of the workspace is told: an alert never ends in silence.
    """
    found: dict[str, Destination] = {}
    missing: list[str] = []
    for target in targets:
        some, why_not = await behind(connection, workspace_id, target, now)
        found.update((one.key, one) for one in some)
        if why_not:
            missing.append(why_not)
    if not found:
        missing.append("No destination is left in this step: the owner of the workspace is told instead.")
        for one in await _of_role(connection, workspace_id, OWNER):
            found[one.key] = one
    return list(found.values()), missing


async def behind(
    connection: Connection, workspace_id: int, target: Target, now: int
) -> tuple[list[Destination], str | None]:
    """Who is told by this target at that moment, and in a sentence why not everybody who was meant."""
    match target.kind:
        case TargetKind.CHANNEL:
            return await _channels(connection, workspace_id, [target.id])
        case TargetKind.USER:
            some = await _users(connection, workspace_id, [target.id])
            return some, None if some else f"User {target.id} is no member of the workspace any more."
        case TargetKind.ROLE:
            some = await _of_role(connection, workspace_id, target.role)
            return some, None if some else f"Nobody has the role {target.role}."
        case TargetKind.ROTATION:
            return await _on_call(connection, workspace_id, target.id, now)


async def _channels(
    connection: Connection, workspace_id: int, channel_ids: Sequence[int]
) -> tuple[list[Destination], str | None]:
    known = await ChannelRepository(connection).get_many(channel_ids)
    mine = [one for one in known if one.workspace_id == workspace_id]
    enabled = [Destination(one.id, None, one.fields.name) for one in mine if one.fields.enabled]
    if len(enabled) == len(channel_ids):
        return enabled, None
    off = [one.fields.name for one in mine if not one.fields.enabled]
    gone = len(channel_ids) - len(mine)
    said = [f"{', '.join(off)} is switched off"] if off else []
    return enabled, "; ".join([*said, *(["One of its channels does not exist any more"] if gone else [])]) + "."


async def _users(connection: Connection, workspace_id: int, user_ids: Sequence[int]) -> list[Destination]:
    members = MembershipRepository(connection)
    found = [await members.get(workspace_id, user_id) for user_id in user_ids]
    return [_mailed(one) for one in found if one is not None and not one.is_disabled]


async def _of_role(connection: Connection, workspace_id: int, role: str) -> list[Destination]:
    members = await MembershipRepository(connection).of_workspace(workspace_id)
    return [_mailed(one) for one in members if one.role == role and not one.is_disabled]


def _mailed(member: StoredMembership) -> Destination:
    return Destination(None, member.user_id, member.email)


async def _on_call(
    connection: Connection, workspace_id: int, rotation_id: int, now: int
) -> tuple[list[Destination], str | None]:
    rotations = RotationRepository(connection)
    stored = (await rotations.get_many([rotation_id])).get(rotation_id)
    if stored is None or stored.workspace_id != workspace_id:
        return [], "The rotation does not exist any more."
    overrides = await rotations.overrides_between(rotation_id, now, now + 1)
    shift = on_call(stored.rotation, overrides, now)
    if shift is None:
        return [], f"Nobody is on call in {stored.name}."
    participant = participant_of(stored.rotation, shift.user_id)
    if participant.channel_ids:
        some, why_not = await _channels(connection, workspace_id, participant.channel_ids)
        if some:
            return some, why_not
    some = await _users(connection, workspace_id, [shift.user_id])
    return some, None if some else f"Who is on call in {stored.name} is no member of the workspace any more."
