"""The audit trail: found again, taken away, and told that it was."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import httpx
import pytest

from tests.integration.api.people import ADA, signed_in
from tests.integration.api.test_access import with_scope
from tests.integration.api.tower import MONITORS, Tower, now_ms
from tests.integration.api.trail import AUDIT, newest_entry
from tocsin.auth.actor import system
from tocsin.auth.configs import JsonObject
from tocsin.auth.permissions import Role
from tocsin.services import audit as audit_service
from tocsin.services import trail
from tocsin.services.audit import CHUNK
from tocsin.storage.audit import EVERYTHING, AuditRepository

EXPORT = f"{AUDIT}/export"
WORKSPACE = "/api/v1/workspace"
FOUND: list[tuple[dict[str, str | int], int]] = [
    ({"actor": f"user:{ADA}", "action": "workspace."}, 1),
    ({"actor": "key:bootstrap", "action": "workspace."}, 0),
    ({"user_id": 1, "action": "workspace.renamed"}, 1),
    ({"user_id": 2}, 0),
    ({"action": "monitor.created"}, 1),
    ({"action": "monitor."}, 1),
    ({"action": "monitor"}, 0),
    ({"action": "Monitor."}, 0),
    ({"subject": "workspace:1"}, 1),
    ({"since": "2100-01-01T00:00:00Z"}, 0),
    ({"until": "2000-01-01T00:00:00Z"}, 0),
    ({"action": "monitor.", "since": "2000-01-01T00:00:00Z", "until": "2100-01-01T00:00:00Z"}, 1),
]
"""Filters, and how many entries fit after a monitor was made by a key and the workspace renamed by Ada."""


async def exported(client: httpx.AsyncClient, **params: Any) -> list[dict[str, Any]]:
    answer = await client.get(EXPORT, params=params)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/x-ndjson")
    return [json.loads(line) for line in answer.text.splitlines()]


async def table(client: httpx.AsyncClient, **params: Any) -> list[dict[str, str]]:
    answer = await client.get(EXPORT, params={"format": "csv", **params})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/csv; charset=utf-8")
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


async def noted(tower: Tower, many: int, *, actor: str = "somebody") -> None:
    async with tower.parts.database.write() as connection:
        details: dict[str, JsonObject] = {f"thing:{number}": {} for number in range(many)}
        await trail.note_many(AuditRepository(connection), system(1, actor), now_ms(), "thing.done", details)


async def test_an_entry_says_who_it_was_and_from_where(tower_on_both: Tower) -> None:
    ada = await signed_in(tower_on_both)
    await ada.patch(WORKSPACE, json={"name": "x"})
    entry = await newest_entry(ada, "workspace.renamed")
    assert (entry["actor"], entry["user_id"], entry["address"]) == (f"user:{ADA}", 1, "127.0.0.1")


async def test_entries_are_found_by_all_that_is_asked(tower_on_both: Tower) -> None:
    ada = await signed_in(tower_on_both)
    await tower_on_both.create("shop")
    await ada.patch(WORKSPACE, json={"name": "x"})
    for params, count in FOUND:
        answer = await ada.get(AUDIT, params=params)
        assert (len(answer.json()["items"]), params) == (count, params)


@pytest.mark.parametrize(
    ("params", "pointer"),
    [
        ({"user_id": "x"}, "/user_id"),
        ({"user_id": 0}, "/user_id"),
        ({"since": "yesterday"}, "/since"),
        ({"until": "2026-01-01"}, "/until"),
        ({"action": "x" * 101}, "/action"),
    ],
)
async def test_what_makes_no_sense_is_told(tower: Tower, params: dict[str, Any], pointer: str) -> None:
    for path in (AUDIT, EXPORT):
        answer = await tower.client.get(path, params=params)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, pointer)


async def test_an_unknown_format_is_refused(tower: Tower) -> None:
    answer = await tower.client.get(EXPORT, params={"format": "xml"})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/format")


async def test_all_of_the_trail_is_exported_oldest_first(tower_on_both: Tower) -> None:
    await noted(tower_on_both, 2 * CHUNK + 1)
    found = await exported(tower_on_both.client)
    ids = [one["id"] for one in found]
    assert ids == sorted(ids)
    assert [one["subject"] for one in found if one["action"] == "thing.done"] == [
        f"thing:{number}" for number in range(2 * CHUNK + 1)
    ]


async def test_an_export_is_what_the_list_shows(tower: Tower) -> None:
    ada = await signed_in(tower)
    await ada.patch(WORKSPACE, json={"name": "x"})
    listed = (await ada.get(AUDIT, params={"action": "workspace."})).json()["items"]
    assert await exported(ada, action="workspace.") == listed


async def test_an_export_is_in_the_trail_itself(tower: Tower) -> None:
    await exported(tower.client, action="monitor.")
    entry = await newest_entry(tower.client, "audit.exported")
    assert (entry["actor"], entry["subject"]) == ("key:bootstrap", "audit")
    assert entry["detail"] == {"format": "ndjson", "where": {"action": "monitor."}}


async def test_what_happens_during_an_export_is_for_the_next_one(tower: Tower) -> None:
    await noted(tower, CHUNK + 1)
    chunks = await audit_service.export(tower.parts, tower.actor, EVERYTHING, "ndjson")
    first = await anext(chunks)
    await noted(tower, 1, actor="late")
    others = [one for chunk in [first, *[chunk async for chunk in chunks]] for one in chunk]
    assert {"late"} & {one.actor for one in others} == set()
    assert len([one for one in others if one.action == "thing.done"]) == CHUNK + 1


async def test_a_file_is_a_download_with_a_name(tower: Tower) -> None:
    answer = await tower.client.get(EXPORT, params={"format": "csv"})
    assert answer.headers["content-disposition"] == 'attachment; filename="tocsin-audit-1.csv"'
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_table_has_the_same_entries(tower: Tower) -> None:
    await tower.create("a, b")
    (row,) = await table(tower.client, action="monitor.")
    assert (row["actor"], row["action"], row["user_id"]) == ("key:bootstrap", "monitor.created", "")
    assert json.loads(row["detail"]) == {"kind": "http", "name": "a, b"}


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@x", "＝1", "\t=1"])
async def test_a_table_holds_no_formula(tower: Tower, name: str) -> None:
    await noted(tower, 1, actor=name)
    rows = await table(tower.client, action="thing.done")
    assert [row["actor"] for row in rows] == [f"'{name}"]


async def test_an_empty_export_is_an_empty_file(tower: Tower) -> None:
    assert await exported(tower.client, subject="nothing") == []
    assert await table(tower.client, subject="nothing") == []


@pytest.mark.parametrize("path", [AUDIT, EXPORT])
async def test_the_trail_is_for_who_may_read_it(tower: Tower, path: str) -> None:
    bob = await signed_in(tower, "bob@example.com", Role.EDITOR)
    reader = await with_scope(tower, "audit:read")
    assert (await bob.get(path)).status_code == 403
    assert (await tower.anonymous.get(path, headers=reader)).status_code == 200
    assert (await tower.anonymous.get(MONITORS, headers=reader)).status_code == 403


async def test_the_trail_of_another_workspace_does_not_exist(tower: Tower, other: httpx.AsyncClient) -> None:
    await tower.create("shop")
    assert (await other.get(AUDIT)).json()["items"] == []
    assert await exported(other) == []
