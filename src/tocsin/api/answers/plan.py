"""What a declared set changes, as the API shows it."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from tocsin.services.plan import Action, Plan


class FieldChangeAnswer(BaseModel):
    """One field; secrets show as `********` on both sides."""

    field: str = Field(description="A dotted path such as `config.url`.")
    before: JsonValue
    after: JsonValue


class PlannedChangeAnswer(BaseModel):
    """What becomes of one monitor."""

    model_config = ConfigDict(use_enum_values=True)

    action: Action
    name: str
    id: int | None = Field(description="Null for a monitor that a dry run would create.")
    changes: list[FieldChangeAnswer]


class PlanAnswer(BaseModel):
    """What was changed, or would be."""

    source: str
    dry_run: bool
    counts: dict[str, int] = Field(description="How many monitors by action, `unchanged` included.")
    changes: list[PlannedChangeAnswer] = Field(description="Without the monitors that stay as they are.")

    @classmethod
    def of(cls, plan: Plan) -> PlanAnswer:
        return cls(
            source=plan.source,
            dry_run=plan.is_dry_run,
            counts=plan.counts(),
            changes=[
                PlannedChangeAnswer(
                    action=one.action,
                    name=one.name,
                    id=one.monitor_id,
                    changes=[
                        FieldChangeAnswer(field=change.field, before=change.before, after=change.after)
                        for change in one.changes
                    ],
                )
                for one in plan.changes
                if one.action != Action.UNCHANGED
            ],
        )
