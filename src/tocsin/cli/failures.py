"""How a command fails: with a sentence for a person and an exit code for a script."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What scripts may rely on."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    UNREACHABLE = 3
    INTERRUPTED = 130


class CommandFailed(Exception):
    """Ends the command; the message goes to standard error, without a traceback."""

    def __init__(self, message: str, exit_code: ExitCode = ExitCode.FAILED) -> None:
        super().__init__(message)
        self.exit_code = exit_code


class UsageWrong(CommandFailed):
    """What was typed cannot be meant."""

    def __init__(self, message: str) -> None:
        super().__init__(message, ExitCode.USAGE)
