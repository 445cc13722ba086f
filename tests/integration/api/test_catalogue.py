"""What there is to choose from."""

import pytest

from tests.integration.api.tower import Tower
from tocsin.probes import discover
from tocsin.storage.regions import RegionRepository

KINDS = "/api/v1/kinds"


async def test_every_kind_that_is_installed_is_listed(tower: Tower) -> None:
    listed = (await tower.client.get(KINDS)).json()["items"]
    assert [one["kind"] for one in listed] == list(discover())


@pytest.mark.parametrize("kind", discover())
async def test_a_kind_brings_what_a_form_needs(tower: Tower, kind: str) -> None:
    found = (await tower.client.get(f"{KINDS}/{kind}")).json()
    assert found["schema"]["type"] == "object"
    assert found["schema"]["properties"].keys() >= found["example"].keys()
    assert found["title"]
    assert found["docs"].startswith(found["summary"])
    assert found in (await tower.client.get(KINDS)).json()["items"]


async def test_a_secret_setting_is_told_as_such(tower: Tower) -> None:
    settings = (await tower.client.get(f"{KINDS}/http")).json()["schema"]["properties"]
    assert (settings["password"]["format"], settings["password"]["writeOnly"]) == ("password", True)


async def test_a_kind_that_is_not_there_is_told_with_those_that_are(tower: Tower) -> None:
    answer = await tower.client.get(f"{KINDS}/htpp")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert "http" in answer.json()["detail"]


async def test_a_region_tells_when_it_was_last_heard_of(tower: Tower) -> None:
    async with tower.parts.database.write() as connection:
        await RegionRepository(connection).ensure(["eu-west"], 1)
    (region,) = (await tower.client.get("/api/v1/regions")).json()["items"]
    assert (region["name"], region["suspect_since"]) == ("eu-west", None)
