"""A folder in place of a mail server: each mail is a file that its owner alone may read."""

from __future__ import annotations

import stat
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from tocsin.mail.errors import Hindrance, MailFailed
from tocsin.mail.folder import Folder
from tocsin.mail.message import Message, compose

SENDER = "tocsin@localhost"


def made(text: str = "Good day\n", to: str = "ada@example.org") -> EmailMessage:
    return compose(Message(to, "Hello", text, "<p>x</p>\n"), SENDER, datetime.now(UTC))


async def write(folder: Path, text: str = "Good day\n", to: str = "ada@example.org") -> str:
    return await Folder(folder).send(made(text, to), to)


def files_in(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


async def test_a_mail_is_a_file_that_mail_programs_open(tmp_path: Path) -> None:
    await write(tmp_path)
    [file] = files_in(tmp_path)
    found = message_from_bytes(file.read_bytes(), policy=default)
    assert (file.suffix, found["To"], found["Subject"]) == (".eml", "ada@example.org", "Hello")


async def test_its_owner_alone_may_read_it(tmp_path: Path) -> None:
    await write(tmp_path / "mails")
    [file] = files_in(tmp_path / "mails")
    assert [stat.S_IMODE(path.stat().st_mode) for path in (file, file.parent)] == [0o600, 0o700]


async def test_a_code_can_be_searched_for(tmp_path: Path) -> None:
    await write(tmp_path, "    947261\n")
    [file] = files_in(tmp_path)
    assert "\n    947261\n" in file.read_text()


async def test_files_lie_in_the_order_of_writing(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    answers = [await folder.send(made(), "ada@example.org") for _ in range(20)]
    assert answers == [f"written to {file}" for file in files_in(tmp_path)]


async def test_the_log_says_where_it_is_and_not_what_it_says(tmp_path: Path) -> None:
    with capture_logs() as lines:
        answer = await write(tmp_path, "947261\n")
    [file] = files_in(tmp_path)
    assert (lines[0]["path"], answer) == (str(file), f"written to {file}")
    assert "947261" not in repr(lines)


async def test_a_mail_to_an_address_in_another_script_is_written(tmp_path: Path) -> None:
    await write(tmp_path, to="жанна@example.org")
    [file] = files_in(tmp_path)
    assert "жанна@example.org" in file.read_text()


async def test_a_folder_that_cannot_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(MailFailed, match=r"file/mails cannot be written to: Not a directory\.") as caught:
        await write(tmp_path / "file" / "mails")
    assert (caught.value.hindrance, caught.value.is_permanent) == (Hindrance.NOT_WRITTEN, False)
