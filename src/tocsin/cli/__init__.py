"""The command line, and the composition root."""

import gc
import sys
from importlib import import_module

__all__ = ["main"]

STARTING_THRESHOLDS = (100_000, 50, 50)
"""What a start makes stays: the collector, which would look through it again and again, has better things to do."""


def main() -> None:
    """Entry point of the process. `exec` is tried first without all that the other commands need."""
    if sys.argv[1:2] == ["exec"]:
        import_module("tocsin.cli.reported_job").start(sys.argv[2:])
    gc.set_threshold(*STARTING_THRESHOLDS)
    import_module("tocsin.cli.root").main()
