"""What `tocsin keys` tells: of keys their ids, of secrets how many there are and where."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from tocsin.auth.secrets import SecretBox
from tocsin.cli import output
from tocsin.cli.key_rotation import Rotated
from tocsin.cli.terminal import note
from tocsin.services.resealing import Census

SHOWN_PLACES = 20


class KeyStatus(msgspec.Struct, frozen=True):
    """A key of the ring, or one that stored secrets ask for; without an id, what is too damaged to name one."""

    id: str | None
    is_present: bool
    is_current: bool
    secrets: int
    unreadable: int

    @property
    def place(self) -> str:
        if self.is_current:
            return "current"
        return "older" if self.is_present else "not here"


@dataclass(frozen=True, slots=True)
class Status:
    """The keys of a ring, and what is sealed with them."""

    box: SecretBox
    census: Census

    @property
    def keys(self) -> list[KeyStatus]:
        """In the ring's order; after them what is not in it."""
        present, census = self.box.key_ids, self.census
        return [
            KeyStatus(one or None, one in present, one == present[0], census.readable[one], census.unreadable[one])
            for one in (*present, *sorted(census.unreadable.keys() - set(present)))
        ]

    def print(self) -> None:
        rows = [(one.id, one.place, one.secrets, one.unreadable or None) for one in self.keys]
        output.print_table(("|key", "|which is", ">secrets", ">unreadable"), rows)
        note_unreadable(self.census)

    def print_json(self) -> None:
        census = self.census
        found = {"keys": self.keys, "unreadable": census.unreadable.total(), "unreadable_in": census.places}
        output.print_json(msgspec.json.encode(found))


def print_rotated(rotated: Rotated) -> None:
    """How many are sealed with which key; and, beside it, what is not well."""
    count = output.counted(rotated.census.readable[rotated.current], "stored secret")
    print(f"Sealed with key {rotated.current}{'' if rotated.had_to else ' already'}: {count}.")
    if rotated.left_over:
        count = output.counted(rotated.left_over, "secret")
        note(
            f"Sealed with an older key meanwhile: {count}. A server is running that has no other: start it with all "
            "of them, and run this again."
        )
    note_unreadable(rotated.census)
    if rotated.needed:
        note(f"Some secrets need the older key {', '.join(rotated.needed)}, which therefore has to stay.")


def note_unreadable(census: Census) -> None:
    if not census.unreadable:
        return
    more = len(census.places) - SHOWN_PLACES
    names = ", ".join(census.places[:SHOWN_PLACES]) + (f" and {more} more" if more > 0 else "")
    count = output.counted(census.unreadable.total(), "secret")
    note(f"Cannot be opened, damaged or sealed with a key that is not here: {count}, of {names}.")
    note("Bring that key back, or enter the secrets again.")
