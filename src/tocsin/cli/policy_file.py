"""Policies and rotations as files that are sent back: names for ids, and nothing that would be so anyway."""

from __future__ import annotations

from collections.abc import Mapping

from tocsin.cli.monitor_fields import Fields
from tocsin.cli.policy_replies import Policy, Rotation, Step
from tocsin.cli.recipients import Recipients
from tocsin.core.durations import in_words
from tocsin.core.result import Json

USUAL: Mapping[str, Json] = {
    "enabled": True,
    "match": {},
    "repeat": None,
    "quiet_hours": None,
    "business_hours": None,
    "group_wait": None,
    "groups": True,
    "tells_recovery": True,
    "continues": False,
}


def policy_fields(policy: Policy, names: Recipients) -> Fields:
    """As `tocsin policy create -f` takes them."""
    fields: Fields = {
        "name": policy.name,
        "enabled": policy.enabled,
        "match": match_fields(policy.match, names),
        "steps": [_step(step, names) for step in policy.steps],
        "repeat": None if policy.repeat is None else {**policy.repeat, "every": in_words(policy.repeat["every"])},
        "quiet_hours": policy.quiet_hours,
        "business_hours": policy.business_hours,
        "group_wait": None if policy.group_wait is None else in_words(policy.group_wait),
        "groups": policy.groups,
        "tells_recovery": policy.tells_recovery,
        "continues": policy.continues,
    }
    return {name: value for name, value in fields.items() if value != USUAL.get(name, ...)}


def match_fields(match: Mapping[str, Json], names: Recipients) -> Fields:
    """Those that are set."""
    fields: Fields = {name: value for name, value in match.items() if value}
    ids = fields.get("monitors")
    if isinstance(ids, list):
        known = names.monitors(one for one in ids if isinstance(one, int))
        fields["monitors"] = [known.get(one, one) if isinstance(one, int) else one for one in ids]
    return fields


def rotation_fields(rotation: Rotation, names: Recipients) -> Fields:
    """As `tocsin rotation create -f` takes them."""
    participants: list[Json] = []
    for one in rotation.participants:
        channels: list[Json] = [names.name("channel", channel) for channel in one.channels]
        participants.append({"user": names.name("user", one.user)} | ({"channels": channels} if channels else {}))
    return {
        "name": rotation.name,
        "turn": rotation.turn,
        "every": rotation.every,
        "starts_on": rotation.starts_on,
        "hand_over": rotation.hand_over,
        "time_zone": rotation.time_zone,
        "participants": participants,
    }


def _step(step: Step, names: Recipients) -> Json:
    targets: list[Json] = [{word: names.name(word, value) for word, value in one.items()} for one in step.targets]
    fields: dict[str, Json] = {"after": in_words(step.after), "targets": targets}
    return fields | ({} if step.when == "always" else {"when": step.when})
