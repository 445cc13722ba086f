"""What exists is documented: every setting, kind, command and endpoint, each in its own words."""

from pathlib import Path

import pytest
from typer.core import TyperArgument, TyperCommand, TyperOption

from tocsin import notifiers, probes
from tocsin.settings import Settings, variable
from tools import generate_docs
from tools.reference.api import operations
from tools.reference.cli import commands
from tools.reference.schema import Schema

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
COMMANDS = [(" ".join(words), command) for words, command in commands()]
OPERATIONS = [(f"{method} {path}", operation) for method, path, operation in operations()]


@pytest.mark.parametrize("name", generate_docs.PAGES)
def test_the_page_says_what_the_code_says(name: str) -> None:
    assert (REFERENCE / name).read_text() == generate_docs.PAGES[name](), "stale: run `make docs`"


@pytest.mark.parametrize("field", Settings.model_fields)
def test_a_setting_is_documented(field: str) -> None:
    assert len(Settings.model_fields[field].description or "") > 10
    assert f"`{variable(field)}`" in (REFERENCE / "settings.md").read_text()


@pytest.mark.parametrize("kind", sorted(probes.discover()))
def test_a_kind_is_documented(kind: str) -> None:
    assert len(probes.describe(kind).docs) > 100
    assert f"## {kind}\n" in (REFERENCE / "kinds.md").read_text()


@pytest.mark.parametrize("kind", sorted(notifiers.discover()))
def test_a_kind_of_channel_is_documented(kind: str) -> None:
    assert len(notifiers.describe(kind).docs) > 100
    assert f"## {kind}\n" in (REFERENCE / "channels.md").read_text()


@pytest.mark.parametrize(("words", "command"), COMMANDS, ids=[words for words, _ in COMMANDS])
def test_a_command_is_documented(words: str, command: TyperCommand) -> None:
    assert len(command.help or "") > 10
    assert f"## {words}\n" in (REFERENCE / "cli.md").read_text()


@pytest.mark.parametrize(("words", "command"), COMMANDS, ids=[words for words, _ in COMMANDS])
def test_every_option_of_a_command_says_what_it_does(words: str, command: TyperCommand) -> None:
    given = [parameter for parameter in command.params if isinstance(parameter, TyperOption | TyperArgument)]
    assert [parameter.name for parameter in given if not parameter.help and not parameter.hidden] == []


@pytest.mark.parametrize(("words", "operation"), OPERATIONS, ids=[words for words, _ in OPERATIONS])
def test_an_endpoint_is_documented(words: str, operation: Schema) -> None:
    assert operation["summary"]
    assert len(operation.get("description", "")) > 10
    assert f"### {words}\n" in (REFERENCE / "api.md").read_text()


@pytest.mark.parametrize(("words", "operation"), OPERATIONS, ids=[words for words, _ in OPERATIONS])
def test_every_query_parameter_of_an_endpoint_says_what_it_does(words: str, operation: Schema) -> None:
    silent = [p["name"] for p in operation.get("parameters", ()) if p["in"] == "query" and not p.get("description")]
    assert silent == []
