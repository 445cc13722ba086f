"""Every setting of a server, typed and described where it is declared; the reference page is generated from here.

Read by `cli` and `api.app` alone: everything below is given values. Each module declares a group of them; a new group
is a module and its line in `settings.settings`.
"""

from __future__ import annotations

from tocsin.settings.faults import SettingsInvalid
from tocsin.settings.loading import load, unknown_variables
from tocsin.settings.logs import LogFormat, LogLevel
from tocsin.settings.names import CLIENT_VARIABLES, DEFAULT_CONFIG_FILE, variable
from tocsin.settings.settings import Settings
from tocsin.settings.storing import SHORTEST_SECRET_KEY

__all__ = [
    "CLIENT_VARIABLES",
    "DEFAULT_CONFIG_FILE",
    "SHORTEST_SECRET_KEY",
    "LogFormat",
    "LogLevel",
    "Settings",
    "SettingsInvalid",
    "load",
    "unknown_variables",
    "variable",
]
