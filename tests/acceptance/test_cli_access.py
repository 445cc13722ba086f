"""Workspace, members, invitations, keys and the audit trail from the command line."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from tests.acceptance.command import Command
from tests.acceptance.tower import Tower

PASSWORD = "correct horse battery staple"


@pytest.fixture(scope="module", autouse=True)
def first_user(server: Tower) -> None:
    """Nobody is invited before there is an owner."""
    server.post("/setup", {"email": "ada@example.com", "name": "Ada", "password": PASSWORD})


def joined(server: Tower, tocsin: Command, email: str, role: str = "viewer") -> None:
    """A member, who has followed a link."""
    link = tocsin.done("invitation", "create", email, "--role", role).strip()
    body = {"token": link.partition("#token=")[2], "name": "Somebody", "password": PASSWORD}
    answer = httpx.post(f"{server.url}/api/v1/invitations/accept", json=body, timeout=30)
    assert answer.status_code == 200, answer.text


def test_the_workspace_is_shown_and_renamed(tocsin: Command) -> None:
    assert "monitors:write" in tocsin.done("workspace", "show")
    assert tocsin.done("workspace", "rename", "Lighthouse") == "The workspace is called Lighthouse\n"
    assert tocsin.json("workspace", "show")["name"] == "Lighthouse"


def test_who_is_invited_joins_by_the_link_that_is_printed(server: Tower, tocsin: Command) -> None:
    joined(server, tocsin, "joins@example.com")
    listed = {one["email"]: one["role"] for one in tocsin.json("member", "list")}
    assert listed["joins@example.com"] == "viewer"
    assert "joins@example.com" in tocsin.done("member", "list")


def test_an_invitation_that_is_not_mailed_says_so_beside_the_link(tocsin: Command) -> None:
    done = tocsin("invitation", "create", "unmailed@example.com")
    assert done.out.startswith("http")
    assert done.err == "This server sends no mail: hand the link on yourself.\n"


def test_an_invitation_is_listed_until_it_is_revoked(tocsin: Command) -> None:
    made = tocsin.json("invitation", "create", "--role", "admin")
    assert "whoever has the link" in tocsin.done("invitation", "list")
    assert tocsin.done("invitation", "revoke", str(made["id"])) == f"Invitation {made['id']} is revoked\n"
    assert made["id"] not in [one["id"] for one in tocsin.json("invitation", "list")]
    assert made["id"] in [one["id"] for one in tocsin.json("invitation", "list", "--all")]


def test_a_member_gets_another_role_and_is_removed(server: Tower, tocsin: Command) -> None:
    joined(server, tocsin, "changes@example.com")
    printed = tocsin.done("member", "set-role", "Changes@example.com", "editor")
    assert printed == "changes@example.com is editor, and was viewer\n"
    assert tocsin("member", "remove", "changes@example.com", stdin="n\n").code == 1
    assert tocsin.done("member", "remove", "changes@example.com", "--yes") == "changes@example.com is removed\n"
    assert "changes@example.com" not in tocsin.done("member", "list")


def test_an_unknown_member_is_told(tocsin: Command) -> None:
    done = tocsin("member", "set-role", "nobody@example.com", "viewer")
    assert (done.code, done.err[:50]) == (1, "tocsin: there is no member 'nobody@example.com': `")


def test_nobody_is_made_an_owner(tocsin: Command) -> None:
    done = tocsin("member", "set-role", "ada@example.com", "owner")
    assert done.code == 2
    assert "'owner' is not one of" in done.err


def test_a_key_has_several_scopes_and_an_end(tocsin: Command) -> None:
    scopes = ("--scope", "read", "--scope", "incidents:write")
    made = tocsin.json("key", "create", "ends", *scopes, "--expires-in", "90d")
    left = datetime.fromisoformat(made["expires_at"]) - datetime.now(UTC)
    assert made["scopes"] == ["incidents:write", "read"]
    assert timedelta(days=89) < left <= timedelta(days=90)
    assert "key:bootstrap" in tocsin.done("key", "list")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--scope", "reed"), 1, "/scopes/0"),
        (("--scope", "workspace:own"), 1, "'workspace:own' is not for API keys"),
        (("--expires-in", "soon"), 2, "'soon' is not a duration"),
        (("--expires-in", "1d", "--expires", "2099-01-01"), 2, "either --expires-in or --expires"),
        (("--expires", "2020-01-01"), 1, "must lie in the future"),
    ],
)
def test_a_key_that_makes_no_sense_is_refused(tocsin: Command, words: tuple[str, ...], code: int, said: str) -> None:
    done = tocsin("key", "create", "senseless", *words)
    assert done.code == code
    assert said in done.err


def test_the_scopes_are_listed(tocsin: Command) -> None:
    printed = tocsin.done("key", "scopes")
    assert "audit:read" in printed
    assert "workspace:own" not in printed


def test_the_trail_is_listed_by_what_is_asked(tocsin: Command) -> None:
    made = tocsin.json("monitor", "create", "audited", "--kind", "tcp", "--host", "h", "--port", "1")
    words = ("--action", "monitor.", "--subject", f"monitor:{made['id']}", "--actor", "key:bootstrap", "--since", "1h")
    (entry,) = tocsin.json("audit", "list", *words)
    assert (entry["action"], entry["address"]) == ("monitor.created", "127.0.0.1")
    assert "audited" in tocsin.done("audit", "list", *words)
    assert tocsin.json("audit", "list", *words, "--until", "1h") == []


def test_the_trail_is_exported_as_lines_and_as_a_table(tocsin: Command) -> None:
    tocsin.done("monitor", "create", "exported", "--kind", "tcp", "--host", "h", "--port", "1")
    lines = [json.loads(line) for line in tocsin.done("audit", "export", "--action", "monitor.").splitlines()]
    assert "exported" in [line["detail"]["name"] for line in lines]
    tocsin.done("audit", "export", "--format", "csv", "-o", "trail.csv")
    with (tocsin.folder / "trail.csv").open(newline="") as file:
        assert "monitor.created" in [row["action"] for row in csv.DictReader(file)]


def test_an_export_is_written_over_no_file(tocsin: Command) -> None:
    Path(tocsin.folder / "trail.csv").write_text("kept")
    done = tocsin("audit", "export", "-o", "trail.csv")
    assert (done.code, done.err) == (1, "tocsin: trail.csv cannot be written: File exists\n")
    assert (tocsin.folder / "trail.csv").read_text() == "kept"


def test_a_refused_export_leaves_no_file(tocsin: Command) -> None:
    key = tocsin.done("key", "create", "refused", "--scope", "read").strip()
    done = tocsin("audit", "export", "-o", "refused.csv", TOCSIN_API_KEY=key)
    assert (done.code, "audit:read" in done.err) == (1, True)
    assert not (tocsin.folder / "refused.csv").exists()
