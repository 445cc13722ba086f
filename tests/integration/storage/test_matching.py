"""Matchers asked of the database fit the same monitors as matchers asked of each monitor."""

from __future__ import annotations

import itertools

import pytest

from tests.integration.storage.scene import T0, Scene
from tocsin.core.alerting.match import Match, Subject, misfit
from tocsin.storage.matching import MatchingRepository
from tocsin.storage.monitors import StoredMonitor

NAMES = ["web-1", "Web-2", "web_3", "100%", "a\\b", "Straße [eu]", "x"]
KINDS = ["http", "dns"]
TAGS = [(), ("prod",), ("prod", "eu"), ("eu",)]


async def monitors(scene: Scene) -> list[StoredMonitor]:
    varied = zip(NAMES, itertools.cycle(KINDS), itertools.cycle(TAGS), strict=False)
    return [await scene.monitor(name, kind=kind, tags=tags) for name, kind, tags in varied]


def fits(match: Match, monitor: StoredMonitor) -> bool:
    fields = monitor.fields
    return misfit(match, Subject(monitor.id, fields.name, fields.kind, fields.target, frozenset(fields.tags))) is None


def some(*members: str) -> frozenset[str]:
    return frozenset(members)


@pytest.mark.parametrize(
    "match",
    [
        Match(),
        Match(names=("WEB-*",)),
        Match(names=("web_?",)),
        Match(names=("web?3", "*%")),
        Match(names=("a\\b",)),
        Match(names=("*[EU]",)),
        Match(names=("STRASSE*",)),
        Match(names=("?",)),
        Match(kinds=some("dns")),
        Match(tags=some("prod", "eu")),
        Match(any_tags=some("prod", "eu")),
        Match(without_tags=some("prod", "staging")),
        Match(kinds=some("http"), tags=some("prod"), names=("*",)),
    ],
)
async def test_the_database_and_the_matcher_agree(scene: Scene, match: Match) -> None:
    present, repository = await monitors(scene), MatchingRepository(scene.connection)
    expected = [one.id for one in present if fits(match, one)]
    assert expected
    assert [one.id for one in await repository.some(scene.home, match, after=0, limit=99)] == expected
    assert await repository.count(scene.home, match) == len(expected)


async def test_monitors_are_named_by_id_and_told_some_at_a_time(scene: Scene) -> None:
    first, second, third, *_ = [one.id for one in await monitors(scene)]
    match, repository = Match(monitor_ids=frozenset({first, second, third})), MatchingRepository(scene.connection)
    assert [one.id for one in await repository.some(scene.home, match, after=first, limit=1)] == [second]
    assert [one.created_at for one in await repository.some(scene.home, match, after=second, limit=9)] == [T0]


async def test_monitors_of_another_workspace_do_not_fit(scene: Scene) -> None:
    await monitors(scene)
    assert await MatchingRepository(scene.connection).count(scene.elsewhere, Match()) == 0
