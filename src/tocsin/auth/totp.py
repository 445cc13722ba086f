"""Codes from an authenticator app (RFC 6238): six digits that are good for half a minute, and once."""

from __future__ import annotations

import hmac
import io
import re

import pyotp
import segno

STEP_MS = 30_000
TOLERATED_STEPS = 1
"""Clocks differ, and people type slowly (RFC 6238 §5.2)."""
_CODE = re.compile(r"[0-9]{6}")
_LONGEST_TYPED = 20


def new_secret() -> str:
    """160 random bits in base32, as authenticator apps want them."""
    return pyotp.random_base32()


def provisioning_uri(secret: str, email: str, issuer: str = "Tocsin") -> str:
    """The `otpauth:` address that an app reads from the picture. It holds the secret."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=issuer)


def matched_step(secret: str, code: str, now_ms: int, last_step: int | None) -> int | None:
    """The half minute that a code is of, to be stored as the next `last_step`. None for a wrong or a used code.

    A code is good from one step before until one step after its own, and never at or before the last one that was
    used (RFC 6238 §5.2).
    """
    typed = "".join(code.split()) if len(code) <= _LONGEST_TYPED else ""
    if not _CODE.fullmatch(typed):
        return None
    totp = pyotp.TOTP(secret)
    now = now_ms // STEP_MS
    matched = None
    for step in range(max(now - TOLERATED_STEPS, 0), now + TOLERATED_STEPS + 1):  # all of them, whichever it is
        if hmac.compare_digest(totp.generate_otp(step), typed):
            matched = step  # the latest, should two be alike: the code cannot be used again for the other
    return matched if matched is not None and (last_step is None or matched > last_step) else None


def qr_svg(uri: str) -> str:
    """The picture that an app scans: black on a white ground of its own, for a light page and a dark one."""
    picture = io.BytesIO()
    segno.make(uri, error="m", micro=False).save(
        picture, kind="svg", xmldecl=False, nl=False, omitsize=True, dark="#000", light="#fff", border=4
    )
    return picture.getvalue().decode()
