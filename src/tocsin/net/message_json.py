"""A message as JSON for programs. The fields stay what they are, as the documentation of webhooks promises."""

from __future__ import annotations

from tocsin.core.alerting.announcement import ToldIncident
from tocsin.core.notifier import Message
from tocsin.core.result import Json
from tocsin.core.times import rfc3339
from tocsin.core.transition import RegionWhy

VERSION = 1


def message_json(message: Message) -> dict[str, Json]:
    told = message.announcement
    return {
        "version": VERSION,
        "purpose": told.purpose.value,
        "severity": told.severity.value,
        "thread": told.thread,
        "dedup_key": message.dedup_key,
        "at": rfc3339(told.at),
        "workspace": told.workspace,
        "policy": told.policy,
        "step": told.step,
        "cause": told.cause,
        "note": told.note,
        "is_flapping": told.is_flapping,
        "acknowledged_by": told.acknowledged_by,
        "epilogue": told.epilogue,
        "total": told.total,
        "incidents": [_incident(incident) for incident in told.incidents],
        "title": message.title,
        "text": message.text,
        "url": message.url,
        "acknowledge_url": message.acknowledge_url,
    }


def _incident(told: ToldIncident) -> dict[str, Json]:
    return {
        "id": told.incident_id,
        "monitor_id": told.monitor_id,
        "monitor": told.monitor,
        "kind": told.kind,
        "target": told.target,
        "tags": list(told.tags),
        "severity": told.severity.value,
        "concern": told.concern.value,
        "state": told.state,
        "started_at": rfc3339(told.started_at),
        "ended_at": None if told.ended_at is None else rfc3339(told.ended_at),
        "reason": told.reason,
        "summary": told.summary,
        "changes": list(told.changes),
        "runbook_url": told.runbook_url,
        "rule": told.rule,
        "regions": [_region(region) for region in told.regions],
    }


def _region(why: RegionWhy) -> dict[str, Json]:
    return {
        "region": why.region,
        "state": why.level.word,
        "seen_at": rfc3339(why.last_at),
        "error": why.error,
        "message": why.message,
        "is_suspect": why.is_suspect,
    }
