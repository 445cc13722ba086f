"""What is said to have changed since all was well."""

from __future__ import annotations

import pytest

from tocsin.core.changed_evidence import MOST_SENTENCES, changes
from tocsin.core.result import Evidence

CERTIFICATE = {"subject": "CN=a.example", "issuer": "CN=R3", "not_after": "2027-01-01T00:00:00+00:00"}


@pytest.mark.parametrize(
    ("good", "bad", "sentences"),
    [
        ({"address": "192.0.2.7"}, {"address": "192.0.2.9"}, ["The address was 192.0.2.7; it is 192.0.2.9."]),
        ({"address": "192.0.2.7"}, {"address": "192.0.2.7"}, []),
        ({"address": "192.0.2.7"}, {}, []),
        ({}, {"address": "192.0.2.7"}, []),
        ({"http_version": "HTTP/2"}, {"http_version": "HTTP/1.1"}, ["It spoke HTTP/2; it speaks HTTP/1.1."]),
        ({"addresses": ["b", "a"]}, {"addresses": ["a", "b"]}, []),
        (
            {"addresses": [{"address": "192.0.2.7", "connect_ms": 1}]},
            {"addresses": [{"address": "192.0.2.8", "connect_ms": 2}]},
            ["The name led to 192.0.2.7; it leads to 192.0.2.8."],
        ),
        (
            {"certificates": [CERTIFICATE]},
            {"certificates": [{**CERTIFICATE, "issuer": "CN=Proxy", "not_after": None}]},
            ["The certificate was for CN=a.example by CN=R3 until 2027-01-01; it is for CN=a.example by CN=Proxy."],
        ),
        (
            {"redirects": [{"url": "https://a.example/", "code": 301}]},
            {"redirects": [{"url": "https://b.example/", "code": 301}]},
            ["It redirected to https://a.example/; it redirects to https://b.example/."],
        ),
        ({"tls": True}, {"tls": False}, ["Tls: true before; now false."]),
        ({"name_servers": ["x"]}, {"name_servers": ["y"]}, ["Name servers: x before; now y."]),
    ],
)
def test_what_is_known_on_both_sides_and_differs_is_told(good: Evidence, bad: Evidence, sentences: list[str]) -> None:
    assert changes(good, bad) == sentences


@pytest.mark.parametrize("name", ["body", "headers", "body_size", "assertions", "connect_ms"])
def test_what_differs_at_every_look_is_not_told(name: str) -> None:
    assert changes({name: "1"}, {name: "2"}) == []


@pytest.mark.parametrize("odd", [None, {}, [], [[]], {"a": 1}, [{"url": None}], "", 3])
@pytest.mark.parametrize("name", ["addresses", "certificates", "redirects", "something"])
def test_evidence_of_another_shape_does_no_harm(name: str, odd: object) -> None:
    assert len(changes({name: odd}, {name: "x"})) <= 1  # type: ignore[dict-item]
    assert len(changes({name: ["x"]}, {name: odd})) <= 1  # type: ignore[dict-item]


def test_sentences_are_few_and_short() -> None:
    good: Evidence = {f"fact {number}": ["a" * 500] * 50 for number in range(50)}
    bad: Evidence = {f"fact {number}": ["b" * 500] * 50 for number in range(50)}
    found = changes(good, bad)
    assert len(found) == MOST_SENTENCES
    assert max(map(len, found)) < 2000
    assert "and 44 more" in found[0]
