"""The command line, and the composition root."""

import sys
from importlib import import_module

__all__ = ["main"]


def main() -> None:
    """Entry point of the process. `exec` is tried first without all that the other commands need."""
    if sys.argv[1:2] == ["exec"]:
        import_module("tocsin.cli.reported_job").start(sys.argv[2:])
    import_module("tocsin.cli.root").main()
