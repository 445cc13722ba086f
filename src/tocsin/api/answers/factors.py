"""Authenticator apps and recovery codes as the API shows them."""

from __future__ import annotations

from pydantic import BaseModel, Field

from tocsin.services.totp import Enrolment


class EnrolmentAnswer(BaseModel):
    """A secret for an authenticator app. It is shown this once, and counts once it is confirmed."""

    secret: str = Field(description="In base32, for whoever types it.")
    provisioning_uri: str = Field(description="`otpauth://…`, for an app on the same device.")
    qr_svg: str = Field(description="The same address as a picture to scan.")

    @classmethod
    def of(cls, enrolment: Enrolment) -> EnrolmentAnswer:
        return cls(secret=enrolment.secret, provisioning_uri=enrolment.uri, qr_svg=enrolment.qr_svg)


class RecoveryCodesAnswer(BaseModel):
    """Each signs in once in place of a code from the app. They are shown this once: keep them elsewhere."""

    recovery_codes: list[str]
