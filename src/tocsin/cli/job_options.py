"""What `tocsin exec` is told on its command line, read without the machinery that the other commands need.

Typer and what it stands on take three times as long to import as all that the job itself needs, and cron may start it
thousands of times a day. What is not understood here is left to Typer, which can explain what is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

LEAST_SECONDS = 0.1
MOST_TIMEOUT = 31_536_000.0
MOST_PING_TIMEOUT = 86_400.0
DEFAULT_PING_TIMEOUT = 60.0
PING_VARIABLE = "TOCSIN_PING_URL"


@dataclass(frozen=True, slots=True)
class JobOptions:
    """Times are in seconds."""

    command: list[str]
    ping: str = ""
    timeout: float | None = None
    ping_timeout: float = DEFAULT_PING_TIMEOUT
    no_output: bool = False
    quiet_success: bool = False
    strict: bool = False


FLAGS = {"--no-output": "no_output", "--quiet-success": "quiet_success", "--strict": "strict"}
MOST_SECONDS = {"--timeout": ("timeout", MOST_TIMEOUT), "--ping-timeout": ("ping_timeout", MOST_PING_TIMEOUT)}


def read(words: Sequence[str], environ: Mapping[str, str]) -> JobOptions | None:
    """The words after `tocsin exec`; None when they are not plainly right, or when help is asked for."""
    given: dict[str, str | float | bool] = {"ping": environ.get(PING_VARIABLE, "")}
    rest = list(words)
    while rest and rest[0].startswith("-") and rest[0] != "--":
        name, equals, value = rest.pop(0).partition("=")
        if not equals and name in FLAGS:
            given[FLAGS[name]] = True
            continue
        if not equals and not rest:
            return None
        value = value if equals else rest.pop(0)
        if name == "--ping":
            given["ping"] = value
        elif (seconds := _seconds(name, value)) is not None:
            given[MOST_SECONDS[name][0]] = seconds
        else:
            return None
    command = rest[1:] if rest[:1] == ["--"] else rest
    is_contradiction = "no_output" in given and "quiet_success" in given
    return JobOptions(command, **given) if command and not is_contradiction else None  # type: ignore[arg-type]


def _seconds(name: str, text: str) -> float | None:
    most = MOST_SECONDS.get(name, ("", 0.0))[1]
    try:
        seconds = float(text)
    except ValueError:
        return None
    return seconds if LEAST_SECONDS <= seconds <= most else None
