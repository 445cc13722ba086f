"""Values of a request as the texts that we keep: names, messages, identities, and the words for a state."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from tocsin.core.ping import MOST_MESSAGE_CHARACTERS
from tocsin.core.result import Json
from tocsin.core.verdict import Verdict
from tocsin.hooks.bodies import fit

LONGEST_NAME = 200
LONGEST_PROBLEM = 200
LARGEST_NUMBER = 2**63
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_BETWEEN_WORDS = re.compile(r"[\s_-]+")

_BY_VERDICT = {
    Verdict.UP: (
        "up ok okay good healthy normal operational green clear cleared closed resolved recovered recovery success"
        " successful succeeded pass passed complete completed resolvedcritical resolvedwarning resolvedmissingdata"
    ),
    Verdict.DEGRADED: "degraded warning warn minor yellow",
    Verdict.DOWN: (
        "down alarm alert alerting firing triggered critical crit major error err fail failed failure fatal emergency"
        " disaster outage unhealthy red timeout timedout startupfailure page"
    ),
    Verdict.UNKNOWN: "unknown nodata missingdata insufficientdata",
}
STATE_WORDS: Mapping[str, Verdict] = MappingProxyType(
    {word: verdict for verdict, words in _BY_VERDICT.items() for word in words.split()}
)
"""What the words that systems use for a state mean, as `normal_word` writes them."""


def normal_word(word: str) -> str:
    """`Missing Data`, `MISSING_DATA` and `MissingData` are one word."""
    return _BETWEEN_WORDS.sub("", word).casefold()


def text(value: Json) -> str | None:
    """A text, a number or a truth value as text; None for anything else."""
    if isinstance(value, str):
        return fit(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float) and abs(value) < LARGEST_NUMBER:
        return str(value)
    return None


def monitor_name(value: str) -> str:
    """One line of bounded length."""
    line = _CONTROL.sub(" ", fit(value)).strip()
    return line if len(line) <= LONGEST_NAME else f"{line[: LONGEST_NAME - 1].rstrip()}…"


def message(value: str) -> str:
    """Of bounded length, without blanks around it."""
    words = fit(value).strip()
    return words if len(words) <= MOST_MESSAGE_CHARACTERS else f"{words[: MOST_MESSAGE_CHARACTERS - 1]}…"


def identity(value: str) -> str:
    """What tells a problem from others: the text itself, or a hash of one that is too long."""
    value = _CONTROL.sub(" ", fit(value)).strip()
    return value if len(value) <= LONGEST_PROBLEM else "sha256:" + hashlib.sha256(value.encode()).hexdigest()


def identity_of(labels: Mapping[str, str]) -> str:
    """A hash of a set of labels."""
    return "sha256:" + hashlib.sha256(msgspec.json.encode(sorted(labels.items()))).hexdigest()


def excerpt(item: Json, most: int) -> tuple[bytes, int]:
    """The first bytes of an item as JSON, and how many there are."""
    try:
        whole = msgspec.json.encode(item)
    except (msgspec.EncodeError, ValueError, TypeError, OverflowError, RecursionError):
        # An expression may make of JSON what is none.
        return b"", 0
    return whole[:most], len(whole)
