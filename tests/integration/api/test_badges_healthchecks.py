"""Healthchecks' badges of one check."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from tests.integration.api.badges import late, monitor, remember, said
from tests.integration.api.tower import MONITORS, Tower
from tocsin.core.verdict import Verdict


async def key_of(tower: Tower, monitor_id: int) -> str:
    answer = await tower.client.post(f"{MONITORS}/{monitor_id}/badge-urls")
    return str(answer.json()["badge_key"])


async def badge(tower: Tower, state: Verdict = Verdict.UP, *, is_late: bool = False, **fields: Any) -> str:
    """Its key."""
    monitor_id = await monitor(tower, "backup", state, **{"public": False, **fields})
    if is_late:
        await remember(tower, monitor_id, late())
    return await key_of(tower, monitor_id)


@pytest.mark.parametrize("states", ["2", "3"])
@pytest.mark.parametrize(
    ("state", "word"),
    [(Verdict.UP, "up"), (Verdict.DEGRADED, "up"), (Verdict.DOWN, "down"), (Verdict.UNKNOWN, "unknown")],
)
async def test_a_state_has_its_word(tower: Tower, states: str, state: Verdict, word: str) -> None:
    assert said(await tower.anonymous.get(f"/b/{states}/{await badge(tower, state)}.svg")) == ["backup", word]


@pytest.mark.parametrize(("states", "word"), [("2", "up"), ("3", "late")])
async def test_late_is_a_word_where_there_are_three(tower: Tower, states: str, word: str) -> None:
    key = await badge(tower, is_late=True)
    assert said(await tower.anonymous.get(f"/b/{states}/{key}.svg")) == ["backup", word]


async def test_what_is_paused_is_not_called_up(tower: Tower) -> None:
    key = await badge(tower, enabled=False)
    assert said(await tower.anonymous.get(f"/b/2/{key}.svg")) == ["backup", "paused"]


@pytest.mark.parametrize(
    ("state", "is_late", "figures"),
    [
        (Verdict.UP, False, {"status": "up", "total": 1, "grace": 0, "down": 0}),
        (Verdict.UP, True, {"status": "late", "total": 1, "grace": 1, "down": 0}),
        (Verdict.DOWN, False, {"status": "down", "total": 1, "grace": 0, "down": 1}),
    ],
)
async def test_json_counts(tower: Tower, state: Verdict, is_late: bool, figures: dict[str, object]) -> None:
    key = await badge(tower, state, is_late=is_late)
    assert (await tower.anonymous.get(f"/b/3/{key}.json")).json() == figures


async def test_shields_is_told_in_its_own_words(tower: Tower) -> None:
    answer = await tower.anonymous.get(f"/b/2/{await badge(tower, Verdict.DOWN)}.shields")
    assert answer.json() == {"schemaVersion": 1, "label": "backup", "message": "down", "color": "critical"}


@pytest.mark.parametrize("path", ["/b/4/{}.svg", "/b/2/{}.png", "/b/2/{}x.svg", "/b/2/x.svg"])
async def test_any_other_path_is_not_found(tower: Tower, path: str) -> None:
    assert (await tower.anonymous.get(path.format(await badge(tower)))).status_code == 404


async def test_a_uuid_that_somebody_made_up_is_not_found(tower: Tower) -> None:
    await badge(tower)
    assert (await tower.anonymous.get(f"/b/2/{uuid.uuid4()}.svg")).status_code == 404


async def test_a_key_stays_the_same(tower: Tower) -> None:
    monitor_id = await monitor(tower)
    assert await key_of(tower, monitor_id) == await key_of(tower, monitor_id)
