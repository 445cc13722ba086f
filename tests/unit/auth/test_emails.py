"""One address, one spelling."""

import pytest

from tocsin.auth.emails import normal_email


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("ada@example.com", "ada@example.com"),
        ("  Ada.Lovelace+x@Example.COM\n", "ada.lovelace+x@example.com"),
        ("ada@bücher.example", "ada@xn--bcher-kva.example"),
        ("ada@BÜCHER.example", "ada@xn--bcher-kva.example"),
        ("jose\u0301@example.com", "jos\u00e9@example.com"),
        ("root@localhost", "root@localhost"),
    ],
)
def test_an_address_has_one_spelling(typed: str, stored: str) -> None:
    assert normal_email(typed) == stored
    assert normal_email(stored) == stored


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "ada",
        "@example.com",
        "ada@",
        "ada@exa mple.com",
        "ada@example..com",
        "ada@-example.com",
        "Ada <ada@example.com>",
        "ada@[127.0.0.1]",
        "ada@example.com,eve@example.com",
        "ada@example.com\r\nBcc: eve@example.com",
        "ada\x00@example.com",
        "ada\u200b@example.com",
        "a" * 250 + "@example.com",
        "ada@" + "ü" * 240,
    ],
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="must be an e-mail address"):
        normal_email(typed)
