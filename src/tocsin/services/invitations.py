"""Invitations: made, shown once, mailed where there is an address, listed, revoked.

Who makes one is shown its link. The link in a mail says more: that whoever has it reads the mail of that address, which
nobody could know otherwise, least of all who made the invitation.
"""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from tocsin.auth import tokens
from tocsin.auth.actor import Actor
from tocsin.auth.configs import JsonObject
from tocsin.auth.permissions import Permission, Role
from tocsin.auth.signatures import Signer
from tocsin.core.accounts import DAY_MS
from tocsin.core.errors import Conflict, TocsinError
from tocsin.mail import letters
from tocsin.mail.message import Message
from tocsin.services import trail
from tocsin.services.members import require_giveable
from tocsin.services.named_limits import INVITATIONS
from tocsin.services.parts import Parts
from tocsin.storage.audit import AuditRepository
from tocsin.storage.database import Connection
from tocsin.storage.invitations import InvitationRepository, StoredInvitation
from tocsin.storage.memberships import MembershipRepository
from tocsin.storage.users import UserRepository
from tocsin.storage.workspaces import WorkspaceRepository

DAYS = 7
MOST_PENDING = 100
PAGE = "/invitation"
"""Where the token is taken up, below the public address."""


class Invited(msgspec.Struct, frozen=True, kw_only=True):
    """An invitation with what is shown this once. `not_mailed` is the sentence why no mail goes out."""

    stored: StoredInvitation
    token: str
    link: str
    not_mailed: str | None

    def __repr__(self) -> str:
        return f"Invited(id={self.stored.id})"


class ReadToken(msgspec.Struct, frozen=True):
    """The token of a link: what is stored of it, and what it proves beside."""

    hash: bytes
    token: str
    proof: str

    def __repr__(self) -> str:
        return "ReadToken(…)"

    def proves(self, parts: Parts, email: str | None) -> bool:
        """It was read in a mail to this address."""
        return email is not None and _signer(parts).is_signed(self.proof, self.token, email)


def read_token(text: str) -> ReadToken:
    token, _, proof = text.partition(".")
    return ReadToken(tokens.hash_of(token), token, proof)


async def create(parts: Parts, actor: Actor, role: Role, email: str | None, public_url: str) -> Invited:
    """`email` is normalised; a former invitation to it is replaced.

    Raise ValidationFailed for the role, Conflict for a member or when very many are open, TooManyRequests.
    """
    actor.require(Permission.MEMBERS_WRITE)
    require_giveable(actor, role)
    await parts.limits.admitted(INVITATIONS, actor.workspace_id)
    token, now = tokens.new_token(), parts.clock.now_ms()
    async with parts.database.write() as connection:
        await WorkspaceRepository(connection).hold(actor.workspace_id)
        replaced = await _make_room(connection, actor, email, now)
        stored = await InvitationRepository(connection).create(
            actor.workspace_id,
            email=email,
            role=role,
            token_hash=tokens.hash_of(token),
            invited_by=actor.name,
            inviter_id=actor.user_id,
            now=now,
            expires_at=_end(actor, now),
        )
        detail: JsonObject = {"role": role, "email": email, "replaces": [*replaced]}
        subject = f"invitation:{stored.id}"
        await trail.note(AuditRepository(connection), actor, now, "invitation.created", subject, detail)
    not_mailed = _mail(parts, stored, token)
    return Invited(stored=stored, token=token, link=_link(public_url, token), not_mailed=not_mailed)


async def list_all(parts: Parts, actor: Actor, *, only_pending: bool) -> list[StoredInvitation]:
    """Newest first; some hundreds at most."""
    actor.require(Permission.MEMBERS_WRITE)
    pending_at = parts.clock.now_ms() if only_pending else None
    async with parts.database.read() as connection:
        return await InvitationRepository(connection).newest(actor.workspace_id, pending_at=pending_at)


async def revoke(parts: Parts, actor: Actor, invitation_id: int) -> None:
    """Its link leads nowhere from now on. Raise NotFound, for one that was accepted too."""
    actor.require(Permission.MEMBERS_WRITE)
    now = parts.clock.now_ms()
    async with parts.database.write() as connection:
        await InvitationRepository(connection).revoke(actor.workspace_id, invitation_id, now)
        subject = f"invitation:{invitation_id}"
        await trail.note(AuditRepository(connection), actor, now, "invitation.revoked", subject)


def _end(actor: Actor, now: int) -> int:
    """An API key's invitations end with the key: it would let people in after it lets nobody in itself."""
    end = now + DAYS * DAY_MS
    return end if actor.expires_at is None else min(end, actor.expires_at)


async def _make_room(connection: Connection, actor: Actor, email: str | None, now: int) -> list[int]:
    """Revoke what the new one replaces. Raise Conflict."""
    invitations = InvitationRepository(connection)
    replaced = []
    if email is not None:
        user = await UserRepository(connection).by_email(email)
        if user is not None and await MembershipRepository(connection).get(actor.workspace_id, user.id) is not None:
            raise Conflict(f"{email} is a member already.")
        replaced = await invitations.revoke_pending(actor.workspace_id, now, email=email)
    if await invitations.pending(actor.workspace_id, now) >= MOST_PENDING:
        raise Conflict(f"{MOST_PENDING} invitations are open already: revoke some that are not needed.")
    return replaced


def _mail(parts: Parts, stored: StoredInvitation, token: str) -> str | None:
    """Post it, or say why not: whoever made the invitation can still hand the link on."""
    if stored.email is None:
        return "It is for nobody in particular: hand the link on yourself."
    if not parts.postman.is_working:
        return "This server sends no mail: hand the link on yourself."
    if parts.accounts.public_url is None:
        # The address of the request is whatever the caller says it is: nothing for a mail in this server's name.
        return "This server does not know its own address (TOCSIN_PUBLIC_URL): hand the link on yourself."
    try:
        parts.postman.post(_letter(parts, stored, token, stored.email, parts.accounts.public_url))
    except TocsinError as error:
        return f"The mail could not be posted: {error.message}"
    return None


def _letter(parts: Parts, stored: StoredInvitation, token: str, email: str, public_url: str) -> Message:
    proven = f"{token}.{_signer(parts).sign(token, email)}"
    inviter = stored.invited_by.partition(":")[2]
    link, until = _link(public_url, proven), datetime.fromtimestamp(stored.expires_at / 1000, UTC)
    return letters.invitation(email, stored.workspace_name, stored.role, inviter, link, until)


def _link(public_url: str, token: str) -> str:
    """What stands behind `#` gets into no server's log."""
    return f"{public_url}{PAGE}#token={token}"


def _signer(parts: Parts) -> Signer:
    return Signer(parts.box, "invitations")
