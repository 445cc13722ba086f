"""Which notifications may be said now: the oldest, but few at once by one channel, by mail, and for one workspace."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select

from tocsin.storage.tables import notification
from tocsin.storage.workspaces import is_living

BY_MAIL = 0
"""Where the id of a channel stands else: all mails to members go through one server."""


class Room(msgspec.Struct, frozen=True, kw_only=True):
    """How many may be under way at once, and how many are: by channel (or BY_MAIL), and by workspace."""

    a_channel: int
    by_mail: int
    a_workspace: int
    channels: Mapping[int, int] = {}
    workspaces: Mapping[int, int] = {}


def leasable(now: int, limit: int, room: Room | None) -> Select[Any]:
    """Their ids, to be taken by whoever asks.

    None while an earlier one of the same group still has to be said to the same destination: a recovery is never told
    before its problem. What is to be told of a deleted workspace waits until it is restored, or purged.
    """
    table = notification.c
    ready = select(table.id).where(*is_free(now), is_living(table.workspace_id), ~_waits_for_another(now))
    if room is not None:
        ready = select(table.id).where(*is_free(now), table.id.in_(_with_room(ready, room)))
    return ready.order_by(table.available_at, table.id).limit(limit).with_for_update(skip_locked=True)


def is_free(now: int) -> tuple[ColumnElement[bool], ...]:
    return notification.c.available_at <= now, *unleased(now)


def unleased(now: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """What is to be said, and by nobody at this moment."""
    table = notification.c
    return is_pending(table), or_(table.leased_until.is_(None), table.leased_until <= now)


def is_pending(table: Any) -> ColumnElement[bool]:
    pending: ColumnElement[bool] = table.available_at.is_not(None)
    return pending


def _with_room(ready: Select[Any], room: Room) -> Select[Any]:
    """First by channel, then by workspace: what one channel has no room for takes none of its workspace's."""
    table = notification.c
    channel = func.coalesce(table.channel_id, BY_MAIL)
    full = [one for one, number in room.channels.items() if number >= _most(one, room)]
    most = case((channel == BY_MAIL, room.by_mail), else_=room.a_channel)
    of_channel = (
        ready.add_columns(table.workspace_id, table.available_at, _place(channel), _left(channel, most, room.channels))
        .where(channel.not_in(full), table.workspace_id.not_in(_full_workspaces(room)))
        .subquery("of_channel")
    )
    one = of_channel.c
    some = select(one.id, _place(one.workspace_id, one.available_at, one.id)).add_columns(
        _left(one.workspace_id, literal(room.a_workspace), room.workspaces)
    )
    of_workspace = some.where(one.place <= one.left).subquery("of_workspace")
    return select(of_workspace.c.id).where(of_workspace.c.place <= of_workspace.c.left)


def _most(channel: int, room: Room) -> int:
    return room.by_mail if channel == BY_MAIL else room.a_channel


def _full_workspaces(room: Room) -> list[int]:
    return [one for one, number in room.workspaces.items() if number >= room.a_workspace]


def _place(
    whose: ColumnElement[Any],
    available_at: ColumnElement[Any] = notification.c.available_at,
    number: ColumnElement[Any] = notification.c.id,
) -> ColumnElement[int]:
    return func.row_number().over(partition_by=whose, order_by=(available_at, number)).label("place")


def _left(whose: ColumnElement[Any], most: ColumnElement[int], under_way: Mapping[int, int]) -> ColumnElement[int]:
    taken = case(dict(under_way), value=whose, else_=0) if under_way else literal(0)
    return (most - taken).label("left")


def _waits_for_another(now: int) -> ColumnElement[bool]:
    """An earlier one is due, or was tried before; one that was only made for later is not waited for."""
    earlier = notification.alias("earlier")
    is_earlier = and_(
        earlier.c.group_id == notification.c.group_id,
        earlier.c.id < notification.c.id,
        earlier.c.destination_key == notification.c.destination_key,
        is_pending(earlier.c),
        or_(earlier.c.attempts > 0, earlier.c.available_at <= now),
    )
    return select(earlier.c.id).where(is_earlier).correlate(notification).exists()
