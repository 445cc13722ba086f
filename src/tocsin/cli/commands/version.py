"""`tocsin version`."""

from __future__ import annotations

from importlib.metadata import version as installed_version

from tocsin.cli.options import AsJson
from tocsin.cli.output import print_json


def version(as_json: AsJson = False) -> None:
    """Print the version."""
    number = installed_version("tocsin")
    if as_json:
        print_json(b'{"version": "%s"}' % number.encode())
    else:
        print(f"tocsin {number}")
