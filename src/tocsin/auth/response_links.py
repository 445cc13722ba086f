"""Links in messages by which an alert is responded to without signing in: for one group of incidents, for a while."""

from __future__ import annotations

from dataclasses import dataclass

from tocsin.auth.secrets import SecretBox
from tocsin.auth.signatures import SIGNATURE_CHARACTERS, Signer

GOOD_FOR_MS = 7 * 86_400_000
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class ResponseLink:
    """Which group may be responded to, and by which notification the link came to whoever holds it."""

    workspace_id: int
    group_id: int
    notification_id: int
    expires_at: int


class ResponseLinks:
    """Makes the tokens of such links (`workspace-group-notification-end-signature`), and knows its own."""

    def __init__(self, box: SecretBox) -> None:
        self._signer = Signer(box, "response link")

    def token(self, workspace_id: int, group_id: int, notification_id: int, now: int) -> str:
        said = (workspace_id, group_id, notification_id, now + GOOD_FOR_MS)
        return "-".join([*(f"{one:x}" for one in said), self._signer.sign(*said)])

    def opened(self, token: str, now: int) -> ResponseLink | None:
        """None for what we have not signed, and for what has run out."""
        parts = token.split("-", 4)
        if len(token) > _LONGEST or len(parts) != 5 or len(parts[4]) != SIGNATURE_CHARACTERS:
            return None
        try:
            numbers = [int(one, 16) for one in parts[:4]]
        except ValueError:
            return None
        if not self._signer.is_signed(parts[4], *numbers) or now >= numbers[3]:
            return None
        return ResponseLink(*numbers)
