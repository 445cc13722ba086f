"""The filters that templates may use: those of Jinja that cannot make much of little, and some of ours."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from types import MappingProxyType
from typing import Any

from jinja2 import Environment, Undefined, pass_environment
from jinja2.filters import FILTERS as OF_JINJA
from jinja2.filters import make_attrgetter

from tocsin.wording.faults import TooMuch
from tocsin.wording.meter import spend
from tocsin.wording.values import Duration, Moment

LONGEST_TEXT = 8000
"""Of one value that a template makes. Ours are shorter."""
LONGEST_JSON = 64 * 1024
LARGEST_NUMBER = 2**63
_LARGEST_ARGUMENT = 10_000
"""What a filter may be told to cut or round by."""
_STEPS = 5
_CHARACTERS_A_STEP = 20
_KEPT = """
abs capitalize count d default first float int last length list lower map max min reject rejectattr reverse round
select selectattr sort string title trim truncate unique upper urlencode wordcount
"""


def text_of(value: object) -> str:
    """A single value as text; of a list, its values. Raise ValueError for what has no words."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    if isinstance(value, list | tuple):
        return joined(value, ", ")
    raise ValueError("this has many facts: name the one to show, such as `.monitor`")


def joined(parts: Iterable[object], between: str = "") -> str:
    """What `~` and `join` make of their parts. Raise TooMuch."""
    texts, length = [], 0
    for part in parts:
        text = part if isinstance(part, str) else text_of(part)
        length += len(text) + len(between)
        if length > LONGEST_TEXT + len(between):
            raise TooMuch(f"this makes a text of more than {LONGEST_TEXT} characters")
        texts.append(text)
    spend(1 + len(texts))
    return between.join(texts)


@pass_environment
def join(environment: Environment, value: Iterable[object], d: str = "", attribute: str | None = None) -> str:
    """Jinja's, within bounds."""
    parts = value if attribute is None else map(make_attrgetter(environment, attribute), value)
    return joined(parts, d)


def replace(value: object, old: str, new: str) -> str:
    """Every `old` by `new`."""
    text = text_of(value)
    if len(text) + text.count(old) * len(new) > LONGEST_TEXT:
        raise TooMuch(f"this makes a text of more than {LONGEST_TEXT} characters")
    return text.replace(old, new)


def time(value: object, zone: str = "UTC") -> str:
    """A moment as the clocks of a time zone show it: `{{ incident.started_at|time("Europe/Berlin") }}`.

    Nothing of one that has not come, such as `incident.ended_at`.
    """
    if value is None or value == "":
        return ""
    if not isinstance(value, Moment):
        raise ValueError("`time` takes a moment, such as `incident.started_at`")
    try:
        return value.within(zone)
    except ValueError as error:
        raise ValueError(f"the zone {error}") from None


def ms(value: object) -> int:
    """A moment as Unix milliseconds, a duration as milliseconds: a number to reckon with, 0 for none."""
    if value is None or value == "":
        return 0
    if not isinstance(value, Moment | Duration):
        raise ValueError("`ms` takes a moment or a duration, such as `incident.duration`")
    return int(value)


def tojson(value: object) -> str:
    """JSON of whatever it is. Moments and durations are numbers in it, of milliseconds."""
    if isinstance(value, Undefined):
        return str(value)
    if isinstance(value, Iterable) and not isinstance(value, str | dict | list):
        value = list(value)  # what filters such as `map` give is made as it is read
    return json.dumps(value, ensure_ascii=False)


def within_range(number: object) -> Any:
    """What it was given. Raise TooMuch for a number that no computer would count to."""
    if isinstance(number, int | float) and not abs(number) < LARGEST_NUMBER:
        raise TooMuch("this makes a number that is too large")
    return number


def _bounded(function: Callable[..., Any], longest: int = LONGEST_TEXT) -> Callable[..., Any]:
    @wraps(function)
    def bounded(*args: Any, **named: Any) -> Any:
        spend(_STEPS + sum(len(one) for one in args if isinstance(one, str | list)) // _CHARACTERS_A_STEP)
        if any(isinstance(one, int) and one > _LARGEST_ARGUMENT for one in (*args[1:], *named.values())):
            raise TooMuch(f"a filter is told a number of more than {_LARGEST_ARGUMENT}")
        made = within_range(function(*args, **named))
        if isinstance(made, str) and len(made) > longest:
            raise TooMuch(f"this makes a text of more than {longest} characters")
        return made

    return bounded


_OURS: Mapping[str, Callable[..., Any]] = {"join": join, "replace": replace, "time": time, "ms": ms}
FILTERS: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {name: _bounded(OF_JINJA[name]) for name in _KEPT.split()}
    | {name: _bounded(function) for name, function in _OURS.items()}
    | {"tojson": _bounded(tojson, LONGEST_JSON), "string": _bounded(text_of)}
)
_TESTS = """
!= < <= == > >= defined divisibleby eq equalto even false ge greaterthan gt in integer le lessthan lower lt ne none
number odd string true undefined upper
"""
TESTS = frozenset(_TESTS.split())
