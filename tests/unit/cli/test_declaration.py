"""Files of monitors: what they declare, and each fault with its file, line and column."""

from pathlib import Path

import pytest

from tocsin.cli import declaration
from tocsin.cli.declaration import DeclarationInvalid, load, read

EXAMPLES = sorted((Path(__file__).parents[3] / "examples").glob("*.yaml"))
MONITOR = "  - {name: a, kind: tcp, config: {host: h, port: 1}}\n"
OTHER = "  - {name: b, kind: tcp, config: {host: h, port: 1}, timeout: 10s}\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _faults(text: str) -> list[str]:
    path = Path("m.yaml")
    path.write_text(text)
    with pytest.raises(DeclarationInvalid) as caught:
        load(path, {})
    return [str(problem) for problem in caught.value.problems]


def _write(text: str) -> Path:
    path = Path("m.yaml")
    path.write_text(text)
    return path


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("- a\n", "m.yaml:1:1: must be a mapping with the key 'monitors'"),
        ("version: 1\n", "m.yaml:1:1: /monitors: must be a list of monitors; an empty one is written []"),
        ("monitors:\n", "m.yaml:1:10: /monitors: must be a list of monitors; an empty one is written []"),
        ("monitors: []\nmonitor: []\n", "m.yaml:2:1: /monitor: is not a known key: did you mean 'monitors'?"),
        ("version: 2\nmonitors: []\n", "m.yaml:1:10: /version: must be 1, the only version that there is"),
        (
            "source: a b\nmonitors: []\n",
            "m.yaml:1:9: /source: must be 1 to 100 letters, digits or . _ / - and begin with a letter or digit",
        ),
        (
            "defaults: [1]\nmonitors: []\n",
            "m.yaml:1:11: /defaults: must be a mapping of fields that every monitor gets",
        ),
        (
            "defaults:\n  timeot: 1\nmonitors: []\n",
            "m.yaml:2:3: /defaults/timeot: is not a known field: did you mean 'timeout'?",
        ),
        (
            "defaults:\n  name: a\nmonitors: []\n",
            "m.yaml:2:3: /defaults/name: belongs to each monitor and cannot have a default",
        ),
        ("monitors:\n  - a\n", "m.yaml:2:5: /monitors/0: must be a mapping of a monitor's fields"),
        ("monitors:\n  - name: a\n    name: b\n", "m.yaml:3:5: /monitors/0/name: 'name' is given twice"),
        ("monitors:\n\t- name: a\n", "m.yaml:2:1: a tab cannot indent YAML: use spaces"),
        (
            "monitors:\n  - name: ${N}\n",
            "m.yaml:2:11: /monitors/0/name: the environment variable N is not set: set it, or write ${N:-default}",
        ),
        (
            "monitors:\n  - name: a\n    kind: htp\n    config: {}\n",
            "m.yaml:3:11: /monitors/0/kind: is not a known kind: did you mean 'http'?",
        ),
        (
            "monitors:\n  - name: a\n    kind: tcp\n    interval: 0.2s\n    config: {host: h, port: 1}\n",
            "m.yaml:4:15: /monitors/0/interval: must be between 1s and 1d, got 200ms",
        ),
        (
            "monitors:\n  - name: a\n    kind: tcp\n    config:\n      host: h\n      port: 70000\n",
            "m.yaml:6:13: /monitors/0/config/port: must be at most 65535",
        ),
        (
            "monitors:\n  - name: a\n    kind: tcp\n    config: {host: h}\n",
            "m.yaml:4:13: /monitors/0/config/port: is required",
        ),
        (
            "monitors:\n  - name: a\n    kind: tcp\n    intervall: 1m\n    config: {host: h, port: 1}\n",
            "m.yaml:4:16: /monitors/0/intervall: is not a known field: did you mean 'interval'?",
        ),
        (
            f"monitors:\n{MONITOR}{MONITOR}",
            "m.yaml:3:12: /monitors/1/name: must be unique, and 'a' is the name of the monitor in line 2",
        ),
    ],
)
def test_a_fault_names_its_place_and_what_would_be_right(folder: Path, text: str, fault: str) -> None:
    [found] = _faults(text)
    assert found.startswith(fault)


def test_every_faulty_monitor_is_told_in_the_order_of_the_file(folder: Path) -> None:
    text = "monitors:\n  - {name: a, kind: tcp, config: {host: h, port: 0}}\n  - {name: b, kind: tcp}\n"
    assert [fault.partition(": ")[0] for fault in _faults(text)] == ["m.yaml:2:50", "m.yaml:3:5"]


def test_a_fault_under_defaults_is_told_once_and_there(folder: Path) -> None:
    text = f"defaults:\n  interval: 2d\nmonitors:\n{MONITOR}{OTHER}"
    assert _faults(text) == ["m.yaml:2:13: /monitors/0/interval: must be between 1s and 1d, got 2d"]


def test_the_number_of_faults_told_is_bounded(folder: Path) -> None:
    faults = _faults("monitors:\n" + "  - {name: a, kind: none, config: {}}\n" * 1000)
    assert len(faults) == declaration.MOST_PROBLEMS + 1
    assert faults[-1].endswith("and there are more problems from here on")


def test_a_default_for_checks_is_none_for_a_monitor_that_is_pushed_to(folder: Path) -> None:
    job = "  - {name: job, kind: heartbeat, config: {period: 1h}}\n"
    declared = load(_write(f"defaults: {{interval: 5m, tags: [a]}}\nmonitors:\n{job}"), {})
    assert declared.monitors == [{"name": "job", "kind": "heartbeat", "config": {"period": "1h"}, "tags": ["a"]}]


def test_defaults_are_given_to_monitors_that_do_not_set_the_field(folder: Path) -> None:
    declared = load(_write(f"defaults: {{timeout: 5s}}\nmonitors:\n{MONITOR}{OTHER}"), {})
    assert [monitor["timeout"] for monitor in declared.monitors] == ["5s", "10s"]


def test_the_source_is_the_files_name_unless_given(folder: Path) -> None:
    assert read(_write("monitors: []\n"), {}).source == "m.yaml"
    assert read(_write("source: shop/eu\nmonitors: []\n"), {}).source == "shop/eu"


def test_variables_are_replaced_in_monitors(folder: Path) -> None:
    text = "monitors:\n  - {name: a, kind: tcp, config: {host: '${HOST}', port: 1}}\n"
    assert load(_write(text), {"HOST": "db"}).monitors[0]["config"] == {"host": "db", "port": 1}


def test_keys_for_anchors_are_left_alone(folder: Path) -> None:
    text = "x-tcp: &tcp {host: h, port: 1}\nmonitors:\n  - {name: a, kind: tcp, config: *tcp}\n"
    assert load(_write(text), {}).monitors[0]["config"] == {"host": "h", "port": 1}


def test_a_byte_order_mark_is_passed_over(folder: Path) -> None:
    assert read(_write("\ufeffmonitors: []\n"), {}).monitors == []


def test_text_that_is_not_utf_8_is_told_with_its_place(folder: Path) -> None:
    Path("m.yaml").write_bytes(b"monitors:\n  - name: caf\xe9\n")
    with pytest.raises(DeclarationInvalid, match=r"^m\.yaml:2:14: is not UTF-8 text here$"):
        read(Path("m.yaml"))


def test_a_file_that_is_too_large_is_not_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(declaration, "MAX_BYTES", 10)
    with pytest.raises(DeclarationInvalid, match=r"m\.yaml:1:1: is larger than 10 bytes"):
        read(_write("monitors: []\n"))


def test_a_file_that_is_not_there_is_told(folder: Path) -> None:
    with pytest.raises(DeclarationInvalid, match=r"none\.yaml:1:1: cannot be read: No such file"):
        read(Path("none.yaml"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_the_examples_fit(path: Path) -> None:
    assert load(path, {}).monitors
