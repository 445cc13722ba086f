"""Which browser the tests use."""

from pathlib import Path

import pytest

from tests.unit.tools.test_redis import program
from tools.chromium import ChromiumMissing, chromium


def test_chrome_will_do_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("tools.chromium.PROGRAMS", ("chromium", "google-chrome"))
    chrome = program(tmp_path, "google-chrome")
    assert chromium() == chrome


def test_where_none_can_be_had_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tools.chromium.PROGRAMS", ("no-such-browser",))
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    with pytest.raises(ChromiumMissing, match=r"apt install chromium.*TOCSIN_TEST_CHROMIUM"):
        chromium()
