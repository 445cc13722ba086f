"""The postman is the one whom the settings describe."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.servers import certificates
from tests.servers.smtp import HOST, PASSWORD, USER, serve_smtp
from tocsin.cli.failures import UsageWrong
from tocsin.cli.post_office import postman
from tocsin.mail import letters
from tocsin.settings import load

SENDER = "tocsin@example.com"
LETTER = letters.test_message("ada@example.org")


@pytest.fixture(autouse=True)
def _empty_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


async def test_without_settings_there_is_none_who_works() -> None:
    assert not postman(load()).is_working


async def test_a_server_is_reached_as_the_settings_say(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text(certificates.authority_pem())
    async with serve_smtp(tls=certificates.good(), has_auth=True) as mailbox:
        given = {"smtp_host": HOST, "smtp_port": mailbox.port, "smtp_security": "tls", "smtp_ca_file": "ca.pem"}
        await postman(load(mail_from=SENDER, smtp_user=USER, smtp_password=PASSWORD, **given)).deliver(LETTER)
    assert (mailbox.logins, mailbox.mails[0]["From"]) == ([(USER, PASSWORD)], f"Tocsin <{SENDER}>")


async def test_a_folder_needs_no_sender(tmp_path: Path) -> None:
    ours = postman(load(mail_folder="mails"))
    assert ours.is_working
    assert str(tmp_path / "mails") in await ours.deliver(LETTER)


def test_authorities_that_are_none_are_named(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("nothing")
    with pytest.raises(UsageWrong, match=r"^TOCSIN_SMTP_CA_FILE ca\.pem holds no certificates \(PEM\)\.$"):
        postman(load(mail_from=SENDER, smtp_host=HOST, smtp_ca_file="ca.pem"))
