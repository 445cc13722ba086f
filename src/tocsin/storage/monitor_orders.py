"""The orders in which monitors are listed, each with the key that its pages go on from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, case, not_

from tocsin.core.verdict import Verdict
from tocsin.storage.monitor_rows import StoredMonitor
from tocsin.storage.tables import monitor, monitor_state

Key = tuple[int | str, ...]


class MonitorSort(StrEnum):
    """The order of a list; a leading minus turns it round. By state: the worst first, the paused last."""

    NAME = "name"
    NAME_DESCENDING = "-name"
    STATE = "state"
    STATE_DESCENDING = "-state"
    ID = "id"
    ID_DESCENDING = "-id"


class Order(NamedTuple):
    """Columns, ascending, and the type and the value of the same for one row: what a cursor holds."""

    columns: Sequence[ColumnElement[Any]]
    cursor: type[Key]
    key: Callable[[StoredMonitor, Verdict], Key]


def order_of(sort: MonitorSort) -> Order:
    """Whichever way round."""
    return _ORDERS[sort.value.removeprefix("-")]


_RANKS = {Verdict.DOWN: 0, Verdict.DEGRADED: 1, Verdict.UNKNOWN: 2, Verdict.UP: 3}
_PAUSED_RANK = len(_RANKS)
_RANK = case((not_(monitor.c.enabled), _PAUSED_RANK), else_=case(_RANKS, value=monitor_state.c.state))


def _rank(stored: StoredMonitor, state: Verdict) -> int:
    return _RANKS[state] if stored.fields.enabled else _PAUSED_RANK


def _name(stored: StoredMonitor) -> tuple[str, int]:
    return stored.fields.name.casefold(), stored.id


_NAME = (monitor.c.sort_name, monitor.c.id)
_ORDERS = {
    "id": Order([monitor.c.id], tuple[int], lambda stored, _: (stored.id,)),
    "name": Order(_NAME, tuple[str, int], lambda stored, _: _name(stored)),
    "state": Order([_RANK, *_NAME], tuple[int, str, int], lambda stored, state: (_rank(stored, state), *_name(stored))),
}
