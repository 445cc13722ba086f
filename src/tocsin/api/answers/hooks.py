"""Hooks as the API shows them, what they hold against monitors, and what became of a request."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from tocsin.api.fields import Moment, VerdictWord
from tocsin.api.problem import FieldProblem
from tocsin.auth import configs
from tocsin.core.errors import FieldError
from tocsin.core.hook_problem import HookProblem
from tocsin.hooks import AnyKind, docs_of
from tocsin.services.hook_draft import sealed_config
from tocsin.services.hook_telling import Taken
from tocsin.services.hook_trials import HookTrial, TriedItem
from tocsin.storage.hooks import HookCounts, StoredHook

MOST_NAMED = 100


class HookKindAnswer(BaseModel):
    """A kind of hook."""

    model_config = ConfigDict(serialize_by_alias=True, validate_by_name=True)

    kind: str
    title: str
    docs: str = Field(description="Markdown.")
    config_schema: dict[str, JsonValue] = Field(alias="schema", description="JSON Schema of a hook's `config`.")
    example: dict[str, JsonValue]

    @classmethod
    def of(cls, kind: AnyKind) -> HookKindAnswer:
        return cls(
            kind=kind.kind,
            title=kind.title,
            docs=docs_of(kind),
            config_schema=kind.config_type.model_json_schema(),
            example=dict(kind.example),
        )


class HookAnswer(BaseModel):
    """An address to which another system posts."""

    id: int
    name: str
    kind: str
    config: dict[str, JsonValue] = Field(description="As it was given; secrets show as `********`.")
    enabled: bool
    key: str | None = Field(description="The secret part of its address; null for callers who may only read.")
    path: str | None = Field(description="Its address on this server; null for callers who may only read.")
    revision: int
    created_at: Moment
    updated_at: Moment
    last_received_at: Moment | None = Field(description="When a request was read last.")
    last_error: str | None = Field(description="What was wrong with that one or missing; null when nothing was.")
    made_monitors: int = Field(description="How many monitors it has made that still exist.")
    problems: int = Field(description="How many problems it knows that are not over.")

    @classmethod
    def of(cls, stored: StoredHook, key: str | None, counts: HookCounts) -> HookAnswer:
        """`key` in clear, or None for whom it is not shown to."""
        return cls.model_validate(
            {
                "id": stored.id,
                "name": stored.fields.name,
                "kind": stored.fields.kind,
                "config": configs.mask(sealed_config(stored.fields)),
                "enabled": stored.fields.enabled,
                "key": key,
                "path": None if key is None else f"/hook/{key}",
                "revision": stored.revision,
                "created_at": stored.created_at,
                "updated_at": stored.updated_at,
                "last_received_at": stored.last_received_at,
                "last_error": stored.last_error,
                "made_monitors": counts.made,
                "problems": counts.problems,
            }
        )


class HookProblemAnswer(BaseModel):
    """One thing that a hook holds against a monitor."""

    monitor_id: int
    problem: str = Field(description="Tells it from the monitor's other problems; empty where there is one at a time.")
    state: VerdictWord
    message: str
    since: Moment
    updated_at: Moment = Field(description="When it was said last.")

    @classmethod
    def of(cls, problem: HookProblem) -> HookProblemAnswer:
        return cls(
            monitor_id=problem.monitor_id,
            problem=problem.problem,
            state=problem.verdict.word,
            message=problem.message,
            since=problem.since,
            updated_at=problem.updated_at,
        )


class ForgottenAnswer(BaseModel):
    """How many problems were forgotten."""

    forgotten: int


class HookMonitorAnswer(BaseModel):
    """A monitor that was told a state."""

    id: int
    name: str
    state: VerdictWord


class TakenAnswer(BaseModel):
    """What became of a request, all of which was taken. It is durable."""

    taken: int = Field(description="Items that were understood.")
    created: int = Field(description="Monitors that were made.")
    unchanged: int = Field(description="Of the items taken, those that said nothing new, such as the end of nothing.")
    ignored: int = Field(description="Items that the hook's settings pass over.")
    truncated: int = Field(description="Items that the sender has left out, by its own account.")
    monitors: list[HookMonitorAnswer] = Field(description=f"The first {MOST_NAMED} monitors that were told a state.")
    note: str = Field(description="For a person; mostly empty.")

    @classmethod
    def of(cls, taken: Taken) -> TakenAnswer:
        told = [HookMonitorAnswer(id=one.id, name=one.name, state=one.verdict.word) for one in taken.monitors]
        return cls(
            taken=taken.taken,
            created=taken.created,
            unchanged=taken.unchanged,
            ignored=taken.ignored,
            truncated=taken.truncated,
            monitors=told[:MOST_NAMED],
            note=taken.note,
        )


class TriedItemAnswer(BaseModel):
    """One item as it was understood."""

    pointer: str = Field(description="Which item: a JSON pointer, or `/items/` and its number among those found.")
    monitor: str = Field(description="The monitor's name, or its id as `id:17`.")
    monitor_id: int | None = Field(description="Null when it does not exist.")
    state: VerdictWord
    problem: str
    message: str
    missed: list[str] = Field(description="Settings whose expressions found nothing in this item.")

    @classmethod
    def of(cls, tried: TriedItem) -> TriedItemAnswer:
        report = tried.report
        return cls(
            pointer=report.pointer,
            monitor=report.monitor,
            monitor_id=None if tried.target is None else tried.target.monitor_id,
            state=report.verdict.word,
            problem=report.problem,
            message=report.message,
            missed=list(report.missed),
        )


class TriedMonitorAnswer(BaseModel):
    """A state that a monitor would be told."""

    id: int | None = Field(description="Null for a monitor that would be made.")
    name: str
    state: VerdictWord
    message: str


class HookTrialAnswer(BaseModel):
    """What would become of a request. Nothing was stored."""

    taken: int
    created: int = Field(description="Monitors that would be made.")
    unchanged: int
    ignored: int
    truncated: int
    items: list[TriedItemAnswer]
    refused: list[FieldProblem] = Field(description="Items that would not be taken, and why.")
    monitors: list[TriedMonitorAnswer]
    note: str

    @classmethod
    def of(cls, trial: HookTrial) -> HookTrialAnswer:
        taken = trial.taken
        return cls(
            taken=taken.taken,
            created=taken.created,
            unchanged=taken.unchanged,
            ignored=taken.ignored,
            truncated=taken.truncated,
            items=[TriedItemAnswer.of(item) for item in trial.items],
            refused=[_field_problem(error) for error in taken.refusals],
            monitors=[
                TriedMonitorAnswer(id=one.id, name=one.name, state=one.verdict.word, message=one.message)
                for one in trial.monitors
            ],
            note=taken.note,
        )


def _field_problem(error: FieldError) -> FieldProblem:
    return FieldProblem(pointer=error.pointer, message=error.message)
