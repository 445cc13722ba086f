"""Passkeys (https://www.w3.org/TR/webauthn-2/): what a browser is asked for, and whether its answer holds.

The library takes a moment to load, so this module is imported where a passkey is at hand and nowhere else. What a
browser sends is cut to size and shape before the library sees it.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Sequence

import msgspec
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import (
    decode_credential_public_key,
    decoded_public_key_to_cryptography,
    parse_cbor,
    parse_client_data_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialCreationOptions,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialRequestOptions,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from tocsin.auth.configs import JsonObject
from tocsin.auth.passkey_answers import (
    LONGEST_CREDENTIAL_ID,
    Registration,
    SignIn,
    bytes_of,
    credential_id_of,
    user_handle_of,
)
from tocsin.auth.plain_cbor import require_plain, require_plain_authenticator_data
from tocsin.auth.relying_parties import RelyingParty, relying_party
from tocsin.core.errors import TocsinError

__all__ = [
    "NewPasskey",
    "PasskeyRefused",
    "RelyingParty",
    "credential_id_of",
    "registration_options",
    "relying_party",
    "sign_in_options",
    "user_handle_of",
    "verified_registration",
    "verified_sign_in",
]

TIMEOUT_MS = 300_000
"""How long a browser waits for the person (WebAuthn §15.1 suggests five to ten minutes)."""
_LONGEST_REASON = 200

_TRANSPORTS = frozenset(transport.value for transport in AuthenticatorTransport)


class PasskeyRefused(TocsinError):
    """What the browser sent does not prove that the passkey is there, or cannot be read."""

    code = "passkey_refused"


class NewPasskey(msgspec.Struct, frozen=True):
    """What is stored of a passkey."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    transports: tuple[str, ...]
    is_backed_up: bool


def registration_options(
    party: RelyingParty, user_handle: bytes, email: str, name: str, challenge: bytes, existing: Sequence[bytes]
) -> JsonObject:
    """For `navigator.credentials.create`: a passkey that finds its user by itself and asks for a finger or a PIN."""
    options = generate_registration_options(
        rp_id=party.id,
        rp_name=party.name,
        user_id=user_handle,
        user_name=email,
        user_display_name=name,
        challenge=challenge,
        timeout=TIMEOUT_MS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=id_) for id_ in existing],
    )
    return _plain(options)


def verified_registration(party: RelyingParty, credential: JsonObject, challenge: bytes) -> NewPasskey:
    """What to store. Raise PasskeyRefused."""
    with _refusing():
        sent = msgspec.convert(credential, Registration)
        attestation = bytes_of(sent.response.attestation_object)
        require_plain(attestation)
        require_plain_authenticator_data(parse_cbor(attestation)["authData"])
        verified = verify_registration_response(
            credential=msgspec.to_builtins(sent),
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=list(party.origins),
            require_user_verification=True,
        )
        _refuse_frame(sent.response.client_data)
        # A key that nobody can use is refused now, not when somebody wants to sign in with it.
        decoded_public_key_to_cryptography(decode_credential_public_key(verified.credential_public_key))
        if len(verified.credential_id) > LONGEST_CREDENTIAL_ID:
            raise PasskeyRefused("the passkey was refused: its id is too long")
    return NewPasskey(
        verified.credential_id,
        verified.credential_public_key,
        verified.sign_count,
        _transports_of(sent.response.transports),
        verified.credential_backed_up,
    )


def sign_in_options(party: RelyingParty, challenge: bytes, allowed: Sequence[bytes] = ()) -> JsonObject:
    """For `navigator.credentials.get`. With none `allowed` the browser offers whatever passkeys it has for us."""
    options = generate_authentication_options(
        rp_id=party.id,
        challenge=challenge,
        timeout=TIMEOUT_MS,
        allow_credentials=[PublicKeyCredentialDescriptor(id=id_) for id_ in allowed],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return _plain(options)


def verified_sign_in(
    party: RelyingParty, credential: JsonObject, challenge: bytes, public_key: bytes, sign_count: int
) -> int:
    """The new sign count, to be stored. Raise PasskeyRefused, also for a count that does not rise: a copy is about."""
    with _refusing():
        sent = msgspec.convert(credential, SignIn)
        require_plain_authenticator_data(bytes_of(sent.response.authenticator_data))
        verified = verify_authentication_response(
            credential=msgspec.to_builtins(sent),
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=list(party.origins),
            credential_public_key=public_key,
            credential_current_sign_count=sign_count,
            require_user_verification=True,
        )
        _refuse_frame(sent.response.client_data)
    return verified.new_sign_count


@contextlib.contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except PasskeyRefused:
        raise
    except (WebAuthnException, msgspec.ValidationError) as error:
        reason = str(error).removesuffix(". See __cause__ for more info")[:_LONGEST_REASON]
        raise PasskeyRefused(f"the passkey was refused: {reason}") from error
    except Exception as error:  # the library lets out whatever its parsers of hostile bytes raise
        raise PasskeyRefused("the passkey was refused: its answer is malformed") from error


def _refuse_frame(client_data: str) -> None:
    """A page of somebody else's may hold ours in a frame; no passkey is asked for there (WebAuthn §7.1, step 10)."""
    if parse_client_data_json(bytes_of(client_data)).cross_origin:
        raise PasskeyRefused("the passkey was refused: it was asked for inside another site's page")


def _plain(options: PublicKeyCredentialCreationOptions | PublicKeyCredentialRequestOptions) -> JsonObject:
    plain: JsonObject = json.loads(options_to_json(options))
    return plain


def _transports_of(said: object) -> tuple[str, ...]:
    known = {name for name in said if isinstance(name, str)} if isinstance(said, list) else set()
    return tuple(sorted(known & _TRANSPORTS))
