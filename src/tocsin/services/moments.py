"""Times that a caller gives: RFC 3339 with an offset, so that nobody has to guess whose clock was meant."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BeforeValidator

from tocsin.core.clock import to_unix_ms

_RFC3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)


def _not_before_1970(moment: datetime) -> datetime:
    if to_unix_ms(moment) < 0:
        raise ValueError("must not be before 1970")
    return moment


def _is_written_out(value: object) -> object:
    if not isinstance(value, str) or not _RFC3339.fullmatch(value):
        raise ValueError("must be a time with an offset, such as 2026-11-21T09:30:00Z")
    return value


GivenMoment = Annotated[AwareDatetime, BeforeValidator(_is_written_out), AfterValidator(_not_before_1970)]
"""A time that a caller gives: RFC 3339 with an offset."""
