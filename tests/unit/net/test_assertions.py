"""Each assertion on its own: when it holds, and what it says when it does not."""

import time
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from tocsin.core.errors import ErrorCode
from tocsin.core.verdict import Verdict
from tocsin.net.answer import Answer
from tocsin.net.assertion import BaseAssertion, all_hold, judge, worst
from tocsin.net.assertions import DEFAULT, Assertion

_ADAPTER: TypeAdapter[Assertion] = TypeAdapter(Assertion)
ROW = b'{"status": "ok", "count": 3, "items": [{"id": 1}, {"id": 2}], "on": true, "none": null}'


def parse(**fields: Any) -> BaseAssertion:
    return _ADAPTER.validate_python(fields)


def answer(body: bytes = b"", *, code: int = 200, **rest: Any) -> Answer:
    return Answer(code=code, latency_us=50_000, body=body, **rest)


def sentence(assertion: BaseAssertion, seen: Answer) -> str:
    return judge([assertion], seen)[0].sentence


@pytest.mark.parametrize(
    ("values", "code", "holds"),
    [
        ([200], 200, True),
        (["200"], 200, True),
        (["200-299"], 299, True),
        (["200-299"], 300, False),
        ([404, "200-204"], 404, True),
        ([404, "200-204"], 205, False),
    ],
)
def test_status_matches_codes_and_ranges(values: list[int | str], code: int, holds: bool) -> None:
    assert parse(type="status", values=values).holds(answer(code=code)) is holds


HEADERS = [b"HTTP/1.1 200 OK\r\n", b"X-Cache: HIT\r\n", b"Via: a\r\n", b"via: b\r\n", b"\r\n"]


@pytest.mark.parametrize(
    ("fields", "holds"),
    [
        ({"name": "x-cache"}, True),
        ({"name": "x-none"}, False),
        ({"name": "x-none", "comparison": "missing"}, True),
        ({"name": "x-cache", "comparison": "missing"}, False),
        ({"name": "x-cache", "comparison": "equals", "value": "HIT"}, True),
        ({"name": "x-cache", "comparison": "equals", "value": "HI"}, False),
        ({"name": "x-cache", "comparison": "contains", "value": "HI"}, True),
        ({"name": "x-cache", "comparison": "matches", "value": "^H.T$"}, True),
        ({"name": "Via", "comparison": "equals", "value": "b"}, True),
        ({"name": "x-none", "comparison": "contains", "value": ""}, False),
    ],
)
def test_header_compares_any_line_of_the_name(fields: dict[str, str], holds: bool) -> None:
    assert parse(type="header", **fields).holds(answer(header_lines=HEADERS)) is holds


@pytest.mark.parametrize(
    ("comparison", "value", "holds"),
    [
        ("contains", "needle", True),
        ("contains", "Needle", False),
        ("not_contains", "needle", False),
        ("not_contains", "error", True),
        ("matches", r"need\w+", True),
        ("matches", "(?i)NEEDLE", True),
        ("not_matches", r"\d", True),
        ("not_matches", "n..d", False),
    ],
)
def test_body_compares_text(comparison: str, value: str, holds: bool) -> None:
    assert parse(type="body", comparison=comparison, value=value).holds(answer(b"a needle here")) is holds


def test_body_is_read_by_the_charset_it_names() -> None:
    lines = [b"HTTP/1.1 200 OK\r\n", b'Content-Type: text/html; charset="ISO-8859-1"\r\n']
    assert parse(type="body", value="für").holds(answer("für".encode("latin-1"), header_lines=lines))


def test_an_unknown_charset_is_read_as_utf_8() -> None:
    lines = [b"HTTP/1.1 200 OK\r\n", b"Content-Type: text/html; charset=klingon\r\n"]
    assert parse(type="body", value="für").holds(answer("für".encode(), header_lines=lines))


@pytest.mark.parametrize(
    ("expression", "comparison", "value", "holds"),
    [
        ("status", "eq", "ok", True),
        ("status", "ne", "ok", False),
        ("count", "eq", 3, True),
        ("count", "eq", 3.0, True),
        ("count", "gt", 2, True),
        ("count", "le", 2, False),
        ("status", "gt", 2, False),
        ("on", "eq", True, True),
        ("on", "eq", 1, False),
        ("items[].id", "eq", [1, 2], True),
        ("items[].id", "contains", 2, True),
        ("status", "contains", "o", True),
        ("@", "contains", "status", True),
        ("length(items)", "ge", 2, True),
        ("status", "matches", "^o", True),
        ("count", "matches", "3", False),
        ("count", "exists", None, True),
        ("none", "exists", None, False),
        ("none", "eq", None, True),
        ("length(count)", "eq", 1, False),
    ],
)
def test_json_compares_what_the_expression_finds(expression: str, comparison: str, value: Any, holds: bool) -> None:
    assertion = parse(type="json", expression=expression, comparison=comparison, value=value)
    assert assertion.holds(answer(ROW)) is holds


@pytest.mark.parametrize("body", [b"<html>", b"", b"[" * 100_000, b"\xff"])
def test_a_body_that_is_not_json_fails_and_says_so(body: bytes) -> None:
    assertion = parse(type="json", expression="a", value=1)
    assert sentence(assertion, answer(body)).startswith("expected JSON a equal to 1, got a body that is not JSON")


def test_json_may_begin_with_a_byte_order_mark() -> None:
    assert parse(type="json", expression="a", value=1).holds(answer(b'\xef\xbb\xbf{"a": 1}'))


def test_a_function_that_does_not_fit_its_value_is_told() -> None:
    assertion = parse(type="json", expression="length(count)", value=1)
    assert "length" in sentence(assertion, answer(ROW))


def test_latency_is_degraded_unless_told_otherwise() -> None:
    judgement = judge([parse(type="latency", max_ms=49)], answer())[0]
    assert (judgement.verdict, judgement.error) == (Verdict.DEGRADED, ErrorCode.LATENCY_HIGH)
    assert judgement.sentence == "expected an answer within 49 ms, got one after 50 ms"
    assert judge([parse(type="latency", max_ms=49, severity="down")], answer())[0].verdict is Verdict.DOWN


def test_a_certificate_must_be_there_and_last() -> None:
    assertion = parse(type="certificate", min_days=10)
    in_days = [int((time.time() + days * 86_400) * 1000) for days in (9, 11)]
    assert [assertion.holds(answer(certificate_expires_at=moment)) for moment in (*in_days, None)] == [
        False,
        True,
        False,
    ]
    assert sentence(assertion, answer()).endswith("got a connection without a certificate")


def test_days_left_that_are_too_few_do_not_read_as_enough() -> None:
    almost = int((time.time() + 13.96 * 86_400) * 1000)
    told = sentence(parse(type="certificate", min_days=14), answer(certificate_expires_at=almost))
    assert told == "expected a certificate valid for at least 14 more days, got one that ends in 13.9 days: renew it"


@pytest.mark.parametrize(
    ("comparison", "value", "got"),
    [
        ("contains", "needle", "20 bytes with it"),
        ("contains", "thread", "20 bytes without it"),
        ("not_contains", "needle", "20 bytes with it"),
    ],
)
def test_what_was_got_of_a_body_is_true_whether_it_holds_or_not(comparison: str, value: str, got: str) -> None:
    assertion = parse(type="body", comparison=comparison, value=value)
    assert judge([assertion], answer(b"a needle in the hay."))[0].got == got


@pytest.mark.parametrize(("size", "holds"), [(9, False), (10, True), (20, True), (21, False)])
def test_body_size_is_between_its_bounds(size: int, holds: bool) -> None:
    assert parse(type="body_size", min_bytes=10, max_bytes=20).holds(answer(b"x" * size)) is holds


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"type": "body", "value": "needle"}, None),
        ({"type": "body", "value": "later"}, ErrorCode.BODY_TOO_LARGE),
        ({"type": "body", "comparison": "not_contains", "value": "needle"}, ErrorCode.ASSERTION_FAILED),
        ({"type": "body", "comparison": "not_contains", "value": "later"}, ErrorCode.BODY_TOO_LARGE),
        ({"type": "json", "expression": "a", "value": 1}, ErrorCode.BODY_TOO_LARGE),
        ({"type": "body_size", "min_bytes": 3}, None),
        ({"type": "body_size", "min_bytes": 100}, ErrorCode.BODY_TOO_LARGE),
        ({"type": "body_size", "max_bytes": 3}, ErrorCode.ASSERTION_FAILED),
        ({"type": "body_size", "max_bytes": 100}, ErrorCode.BODY_TOO_LARGE),
    ],
)
def test_of_a_cut_body_only_what_it_shows_is_judged(fields: dict[str, Any], error: ErrorCode | None) -> None:
    judgement = judge([parse(**fields)], answer(b"a needle", is_truncated=True))[0]
    assert (judgement.error if not judgement.holds else None) is error


def test_the_first_failure_of_the_worst_severity_decides() -> None:
    statuses = [parse(type="status", values=[code]) for code in (201, 202)]
    assertions = [parse(type="latency", max_ms=1), *statuses]
    decisive = worst(judge(assertions, answer()))
    assert decisive is not None
    assert decisive.assertion is statuses[0]


def test_the_quick_look_agrees_with_the_judgement() -> None:
    assert all_hold(DEFAULT, answer(code=204))
    assert not all_hold(DEFAULT, answer(code=500))
    assert not all_hold([parse(type="json", expression="a", value=1)], answer(b"{}", is_truncated=True))


def test_a_sentence_stays_short_whatever_is_compared() -> None:
    lines = [b"HTTP/1.1 200 OK\r\n", b"X-A: " + b"y" * 5_000 + b"\r\n"]
    assertion = parse(type="header", name="X-A", comparison="equals", value="x" * 1_000)
    assert len(sentence(assertion, answer(header_lines=lines))) < 400


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"type": "nonsense"}, "nonsense"),
        ({"type": "status", "values": []}, "at least 1 item"),
        ({"type": "status", "values": ["2xx"]}, "neither a status code nor a range such as 200-299"),
        ({"type": "status", "values": [99]}, "outside of 100-599"),
        ({"type": "status", "values": ["299-200"]}, "write the lower code first"),
        ({"type": "header", "name": "a b"}, "should match pattern"),
        ({"type": "header", "name": "a", "comparison": "matches", "value": "("}, "missing \\)"),
        ({"type": "body", "comparison": "matches", "value": "(?=a)"}, "lookaround"),
        ({"type": "body", "comparison": "matches", "value": "(a{1000}){1000}"}, "is not a valid RE2 pattern"),
        ({"type": "json", "expression": "a["}, "is not a JMESPath expression"),
        ({"type": "json", "expression": "(" * 450}, "is not a JMESPath expression"),
        ({"type": "json", "expression": "|".join(["[@,@][]"] * 7)}, "could multiply its input"),
        ({"type": "json", "expression": "a", "comparison": "gt", "value": "1"}, "compares numbers"),
        ({"type": "json", "expression": "a", "comparison": "matches", "value": 1}, "compares text"),
        ({"type": "latency", "max_ms": 0}, "greater than or equal to 1"),
        ({"type": "body_size", "min_bytes": 2, "max_bytes": 1}, "below min_bytes"),
        ({"type": "latency", "max_ms": 1, "severity": "loud"}, "'down' or 'degraded'"),
    ],
)
def test_a_bad_assertion_is_refused_with_a_reason(fields: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        parse(**fields)
