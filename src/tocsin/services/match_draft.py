"""A matcher as somebody writes it down: which incidents a policy, a silence or a rule is about."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from tocsin.auth.configs import JsonObject
from tocsin.core.alerting.concern import Concern, Severity
from tocsin.core.alerting.match import Match
from tocsin.core.errors import FieldError
from tocsin.probes import discover
from tocsin.services.field_errors import nearest
from tocsin.services.monitor_draft import LONGEST_NAME, Reference, Tag
from tocsin.storage.database import Connection
from tocsin.storage.monitors import MonitorRepository

MOST_MONITORS = 200
MOST_ENTRIES = 50


def _known_kind(kind: str) -> str:
    if kind not in discover():
        raise ValueError(f"is not a known kind: {nearest(kind, discover())}")
    return kind


KindName = Annotated[str, StringConstraints(min_length=1, max_length=100), AfterValidator(_known_kind)]
Pattern = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_NAME)]


class MatchDraft(BaseModel):
    """What must fit. A field that is left out, or empty, fits everything; of several fields all must fit."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    monitors: Annotated[tuple[Reference, ...], Field(max_length=MOST_MONITORS)] = Field(
        default=(), description="One of these monitors, by id or name."
    )
    names: Annotated[tuple[Pattern, ...], Field(max_length=MOST_ENTRIES)] = Field(
        default=(),
        description="The monitor's name fits one of these, in which `*` stands for any text and `?` for one character. "
        "Upper and lower case are the same.",
    )
    kinds: Annotated[tuple[KindName, ...], Field(max_length=MOST_ENTRIES)] = Field(
        default=(), description="The monitor is of one of these kinds."
    )
    tags: Annotated[tuple[Tag, ...], Field(max_length=MOST_ENTRIES)] = Field(
        default=(), description="The monitor has all of these tags."
    )
    any_tags: Annotated[tuple[Tag, ...], Field(max_length=MOST_ENTRIES)] = Field(
        default=(), description="It has at least one of these."
    )
    without_tags: Annotated[tuple[Tag, ...], Field(max_length=MOST_ENTRIES)] = Field(
        default=(), description="It has none of these."
    )
    concerns: Annotated[tuple[Concern, ...], Field(max_length=MOST_ENTRIES)] = Field(
        default=(),
        description="What the incident is about. `region` and `channel` are notices about Tocsin itself: a region that "
        "looks offline, a channel that does not deliver.",
    )
    severities: Annotated[tuple[Severity, ...], Field(max_length=MOST_ENTRIES)] = Field(
        default=(), description="How bad it is: what is down is `critical`, what is degraded is a `warning`."
    )


async def resolve(
    connection: Connection, workspace_id: int, draft: MatchDraft, *, pointer: str = "/match"
) -> tuple[Match, list[FieldError]]:
    """With names of monitors as ids. `pointer` is where the draft stood in what was sent."""
    ids, errors = await _monitor_ids(connection, workspace_id, draft.monitors, pointer)
    contradicted = set(draft.tags) & set(draft.without_tags)
    errors += [
        FieldError(f"{pointer}/without_tags/{index}", "is among `tags` too: nothing would fit")
        for index, tag in enumerate(draft.without_tags)
        if tag in contradicted
    ]
    match = Match(
        monitor_ids=ids,
        names=tuple(dict.fromkeys(draft.names)),
        kinds=frozenset(draft.kinds),
        tags=frozenset(draft.tags),
        any_tags=frozenset(draft.any_tags),
        without_tags=frozenset(draft.without_tags),
        concerns=frozenset(draft.concerns),
        severities=frozenset(draft.severities),
    )
    return match, errors


def as_written(match: Match) -> JsonObject:
    """As somebody would write it, with ids for monitors."""
    return {
        "monitors": [*sorted(match.monitor_ids)],
        "names": [*match.names],
        "kinds": [*sorted(match.kinds)],
        "tags": [*sorted(match.tags)],
        "any_tags": [*sorted(match.any_tags)],
        "without_tags": [*sorted(match.without_tags)],
        "concerns": [one.value for one in Concern if one in match.concerns],
        "severities": [one.value for one in Severity if one in match.severities],
    }


async def _monitor_ids(
    connection: Connection, workspace_id: int, references: tuple[int | str, ...], pointer: str
) -> tuple[frozenset[int], list[FieldError]]:
    if not references:
        return frozenset(), []
    monitors = MonitorRepository(connection)
    named = await monitors.by_names(workspace_id, [one for one in references if isinstance(one, str)])
    existing = await monitors.existing(workspace_id, [one for one in references if isinstance(one, int)])
    found, errors = set(), []
    for index, reference in enumerate(references):
        if isinstance(reference, str) and reference in named:
            found.add(named[reference].id)
        elif isinstance(reference, int) and reference in existing:
            found.add(reference)
        else:
            errors.append(
                FieldError(f"{pointer}/monitors/{index}", f"is not a monitor of this workspace: {reference!r}")
            )
    return frozenset(found), errors
