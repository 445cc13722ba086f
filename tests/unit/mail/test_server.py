"""A server's usual ports, and the guard of its password."""

import pytest

from tocsin.mail.server import Security, SmtpServer


@pytest.mark.parametrize(("security", "port"), [(Security.STARTTLS, 587), (Security.TLS, 465), (Security.NONE, 25)])
def test_each_security_has_its_usual_port(security: Security, port: int) -> None:
    assert SmtpServer("mail.example.com", security=security).port == port


def test_a_port_of_its_own_is_kept() -> None:
    assert SmtpServer("::1", 2525).place == "[::1]:2525"


def test_no_password_is_taken_for_another_machine_in_clear() -> None:
    with pytest.raises(ValueError, match=r"^a password is not sent to mail\.example\.com without TLS$"):
        SmtpServer("mail.example.com", security=Security.NONE, user="tocsin", password="hunter2")


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_a_password_may_stay_within_this_machine_in_clear(host: str) -> None:
    assert SmtpServer(host, security=Security.NONE, user="tocsin", password="hunter2").password == "hunter2"


def test_a_password_shows_in_no_repr() -> None:
    assert "hunter2" not in repr(SmtpServer("mail.example.com", user="tocsin", password="hunter2"))
