"""The OpenAPI document: whole, in order, and true to what is sent."""

from __future__ import annotations

import json
import re

import pytest

from tests.integration.api.tower import Tower
from tocsin.api.pings import contract as pings
from tools.reference.api import contract, document, operations

EVERY = list(operations())
DOOR = pings.paths()
"""Answers as its dialects do: whoever pings reads no problem documents."""
TAKES_BODY = [entry for entry in EVERY if "requestBody" in entry[2] and entry[1] not in DOOR]


@pytest.mark.parametrize(("method", "path", "operation"), EVERY)
def test_every_operation_says_what_it_does(method: str, path: str, operation: dict[str, str]) -> None:
    assert operation["description"]
    assert operation["tags"][0] in {tag["name"] for tag in contract()["tags"]}
    assert re.fullmatch(r"[a-z]+(_[a-z]+)+", operation["operationId"])


def test_every_operation_has_a_name_of_its_own() -> None:
    names = [operation["operationId"] for _, _, operation in EVERY]
    assert len(names) == len(set(names))


MALFORMED_ADDRESS = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
"""It does not come as far as a route."""


@pytest.mark.parametrize(("method", "path", "operation"), TAKES_BODY)
def test_what_takes_a_body_documents_how_it_may_be_wrong(method: str, path: str, operation: dict[str, object]) -> None:
    assert {"400", "401", "413", "415", "422"} <= set(operation["responses"])  # type: ignore[call-overload]


def test_every_error_is_documented_as_a_problem() -> None:
    for _, path, operation in EVERY:
        for status, answer in operation["responses"].items():
            is_other = path == "/readyz" or path in DOOR or operation["tags"] == ["compatibility"]
            if status >= "400" and not is_other:
                assert list(answer["content"]) == ["application/problem+json"], (path, status)


def test_every_error_of_a_compatible_contract_is_documented_as_a_detail() -> None:
    for _, path, operation in EVERY:
        for status, answer in operation["responses"].items():
            if status >= "400" and operation["tags"] == ["compatibility"]:
                name = "FieldDetails" if status == "422" else "Detail"
                told = {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}
                told |= MALFORMED_ADDRESS if status == "400" else {}
                assert answer["content"] in (told, MALFORMED_ADDRESS if status == "400" else told), (path, status)


def test_a_malformed_address_is_documented_everywhere() -> None:
    for _, path, operation in EVERY:
        assert MALFORMED_ADDRESS.items() <= operation["responses"]["400"]["content"].items(), path


def test_no_reference_leads_nowhere() -> None:
    text = json.dumps(contract())
    known = contract()["components"]["schemas"]
    assert set(re.findall(r'"#/components/schemas/([^"]+)"', text)) <= set(known)


def test_a_monitor_is_documented_where_it_is_sent() -> None:
    create = contract()["paths"]["/api/v1/monitors"]["post"]["requestBody"]["content"]["application/json"]
    assert create["schema"] == {"$ref": "#/components/schemas/MonitorDraft"}


@pytest.mark.parametrize("path", DOOR)
async def test_every_documented_address_of_the_door_leads_there(tower: Tower, path: str) -> None:
    address = path.replace("{signal}", "start").replace("{", "").replace("}", "")
    assert "ping-body-limit" in (await tower.anonymous.post(address)).headers


def test_the_document_is_the_same_every_time() -> None:
    first = document()
    contract.cache_clear()
    assert document() == first
