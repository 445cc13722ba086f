"""Values that come from a file or from standard input."""

import io
from pathlib import Path

import pytest

from tocsin.cli.failures import UsageWrong
from tocsin.cli.given_secrets import assignments, text_of


def test_a_value_is_read_from_a_file_without_its_last_line_end(tmp_path: Path) -> None:
    (tmp_path / "token").write_bytes(b"two\nlines\r\n")
    assert assignments([f"token=@{tmp_path / 'token'}", "url=x"]) == ["token=two\nlines", "url=x"]


def test_a_value_is_read_from_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("a=b\n"))
    assert assignments(["token=-"]) == ["token=a=b"]


def test_two_at_signs_are_one() -> None:
    assert assignments(["mention=@@here"]) == ["mention=@here"]


def test_text_may_lie_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "title.j2").write_text("{{ title }}\n")
    assert text_of(f"@{tmp_path / 'title.j2'}", "--title-template") == "{{ title }}\n"
    assert text_of("{{ title }}", "--title-template") == "{{ title }}"


def test_standard_input_is_read_once() -> None:
    with pytest.raises(UsageWrong, match="only one --set"):
        assignments(["a=-", "b=-"])


def test_nothing_is_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    with pytest.raises(UsageWrong, match="nothing came on standard input"):
        assignments(["token=-"])


@pytest.mark.parametrize(
    ("content", "said"), [(b"\xff", "is not UTF-8 text"), (b"x" * 100_001, "is larger than 100,000 bytes")]
)
def test_what_cannot_be_text_is_refused_without_its_content(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "token").write_bytes(content)
    with pytest.raises(UsageWrong, match=said):
        assignments([f"token=@{tmp_path / 'token'}"])


def test_a_file_that_is_not_there_is_told() -> None:
    with pytest.raises(UsageWrong, match=r"--set token: none cannot be read: .* is written @@"):
        assignments(["token=@none"])
