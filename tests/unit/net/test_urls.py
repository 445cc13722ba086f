"""What counts as a URL, and what it becomes on the wire."""

import pytest

from tocsin.net.urls import parse_http_url, parse_proxy_url


@pytest.mark.parametrize(
    ("text", "url", "host", "port"),
    [
        ("http://example.com", "http://example.com/", "example.com", 80),
        ("HTTPS://Example.com:8443/a?b#c", "https://Example.com:8443/a?b#c", "Example.com", 8443),
        ("http://[2001:db8::1]/", "http://[2001:db8::1]/", "2001:db8::1", 80),
        (
            "https://bücher.example/ä?ö=ü",
            "https://xn--bcher-kva.example/%C3%A4?%C3%B6=%C3%BC",
            "xn--bcher-kva.example",
            443,
        ),
        ("http://2130706433/", "http://127.0.0.1/", "127.0.0.1", 80),
    ],
)
def test_a_url_is_read_as_it_will_be_fetched(text: str, url: str, host: str, port: int) -> None:
    parsed = parse_http_url(text)
    assert (parsed.url, parsed.host, parsed.port) == (url, host, port)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "must begin with http"),
        ("example.com", "must begin with http"),
        ("http://", "No host"),
        ("http:///path", "names no host"),
        ("ftp://example.com/", "must begin with http:// or https://, not ftp"),
        ("file:///etc/passwd", "must begin with http:// or https://, not file"),
        ("http://ann:secret@example.com/", "must not contain credentials"),
        ("http://example.com:99999/", "Port number"),
        ("http://example.com:0/", "port 0"),
        ("http://exa mple.com/", "space or control character"),
        ("http://example.com/\r\nX-Injected: 1", "space or control character"),
        ("http://example.com/\x00", "space or control character"),
        ("http://[::1/", "Bad IPv6 address"),
        ("http://" + "a" * 3000, "at most 2048"),
        ("http://ü..example/", "not a URL"),
    ],
)
def test_what_is_no_url_is_refused_with_a_reason(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        parse_http_url(text)


def test_a_refused_url_does_not_repeat_its_password() -> None:
    with pytest.raises(ValueError, match="credentials") as refused:
        parse_http_url("http://ann:hunter2@example.com/")
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ftp://proxy:1", "one of the schemes"),
        ("http://a:b@proxy", "must not contain credentials"),
        ("http://", "not a proxy"),
    ],
)
def test_what_is_no_proxy_is_refused_with_a_reason(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        parse_proxy_url(text)
