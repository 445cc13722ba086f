"""What no key opens can be entered again, and nothing else of it is lost."""

from __future__ import annotations

import pytest

from tests.integration.services.sealed_things import Sealed
from tocsin.auth.configs import JsonObject
from tocsin.auth.secrets import SecretBox, SecretUnreadable, new_secret_key
from tocsin.bus.memory import MemoryBus
from tocsin.services import audit, monitors, ping_keys, plan, resealing
from tocsin.services.parts import Parts
from tocsin.storage.audit import AuditFilter

HEADERS: JsonObject = {"X-A": "four", "X-B": "five"}
PATCH: JsonObject = {"config": {"secret_headers": HEADERS, "password": "six"}}


@pytest.fixture
def keyless(sealed: Sealed) -> Parts:
    """Whoever started the server has given it another key."""
    return Parts(sealed.database, MemoryBus(), SecretBox([new_secret_key()]))


async def test_the_secrets_of_a_monitor_can_be_entered_again(sealed: Sealed, keyless: Parts) -> None:
    await monitors.change(keyless, sealed.actor, sealed.monitor_id, PATCH)
    census = await resealing.census(sealed.database, keyless.box)
    assert f"monitor {sealed.monitor_id}" not in census.places
    assert census.readable == {keyless.box.key_ids[0]: 3}


async def test_the_audit_trail_tells_of_those_secrets_alone_and_masked(sealed: Sealed, keyless: Parts) -> None:
    await monitors.change(keyless, sealed.actor, sealed.monitor_id, PATCH)
    where = AuditFilter(subject=f"monitor:{sealed.monitor_id}")
    page = await audit.page(keyless, sealed.actor, where, cursor=None, limit=1)
    masked = {"before": "********", "after": "********"}
    fields = ("config.secret_headers.X-A", "config.secret_headers.X-B", "config.password")
    assert {field: page.items[0].detail[field] for field in fields} == dict.fromkeys(fields, masked)
    assert len(page.items[0].detail) <= len(fields) + 1


async def test_a_secret_that_is_not_entered_again_is_missed(sealed: Sealed, keyless: Parts) -> None:
    with pytest.raises(SecretUnreadable):
        await monitors.change(keyless, sealed.actor, sealed.monitor_id, {"config": {"password": "six"}})


async def test_a_file_of_monitors_enters_them_again(sealed: Sealed, keyless: Parts) -> None:
    config = {"url": "https://example.com/", "username": "ada", "password": "six", "secret_headers": HEADERS}
    declared = {"name": "deep", "kind": "http", "config": config}
    await plan.apply(keyless, sealed.actor, "file", [declared], dry_run=False)
    assert f"monitor {sealed.monitor_id}" not in (await resealing.census(sealed.database, keyless.box)).places


async def test_ping_keys_can_be_made_anew(sealed: Sealed, keyless: Parts) -> None:
    await ping_keys.rotate_workspace_key(keyless, sealed.actor)
    await ping_keys.rotate(keyless, sealed.actor, sealed.monitor_id + 1)
    assert (await resealing.census(sealed.database, keyless.box)).readable == {keyless.box.key_ids[0]: 2}
