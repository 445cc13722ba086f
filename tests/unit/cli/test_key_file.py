"""The key file: a key a line, replaced as a whole or not at all, and never for other eyes."""

import os
import stat
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from tocsin.auth.secrets import SecretBox, key_from_text
from tocsin.cli.data_dir import DataDirUnusable
from tocsin.cli.key_file import box_of, new_line, read, secret_box, write
from tocsin.settings import load

A, B, SHORT = "a" * 32, "b" * 40, "c" * 20


def sealed_with(text: str) -> str:
    return SecretBox([key_from_text(text)]).encrypt("hidden")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "secret.key"
    file.touch(0o600)
    return file


def test_the_key_is_made_once_and_kept(tmp_path: Path) -> None:
    sealed = secret_box(load(data_dir=tmp_path)).encrypt("hidden")
    assert secret_box(load(data_dir=tmp_path)).decrypt(sealed) == "hidden"


@pytest.mark.parametrize("content", [b"", b"\n\n", b"hello\n", b"\xff" * 64, f"{'0' * 64}\nhello\n".encode()])
def test_a_key_file_without_a_key_is_refused(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(DataDirUnusable, match="holds no key"):
        read(path)


def test_a_key_that_others_can_read_is_told(path: Path) -> None:
    write(path, [new_line()])
    path.chmod(0o644)
    with capture_logs() as logs:
        read(path)
    assert [line["event"] for line in logs] == ["the key file can be read by others: chmod 600"]


def test_several_keys_are_a_ring_with_the_newest_first(path: Path) -> None:
    path.write_text(f"{A}\n\n  {B}  \n")
    box = box_of(read(path))
    assert (box.decrypt(sealed_with(A)), box.decrypt(sealed_with(B))) == ("hidden", "hidden")
    assert SecretBox([key_from_text(A)]).decrypt(box.encrypt("new")) == "new"


def test_a_setting_of_several_keys_is_a_ring_too(tmp_path: Path) -> None:
    box = secret_box(load(data_dir=tmp_path, secret_key=f"{A}, {B}"))
    assert [box.decrypt(sealed_with(text)) for text in (A, B)] == ["hidden", "hidden"]


@pytest.mark.parametrize("old", [A, f"{A}\n{SHORT}", f"{A}\n{B}", f"  {A}\r\n{B}"])
def test_what_was_one_key_before_there_were_rings_opens_what_it_has_sealed(path: Path, old: str) -> None:
    path.write_text(f"{old}\n", newline="")
    former = path.read_text(encoding="ascii").strip()
    assert box_of(read(path)).decrypt(sealed_with(former)) == "hidden"


@pytest.mark.parametrize("old", [A, f"{A}\n{SHORT}", f"{A}\n{B}"])
def test_an_old_key_of_whatever_form_stays_behind_a_new_one(path: Path, old: str) -> None:
    path.write_text(f"{old}\n")
    newest = new_line()
    write(path, [newest, *read(path)])
    assert read(path)[0] == newest
    assert box_of(read(path)).decrypt(sealed_with(old)) == "hidden"


def test_a_made_key_stands_alone_on_its_line(path: Path) -> None:
    lines = [new_line(), new_line()]
    write(path, lines)
    assert read(path) == lines


def test_what_is_written_is_for_its_user_alone(path: Path) -> None:
    path.chmod(0o644)
    mask = os.umask(0)
    write(path, [new_line()])
    os.umask(mask)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_an_interrupted_writing_has_left_is_no_hindrance(path: Path) -> None:
    path.with_name("secret.key.new").write_text("half a k")
    lines = [new_line()]
    write(path, lines)
    assert read(path) == lines
    assert [file.name for file in path.parent.iterdir()] == ["secret.key"]


def test_nobody_can_lay_a_link_in_the_way(path: Path) -> None:
    victim = path.with_name("victim")
    victim.write_text("precious")
    path.with_name("secret.key.new").symlink_to(victim)
    with pytest.raises(DataDirUnusable, match="cannot be replaced"):
        write(path, [new_line()])
    assert victim.read_text() == "precious"


def test_a_link_to_the_key_file_stays_a_link(path: Path) -> None:
    link = path.with_name("link.key")
    link.symlink_to(path)
    lines = [new_line()]
    write(link, lines)
    assert link.is_symlink()
    assert read(path) == lines


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a file to another user")
def test_the_server_can_still_read_what_root_has_replaced(path: Path) -> None:
    os.chown(path, 12345, 12346)
    write(path, [new_line()])
    assert (path.stat().st_uid, path.stat().st_gid) == (12345, 12346)


def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataDirUnusable, match="cannot be replaced: No such file"):
        write(tmp_path / "nowhere" / "secret.key", [new_line()])
