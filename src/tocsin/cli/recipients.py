"""Names of channels, rotations, members and monitors, in place of the ids that the API gives."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

import msgspec

from tocsin.cli.access_replies import Member
from tocsin.cli.client import Client, Refused, read
from tocsin.cli.lookup import monitor_names

MEMBERS = "/api/v1/members"
FORBIDDEN = 403


class _Named(msgspec.Struct):
    id: int
    name: str


class Recipients:
    """Each list is asked for when a name of it is wanted. What this caller may not see keeps its id."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def name(self, target: str, value: int | str) -> int | str:
        """Of what a step's target says: `target` is channel, rotation, user or role."""
        if not isinstance(value, int):
            return value
        lists = {"channel": lambda: self.channels, "rotation": lambda: self.rotations, "user": lambda: self.members}
        return lists[target]().get(value, value) if target in lists else value

    def monitors(self, ids: Iterable[int]) -> dict[int, str]:
        return monitor_names(self._client, ids)

    @cached_property
    def channels(self) -> dict[int, str]:
        return self._names("/api/v1/channels")

    @cached_property
    def rotations(self) -> dict[int, str]:
        return self._names("/api/v1/rotations")

    @cached_property
    def members(self) -> dict[int, str]:
        """Their e-mail addresses."""
        try:
            return {one.user_id: one.email for one in (read(item, Member) for item in self._client.each(MEMBERS, {}))}
        except Refused as refusal:
            return _nothing(refusal)

    def _names(self, path: str) -> dict[int, str]:
        try:
            return {one.id: one.name for one in (read(item, _Named) for item in self._client.each(path, {}))}
        except Refused as refusal:
            return _nothing(refusal)


def _nothing(refusal: Refused) -> dict[int, str]:
    if refusal.status != FORBIDDEN:
        raise refusal
    return {}
