"""`--set field=@file` and `--set field=-`: values that are to stay out of the shell's history and the process list."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from getpass import getpass
from pathlib import Path

from tocsin.cli.failures import UsageWrong

MAX_BYTES = 100_000


def assignments(given: Sequence[str]) -> list[str]:
    """Each `field=value`, its value fetched from where it lies. `@@` is for text that begins with an at sign.

    Raise UsageWrong when that cannot be read, or when two want standard input.
    """
    if sum(one.partition("=")[2] == "-" for one in given) > 1:
        raise UsageWrong("only one --set can be read from standard input")
    return [_fetched(one) for one in given]


def text_of(value: str, option: str) -> str:
    """The text of an option that takes `@file` too."""
    if value.startswith("@@"):
        return value[1:]
    return _content(Path(value[1:]), option) if value.startswith("@") else value


def _fetched(assignment: str) -> str:
    field, _, value = assignment.partition("=")
    if value == "-":
        value = getpass(f"{field}: ") if sys.stdin.isatty() else sys.stdin.read(MAX_BYTES)
        if not value:
            raise UsageWrong(f"--set {field}: nothing came on standard input")
    elif value.startswith("@"):
        value = text_of(value, f"--set {field}")
    else:
        return assignment
    line = value.removesuffix("\n").removesuffix("\r")
    return f"{field}={line}"


def _content(path: Path, option: str) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        text = data.decode()
    except OSError as error:
        sentence = f"{option}: {path} cannot be read: {error.strerror}"
        raise UsageWrong(f"{sentence}. Text that begins with @ is written @@") from None
    except UnicodeDecodeError:
        raise UsageWrong(f"{option}: {path} is not UTF-8 text") from None
    if len(data) > MAX_BYTES:
        raise UsageWrong(f"{option}: {path} is larger than {MAX_BYTES:,} bytes")
    return text
