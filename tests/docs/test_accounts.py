"""The operator's page about accounts has every setting that has to do with them, with its default, and every limit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

import pytest

from tocsin.services import named_limits
from tocsin.services.limit import Limit
from tocsin.settings import Settings, variable

PAGE = Path(__file__).parents[2] / "docs" / "operations" / "accounts.md"
ABOUT_ACCOUNTS = re.compile(
    "bootstrap_|secret_key|sign_up|session_|workspaces_|deleted_workspace|retention_audit|trusted_|metrics_open|compat_"
    "|public_url|google_|github_|oidc|mail_|smtp_|redis_|api_rate"
)
FIELDS = [field for field in Settings.model_fields if ABOUT_ACCOUNTS.match(field)]
LIMITS = [limit for limit in vars(named_limits).values() if isinstance(limit, Limit) and limit.name != "hooks"]


def rows() -> Iterator[list[str]]:
    """The first two cells of each line of a table."""
    for line in PAGE.read_text().splitlines():
        if line.startswith("| `"):
            yield [cell.strip() for cell in line.split("|")[1:3]]


def written(field: str) -> str:
    """A default as the page writes it: nothing where there is none."""
    default = Settings.model_fields[field].default
    if default is None or default == ():
        return ""
    if isinstance(default, tuple):
        return f"`{','.join(map(str, default))}`"
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    return (
        f"`{default.value if isinstance(default, Enum) else f'{default:g}' if isinstance(default, float) else default}`"
    )


@pytest.mark.parametrize("field", FIELDS)
def test_a_setting_stands_there_with_its_default(field: str) -> None:
    assert [f"`{variable(field)}`", written(field)] in list(rows())


@pytest.mark.parametrize("limit", LIMITS, ids=lambda limit: limit.name)
def test_a_limit_stands_there_with_its_windows(limit: Limit) -> None:
    assert [f"`{limit.name}`", limit.windows] in list(rows())
