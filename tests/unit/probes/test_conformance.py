"""What every kind must keep, those of third parties included: found by discovery, so a new kind is tested unasked."""

import asyncio
import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from pydantic import SecretStr

from tests.servers.tcp import closed_port, serve_tcp, silent
from tocsin.core.errors import ErrorCode
from tocsin.core.netpolicy import NetworkPolicy
from tocsin.core.plugins import Deadline, ProbeConfig
from tocsin.core.result import Outcome
from tocsin.core.verdict import Verdict
from tocsin.net.evidence import MAX_EVIDENCE
from tocsin.probes import describe, discover, probes, pushed_kind

KINDS = sorted(discover())
ACTIVE = sorted(probes())
PUSHED = sorted(set(KINDS) - set(ACTIVE))


def example_of(kind: str) -> ProbeConfig:
    probe = discover()[kind]
    return probe.config_type.model_validate(dict(probe.example))


@pytest.mark.parametrize("kind", KINDS)
def test_it_has_a_title_and_a_summary_of_one_sentence(kind: str) -> None:
    told = describe(kind)
    assert told.kind == kind
    assert told.title
    assert told.summary.endswith(".")


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
def test_secrets_are_marked_as_such_in_the_schema(kind: str) -> None:
    properties = describe(kind).schema["properties"]
    for name, field in discover()[kind].config_type.model_fields.items():
        if field.annotation is SecretStr:
            assert (properties[name]["format"], properties[name]["writeOnly"]) == ("password", True)


@pytest.mark.parametrize("kind", KINDS)
def test_its_config_survives_a_round_trip_through_json(kind: str) -> None:
    config = example_of(kind)
    assert type(config).model_validate_json(config.model_dump_json(exclude_defaults=True)) == config


@pytest.mark.parametrize("kind", PUSHED)
def test_a_pushed_kind_says_what_it_awaits(kind: str) -> None:
    told = pushed_kind(kind)
    assert told is not None
    assert 0 < len(told.target(example_of(kind))) <= 200
    assert told.expectation(example_of(kind)).rule


@pytest.mark.parametrize("kind", ACTIVE)
def test_its_target_is_shown_in_a_word(kind: str) -> None:
    target = discover()[kind].target(example_of(kind))
    assert target
    assert not any(character.isspace() for character in target)


@pytest.mark.parametrize("kind", KINDS)
def test_an_unknown_setting_is_refused(kind: str) -> None:
    probe = discover()[kind]
    with pytest.raises(ValueError, match="no_such_setting"):
        probe.config_type.model_validate({**probe.example, "no_such_setting": 1})


@pytest.mark.parametrize("kind", ACTIVE)
async def test_an_unreachable_target_is_an_outcome_that_says_why(kind: str) -> None:
    outcome = await _look(kind, closed_port(), NetworkPolicy())
    assert outcome.verdict is Verdict.DOWN
    assert outcome.error is not None
    assert outcome.message
    assert len(json.dumps(outcome.evidence)) <= MAX_EVIDENCE


@pytest.mark.parametrize("kind", ACTIVE)
async def test_a_denied_address_is_unknown(kind: str) -> None:
    outcome = await _look(kind, 1, NetworkPolicy(deny_private=True))
    assert (outcome.verdict, outcome.error) == (Verdict.UNKNOWN, ErrorCode.ADDRESS_DENIED)


@pytest.mark.parametrize("kind", ACTIVE)
async def test_it_returns_by_the_deadline(kind: str) -> None:
    async with serve_tcp(silent) as port:
        outcome = await asyncio.wait_for(_look(kind, port, NetworkPolicy(), seconds=0.2), 2)
    assert outcome.verdict is Verdict.DOWN


@pytest.mark.parametrize("kind", ACTIVE)
async def test_cancelling_leaves_no_connection(kind: str) -> None:
    opened, closed = asyncio.Event(), asyncio.Event()

    async def watch(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        opened.set()
        await reader.read()
        closed.set()

    async with serve_tcp(watch) as port:
        look = asyncio.create_task(_look(kind, port, NetworkPolicy()))
        await asyncio.wait_for(opened.wait(), 2)
        look.cancel()
        await asyncio.gather(look, return_exceptions=True)
        await asyncio.wait_for(closed.wait(), 2)


@pytest.mark.parametrize("kind", ACTIVE)
async def test_closing_it_twice_does_no_harm(kind: str) -> None:
    probe = probes()[kind](NetworkPolicy())
    await probe.aclose()
    await probe.aclose()


async def _look(kind: str, port: int, policy: NetworkPolicy, *, seconds: float = 5.0) -> Outcome:
    """Run the kind's example against a port of this machine."""
    probe = probes()[kind](policy)
    ours = {"url": f"http://127.0.0.1:{port}/", "host": "127.0.0.1", "port": port}
    config = probe.config_type.model_validate(
        dict(probe.example) | {name: value for name, value in ours.items() if name in probe.config_type.model_fields}
    )
    try:
        return await probe.run(config, Deadline.after(seconds), with_evidence=False)
    finally:
        await probe.aclose()


def _unbounded(schema: Mapping[str, Any]) -> Iterator[str]:
    for part in (schema, *schema.get("$defs", {}).values()):
        for name, field in part.get("properties", {}).items():
            bound = {"string": "maxLength", "array": "maxItems", "object": "maxProperties"}.get(field.get("type"))
            if bound and not {bound, "enum", "const"} & set(field):
                yield name
