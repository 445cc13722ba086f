"""What `tocsin user` prints."""

from __future__ import annotations

import msgspec

from tocsin.cli import output
from tocsin.cli.output import Cell
from tocsin.core.clock import to_datetime
from tocsin.services.operators import ListedUser
from tocsin.services.password_resets import OPEN_MS, Reset
from tocsin.services.second_factor import is_wanted
from tocsin.settings import Settings

_COLUMNS = (">id", "e-mail", "name", "workspaces", "second factor", "last sign-in", "state")


def print_reset(settings: Settings, reset: Reset) -> None:
    """The one secret that this command shows; who reads it sets the password."""
    site = (settings.public_url or f"http://localhost:{settings.port}").rstrip("/")
    output.print_line(f"With this link a password is set, once, within {OPEN_MS // 60_000} minutes:")
    output.print_line(f"{site}/reset-password#token={reset.token}")


def print_users(users: list[ListedUser], *, as_json: bool) -> None:
    if as_json:
        output.print_json(msgspec.json.encode([_document(one) for one in users]))
    else:
        output.print_table(_COLUMNS, [_row(one) for one in users], empty="There is no user yet.")


def _row(listed: ListedUser) -> tuple[Cell, ...]:
    user = listed.user
    seen = output.since(to_datetime(user.last_sign_in_at)) if user.last_sign_in_at is not None else None
    return (
        user.id,
        user.email,
        user.name,
        ", ".join(f"{one.workspace_name} ({one.role})" for one in listed.memberships) or None,
        "authenticator app" if is_wanted(user) else None,
        f"{seen} ago" if seen else "never",
        "disabled" if user.disabled_at is not None else "enabled",
    )


def _document(listed: ListedUser) -> dict[str, object]:
    user = listed.user
    return {
        "id": user.id,
        "email": user.email,
        "name": user.name,
        "workspaces": [
            {"id": one.workspace_id, "name": one.workspace_name, "role": one.role} for one in listed.memberships
        ],
        "has_password": user.password_hash is not None,
        "has_second_factor": is_wanted(user),
        "created_at": _moment(user.created_at),
        "last_sign_in_at": _moment(user.last_sign_in_at),
        "disabled_at": _moment(user.disabled_at),
    }


def _moment(unix_ms: int | None) -> str | None:
    return None if unix_ms is None else to_datetime(unix_ms).isoformat(timespec="milliseconds").replace("+00:00", "Z")
