"""Channels, rotations and members as people name them, by id or by name, and what is wrong with a name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from tocsin.core.errors import FieldError
from tocsin.services.field_errors import nearest
from tocsin.storage.database import Connection
from tocsin.storage.recipients import RecipientRepository


class Noun(StrEnum):
    """What is named."""

    CHANNEL = "channel"
    ROTATION = "rotation"
    USER = "user"


class Named(NamedTuple):
    """Somebody or something that was named, and where. A user's name is the e-mail address."""

    noun: Noun
    reference: int | str
    pointer: str


_KNOWN_AS = {Noun.CHANNEL: "a channel", Noun.ROTATION: "a rotation", Noun.USER: "a member"}


async def resolve(
    connection: Connection, workspace_id: int, wanted: Sequence[Named]
) -> tuple[dict[str, int], list[FieldError]]:
    """Ids by pointer, and an error for each that is not of this workspace."""
    found, errors = {}, []
    nouns = {one.noun for one in wanted}
    known = {noun: await names_of(connection, workspace_id, noun) for noun in Noun if noun in nouns}
    ids = {noun: {_plain(noun, name): id_ for id_, name in names.items()} for noun, names in known.items()}
    for noun, reference, pointer in wanted:
        if isinstance(reference, int):
            id_ = reference if reference in known[noun] else None
        else:
            id_ = ids[noun].get(_plain(noun, reference))
        if id_ is None:
            errors.append(FieldError(pointer, _unknown(noun, reference, known[noun])))
        else:
            found[pointer] = id_
    return found, errors


async def names_of(connection: Connection, workspace_id: int, noun: Noun) -> dict[int, str]:
    """By id: all that there are in the workspace."""
    recipients = RecipientRepository(connection)
    read = {Noun.CHANNEL: recipients.channels, Noun.ROTATION: recipients.rotations, Noun.USER: recipients.members}
    return await read[noun](workspace_id)


def _plain(noun: Noun, name: str) -> str:
    """E-mail addresses are stored in lower case."""
    return name.lower() if noun == Noun.USER else name


def _unknown(noun: Noun, reference: int | str, known: Mapping[int, str]) -> str:
    said = f"is not {_KNOWN_AS[noun]} of this workspace: {reference!r}"
    if isinstance(reference, int) or not known:
        return said
    return f"{said}; {nearest(reference, known.values())}"
