from __future__ import annotations

from collections.abc import Iterator

import pytest

from tocsin.core.errors import NETWORK_CLASS, SUDDEN_CLASS, ErrorCode, FieldError, TocsinError, ValidationFailed


def subclasses(of: type[TocsinError]) -> Iterator[type[TocsinError]]:
    for found in of.__subclasses__():
        yield found
        yield from subclasses(found)


CORE_ERRORS = [found for found in subclasses(TocsinError) if found.__module__ == "tocsin.core.errors"]
ALL_CODES = [TocsinError.code, *(error.code for error in CORE_ERRORS)]


@pytest.mark.parametrize("error", CORE_ERRORS)
def test_every_error_has_a_code_of_its_own(error: type[TocsinError]) -> None:
    assert ALL_CODES.count(error.code) == 1


@pytest.mark.parametrize("code", [*ErrorCode, *(error.code for error in CORE_ERRORS)])
def test_codes_are_lower_case_words(code: str) -> None:
    assert str(code).replace("_", "").isalpha()
    assert str(code) == str(code).lower()


def test_an_error_is_its_message() -> None:
    assert str(TocsinError("the name is taken")) == "the name is taken"


def test_an_error_names_each_bad_field() -> None:
    bad = FieldError("/config/url", "must begin with http:// or https://")
    assert ValidationFailed("not valid", errors=[bad]).errors == (bad,)


@pytest.mark.parametrize(
    "answered",
    [
        ErrorCode.CONNECT_REFUSED,
        ErrorCode.CONNECTION_RESET,
        ErrorCode.ASSERTION_FAILED,
        ErrorCode.LATENCY_HIGH,
    ],
)
def test_an_answer_from_the_far_side_never_makes_a_region_suspect(answered: ErrorCode) -> None:
    assert answered not in NETWORK_CLASS | SUDDEN_CLASS
