"""`tocsin user` beside a running server and without one."""

from __future__ import annotations

import os
import pty
import re
import select
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest

from tests.acceptance.command import SECONDS, Command, Done
from tests.acceptance.tower import Tower

PASSWORD = "correct horse battery staple"
SURE = {"delete": ["--yes"], "make-owner": ["--yes"]}
LINK = re.compile(r"^http://localhost:8000/reset-password#token=([A-Za-z0-9_-]{43})$", re.MULTILINE)


@pytest.fixture
def tocsin(tmp_path: Path) -> Command:
    """Without a server."""
    return Command(tmp_path, "http://127.0.0.1:9", None)


def create(tocsin: Command, email: str, *words: str, password: str = PASSWORD) -> Done:
    return tocsin("user", "create", email, "--password-stdin", *words, stdin=f"{password}\n")


@pytest.fixture
def beside(tower: Tower) -> Command:
    """The command on the data of a server that is running."""
    tower.start()
    command = Command(tower.folder, tower.url, None)
    command.environment |= {name: value for name, value in tower.environment.items() if name.startswith("TOCSIN_")}
    return command


@contextmanager
def signed_in(tower: Tower) -> Iterator[httpx.Client]:
    """Ada's browser, after she has tried."""
    with httpx.Client(base_url=tower.url, timeout=30) as client:
        client.post("/api/v1/session", json={"email": "ada@example.com", "password": PASSWORD})
        yield client


def test_a_user_who_is_created_beside_a_server_signs_in_until_disabled(tower: Tower, beside: Command) -> None:
    assert (
        create(beside, "Ada@Example.com", "--name", "Ada").out == "ada@example.com is owner of the workspace default.\n"
    )
    with signed_in(tower) as ada:
        assert ada.get("/api/v1/session").json()["user"]["name"] == "Ada"
        assert "within 10 seconds" in beside.done("user", "disable", "ada@example.com")
        tower.until(lambda: ada.get("/api/v1/session").status_code == 401, "she is out", 15)
    with signed_in(tower) as refused:
        assert refused.get("/api/v1/session").status_code == 401


def test_a_link_that_was_printed_sets_the_password(tower: Tower, beside: Command) -> None:
    printed = beside.done("user", "create", "ada@example.com")
    token = printed.strip().rpartition("#token=")[2]
    body = {"token": token, "password": PASSWORD}
    assert httpx.post(f"{tower.url}/api/v1/password-reset/confirm", json=body).status_code == 204
    with signed_in(tower) as ada:
        assert ada.get("/api/v1/session").status_code == 200


def test_before_the_first_start_the_first_user_is_the_owner(tocsin: Command) -> None:
    assert create(tocsin, "ada@example.com").out == "ada@example.com is owner of the workspace default.\n"
    assert create(tocsin, "bob@example.com", "--role", "editor").code == 0
    listed = tocsin.json("user", "list")
    assert [(one["email"], one["workspaces"][0]["role"]) for one in listed] == [
        ("ada@example.com", "owner"),
        ("bob@example.com", "editor"),
    ]
    assert (listed[0]["has_password"], listed[0]["disabled_at"]) == (True, None)


def test_where_nobody_can_be_asked_a_link_is_printed(tocsin: Command) -> None:
    assert LINK.search(tocsin.done("user", "create", "ada@example.com"))
    assert LINK.search(tocsin.done("user", "reset-password", "ada@example.com"))


def typed(tocsin: Command, *answers: str) -> tuple[int, str]:
    """How `user create` ends on a terminal where these are typed as it asks, and what stands there then."""
    terminal, its_end = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "tocsin", "user", "create", "ada@example.com"],
        cwd=tocsin.folder,
        env=tocsin.environment,
        stdin=its_end,
        stdout=its_end,
        stderr=its_end,
        start_new_session=True,
    )
    os.close(its_end)
    seen = ""
    for answer in answers:
        seen += shown(terminal, ": ")
        os.write(terminal, f"{answer}\n".encode())
    seen += shown(terminal, None)
    os.close(terminal)
    return process.wait(SECONDS), seen


def shown(terminal: int, end: str | None) -> str:
    """What comes until this, or until the terminal is left."""
    seen = ""
    while end is None or not seen.endswith(end):
        ready, _, _ = select.select([terminal], [], [], SECONDS)
        assert ready, f"nothing more than {seen!r}"
        try:
            seen += os.read(terminal, 1000).decode()
        except OSError:  # what Linux says of a terminal that is left
            break
    return seen


def test_on_a_terminal_the_password_is_asked_for_twice_and_not_shown(tocsin: Command) -> None:
    code, seen = typed(tocsin, PASSWORD, PASSWORD)
    assert (code, "ada@example.com is owner" in seen) == (0, True)
    assert PASSWORD not in seen
    assert tocsin.json("user", "list")[0]["has_password"]


def test_a_password_that_is_weak_on_a_terminal_is_refused(tocsin: Command) -> None:
    code, seen = typed(tocsin, "password1234", "password1234")
    assert (code, "the password is among the most used" in seen) == (1, True)


def test_the_list_is_a_table_without_secrets(tocsin: Command) -> None:
    create(tocsin, "ada@example.com")
    printed = tocsin.done("user", "list") + tocsin.done("user", "list", "--json")
    assert "default (owner)" in printed
    assert "argon2" not in printed


def test_another_password_is_set_at_once(tocsin: Command) -> None:
    create(tocsin, "ada@example.com")
    done = tocsin("user", "reset-password", "ada@example.com", "--password-stdin", stdin="another walk in the marshes")
    assert (done.code, done.out.partition(",")[0]) == (0, "ada@example.com has another password")


def test_a_user_is_told_by_mail(tocsin: Command, tmp_path: Path) -> None:
    create(tocsin, "ada@example.com")
    tocsin(
        "user",
        "reset-password",
        "ada@example.com",
        "--password-stdin",
        stdin="another walk in the marshes",
        TOCSIN_MAIL_FOLDER=str(tmp_path / "mail"),
    )
    (mail,) = (tmp_path / "mail").iterdir()
    assert "Your Tocsin password was changed" in mail.read_text()
    assert "marshes" not in mail.read_text()


def test_a_link_that_was_made_for_a_user_is_told_them_without_it(tocsin: Command, tmp_path: Path) -> None:
    create(tocsin, "ada@example.com")
    folder = tmp_path / "mail"
    link = LINK.search(tocsin.done("user", "reset-password", "ada@example.com", TOCSIN_MAIL_FOLDER=str(folder)))
    (mail,) = folder.iterdir()
    assert "operator has ended your sessions" in mail.read_text().replace("\n", " ")
    assert link is not None
    assert link[1] not in mail.read_text()


def test_a_second_factor_that_was_removed_is_told_by_mail(tocsin: Command, tmp_path: Path) -> None:
    create(tocsin, "ada@example.com")
    with closing(sqlite3.connect(tocsin.folder / "data" / "tocsin.db")) as database, database:
        database.execute("UPDATE account SET totp_secret = 'sealed', totp_confirmed_at = 1")
    tocsin.done("user", "remove-second-factor", "ada@example.com", TOCSIN_MAIL_FOLDER=str(tmp_path / "mail"))
    (mail,) = (tmp_path / "mail").iterdir()
    assert "were removed by the server's operator" in mail.read_text().replace("\n", " ")


@pytest.mark.parametrize(
    ("password", "words"),
    [("short", "at least 10 characters"), ("password1234", "most used"), ("ada@example.com", "guessed soon")],
)
def test_a_weak_password_is_refused_and_makes_nobody(tocsin: Command, password: str, words: str) -> None:
    done = create(tocsin, "ada@example.com", password=password)
    assert (done.code, done.out) == (1, "")
    assert words in done.err
    assert password not in done.err
    assert not (tocsin.folder / "data").exists()


@pytest.mark.parametrize("stdin", ["", "\n"])
def test_no_password_is_wrong_usage(tocsin: Command, stdin: str) -> None:
    done = tocsin("user", "create", "ada@example.com", "--password-stdin", stdin=stdin)
    assert (done.code, done.err) == (2, "tocsin: there is no password on standard input\n")


def test_what_is_no_address_is_wrong_usage(tocsin: Command) -> None:
    done = create(tocsin, "ada")
    assert (done.code, done.err) == (2, "tocsin: EMAIL must be an e-mail address such as ada@example.com\n")


@pytest.mark.parametrize(
    "verb", ["list", "reset-password", "disable", "enable", "delete", "make-owner", "remove-second-factor"]
)
def test_only_creating_makes_a_database(tocsin: Command, verb: str) -> None:
    done = tocsin("user", verb, *([] if verb == "list" else ["ada@example.com"]), *SURE.get(verb, []))
    assert (done.code, done.out) == (1, "")
    assert "There is no database yet" in done.err


@pytest.mark.parametrize(
    "verb", ["reset-password", "disable", "enable", "delete", "make-owner", "remove-second-factor"]
)
def test_somebody_who_is_not_there_is_named(tocsin: Command, verb: str) -> None:
    create(tocsin, "ada@example.com")
    done = tocsin("user", verb, "bob@example.com", *SURE.get(verb, []))
    assert (done.code, done.err) == (1, "tocsin: There is no user with the address bob@example.com.\n")


def test_an_owner_is_deleted_once_somebody_else_owns_it(tocsin: Command) -> None:
    create(tocsin, "ada@example.com")
    create(tocsin, "bob@example.com")
    disabled = tocsin("user", "disable", "ada@example.com")
    assert (disabled.code, "ada@example.com still owns the workspace default (1)" in disabled.err) == (0, True)
    refused = tocsin("user", "delete", "ada@example.com", "--yes")
    assert (refused.code, "owns the workspace default (1): make somebody else" in refused.err) == (1, True)
    assert "owner of the workspace default" in tocsin.done("user", "make-owner", "bob@example.com", "--yes")
    assert "ada@example.com is deleted" in tocsin.done("user", "delete", "ada@example.com", "--yes")
    assert [one["email"] for one in tocsin.json("user", "list")] == ["bob@example.com"]


@pytest.mark.parametrize("verb", ["delete", "make-owner"])
def test_what_takes_something_away_asks_first(tocsin: Command, verb: str) -> None:
    create(tocsin, "ada@example.com")
    create(tocsin, "bob@example.com")
    done = tocsin("user", verb, "bob@example.com", stdin="n\n")
    assert (done.code, "bob@example.com" in done.err) == (1, True)
    assert [one["workspaces"][0]["role"] for one in tocsin.json("user", "list")] == ["owner", "viewer"]
