"""Environment variables in a file of monitors."""

import pytest

from tocsin.cli.interpolation import interpolator

ENVIRON = {"HOST": "example.com", "EMPTY": "", "TRICKY": "a: ${HOST}\n- b"}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("https://${HOST}/", "https://example.com/"),
        ("${HOST}${HOST}", "example.comexample.com"),
        ("${NOWHERE:-fallback}", "fallback"),
        ("${NOWHERE:-}", ""),
        ("${EMPTY:-fallback}", "fallback"),
        ("${EMPTY}", ""),
        ("$${HOST}", "${HOST}"),
        ("$HOST costs 5$", "$HOST costs 5$"),
        ("${TRICKY}", "a: ${HOST}\n- b"),
    ],
)
def test_a_variable_is_replaced_once_and_as_text(written: str, read: str) -> None:
    assert interpolator(ENVIRON)(written) == read


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("${NOWHERE}", "the environment variable NOWHERE is not set: set it, or write ${NOWHERE:-default}"),
        ("${}", "${} is not a variable: write ${NAME}, or $${ for a literal ${"),
        ("${1ST}", "${1ST} is not a variable: write ${NAME}, or $${ for a literal ${"),
        ("${HOST", "${HOST is not a variable: write ${NAME}, or $${ for a literal ${"),
    ],
)
def test_what_is_no_variable_is_said_with_the_remedy(written: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=r"^\S") as caught:
        interpolator(ENVIRON)(written)
    assert str(caught.value) == sentence
