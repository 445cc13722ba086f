"""Which requests can be configured, and what is refused with which words."""

from typing import Any

import pytest
from pydantic import ValidationError

from tests.servers.certificates import authority_pem, client_pair
from tocsin.net.http_config import HttpRequestConfig
from tocsin.net.http_request import Name, Prepared

CERTIFICATE, KEY = client_pair()
OTHER_KEY = client_pair()[1]


def errors_of(**fields: Any) -> list[tuple[str, str]]:
    with pytest.raises(ValidationError) as refused:
        HttpRequestConfig.model_validate({"url": "http://example.com/"} | fields)
    return [(".".join(map(str, error["loc"])), error["msg"]) for error in refused.value.errors()]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("url", "nonsense", "must begin with http"),
        ("method", "BREW", "Input should be 'GET'"),
        ("headers", {"X-A": "1\r\nX-B: 2"}, "X-A contains a line break"),
        ("headers", {"X-A\r\nX-B": "2"}, "is not a header name"),
        ("headers", {"X A": "2"}, "is not a header name"),
        ("headers", {"": "2"}, "is not a header name"),
        ("headers", {"X-A": "\x00"}, "another control character"),
        ("headers", {"Content-Length": "5"}, "is set by the protocol"),
        ("headers", {"Authorization": "Bearer x"}, "set it in secret_headers"),
        ("secret_headers", {"X-Key": "1\nX-B: 2"}, "X-Key contains a line break"),
        ("username", "a:b", "neither a colon"),
        ("bearer_token", "a\r\nX-B: 2", "contains a line break"),
        ("ca", "nonsense", "not a PEM certificate"),
        ("client_certificate", "-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----", "not a PEM certificate"),
        ("proxy", "gopher://proxy", "must have one of the schemes"),
        ("resolve", {"example.com": "nonsense"}, "is not a numeric address"),
        ("resolve", {"exa:mple": "127.0.0.1"}, "is not a host name"),
        ("resolve", {"192.0.2.1": "127.0.0.1"}, "is not a host name"),
        ("body_limit", 11 * 1024**2, "less than or equal to 10485760"),
        ("max_redirects", 51, "less than or equal to 50"),
    ],
)
def test_a_bad_value_is_refused_at_its_field(field: str, value: Any, words: str) -> None:
    ((where, message),) = errors_of(**{field: value})
    assert where == field
    assert words in message


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"username": "a", "bearer_token": "b"}, "exclude one another"),
        ({"password": "a"}, "a password needs a user name"),
        ({"client_certificate": CERTIFICATE}, "belong together"),
        ({"client_certificate": CERTIFICATE, "client_key": OTHER_KEY}, "does not belong to the client certificate"),
        ({"client_certificate": CERTIFICATE, "client_key": "nonsense"}, "not an unencrypted PEM private key"),
        ({"resolve": {"a.example": "192.0.2.1"}, "proxy": "http://p.example"}, "no effect with a proxy"),
        ({"body": "x"}, "GET carries no body"),
        ({"http_version": "3"}, "HTTP/3 exists over https"),
    ],
)
def test_values_that_do_not_go_together_are_refused(fields: dict[str, Any], words: str) -> None:
    ((_, message),) = errors_of(**fields)
    assert words in message


def test_good_certificates_are_accepted() -> None:
    config = HttpRequestConfig.model_validate(
        {"url": "https://a.example/", "ca": authority_pem(), "client_certificate": CERTIFICATE, "client_key": KEY}
    )
    assert config.fields().client_key == KEY


def test_secrets_are_masked_when_printed_or_dumped() -> None:
    config = HttpRequestConfig.model_validate(
        {"url": "http://a.example/", "username": "ann", "password": "s3cret", "secret_headers": {"X-Key": "s3cret"}}
    )
    assert "s3cret" not in repr(config) + config.model_dump_json()


def test_no_error_repeats_a_secret() -> None:
    with pytest.raises(ValidationError) as refused:
        HttpRequestConfig.model_validate({"url": "http://a.example/", "bearer_token": "hunter2\n"})
    assert "hunter2" not in str(refused.value)


def prepared(**fields: Any) -> Prepared:
    return HttpRequestConfig.model_validate({"url": "http://127.0.0.1/"} | fields).prepared


def test_a_literal_address_needs_no_lookup() -> None:
    assert (prepared().literal, prepared().names) == ("127.0.0.1", ())


def test_a_name_is_looked_up_with_its_port() -> None:
    assert prepared(url="https://a.example/").names == (Name("a.example", 443),)


def test_an_override_replaces_the_lookup_whatever_the_case() -> None:
    assert prepared(url="http://A.example/", resolve={"a.EXAMPLE": "192.0.2.1"}).names[0].address == "192.0.2.1"


def test_with_a_proxy_it_is_the_proxy_that_is_looked_up() -> None:
    assert prepared(url="http://a.example/", proxy="http://p.example:3128").names == (
        Name("p.example", 3128, is_proxy=True),
    )


def test_an_address_behind_a_proxy_is_checked_as_well() -> None:
    assert prepared(url="http://169.254.169.254/", proxy="http://192.0.2.1:3128").names[1:] == (
        Name("169.254.169.254", 80),
    )


def test_a_proxy_that_resolves_nothing_needs_the_target_looked_up_too() -> None:
    names = prepared(url="http://a.example/", proxy="socks5://p.example").names
    assert [name.host for name in names] == ["p.example", "a.example"]


def test_a_token_is_a_secret_without_its_scheme_and_a_cookie_without_its_name() -> None:
    config = HttpRequestConfig.model_validate(
        {"url": "http://a.example/", "secret_headers": {"X-Auth": "Token abcdefgh", "Cookie": "a=1; sid=qrstuvwxyz"}}
    )
    assert {"Token abcdefgh", "abcdefgh", "a=1; sid=qrstuvwxyz", "qrstuvwxyz"} <= set(config.fields().secrets)
