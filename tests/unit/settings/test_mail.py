"""The settings of mail: what goes together, what does not, and when a password would be overheard."""

import pytest

from tocsin.mail.server import Security
from tocsin.settings import SettingsInvalid, load

SITE = {"public_url": "https://tocsin.example.com"}
SERVER = {"mail_from": "tocsin@example.com", "smtp_host": "smtp.example.com", **SITE}
LOGIN = {"smtp_user": "tocsin", "smtp_password": "hunter2"}


def _problem(monkeypatch: pytest.MonkeyPatch, **given: str) -> str:
    for name, value in given.items():
        monkeypatch.setenv(f"TOCSIN_{name.upper()}", value)
    with pytest.raises(SettingsInvalid) as caught:
        load()
    [problem] = caught.value.problems
    return problem


def test_by_default_no_mail_is_sent() -> None:
    assert (load().smtp_host, load().mail_folder) == (None, None)


def test_a_server_with_a_login_is_spoken_to_over_starttls() -> None:
    assert load(**SERVER, **LOGIN).smtp_security == Security.STARTTLS


@pytest.mark.parametrize("host", ["smtp.example.com", "mail", "192.0.2.1", "2001:db8::1", "mail_relay.internal"])
def test_a_server_is_a_name_or_an_address(host: str) -> None:
    assert load(mail_from="tocsin@example.com", smtp_host=host, **SITE).smtp_host == host


@pytest.mark.parametrize(
    "host", ["smtp.example.com:587", "smtp://smtp.example.com", "two hosts", "a\nb", "-x", "x" * 254]
)
def test_a_server_is_nothing_else(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    problem = _problem(monkeypatch, mail_from="tocsin@example.com", smtp_host=host)
    assert problem.endswith("but must be a host name such as smtp.example.com, without a port.")


@pytest.mark.parametrize(
    "sender",
    ["tocsin", "Tocsin <tocsin@example.com>", "a@b@c", "a b@example.com", "a@example.com\nBcc: x", "ä@example.com"],
)
def test_mail_comes_from_one_bare_address(monkeypatch: pytest.MonkeyPatch, sender: str) -> None:
    problem = _problem(monkeypatch, mail_from=sender)
    assert problem.endswith("but must be one address such as tocsin@example.com, without a name beside it.")


def test_mail_that_leaves_this_machine_needs_to_know_where_its_links_lead(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = _problem(monkeypatch, mail_from="tocsin@example.com", smtp_host="smtp.example.com")
    assert problem.endswith("but needs TOCSIN_PUBLIC_URL as well: mails hold links to this server.")


def test_a_server_needs_a_sender(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _problem(monkeypatch, smtp_host="smtp.example.com") == (
        "TOCSIN_SMTP_HOST is 'smtp.example.com' but needs TOCSIN_MAIL_FROM as well: the address that mail comes from."
    )


def test_a_folder_excludes_a_server(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _problem(monkeypatch, **SERVER, mail_folder="mails") == (
        "TOCSIN_MAIL_FOLDER is 'mails' but excludes TOCSIN_SMTP_HOST: mail is written into a folder, or sent."
    )


def test_a_user_needs_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _problem(monkeypatch, **SERVER, smtp_user="tocsin") == (
        "TOCSIN_SMTP_USER is 'tocsin' but must be set together with TOCSIN_SMTP_PASSWORD, or neither."
    )


def test_a_password_needs_a_user_and_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _problem(monkeypatch, **SERVER, smtp_password="hunter2") == (
        "TOCSIN_SMTP_USER is None but must be set together with TOCSIN_SMTP_PASSWORD, or neither."
    )


def test_a_password_is_not_sent_in_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _problem(monkeypatch, **SERVER, **LOGIN, smtp_security="none") == (
        "TOCSIN_SMTP_USER is 'tocsin' but would sign in to smtp.example.com without TLS: set TOCSIN_SMTP_SECURITY to "
        "starttls or tls, or unset TOCSIN_SMTP_USER and TOCSIN_SMTP_PASSWORD."
    )


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1"])
def test_a_password_may_go_in_clear_within_this_machine(host: str) -> None:
    found = load(mail_from="tocsin@example.com", smtp_host=host, smtp_security="none", **LOGIN)
    assert found.smtp_user == "tocsin"


@pytest.mark.parametrize("host", ["localhost.example.com", "127.0.0.1.example.com", "128.0.0.1", "::2"])
def test_a_name_that_only_looks_like_this_machine_is_another(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    sender = "tocsin@example.com"
    problem = _problem(monkeypatch, mail_from=sender, smtp_host=host, smtp_security="none", **LOGIN, **SITE)
    assert f"would sign in to {host} without TLS" in problem


def test_an_unknown_security_is_refused_with_those_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = _problem(monkeypatch, smtp_security="ssl")
    assert problem == "TOCSIN_SMTP_SECURITY is 'ssl' but must be one of starttls, tls or none."


def test_a_port_is_a_port(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = _problem(monkeypatch, smtp_port="65536")
    assert problem == "TOCSIN_SMTP_PORT is '65536' but must be a whole number from 0 to 65535."


def test_a_missing_file_of_authorities_is_noticed_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = _problem(monkeypatch, smtp_ca_file="nowhere.pem")
    assert (
        problem == "TOCSIN_SMTP_CA_FILE is 'nowhere.pem' but must be a file of certificates (PEM), and there is none."
    )


def test_the_password_does_not_show_in_a_repr() -> None:
    assert "hunter2" not in repr(load(**SERVER, **LOGIN))
