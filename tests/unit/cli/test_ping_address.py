"""Where a ping goes, and what is shown of it."""

import pytest

from tocsin.cli.ping_address import AddressUnusable, PingAddress

KEY = "0b9c1f0e-6f5d-4a51-9f0c-2f6c1a0d9b11"


def parse(text: str) -> PingAddress:
    return PingAddress.parse(text, lambda: "http://tower.example")


def test_a_key_is_pinged_at_the_server() -> None:
    assert parse(f" {KEY}\n").of("", {}) == f"http://tower.example/ping/{KEY}"


def test_a_workspaces_key_comes_with_a_slug() -> None:
    assert parse(f"{KEY}/nightly-backup").of("start", {}) == f"http://tower.example/ping/{KEY}/nightly-backup/start"


def test_a_whole_address_is_taken_as_it_is() -> None:
    assert parse(f"https://other.example:8443/ping/{KEY}/").of("7", {}) == f"https://other.example:8443/ping/{KEY}/7"


def test_parameters_join_those_of_the_address() -> None:
    address = parse(f"https://other.example/ping/{KEY}/slug?create=1")
    assert address.of("log", {"rid": "x"}) == f"https://other.example/ping/{KEY}/slug/log?create=1&rid=x"


def test_the_server_is_not_asked_for_with_a_whole_address() -> None:
    def server() -> str:
        raise AssertionError

    assert PingAddress.parse("https://other.example/ping/x", server).url == "https://other.example/ping/x"


@pytest.mark.parametrize(
    "text",
    ["", " ", "a key", "a/b/c", "ftp://h/ping/x", "http:///ping/x", "http://h:x/ping/y", "http://h/ping/x y", "ключ"],
)
def test_what_is_no_address_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(AddressUnusable) as caught:
        parse(text)
    assert not text.strip() or text not in str(caught.value)


def test_a_password_in_the_address_is_refused_rather_than_left_out() -> None:
    with pytest.raises(AddressUnusable):
        parse("https://user:secret@other.example/ping/x")


def test_the_key_is_not_shown_and_the_slug_is() -> None:
    address = parse(f"https://other.example/ping/{KEY}/backup?create=1")
    assert str(address) == repr(address) == "https://other.example/ping/0b9c…/backup"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1:8000", "localhost:8000", "[::1]:8000"])
def test_ourselves_are_on_the_loopback(host: str) -> None:
    assert parse(f"http://{host}/ping/x").is_loopback


def test_others_are_not_on_the_loopback() -> None:
    assert not parse("http://localhost.example/ping/x").is_loopback
