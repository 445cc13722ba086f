"""Evidence explains one result; the last good one is kept for comparison."""

import pytest

from tests.integration.storage.scene import T0, Scene, seen
from tocsin.core.errors import NotFound
from tocsin.core.result import Evidence
from tocsin.core.verdict import Verdict
from tocsin.storage.evidence import EvidenceRepository, StoredEvidence

FACTS: Evidence = {"headers": [["server", "x"]], "certificate": {"subject": "Käse"}, "count": 3, "none": None}


async def test_evidence_comes_back_as_it_went_in(scene: Scene) -> None:
    monitor = await scene.monitor()
    failed = seen(monitor.id, T0, Verdict.DOWN, message="refused", evidence=FACTS)
    repository = EvidenceRepository(scene.connection)
    await repository.add_many([failed, failed], scene.regions)
    found = await repository.get(scene.home, monitor.id, "eu", T0)
    assert found == StoredEvidence(monitor.id, "eu", T0, "refused", FACTS)


async def test_a_result_without_message_or_evidence_leaves_nothing(scene: Scene) -> None:
    monitor = await scene.monitor()
    repository = EvidenceRepository(scene.connection)
    await repository.add_many([seen(monitor.id, T0)], scene.regions)
    with pytest.raises(NotFound):
        await repository.get(scene.home, monitor.id, "eu", T0)


async def test_another_workspace_finds_no_evidence(scene: Scene) -> None:
    monitor = await scene.monitor()
    repository = EvidenceRepository(scene.connection)
    await repository.add_many([seen(monitor.id, T0, message="x")], scene.regions)
    with pytest.raises(NotFound):
        await repository.get(scene.elsewhere, monitor.id, "eu", T0)


async def test_the_newest_good_evidence_of_each_region_is_kept(scene: Scene) -> None:
    monitor = await scene.monitor()
    repository = EvidenceRepository(scene.connection)
    for number in (5, 7, 6):
        good = seen(monitor.id, T0 + number, evidence={"number": number})
        await repository.set_last_good([good, seen(monitor.id, T0, region="us", evidence={})], scene.regions)
    found = await repository.last_good(scene.home, monitor.id)
    assert [(one.region, one.document) for one in found] == [("eu", {"number": 7}), ("us", {})]
