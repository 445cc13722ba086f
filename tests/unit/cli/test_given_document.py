"""A document from a file: read, and its faults told by their places."""

from pathlib import Path

import pytest

from tocsin.cli.client import Refused
from tocsin.cli.failures import CommandFailed, UsageWrong
from tocsin.cli.given_document import escaped, read_document, sent_from
from tocsin.cli.monitor_fields import Fields
from tocsin.cli.replies import FieldProblem, Problem
from tocsin.cli.yaml_writer import to_yaml


def _file(folder: Path, text: str) -> str:
    path = folder / "policy.yaml"
    path.write_text(text)
    return str(path)


def _refused(*errors: FieldProblem) -> Refused:
    return Refused("It has faults.", 422, Problem(errors=list(errors)))


def test_json_with_tabs_is_read(tmp_path: Path) -> None:
    assert read_document(_file(tmp_path, '{\n\t"name": "x",\n\t"after": "10m"\n}')).fields == {
        "name": "x",
        "after": "10m",
    }


def test_variables_stand_for_secrets(tmp_path: Path) -> None:
    path = _file(tmp_path, "token: ${TOKEN}\n")
    assert read_document(path, {"TOKEN": "abc"}).fields == {"token": "abc"}


def test_what_is_written_is_read_as_it_was(tmp_path: Path) -> None:
    fields: Fields = {"body_template": "${not a variable}", "config": {"list": ["${x}", 1]}}
    assert read_document(_file(tmp_path, to_yaml(escaped(fields))), {}).fields == fields


def test_a_refused_field_is_told_by_its_place(tmp_path: Path) -> None:
    path = _file(tmp_path, "name: x\nsteps:\n- after: 3x\n")
    with pytest.raises(CommandFailed) as failure, sent_from(path):
        raise _refused(FieldProblem("/steps/0/after", "must be a number"))
    assert str(failure.value) == f"{path}:3:10: /steps/0/after: must be a number"


def test_a_refusal_of_no_field_stays_as_it_is(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="It has faults"), sent_from(_file(tmp_path, "name: x")):
        raise _refused()


def test_without_a_file_there_is_what_was_there() -> None:
    before: Fields = {"name": "x"}
    with sent_from(None, before) as fields:
        fields["name"] = "y"
    assert before == {"name": "x"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- a\n", ":1:1: must be a mapping of fields"),
        ("a: 1\na: 2\n", ":2:1: /a: 'a' is given twice"),
        ("a: ${TOKEN}\n", ":1:4: /a: the environment variable TOKEN is not set"),
        ("", ":1:1: the file is empty"),
        ("a: " + "x" * 1_000_001, "is larger than 1,000,000 bytes"),
    ],
)
def test_what_cannot_be_read_is_wrong_usage(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UsageWrong, match=said):
        read_document(_file(tmp_path, text), {})


def test_what_is_no_text_is_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageWrong, match="is not UTF-8 text"):
        read_document(str(tmp_path / "binary"))
