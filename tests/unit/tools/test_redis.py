"""Which Redis the tests use."""

from pathlib import Path

import pytest

from tools import redis
from tools.redis import RedisMissing, found_program, nothing_started


def program(folder: Path, name: str) -> Path:
    path = folder / name
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


def test_valkey_will_do_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert found_program() is None
    valkey = program(tmp_path, "valkey-server")
    assert found_program() == valkey


def test_where_nothing_can_be_had_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    with pytest.raises(RedisMissing, match=r"apt install redis-server.*TOCSIN_TEST_REDIS_URL"):
        redis.redis()


def test_a_rule_that_the_machine_has_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rule = tmp_path / "policy-rc.d"
    monkeypatch.setattr(redis, "START_RULE", rule)
    with nothing_started():
        assert rule.read_text().endswith("exit 101\n")
    assert not rule.exists()
    rule.write_text("theirs")
    with nothing_started():
        assert rule.read_text() == "theirs"
    assert rule.exists()
