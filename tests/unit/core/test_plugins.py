from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tocsin.core.plugins import Deadline, ProbeConfig


@given(st.floats(-1e6, 1e6))
def test_never_less_than_nothing_is_left_nor_more_than_was_given(seconds: float) -> None:
    assert 0.0 <= Deadline.after(seconds).remaining() <= max(0.0, seconds) + 1e-6


def test_a_deadline_that_has_passed_leaves_nothing() -> None:
    assert Deadline(time.monotonic() - 1).remaining() == 0.0


def test_a_field_that_no_kind_knows_is_refused() -> None:
    with pytest.raises(ValidationError, match="Extra inputs"):
        ProbeConfig.model_validate({"urll": "https://example.com"})
