"""What policies, or other thresholds, would have done to the past. Nothing is written, and nobody is told."""

from __future__ import annotations

from tocsin.auth.actor import Actor
from tocsin.auth.permissions import Permission
from tocsin.core.alerting.backtest.scene import Scene
from tocsin.core.alerting.policy import NamedPolicy
from tocsin.core.errors import FieldError, ValidationFailed
from tocsin.core.monitor import MonitorSpec
from tocsin.core.times import rfc3339
from tocsin.services import match_draft, policy_fields
from tocsin.services.backtest_draft import Wanted, failed, validate, within_policy
from tocsin.services.backtest_run import Backtest
from tocsin.services.backtest_scene import read_scene, starting_anew
from tocsin.services.parts import Parts
from tocsin.storage.database import Connection
from tocsin.storage.policies import PolicyRepository
from tocsin.storage.specs import SpecRepository
from tocsin.storage.watermarks import watermarks


async def prepare(parts: Parts, actor: Actor, sent: object) -> Backtest:
    """Raise ValidationFailed, NotFound (the policy)."""
    actor.require(Permission.POLICIES_READ)
    wanted = validate(sent, parts.clock.now_ms())
    workspace_id, draft = actor.workspace_id, wanted.draft
    async with parts.database.read() as connection:
        policies = await _policies(connection, workspace_id, wanted)
        actor.require(Permission.MONITORS_READ)
        match, errors = await match_draft.resolve(connection, workspace_id, draft.monitors, pointer="/monitors")
        if errors:
            raise failed(errors)
        if draft.thresholds.given is None:
            scene = await read_scene(connection, workspace_id, policies, match, wanted.since, wanted.until)
            return Backtest(parts.database, workspace_id, wanted, scene, None, None)
        results_since = (await watermarks(connection)).raw_since
        since = max(wanted.since, results_since)
        if since >= wanted.until:
            text = f"must be later: results are kept since {rfc3339(results_since)}"
            raise failed([FieldError("/until", text)])
        scene = await read_scene(connection, workspace_id, policies, match, since, wanted.until)
        specs = await _specs(connection, scene)
    return Backtest(parts.database, workspace_id, wanted, starting_anew(scene, specs), specs, results_since)


async def _policies(connection: Connection, workspace_id: int, wanted: Wanted) -> list[NamedPolicy]:
    """In the order in which they are asked."""
    repository, draft = PolicyRepository(connection), wanted.draft
    if draft.policy_id is not None:
        return [(await repository.get(workspace_id, draft.policy_id)).named]
    if draft.policy is None:
        return (await repository.enabled_of([workspace_id])).get(workspace_id, [])
    try:
        fields = await policy_fields.to_stored(connection, workspace_id, draft.policy)
    except ValidationFailed as error:
        raise failed(within_policy(error)) from None
    tried = NamedPolicy(0, fields.name, fields.policy)
    if not draft.among_others:
        return [tried]
    stored = await repository.all(workspace_id)
    is_new = all(one.fields.name != tried.name for one in stored)
    others = [
        tried if one.fields.name == tried.name else one.named
        for one in stored
        if one.fields.enabled or one.fields.name == tried.name
    ]
    return [tried, *others] if is_new else others


async def _specs(connection: Connection, scene: Scene) -> dict[int, MonitorSpec]:
    ids = [number for number, one in scene.monitors.items() if not one.is_background]
    return {one.id: one async for some in SpecRepository(connection).stream(ids) for one in some}
