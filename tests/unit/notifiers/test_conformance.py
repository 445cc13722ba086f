"""What every notifier must keep, those of third parties too: found by discovery, so a new one is tested unasked."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any

import pytest
from pydantic import SecretStr

from tests.announcements import announcement, message, told
from tests.servers.http import answer, answering, serve_http
from tests.servers.tcp import closed_port, hanging_up, serve_tcp, silent
from tests.unit.notifiers.far_side import example_of, secrets_in, tools
from tocsin.auth.configs import plain
from tocsin.core.alerting.announcement import Purpose
from tocsin.core.netpolicy import NetworkPolicy
from tocsin.core.notifier import DeliveryFailed, Message, Receipt
from tocsin.core.plugins import Deadline
from tocsin.net.web_client import WebClient
from tocsin.notifiers import describe, discover

KINDS = sorted(discover())
CREDENTIAL = re.compile(r"(^|_)(token|password|passphrase|secret|key|webhook|webhook_url)$")
ODD_ANSWERS = {
    "empty": answer(b""),
    "ok": answer(b"ok"),
    "html": answer(b"<html>Welcome to nginx!</html>"),
    "other json": answer(b'[{"ok": "maybe"}, null]'),
    "binary": answer(bytes(range(256))),
    "very long": answer(b'{"errors": "' + b"x" * 200_000 + b'"}'),
    "nothing there": answer(b"", status="404 Not Found"),
    "odd retry-after": answer(b"", status="429 Too Many", headers={"Retry-After": "as soon as you like"}),
    "broken": answer(b"{", status="500 Oops"),
}


@pytest.fixture
async def client() -> AsyncIterator[WebClient]:
    client = WebClient(NetworkPolicy())
    yield client
    await client.aclose()


@pytest.mark.parametrize("kind", KINDS)
def test_it_has_a_title_and_a_summary_of_one_sentence(kind: str) -> None:
    said = describe(kind)
    assert said.kind == kind
    assert said.title
    assert said.summary.endswith(".")


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_has_a_title_and_a_description(kind: str) -> None:
    for name, field in discover()[kind].config_type.model_fields.items():
        assert field.title, name
        assert field.description, name


@pytest.mark.parametrize("kind", KINDS)
def test_every_text_list_and_mapping_is_bounded(kind: str) -> None:
    assert list(_unbounded(describe(kind).schema)) == []


@pytest.mark.parametrize("kind", KINDS)
def test_its_schema_is_plain_json_and_closed(kind: str) -> None:
    schema = describe(kind).schema
    assert json.loads(json.dumps(schema)) == schema
    assert schema["additionalProperties"] is False


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_called_a_credential_is_kept_as_one(kind: str) -> None:
    fields = discover()[kind].config_type.model_fields
    assert [name for name, field in fields.items() if CREDENTIAL.search(name) and not _is_secret(field)] == []


@pytest.mark.parametrize("kind", KINDS)
def test_secrets_are_marked_as_such_in_the_schema(kind: str) -> None:
    properties = describe(kind).schema["properties"]
    for name, field in discover()[kind].config_type.model_fields.items():
        if field.annotation is SecretStr:
            assert (properties[name]["format"], properties[name]["writeOnly"]) == ("password", True)


@pytest.mark.parametrize("kind", KINDS)
def test_its_config_survives_a_round_trip_through_json(kind: str) -> None:
    config = example_of(kind)
    assert type(config).model_validate_json(json.dumps(plain(config, only_set=True))) == config


@pytest.mark.parametrize("kind", KINDS)
def test_an_unknown_setting_is_refused(kind: str) -> None:
    notifier = discover()[kind]
    with pytest.raises(ValueError, match="no_such_setting"):
        notifier.config_type.model_validate({**notifier.example, "no_such_setting": 1})


@pytest.mark.parametrize("kind", KINDS)
async def test_a_far_side_that_refuses_is_tried_again_later(kind: str, client: WebClient) -> None:
    with pytest.raises(DeliveryFailed) as failed:
        await _send(kind, client, f"http://127.0.0.1:{closed_port()}")
    assert not failed.value.is_permanent
    assert failed.value.answer


@pytest.mark.parametrize("kind", KINDS)
async def test_a_failure_holds_no_credential(kind: str, client: WebClient) -> None:
    async with serve_tcp(hanging_up) as port:
        with pytest.raises(DeliveryFailed) as failed:
            await _send(kind, client, f"http://127.0.0.1:{port}")
    said = f"{failed.value.answer} {failed.value} {failed.value!r}"
    assert [secret for secret in secrets_in(example_of(kind)) if secret in said] == []


@pytest.mark.parametrize("kind", KINDS)
async def test_it_gives_up_by_the_deadline(kind: str, client: WebClient) -> None:
    async with serve_tcp(silent) as port:
        with pytest.raises(DeliveryFailed) as failed:
            await asyncio.wait_for(_send(kind, client, f"http://127.0.0.1:{port}", seconds=0.2), 2)
    assert not failed.value.is_permanent


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("odd", ODD_ANSWERS)
async def test_whatever_the_far_side_says_is_a_receipt_or_a_failure(kind: str, odd: str, client: WebClient) -> None:
    async with serve_http(answering(ODD_ANSWERS[odd])) as base:
        said = await _outcome(kind, client, base, message())
    assert len(said.answer) <= 2000


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("purpose", Purpose)
async def test_it_has_words_for_every_purpose(kind: str, purpose: Purpose, client: WebClient) -> None:
    async with serve_http(answering(answer(b"{}"))) as base:
        await _outcome(kind, client, base, message(purpose))


@pytest.mark.parametrize("kind", KINDS)
async def test_a_message_about_very_much_can_be_said(kind: str, client: WebClient) -> None:
    many = announcement(incidents=tuple(told(number, summary="ü" * 1000) for number in range(50)), total=2800)
    long = message(announcement=many, title="🔥" * 120, body="<b>&" * 16_000, text="日本\n" * 16_000)
    async with serve_http(answering(answer(b"{}"))) as base:
        await _outcome(kind, client, base, long)


@pytest.mark.parametrize("kind", KINDS)
async def test_closing_it_twice_does_no_harm(kind: str, client: WebClient) -> None:
    notifier = discover()[kind](tools(client, "http://127.0.0.1:1"))
    await notifier.aclose()
    await notifier.aclose()


@pytest.mark.parametrize("kind", KINDS)
def test_to_whom_its_secrets_are_shown_can_be_compared(kind: str) -> None:
    notifier = discover()[kind]
    assert notifier.recipient(dict(notifier.example)) == notifier.recipient(dict(notifier.example))
    notifier.recipient({name: [1, {"x": None}] for name in notifier.config_type.model_fields})


async def _send(kind: str, client: WebClient, base: str, *, seconds: float = 5.0) -> Receipt:
    return await _say(kind, client, base, message(), seconds)


async def _outcome(kind: str, client: WebClient, base: str, what: Message) -> Receipt | DeliveryFailed:
    try:
        return await _say(kind, client, base, what, 5.0)
    except DeliveryFailed as failed:
        return failed


async def _say(kind: str, client: WebClient, base: str, what: Message, seconds: float) -> Receipt:
    notifier = discover()[kind](tools(client, base))
    try:
        return await notifier.send(example_of(kind), what, Deadline.after(seconds))
    finally:
        await notifier.aclose()


def _is_secret(field: Any) -> bool:
    return "SecretStr" in str(field.annotation)


def _unbounded(schema: Mapping[str, Any]) -> Iterator[str]:
    for part in (schema, *schema.get("$defs", {}).values()):
        for name, field in part.get("properties", {}).items():
            bound = {"string": "maxLength", "array": "maxItems", "object": "maxProperties"}.get(field.get("type"))
            if bound and not {bound, "enum", "const"} & set(field):
                yield name
