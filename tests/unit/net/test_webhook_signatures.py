"""Signatures as Standard Webhooks makes them, with its own example."""

from __future__ import annotations

import pytest

from tocsin.net.webhook_signatures import headers_of, key_of, message_id

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
BODY = b'{"test": 2432232314}'


def test_it_is_what_the_standards_libraries_make() -> None:
    headers = headers_of("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, BODY, key_of(SECRET))
    assert dict(headers) == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_without_a_key_nothing_is_signed() -> None:
    assert [name for name, _ in headers_of("a", 1, BODY, None)] == ["webhook-id", "webhook-timestamp"]


def test_an_id_has_no_full_stops() -> None:
    assert message_id("group:7:problem:1.0:channel:3") == "group:7:problem:1-0:channel:3"
    assert message_id("a\r\nb") == "a--b"


@pytest.mark.parametrize("secret", ["whsec_", "whsec_!!!", "hunter2hunter2hunter2", "c2hvcnQ=", "A" * 400, "ü" * 40])
def test_what_is_no_secret_is_refused(secret: str) -> None:
    with pytest.raises(ValueError, match="openssl rand -base64 32"):
        key_of(secret)
