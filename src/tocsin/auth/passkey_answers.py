"""What a browser answers when it is asked for a passkey, cut to size and shape; nothing in it is proven."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated

import msgspec

from tocsin.auth.configs import JsonObject

LONGEST_CREDENTIAL_ID = 1023
LONGEST_USER_HANDLE = 64

_Id = Annotated[str, msgspec.Meta(min_length=1, max_length=1364, pattern=r"\A[A-Za-z0-9_-]+\Z")]
_Small = Annotated[str, msgspec.Meta(max_length=4096, pattern=r"\A[A-Za-z0-9_-]*\Z")]
_Large = Annotated[str, msgspec.Meta(max_length=16_384, pattern=r"\A[A-Za-z0-9_-]*\Z")]


class RegistrationResponse(msgspec.Struct):
    """AuthenticatorAttestationResponseJSON (WebAuthn level 3, §5.1.8.2), of which the rest is not needed."""

    client_data: _Small = msgspec.field(name="clientDataJSON")
    attestation_object: _Large = msgspec.field(name="attestationObject")
    transports: object = ()


class Registration(msgspec.Struct, rename="camel"):
    """The answer of `navigator.credentials.create`."""

    id: _Id
    raw_id: _Id
    type: str
    response: RegistrationResponse


class SignInResponse(msgspec.Struct):
    """AuthenticatorAssertionResponseJSON (WebAuthn level 3, §5.1.8.3)."""

    client_data: _Small = msgspec.field(name="clientDataJSON")
    authenticator_data: _Small = msgspec.field(name="authenticatorData")
    signature: _Small


class SignIn(msgspec.Struct, rename="camel"):
    """The answer of `navigator.credentials.get`."""

    id: _Id
    raw_id: _Id
    type: str
    response: SignInResponse


def credential_id_of(credential: JsonObject) -> bytes | None:
    """By which the passkey is looked up."""
    return _id_bytes(credential.get("id"), LONGEST_CREDENTIAL_ID)


def user_handle_of(credential: JsonObject) -> bytes | None:
    """Whose the passkey says it is: to be compared with the account that it belongs to."""
    response = credential.get("response")
    return _id_bytes(response.get("userHandle"), LONGEST_USER_HANDLE) if isinstance(response, dict) else None


def bytes_of(text: str) -> bytes:
    """From base64url without padding. Raise binascii.Error."""
    return base64.urlsafe_b64decode(text + "===")


def _id_bytes(text: object, longest: int) -> bytes | None:
    """None for what is not the one way to write those bytes."""
    if not isinstance(text, str) or not 0 < len(text) <= 2 * longest or not text.isascii():
        return None
    try:
        data = bytes_of(text)
    except binascii.Error:
        return None
    is_canonical = base64.urlsafe_b64encode(data).rstrip(b"=").decode() == text
    return data if is_canonical and len(data) <= longest else None
