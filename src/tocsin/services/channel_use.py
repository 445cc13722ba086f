"""What a channel is needed by, and whom it may stand in for."""

from __future__ import annotations

from collections.abc import Mapping

from tocsin.core.alerting.policy import Policy, TargetKind
from tocsin.core.errors import Conflict, FieldError, ValidationFailed
from tocsin.services.recipient_names import Named, Noun, resolve
from tocsin.storage.channels import ChannelRepository
from tocsin.storage.database import Connection
from tocsin.storage.policies import PolicyRepository
from tocsin.storage.recipients import RecipientRepository
from tocsin.storage.rotations import RotationRepository

LONGEST_CHAIN = 5
_MOST_NAMED = 10


async def fallback_of(
    connection: Connection, workspace_id: int, reference: int | str | None, channel_id: int | None = None
) -> int | None:
    """The id of the channel that is to stand in for `channel_id`, None for a new one.

    Raise ValidationFailed when there is none such, or one would stand in for itself in the end. The workspace is held.
    """
    if reference is None:
        return None
    found, errors = await resolve(connection, workspace_id, [Named(Noun.CHANNEL, reference, "/fallback")])
    if errors:
        raise ValidationFailed(f"fallback {errors[0].message}", errors=errors)
    fallback_id = found["/fallback"]
    chain = _chain(fallback_id, await ChannelRepository(connection).fallbacks(workspace_id))
    if channel_id in chain:
        raise _refused("would in the end stand in for itself: whom does it turn to, when all of them fail?")
    if len(chain) > LONGEST_CHAIN:
        raise _refused(f"makes a chain of more than {LONGEST_CHAIN} channels that stand in for one another")
    return fallback_id


async def require_unused(connection: Connection, workspace_id: int, channel_id: int) -> None:
    """Raise Conflict, naming what tells by it."""
    users = await _users(connection, workspace_id, channel_id)
    if users:
        named = ", ".join(users[:_MOST_NAMED]) + (" and others" if len(users) > _MOST_NAMED else "")
        raise Conflict(f"The channel is in use by {named}: take it out there first.")


async def _users(connection: Connection, workspace_id: int, channel_id: int) -> list[str]:
    policies = await PolicyRepository(connection).all(workspace_id)
    rotations = await RotationRepository(connection).all(workspace_id)
    fallbacks = await ChannelRepository(connection).fallbacks(workspace_id)
    names = await RecipientRepository(connection).channels(workspace_id) if channel_id in fallbacks.values() else {}
    return [
        *(f"the policy {one.fields.name!r}" for one in policies if _tells_by(one.fields.policy, channel_id)),
        *(
            f"the rotation {one.name!r}"
            for one in rotations
            if any(channel_id in participant.channel_ids for participant in one.rotation.participants)
        ),
        *(f"the channel {names.get(one, one)!r}" for one, other in fallbacks.items() if other == channel_id),
    ]


def _tells_by(policy: Policy, channel_id: int) -> bool:
    targets = (target for step in policy.steps for target in step.targets)
    return any(target.kind == TargetKind.CHANNEL and target.id == channel_id for target in targets)


def _chain(first: int, fallbacks: Mapping[int, int]) -> list[int]:
    """The channels that are turned to one after the other, each once."""
    chain = [first]
    while (following := fallbacks.get(chain[-1])) is not None and following not in chain:
        chain.append(following)
    return chain


def _refused(message: str) -> ValidationFailed:
    return ValidationFailed(f"The fallback {message}.", errors=[FieldError("/fallback", message)])
