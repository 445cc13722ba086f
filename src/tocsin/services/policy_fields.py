"""Between a policy as it is written and as it is stored: names become ids one way, and are ids the other."""

from __future__ import annotations

from collections.abc import Mapping

from tocsin.auth.configs import JsonObject
from tocsin.core.alerting.policy import Policy, QuietHours, Repeat, Step, Target, TargetKind
from tocsin.core.result import Json
from tocsin.services import hours_draft, match_draft, recipient_names
from tocsin.services.hours_draft import to_hours
from tocsin.services.policy_draft import PolicyDraft, TargetDraft, failed
from tocsin.services.recipient_names import Named, Noun
from tocsin.storage.database import Connection
from tocsin.storage.policies import PolicyFields

_NOUNS = {"channel": Noun.CHANNEL, "rotation": Noun.ROTATION, "user": Noun.USER}


async def to_stored(connection: Connection, workspace_id: int, draft: PolicyDraft) -> PolicyFields:
    """Raise ValidationFailed for what is not of this workspace."""
    match, errors = await match_draft.resolve(connection, workspace_id, draft.match)
    ids, more = await recipient_names.resolve(connection, workspace_id, _named(draft))
    if errors or more:
        raise failed(errors + more)
    quiet, repeat, business = draft.quiet_hours, draft.repeat, draft.business_hours
    policy = Policy(
        match=match,
        steps=_steps(draft, ids),
        repeat=None if repeat is None else Repeat(_ms(repeat.every), repeat.at_most),
        quiet_hours=None if quiet is None else QuietHours(to_hours(quiet), frozenset(quiet.let_through)),
        business_hours=None if business is None else to_hours(business),
        group_wait=None if draft.group_wait is None else _ms(draft.group_wait),
        groups=draft.groups,
        tells_recovery=draft.tells_recovery,
        continues=draft.continues,
    )
    return PolicyFields(name=draft.name, policy=policy, enabled=draft.enabled)


def as_written(fields: PolicyFields) -> JsonObject:
    """The stored policy as somebody would write it, with ids for names and seconds for durations."""
    policy = fields.policy
    steps: list[Json] = [
        {
            "after": step.after / 1000,
            "targets": [target_as_written(one) for one in step.targets],
            "when": step.when.value,
        }
        for step in policy.steps
    ]
    quiet, repeat, business = policy.quiet_hours, policy.repeat, policy.business_hours
    return {
        "name": fields.name,
        "enabled": fields.enabled,
        "match": match_draft.as_written(policy.match),
        "steps": steps,
        "repeat": None if repeat is None else {"every": repeat.every / 1000, "at_most": repeat.at_most},
        "quiet_hours": None if quiet is None else _quiet_as_written(quiet),
        "business_hours": None if business is None else hours_draft.as_written(business),
        "group_wait": None if policy.group_wait is None else policy.group_wait / 1000,
        "groups": policy.groups,
        "tells_recovery": policy.tells_recovery,
        "continues": policy.continues,
    }


def target_as_written(target: Target) -> JsonObject:
    """`{"channel": 3}`."""
    return {target.kind.value: target.role if target.kind == TargetKind.ROLE else target.id}


def _named(draft: PolicyDraft) -> list[Named]:
    found = []
    for number, step in enumerate(draft.steps):
        for index, target in enumerate(step.targets):
            (given,) = target.given
            if given in _NOUNS:
                pointer = f"/steps/{number}/targets/{index}/{given}"
                found.append(Named(_NOUNS[given], getattr(target, given), pointer))
    return found


def _steps(draft: PolicyDraft, ids: Mapping[str, int]) -> tuple[Step, ...]:
    """`ids` by pointer."""
    steps = []
    for number, step in enumerate(draft.steps):
        at = f"/steps/{number}/targets"
        targets = [_target(target, f"{at}/{index}", ids) for index, target in enumerate(step.targets)]
        steps.append(Step(_ms(step.after), tuple(dict.fromkeys(targets)), step.when))
    return tuple(steps)


def _target(draft: TargetDraft, pointer: str, ids: Mapping[str, int]) -> Target:
    if draft.role is not None:
        return Target(TargetKind.ROLE, role=draft.role.value)
    (given,) = draft.given
    return Target(TargetKind(given), ids[f"{pointer}/{given}"])


def _quiet_as_written(quiet: QuietHours) -> JsonObject:
    let_through: list[Json] = [*sorted(quiet.let_through)]
    return {**hours_draft.as_written(quiet.hours), "let_through": let_through}


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
