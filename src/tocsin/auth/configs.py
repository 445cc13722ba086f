"""The secrets inside a kind's configuration: sealed at rest, masked in answers, kept when the mask comes back.

Which fields are secret is said by the kind's own model (`SecretStr`, at any depth), never by a list kept here.
"""

from __future__ import annotations

from collections.abc import Callable

from pydantic import BaseModel, SecretBytes, SecretStr

from tocsin.auth.secrets import MARK, SecretBox, is_sealed
from tocsin.core.errors import FieldError, ValidationFailed
from tocsin.core.result import Json

MASK = "********"
JsonObject = dict[str, Json]


def plain(config: BaseModel, *, only_set: bool) -> JsonObject:
    """The configuration as JSON with its secrets in clear: for the runner, never for an answer or a log."""
    return _dumped(config, only_set, lambda secret, _: secret)


def shown(config: BaseModel, *, only_set: bool) -> JsonObject:
    """The configuration as JSON with its secrets masked."""
    return _dumped(config, only_set, lambda secret, _: MASK if secret else "")


def seal(config: BaseModel, box: SecretBox) -> JsonObject:
    """What is stored: the fields that were set, secrets encrypted. Raise ValidationFailed for a secret not given."""

    def sealed(secret: str, pointer: str) -> str:
        _refuse_mask(secret, pointer)
        return box.encrypt(secret) if secret else ""

    return _dumped(config, True, sealed)


def require_no_mask(config: BaseModel) -> None:
    """Raise ValidationFailed when a mask stands where a secret is needed."""
    _dumped(config, True, _refuse_mask)


def _refuse_mask(secret: str, pointer: str) -> str:
    if secret == MASK:
        text = "is the mask that answers show: send the secret itself; it is kept only while it goes where it went"
        raise ValidationFailed("a mask is no secret", errors=(FieldError(pointer, text),))
    return secret


def unseal(stored: JsonObject, box: SecretBox) -> JsonObject:
    """The stored configuration with its secrets in clear. Raise SecretUnreadable."""
    return {name: _mapped(value, box.decrypt) for name, value in stored.items()}


def mask(stored: JsonObject) -> JsonObject:
    """The stored configuration as an answer shows it."""
    return {name: _mapped(value, lambda _: MASK) for name, value in stored.items()}


def keep_masked(sent: Json, stored: Json, box: SecretBox) -> Json:
    """`sent` with each mask replaced by the secret that is stored in the same place."""
    if sent == MASK and isinstance(stored, str) and is_sealed(stored):
        return box.decrypt(stored)
    if isinstance(sent, dict) and isinstance(stored, dict):
        return {name: keep_masked(value, stored.get(name), box) for name, value in sent.items()}
    if isinstance(sent, list) and isinstance(stored, list):
        padded = stored + [None] * (len(sent) - len(stored))
        return [keep_masked(value, before, box) for value, before in zip(sent, padded, strict=False)]
    return sent


def _dumped(config: BaseModel, only_set: bool, secret: Callable[[str, str], str]) -> JsonObject:
    # The JSON form has the right types and hides the secrets; the Python form has the secrets: walk both.
    shown = config.model_dump(mode="json", exclude_unset=only_set)
    held = config.model_dump(mode="python", exclude_unset=only_set)
    return {name: _merged(value, held[name], secret, f"/config/{name}") for name, value in shown.items()}


def _merged(shown: Json, held: object, secret: Callable[[str, str], str], pointer: str) -> Json:
    if isinstance(held, SecretStr):
        return secret(held.get_secret_value(), pointer)
    if isinstance(held, SecretBytes):
        return secret(held.get_secret_value().decode(), pointer)
    if isinstance(shown, dict) and isinstance(held, dict):
        pairs = zip(shown.items(), held.values(), strict=True)
        return {name: _merged(value, inner, secret, f"{pointer}/{name}") for (name, value), inner in pairs}
    if isinstance(shown, list) and isinstance(held, list | tuple):
        pairs_ = enumerate(zip(shown, held, strict=True))
        return [_merged(value, inner, secret, f"{pointer}/{index}") for index, (value, inner) in pairs_]
    if is_sealed(shown):
        # Whatever begins so in the database is opened with our key: it must be something that we sealed.
        raise ValidationFailed(
            "a reserved prefix is in use", errors=(FieldError(pointer, f"must not begin with {MARK!r}"),)
        )
    return shown


def _mapped(value: Json, change: Callable[[str], str]) -> Json:
    if isinstance(value, str):
        return change(value) if is_sealed(value) else value
    if isinstance(value, dict):
        return {name: _mapped(inner, change) for name, inner in value.items()}
    if isinstance(value, list):
        return [_mapped(inner, change) for inner in value]
    return value
