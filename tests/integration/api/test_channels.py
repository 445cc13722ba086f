"""Channels: made, read, changed, switched on and off, and deleted by the API."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.api.test_access import with_scope
from tests.integration.api.tower import Tower
from tests.integration.api.trail import newest_entry
from tocsin.auth.configs import MASK
from tocsin.services.channels import MOST_A_WORKSPACE
from tocsin.storage.channels import ChannelFields, ChannelRepository

CHANNELS = "/api/v1/channels"
URL = "https://example.com/tocsin"
SECRET = "Bearer a-token-of-somebody"
HOOK: dict[str, Any] = {"url": URL, "headers": {"Authorization": SECRET}}
MAIL: dict[str, Any] = {"name": "mail", "kind": "email", "config": {"to": ["ops@example.com"]}}


def draft(name: str = "on call", **fields: Any) -> dict[str, Any]:
    return {"name": name, "kind": "webhook", "config": HOOK, **fields}


async def made(tower: Tower, name: str = "on call", **fields: Any) -> dict[str, Any]:
    answer = await tower.client.post(CHANNELS, json=draft(name, **fields))
    assert answer.status_code == 201, answer.text
    created: dict[str, Any] = answer.json()
    return created


async def pointers(tower: Tower, sent: dict[str, Any]) -> dict[str, str]:
    answer = await tower.client.post(CHANNELS, json=sent)
    assert answer.status_code == 422, answer.text
    return {one["pointer"]: one["message"] for one in answer.json()["errors"]}


async def stored_config(tower: Tower, channel_id: int) -> str:
    async with tower.parts.database.read() as connection:
        stored = await ChannelRepository(connection).get(tower.actor.workspace_id, channel_id)
    return stored.fields.config.decode()


async def test_a_channel_is_made_read_and_listed(tower_on_both: Tower) -> None:
    channel = await made(tower_on_both, title_template="{{ title }}!", canary_every="7d")
    assert (await tower_on_both.client.get(f"{CHANNELS}/{channel['id']}")).json() == channel
    assert (await tower_on_both.client.get(CHANNELS)).json()["items"] == [channel]
    assert (channel["title_template"], channel["canary_every"]) == ("{{ title }}!", 604_800)
    assert channel["health"]["next_canary_at"] is not None


async def test_its_secrets_are_masked_and_sealed(tower_on_both: Tower) -> None:
    channel = await made(tower_on_both)
    assert channel["config"] == {"url": URL, "headers": {"Authorization": MASK}}
    assert SECRET not in await stored_config(tower_on_both, channel["id"])
    assert SECRET not in (await tower_on_both.client.get("/api/v1/audit")).text


async def test_the_same_creation_sent_again_is_answered_alike(tower: Tower) -> None:
    headers = {"Idempotency-Key": "once"}
    first = await tower.client.post(CHANNELS, json=draft(), headers=headers)
    second = await tower.client.post(CHANNELS, json=draft(), headers=headers)
    assert (second.json(), second.headers["Idempotency-Replayed"]) == (first.json(), "true")


async def test_a_masked_secret_keeps_its_value_while_it_goes_to_the_same_place(tower: Tower) -> None:
    channel = await made(tower)
    before = await stored_config(tower, channel["id"])
    answer = await tower.client.put(f"{CHANNELS}/{channel['id']}", json=draft("renamed", config=channel["config"]))
    assert answer.status_code == 200, answer.text
    kept, sealed = (await stored_config(tower, channel["id"])), before
    box = tower.parts.box
    assert [box.decrypt(text.split('"')[-2]) for text in (kept, sealed)] == [SECRET, SECRET]


async def test_a_masked_secret_is_not_sent_elsewhere(tower: Tower) -> None:
    channel = await made(tower)
    elsewhere = {**channel["config"], "url": "https://evil.example/"}
    answer = await tower.client.put(f"{CHANNELS}/{channel['id']}", json=draft(config=elsewhere))
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/config/headers/Authorization"


async def test_an_edit_names_what_it_changed_and_no_secret(tower: Tower) -> None:
    channel = await made(tower)
    changed = {"url": URL, "headers": {"Authorization": "Bearer another"}}
    await tower.client.put(f"{CHANNELS}/{channel['id']}", json=draft(config=changed, body_template="x" * 500))
    entry = await newest_entry(tower.client, "channel.updated")
    assert entry["subject"] == f"channel:{channel['id']}"
    assert entry["detail"]["config.headers.Authorization"] == {"before": MASK, "after": MASK}
    assert len(entry["detail"]["body_template"]["after"]) < 300


async def test_an_edit_of_another_revision_is_refused(tower: Tower) -> None:
    channel = await made(tower)
    path = f"{CHANNELS}/{channel['id']}"
    assert (await tower.client.put(path, json=draft("b"), headers={"If-Match": '"1"'})).headers["ETag"] == '"2"'
    assert (await tower.client.put(path, json=draft("c"), headers={"If-Match": '"1"'})).status_code == 412
    assert (await tower.client.post(f"{path}/disable", headers={"If-Match": '"1"'})).status_code == 412


async def test_it_is_switched_off_and_on_again(tower: Tower) -> None:
    channel = await made(tower)
    path = f"{CHANNELS}/{channel['id']}"
    assert (await tower.client.post(f"{path}/disable")).json()["enabled"] is False
    assert (await newest_entry(tower.client, "channel.disabled"))["detail"]["name"] == "on call"
    assert (await tower.client.post(f"{path}/enable")).json()["enabled"] is True
    assert (await tower.client.post(f"{path}/enable")).json()["revision"] == 3


@pytest.mark.parametrize(
    ("fields", "pointer", "told"),
    [
        ({"kind": "webhok"}, "/kind", "did you mean 'webhook'?"),
        ({"config": {}}, "/config/url", "is required"),
        ({"config": {"url": URL, "urll": ""}}, "/config/urll", "did you mean 'url'?"),
        ({"config": []}, "/config", "must be an object"),
        ({"name": ""}, "/name", "must not be empty"),
        ({"nam": "x"}, "/nam", "did you mean 'name'?"),
        ({"fallback": "nobody"}, "/fallback", "is not a channel of this workspace: 'nobody'"),
        ({"fallback": 10**9}, "/fallback", "is not a channel of this workspace"),
        ({"canary_every": "5m"}, "/canary_every", "must be between 1h and 31d"),
        ({"title_template": "{{ titel }}"}, "/title_template", "line 1: there is no `titel`: did you mean `title`?"),
        ({"body_template": "a\n{% if %}"}, "/body_template", "line 2: "),
        ({"body_template": "x" * 40_000}, "/body_template", "at most 32768 characters"),
        ({"title_template": "a\x00"}, "/title_template", "NUL"),
        ({"config": {"url": URL, "headers": {"X-Key": MASK}}}, "/config/headers/X-Key", "is the mask"),
    ],
)
async def test_what_does_not_fit_is_told_where_and_how(
    tower: Tower, fields: dict[str, Any], pointer: str, told: str
) -> None:
    assert told in (await pointers(tower, draft(**fields)))[pointer]


async def test_all_faults_are_told_at_once(tower: Tower) -> None:
    found = await pointers(tower, draft(config={}, title_template="{{ x", body_template="{{ y }}\n{{ z }}"))
    assert set(found) == {"/config/url", "/title_template", "/body_template"}


async def test_names_are_unique(tower: Tower) -> None:
    await made(tower)
    assert (await tower.client.post(CHANNELS, json=draft())).status_code == 409


async def test_a_workspace_has_so_many_and_no_more(tower: Tower) -> None:
    async with tower.parts.database.write() as connection:
        for number in range(MOST_A_WORKSPACE):
            fields = ChannelFields(name=f"n{number}", kind="webhook", config=b"{}")
            await ChannelRepository(connection).create(tower.actor.workspace_id, fields, 0)
    answer = await tower.client.post(CHANNELS, json=draft())
    assert (answer.status_code, answer.json()["detail"]) == (409, "A workspace has 200 channels at most.")


async def test_another_channel_may_stand_in_for_it(tower: Tower) -> None:
    mail = (await tower.client.post(CHANNELS, json=MAIL)).json()
    assert (await made(tower, fallback="mail"))["fallback"] == mail["id"]
    assert (await made(tower, "other", fallback=mail["id"]))["fallback"] == mail["id"]


async def test_none_stands_in_for_itself_in_the_end(tower: Tower) -> None:
    first = await made(tower, "a")
    second = await made(tower, "b", fallback="a")
    for channel, fallback in ((first, "b"), (second, "b")):
        answer = await tower.client.put(f"{CHANNELS}/{channel['id']}", json=draft(channel["name"], fallback=fallback))
        assert answer.status_code == 422
        assert "stand in for itself" in answer.json()["errors"][0]["message"]


async def test_a_chain_of_stand_ins_has_an_end(tower: Tower) -> None:
    await made(tower, "0")
    for number in range(1, 6):
        await made(tower, str(number), fallback=str(number - 1))
    assert "chain" in (await pointers(tower, draft("6", fallback="5")))["/fallback"]


async def test_what_tells_by_a_channel_keeps_it_from_being_deleted(tower: Tower) -> None:
    channel = await made(tower)
    await made(tower, "other", fallback="on call")
    steps = [{"targets": [{"channel": "on call"}]}]
    assert (await tower.client.post("/api/v1/policies", json={"name": "shop", "steps": steps})).status_code == 201
    answer = await tower.client.delete(f"{CHANNELS}/{channel['id']}")
    assert answer.status_code == 409
    assert "the policy 'shop', the channel 'other'" in answer.json()["detail"]


async def test_a_channel_that_nothing_names_is_deleted(tower_on_both: Tower) -> None:
    channel = await made(tower_on_both)
    path = f"{CHANNELS}/{channel['id']}"
    assert (await tower_on_both.client.delete(path)).status_code == 204
    assert (await tower_on_both.client.get(path)).status_code == 404
    assert (await tower_on_both.client.delete(path)).status_code == 404
    entry = await newest_entry(tower_on_both.client, "channel.deleted")
    assert entry["detail"] == {"name": "on call", "kind": "webhook"}


async def test_who_may_only_read_sees_channels_without_secrets_and_changes_none(tower: Tower) -> None:
    channel = await made(tower)
    reader = await with_scope(tower, "read")
    assert SECRET not in (await tower.anonymous.get(CHANNELS, headers=reader)).text
    for path in ("", f"/{channel['id']}/test", "/try", "/preview"):
        assert (await tower.anonymous.post(f"{CHANNELS}{path}", json=draft(), headers=reader)).status_code == 403


async def test_kinds_are_listed_with_what_their_forms_need(tower: Tower) -> None:
    kinds = {one["kind"]: one for one in (await tower.client.get("/api/v1/channel-kinds")).json()["items"]}
    assert kinds["email"]["format"] == "html"
    assert kinds["webhook"]["schema"]["properties"]["url"]["title"] == "URL"
    assert (await tower.client.get("/api/v1/channel-kinds/email")).json() == kinds["email"]
    assert (await tower.client.get("/api/v1/channel-kinds/pigeon")).status_code == 404
