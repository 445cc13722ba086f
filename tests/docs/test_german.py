"""What the server says of its kinds, and the web client shows, is there in German too."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from tocsin import notifiers, probes
from tocsin.api.answers.channels import ChannelKindAnswer
from tocsin.api.answers.hooks import HookKindAnswer
from tocsin.api.routers.catalogue import KindAnswer
from tocsin.hooks import KINDS
from tocsin.probes.manual import Manual, ManualConfig

GERMAN = Path(__file__).parents[2] / "web" / "src" / "i18n" / "de"
Schema = dict[str, Any]
Kind = KindAnswer | ChannelKindAnswer | HookKindAnswer

INITIALS = re.compile(r"\b(api|dns|html|http|https|id|ip|json|sni|ssl|tcp|tls|ttl|udp|uri|url)\b", re.IGNORECASE)
# `GET`, `1.1`, `P5`: names in every language.
NAME = re.compile(r"[A-Z0-9.]+")
CODE = re.compile(r"`+[^`]+`+|https?://[^\s)>`]+")
HEADING = re.compile(r"^(#+ .*)\n+", re.MULTILINE)
FOREIGN_WORDS = re.compile(r"\b(?:incidents?|policy|silences?|channels?|responder|dein|deine|du)\b", re.IGNORECASE)


def kinds() -> list[Kind]:
    return [
        *(KindAnswer.of(probes.describe(kind)) for kind in probes.discover()),
        *(ChannelKindAnswer.of(notifiers.describe(kind)) for kind in notifiers.discover()),
        *(HookKindAnswer.of(kind) for kind in KINDS.values()),
    ]


def table(name: str) -> dict[str, str]:
    found: dict[str, str] = json.loads((GERMAN / f"{name}.json").read_text())
    return found


def in_words(name: str) -> str:
    """As `inWords` in `web/src/forms/fields.ts`."""
    words = name.replace("_", " ").strip()
    return INITIALS.sub(lambda found: found[0].upper(), words[:1].upper() + words[1:])


def resolved(schema: Schema, root: Schema) -> Schema:
    if "$ref" not in schema:
        return schema
    target = root["$defs"][schema["$ref"].removeprefix("#/$defs/")]
    return resolved(target, root) | schema


def of_fields(schema: Schema, root: Schema) -> Iterator[str]:
    for name, given in schema.get("properties", {}).items():
        field = resolved(given, root)
        yield given.get("title") or in_words(name)
        yield field.get("description", "")
        yield from of_value(field, root)


def of_value(given: Schema, root: Schema) -> Iterator[str]:
    schema = resolved(given, root)
    yield from (word.replace("_", " ") for word in schema.get("enum", ()) if isinstance(word, str))
    given_parts: list[Schema] = schema.get("anyOf") or schema.get("oneOf") or []
    parts = [part for part in (resolved(one, root) for one in given_parts) if part.get("type") != "null"]
    yield from (part["const"] for part in parts if "const" in part)
    yield from of_union(parts, root) if len(parts) > 1 else chain(*(of_value(part, root) for part in parts))
    if "items" in schema:
        yield from of_value(schema["items"], root)
    yield from of_fields(schema, root)


def of_union(parts: list[Schema], root: Schema) -> Iterator[str]:
    names: list[str] = list(parts[0].get("properties", ()))
    tags = [name for name in names if all("const" in part.get("properties", {}).get(name, ()) for part in parts)]
    for tag, part in ((tag, part) for tag in tags for part in parts):
        others = {name: field for name, field in part["properties"].items() if name != tag}
        yield from (in_words(tag), in_words(part["properties"][tag]["const"]), part.get("description", ""))
        yield from of_fields({"properties": others}, root)


def summary_of(kind: Kind) -> str:
    return kind.docs.split("\n\n")[0] if isinstance(kind, HookKindAnswer) else kind.summary


def texts_of(kind: Kind) -> set[str]:
    found = {kind.title, summary_of(kind), *of_fields(kind.config_schema, kind.config_schema)}
    return {text for text in found if text and not NAME.fullmatch(text)}


def targets() -> set[str]:
    """What a monitor looks at, where that is nothing: fixed words. Those that tell of a time are the server's."""
    return {Manual.target(ManualConfig())}


def paragraphs_of(kind: Kind) -> set[str]:
    """Those that are shown: of a monitor's kind none, and the first stands above as its summary."""
    if isinstance(kind, KindAnswer):
        return set()
    found = HEADING.sub(r"\1\n\n", kind.docs).split("\n\n")[1:]
    return {paragraph for paragraph in found if not paragraph.startswith(("```", "    "))}


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: f"{type(kind).__name__}-{kind.kind}")
def test_every_text_of_a_kind_is_there_in_german(kind: Kind) -> None:
    assert texts_of(kind) <= table("schema-texts").keys()
    assert paragraphs_of(kind) <= table("kind-docs").keys()


def test_no_text_is_there_in_german_that_nothing_says() -> None:
    assert table("schema-texts").keys() == targets().union(*(texts_of(kind) for kind in kinds()))
    assert table("kind-docs").keys() == set().union(*(paragraphs_of(kind) for kind in kinds()))


def test_code_and_addresses_of_what_is_written_about_kinds_stay_as_they_are() -> None:
    changed = [
        german
        for english, german in table("kind-docs").items()
        if sorted(CODE.findall(english)) != sorted(CODE.findall(german))
    ]
    assert changed == []


@pytest.mark.parametrize("name", ["schema-texts", "kind-docs"])
def test_the_german_uses_the_words_of_the_product(name: str) -> None:
    said = {german: re.sub(r"\*[^*]+\*", "", CODE.sub("", german)) for german in table(name).values()}
    assert [german for german, words in said.items() if FOREIGN_WORDS.search(words) or '"' in words] == []
