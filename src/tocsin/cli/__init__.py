"""The command line, and the composition root."""

from tocsin.cli.root import main

__all__ = ["main"]
