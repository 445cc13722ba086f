"""Every edit tells in the audit trail what was before it, and what after."""

from __future__ import annotations

from typing import Any

from tests.integration.api.history import go_down
from tests.integration.api.tower import MONITORS, Tower, draft
from tests.integration.api.trail import AUDIT, newest_entry
from tocsin.auth.configs import MASK

BULK, APPLY = f"{MONITORS}/bulk", "/api/v1/apply"


async def details(tower: Tower, action: str) -> dict[str, Any]:
    """By subject."""
    entries = (await tower.client.get(AUDIT, params={"action": action})).json()["items"]
    return {one["subject"]: one["detail"] for one in entries}


async def in_bulk(tower: Tower, **action: Any) -> None:
    answer = await tower.client.post(BULK, json={"ids": [1, 2], **action})
    assert answer.status_code == 200, answer.text


async def test_an_edit_of_many_tells_of_each_what_it_was(tower_on_both: Tower) -> None:
    await tower_on_both.create("a", interval=30, timeout=20, retry_interval=5)
    await tower_on_both.create("b", interval=60, timeout=5, retry_interval=5)
    await in_bulk(tower_on_both, action="set_interval", interval=10)
    assert await details(tower_on_both, "monitor.updated") == {
        "monitor:1": {"interval": {"before": 30.0, "after": 10.0}, "timeout": {"before": 20.0, "after": 10.0}},
        "monitor:2": {"interval": {"before": 60.0, "after": 10.0}},
    }


async def test_pausing_and_resuming_tell_what_was(tower: Tower) -> None:
    await tower.create("a")
    await tower.client.post(f"{MONITORS}/1/pause")
    assert await details(tower, "monitor.paused") == {"monitor:1": {"enabled": {"before": True, "after": False}}}
    await tower.client.post(f"{MONITORS}/1/resume")
    assert await details(tower, "monitor.resumed") == {"monitor:1": {"enabled": {"before": False, "after": True}}}


async def test_a_tag_comes_and_goes(tower: Tower) -> None:
    await tower.create("a")
    await in_bulk(tower, action="tag", tag="x:y")
    await in_bulk(tower, action="untag", tag="x:y")
    assert await details(tower, "monitor.tagged") == {"monitor:1": {"tag": {"before": None, "after": "x:y"}}}
    assert await details(tower, "monitor.untagged") == {"monitor:1": {"tag": {"before": "x:y", "after": None}}}


async def test_what_is_gone_is_told_by_its_name(tower: Tower) -> None:
    await tower.create("a")
    await tower.create("b")
    await in_bulk(tower, action="delete")
    assert await details(tower, "monitor.deleted") == {
        "monitor:1": {"name": "a", "kind": "http"},
        "monitor:2": {"name": "b", "kind": "http"},
    }


async def test_an_apply_tells_what_it_made_changed_and_deleted(tower: Tower) -> None:
    for monitors in ([draft("a"), draft("b")], [draft("a", interval=5)]):
        answer = await tower.client.post(APPLY, json={"source": "file", "monitors": monitors})
        assert answer.status_code == 200, answer.text
    assert (await details(tower, "monitor.created"))["monitor:2"] == {"source": "file", "name": "b", "kind": "http"}
    assert (await details(tower, "monitor.deleted"))["monitor:2"] == {"source": "file", "name": "b", "kind": "http"}
    changed = (await details(tower, "monitor.updated"))["monitor:1"]
    assert (changed["source"], changed["interval"]) == ("file", {"before": 60.0, "after": 5.0})


async def test_a_changed_secret_is_masked_on_both_sides(tower: Tower) -> None:
    await tower.create("a", config={"url": "https://example.com/", "username": "u", "password": "first-secret"})
    await tower.client.patch(f"{MONITORS}/1", json={"config": {"password": "second-secret"}})
    entry = await newest_entry(tower.client, "monitor.updated")
    assert entry["detail"] == {"config.password": {"before": MASK, "after": MASK}}


async def test_an_acknowledgement_tells_who_is_at_it(tower: Tower) -> None:
    await tower.create("a")
    _, incident = await go_down(tower, 1)
    await tower.client.post(f"/api/v1/incidents/{incident}/acknowledge", json={})
    assert await details(tower, "incident.acknowledged") == {
        f"incident:{incident}": {"acknowledged_by": {"before": None, "after": "key:bootstrap"}}
    }
