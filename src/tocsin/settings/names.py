"""What settings are called: the variables of the environment, and the file."""

from __future__ import annotations

PREFIX = "TOCSIN_"
CONFIG_FILE_VARIABLE = "TOCSIN_CONFIG_FILE"
DEFAULT_CONFIG_FILE = "tocsin.toml"

CLIENT_VARIABLES = {
    "TOCSIN_URL": "Where the server answers, for the client commands (default http://127.0.0.1:8000).",
    "TOCSIN_API_KEY": "The API key that the client commands present.",
    "TOCSIN_TIMEOUT": "Seconds that a client command waits for an answer (default 30).",
    "TOCSIN_PING_URL": "The ping key or address of `tocsin exec` and `tocsin ping`, and of the job that `exec` runs.",
    "TOCSIN_RUN_ID": "The run that a `tocsin ping` belongs to; `tocsin exec` sets it for its job.",
    CONFIG_FILE_VARIABLE: f"The TOML file to read settings from (default ./{DEFAULT_CONFIG_FILE}, when it exists).",
}
"""Variables with our prefix that are no settings of a server."""


def variable(field: str) -> str:
    """The environment variable of a setting."""
    return PREFIX + field.upper()
