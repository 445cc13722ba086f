"""Stored API keys."""

from pathlib import Path

import pytest

from tocsin.cli.credentials import Credentials, credentials_path
from tocsin.cli.failures import CommandFailed


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "tocsin" / "credentials.toml"
    Credentials(path, "http://a:1", {"http://a:1": 'k"\\é', "http://b": "k2"}).write()
    found = Credentials.read(path)
    assert (found.default_url, found.keys) == ("http://a:1", {"http://a:1": 'k"\\é', "http://b": "k2"})


def test_only_the_user_can_read_the_file(tmp_path: Path) -> None:
    path = tmp_path / "tocsin" / "credentials.toml"
    Credentials(path, None, {"http://a": "k"}).write()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_nothing_is_left_beside_the_file(tmp_path: Path) -> None:
    path = tmp_path / "credentials.toml"
    Credentials(path, None, {"http://a": "k"}).write()
    Credentials(path, None, {}).write()
    assert list(tmp_path.iterdir()) == [path]


def test_no_file_means_no_keys(tmp_path: Path) -> None:
    assert Credentials.read(tmp_path / "none.toml").keys == {}


def test_a_broken_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "credentials.toml"
    path.write_text("=")
    with pytest.raises(CommandFailed, match="mend it or delete it"):
        Credentials.read(path)


def test_the_place_follows_the_xdg_specification(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert credentials_path() == tmp_path / "tocsin" / "credentials.toml"
