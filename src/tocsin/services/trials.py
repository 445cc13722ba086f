"""Looking now: a configuration that is not saved, or a monitor out of its turn."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec

from tocsin.auth import configs
from tocsin.auth.actor import Actor
from tocsin.auth.permissions import Permission
from tocsin.core.errors import Conflict, FieldError, TooManyRequests, Unavailable, ValidationFailed
from tocsin.core.messages import (
    Broadcast,
    CheckRequested,
    ResultsStored,
    Topic,
    TrialDue,
    TrialFinished,
    checks_queue,
)
from tocsin.core.monitor import MonitorSpec
from tocsin.core.result import Outcome, Result
from tocsin.probes import pushed_kind
from tocsin.services.monitor_fields import with_kept_secrets
from tocsin.services.monitor_validation import ValidMonitor, validate
from tocsin.services.parts import Parts
from tocsin.storage.monitors import MonitorRepository

LONGEST_TRIAL_SECONDS = 60.0
PATIENCE_SECONDS = 5.0
"""How much longer than its timeout a check may take to be carried out and heard of."""
CLOCK_SLACK_MS = 1000
NAME = "trial"
"""What is not saved needs no name; this stands in for it."""


class NoRunner(Unavailable):
    """Nobody in the region has taken the check."""

    code = "no_runner"


async def run(parts: Parts, actor: Actor, sent: object, *, secrets_of: int | None = None) -> Outcome:
    """Run a draft, which needs no name, once, from its first region. Masked secrets are those of `secrets_of`.

    Raise ValidationFailed, NotFound, NoRunner, TooManyRequests.
    """
    actor.require(Permission.MONITORS_WRITE)
    if isinstance(sent, dict):
        sent = {"name": NAME, **sent}
    if secrets_of is not None:
        async with parts.database.read() as connection:
            stored = await MonitorRepository(connection).get(actor.workspace_id, secrets_of)
        sent = with_kept_secrets(sent, stored.fields, parts.box)
    valid = validate(sent, default_regions=parts.default_regions)
    if valid.is_pushed:
        told = f"{valid.draft.kind} is pushed to: there is nothing to look at"
        raise ValidationFailed(f"The kind {told}.", errors=[FieldError("/kind", told)])
    configs.require_no_mask(valid.config)
    spec = _spec(valid, actor)
    seconds = spec.rules.timeout + PATIENCE_SECONDS
    due = TrialDue(secrets.token_hex(16), spec, parts.clock.now_ms() + round(seconds * 1000))
    region = valid.regions[0]
    async with _place(parts), parts.bus.subscribe(Topic.REPLIES) as replies:
        await parts.bus.publish(checks_queue(region), [due])
        try:
            async with asyncio.timeout(seconds):
                return await _outcome(replies, due.request_id)
        except TimeoutError:
            raise NoRunner(f"No runner of the region '{region}' has answered within {seconds:g} s.") from None


async def check(parts: Parts, actor: Actor, monitor_id: int, *, most_seconds: float = 30.0) -> list[Result]:
    """Check a monitor at once in all of its regions and wait for what they saw; empty when that takes too long.

    Raise NotFound, TooManyRequests, and Conflict when it is paused, or pushed to.
    """
    actor.require(Permission.MONITORS_WRITE)
    async with parts.database.read() as connection:
        stored = await MonitorRepository(connection).get(actor.workspace_id, monitor_id)
    if pushed_kind(stored.fields.kind) is not None:
        raise Conflict(f"A monitor of the kind {stored.fields.kind} is pushed to: there is nothing to look at.")
    if not stored.fields.enabled:
        raise Conflict("The monitor is paused: resume it first.")
    rules = stored.fields.rules
    found: dict[str, Result] = {}
    since = parts.clock.now_ms() - CLOCK_SLACK_MS
    async with _place(parts), parts.bus.subscribe(Topic.EVENTS) as events:
        await parts.bus.broadcast(Topic.REQUESTS, CheckRequested(monitor_id))
        try:
            async with asyncio.timeout(min(rules.timeout + PATIENCE_SECONDS, most_seconds)):
                await _gather(events, monitor_id, since, set(rules.regions), found)
        except TimeoutError:
            pass  # What has come until now is the answer.
    return [found[region] for region in rules.regions if region in found]


@asynccontextmanager
async def _place(parts: Parts) -> AsyncIterator[None]:
    if parts.looks.locked():
        raise TooManyRequests("As many checks as are waited for at once are under way: try again in a moment.")
    async with parts.looks:
        yield


def _spec(valid: ValidMonitor, actor: Actor) -> MonitorSpec:
    rules = valid.rules(())
    return MonitorSpec(
        id=0,
        workspace_id=actor.workspace_id,
        revision=0,
        kind=valid.draft.kind,
        target=valid.target,
        config=msgspec.json.encode(configs.plain(valid.config, only_set=True)),
        rules=msgspec.structs.replace(rules, timeout=min(rules.timeout, LONGEST_TRIAL_SECONDS)),
        degraded_latency_ms=valid.draft.degraded_latency_ms,
        degraded_certificate_days=valid.draft.degraded_certificate_days,
    )


async def _outcome(replies: AsyncIterator[Broadcast], request_id: str) -> Outcome:
    async for reply in replies:
        if isinstance(reply, TrialFinished) and reply.request_id == request_id:
            return reply.outcome
    raise NoRunner("The bus was closed while the answer was awaited.")


async def _gather(
    events: AsyncIterator[Broadcast], monitor_id: int, since: int, regions: set[str], found: dict[str, Result]
) -> None:
    async for event in events:
        if isinstance(event, ResultsStored):
            for result in event.results:
                if result.monitor_id == monitor_id and result.started_at >= since:
                    found[result.region] = result
            if regions <= found.keys():
                return
