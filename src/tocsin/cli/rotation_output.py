"""Rotations, and who is on call, as a person reads them."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from tocsin.cli import hook_output, output
from tocsin.cli.output import Cell
from tocsin.cli.policy_replies import Duty, Participant, Rotation, Shift
from tocsin.cli.recipients import Recipients


def row(rotation: Rotation, names: Recipients) -> tuple[Cell, ...]:
    """Of the list of rotations."""
    who = ", ".join(str(names.name("user", one.user)) for one in rotation.participants)
    return rotation.id, rotation.name, _turns(rotation), who or "nobody: all have left"


def print_rotation(rotation: Rotation, names: Recipients, url: str) -> None:
    """Without its shifts. `url` of the server, for the address of its calendar."""
    path = rotation.calendar_path
    output.print_facts(
        [
            ("id", rotation.id),
            ("name", rotation.name),
            ("turns", _turns(rotation)),
            ("first began", rotation.starts_on),
            ("who", "\n".join(_participant(one, names) for one in rotation.participants) or "nobody: all have left"),
            ("calendar", None if path is None else hook_output.address(url, path)),
        ]
    )
    output.print_line()


def print_shifts(shifts: Sequence[Shift]) -> None:
    rows = [
        (output.minute(one.start), output.minute(one.end), one.user.shown, "covers" * one.is_override) for one in shifts
    ]
    output.print_table(("|from", "|to", "who", ""), rows, empty="Nobody is on call.")


def duty_row(duty: Duty) -> tuple[Cell, ...]:
    """Who it is now, until when, and who is next."""
    now, following = duty.current, duty.following
    return (
        duty.rotation,
        Text("nobody", "bold red") if now is None else Text(output.cell(now.user.shown).plain, "bold"),
        None if now is None else output.minute(now.end),
        None if following is None else following.user.shown,
        None if following is None else output.minute(following.start),
        duty.note or ("covers" if now is not None and now.is_override else ""),
    )


def _turns(rotation: Rotation) -> str:
    noun = {"daily": "day", "weekly": "week"}.get(rotation.turn, rotation.turn)
    every = f"every {noun}" if rotation.every == 1 else f"every {rotation.every} {noun}s"
    return f"{every} at {rotation.hand_over} ({rotation.time_zone})"


def _participant(one: Participant, names: Recipients) -> str:
    channels = ", ".join(str(names.name("channel", channel)) for channel in one.channels)
    return f"{names.name('user', one.user)}, by {channels or 'mail'}"
