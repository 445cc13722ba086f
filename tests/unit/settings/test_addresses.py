"""Settings that are addresses: networks, and where a Redis is."""

import pytest

from tocsin.services.rate_limits import RateLimits
from tocsin.settings import SettingsInvalid, load


def test_proxies_of_this_machine_are_trusted_unless_none_is(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [str(network) for network in load().trusted_proxies] == ["127.0.0.0/8", "::1/128"]
    monkeypatch.setenv("TOCSIN_TRUSTED_PROXIES", ",")
    assert load().trusted_proxies == ()


def test_networks_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_DENIED_NETWORKS", "10.0.0.0/8, fd00::/8")
    assert [str(network) for network in load().denied_networks] == ["10.0.0.0/8", "fd00::/8"]


@pytest.mark.parametrize(
    "url",
    ["redis://127.0.0.1:6379", "redis://cache", "rediss://user:p%40ss@cache.example.com:6380/3", "redis://:pw@[::1]/0"],
)
def test_an_address_of_a_redis_is_taken(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("TOCSIN_REDIS_URL", url)
    taken = load().redis_url
    assert taken is not None
    assert taken.get_secret_value() == url
    RateLimits(url)


@pytest.mark.parametrize(
    "url",
    [
        "cache:6379",
        "http://cache",
        "redis://",
        "redis://:secret@",
        "redis://cache:port",
        "redis://cache:0",
        "redis://cache:99999",
        "redis://cache/zero",
        "redis://cache/0?retry=secret",
        "redis://:se#cret@cache",
        "redis://[::1",
        "unix:///run/redis.sock",
        "redis://cache\n",
    ],
)
def test_what_is_no_address_of_a_redis_is_told_without_it(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("TOCSIN_REDIS_URL", url)
    with pytest.raises(SettingsInvalid) as caught:
        load()
    assert caught.value.problems == [
        "TOCSIN_REDIS_URL must be redis://user:password@host:port/number, or rediss:// for TLS."
    ]


def test_where_redis_is_is_no_text_for_logs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_REDIS_URL", "redis://:hunter2@cache")
    assert "hunter2" not in repr(load())
