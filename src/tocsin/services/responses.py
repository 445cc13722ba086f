"""Responding to a message by the link in it, without signing in: the link is the permission, for one group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from tocsin.auth.actor import Actor
from tocsin.auth.permissions import Permission
from tocsin.auth.response_links import ResponseLink, ResponseLinks
from tocsin.core.actor_names import spoken
from tocsin.core.alerting.announcement import MOST_TOLD, ToldIncident
from tocsin.core.alerting.group import Group
from tocsin.core.errors import FieldError, NotFound, ValidationFailed
from tocsin.core.result import Json
from tocsin.services import trail
from tocsin.services.announcements import told_incidents
from tocsin.services.incident_handling import tell_alerting
from tocsin.services.incidents import tell_listeners
from tocsin.services.parts import Parts
from tocsin.storage.alert_groups import AlertGroupRepository
from tocsin.storage.audit import AuditRepository
from tocsin.storage.database import Connection
from tocsin.storage.handling import WorkspaceGroups
from tocsin.storage.responses import ResponseRepository

LONGEST_COMMENT = 4000
SNOOZES_MINUTES = (30, 60, 240, 1440)
_GONE = "This link is not valid any more, or never was."


class Response(StrEnum):
    """What a link lets somebody do."""

    ACKNOWLEDGE = "acknowledge"
    SNOOZE = "snooze"
    RESOLVE = "resolve"
    COMMENT = "comment"


@dataclass(frozen=True, slots=True)
class Responded:
    """The group as it is now. `handled_by`: who has taken it on, in words, once all of it is."""

    group: Group
    incidents: Sequence[ToldIncident]
    open: int
    unhandled: int
    handled_by: str
    destination: str


async def look(parts: Parts, token: str) -> Responded:
    """Changes nothing: programs that preview links may come as often as they like. Raise NotFound."""
    link = _opened(parts, token)
    async with parts.database.read() as connection:
        return await _state(connection, link, parts.clock.now_ms())


async def respond(
    parts: Parts, token: str, response: Response, *, comment: str = "", minutes: int = 60, address: str = ""
) -> Responded:
    """To all of the group that is open. Raise NotFound, ValidationFailed."""
    link = _opened(parts, token)
    _require_sound(response, comment, minutes)
    now = parts.clock.now_ms()
    async with parts.database.write() as connection:
        state = await _state(connection, link, now)
        permissions = frozenset({Permission.INCIDENTS_READ, Permission.INCIDENTS_WRITE})
        actor = Actor(link.workspace_id, f"link:{state.destination}", permissions, None, address)
        incident_ids = await _apply(connection, link.group_id, response, actor, comment, minutes, now)
        detail: dict[str, Json] = {"response": str(response), "group_id": link.group_id}
        details = {f"incident:{one}": detail for one in incident_ids}
        await trail.note_many(AuditRepository(connection), actor, now, f"incident.{_ACTIONS[response]}", details)
        await tell_alerting(connection, link.workspace_id, incident_ids, now)
        after = await _state(connection, link, now)
    for one in after.incidents:
        if one.incident_id in incident_ids:
            await tell_listeners(parts, link.workspace_id, one.monitor_id, one.incident_id, _ACTIONS[response])
    return after


def _opened(parts: Parts, token: str) -> ResponseLink:
    link = ResponseLinks(parts.box).opened(token, parts.clock.now_ms())
    if link is None:
        raise NotFound(_GONE)
    return link


async def _state(connection: Connection, link: ResponseLink, now: int) -> Responded:
    destination = await WorkspaceGroups(connection).destination(link.workspace_id, link.group_id, link.notification_id)
    groups = AlertGroupRepository(connection)
    group = (await groups.get_many([link.group_id])).get(link.group_id)
    if group is None or destination is None:
        raise NotFound(_GONE)
    some = await groups.incidents_of(group.id, only_open=False, limit=MOST_TOLD)
    handling = (await groups.handling([group.id], now))[group.id]
    return Responded(
        group=group,
        incidents=await told_incidents(connection, [one.id for one in some]),
        open=handling.open,
        unhandled=handling.unhandled,
        handled_by=spoken(handling.acknowledged_by),
        destination=destination,
    )


def _require_sound(response: Response, comment: str, minutes: int) -> None:
    errors = []
    if len(comment) > LONGEST_COMMENT:
        errors.append(FieldError("/comment", f"must be at most {LONGEST_COMMENT} characters long"))
    if response == Response.COMMENT and not comment:
        errors.append(FieldError("/comment", "must not be empty"))
    if response == Response.SNOOZE and minutes not in SNOOZES_MINUTES:
        errors.append(FieldError("/minutes", f"must be one of {', '.join(map(str, SNOOZES_MINUTES))}"))
    if errors:
        raise ValidationFailed("The response does not fit.", errors=errors)


async def _apply(
    connection: Connection, group_id: int, response: Response, actor: Actor, comment: str, minutes: int, now: int
) -> list[int]:
    responses = ResponseRepository(connection)
    match response:
        case Response.ACKNOWLEDGE:
            changed = await responses.acknowledge(group_id, actor.name, now)
        case Response.SNOOZE:
            changed = await responses.snooze(group_id, now + minutes * 60_000, actor.name, now)
        case Response.RESOLVE:
            changed = await responses.resolve(group_id, actor.name, now)
        case Response.COMMENT:
            return await responses.comment(group_id, comment, actor.name, now)
    if comment:
        await responses.comment(group_id, comment, actor.name, now)
    return changed


_ACTIONS = {
    Response.ACKNOWLEDGE: "acknowledged",
    Response.SNOOZE: "snoozed",
    Response.RESOLVE: "resolved",
    Response.COMMENT: "commented",
}
