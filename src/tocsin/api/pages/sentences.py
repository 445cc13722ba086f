"""What pages say about where somebody comes from. The address bar gives a code: never a word that is shown."""

from __future__ import annotations

from collections.abc import Mapping

NOTICES: Mapping[str, str] = {
    "signed_out": "You are signed out.",
    "password_set": "Your new password is set, and you are signed out everywhere. Sign in with it.",
    "joined": "You have joined the workspace.",
    "session_ended": "That session has ended.",
    "sessions_ended": "You are signed out everywhere else.",
}

ERRORS: Mapping[str, str] = {
    "sign_in_refused": "The sign-in was not let pass: the provider, or you, said no, or it does not vouch for your "
    "e-mail address. If you have an account here, sign in to it in another way and link the provider there.",
    "sign_in_ended": "That sign-in has ended, or was begun in another browser. Begin again.",
    "sign_up_closed": "There is no account with your e-mail address, and nobody gets one here by themselves. "
    "Ask for an invitation.",
    "provider_unavailable": "The provider does not answer, or not as it should. Try again later, or sign in in "
    "another way.",
    "too_many_requests": "That was tried too often. Wait for a minute, then try again.",
    "conflict": "That account elsewhere is linked already.",
    "unavailable": "Signing in there is not possible at the moment. The operator of this server may know why.",
}
OTHER_ERROR = "That did not work. Try again, or sign in in another way."

LINK_ERRORS: Mapping[str, str] = {
    "sign_in_refused": "Nothing was linked: the provider, or you, said no.",
    "provider_unavailable": "Nothing was linked: the provider does not answer, or not as it should. Try again later.",
    "too_many_requests": ERRORS["too_many_requests"],
    "conflict": "That account elsewhere is linked to somebody already, maybe to you.",
    "reauthentication_required": "To link a provider you must have signed in within the last 15 minutes: sign out, "
    "and in again.",
}
OTHER_LINK_ERROR = "Nothing was linked. Try again."


def notice_of(code: str | None) -> str | None:
    return NOTICES.get(code or "")


def error_of(code: str | None) -> str | None:
    """None where nothing went wrong."""
    return ERRORS.get(code, OTHER_ERROR) if code else None


def link_error_of(code: str | None) -> str | None:
    """Where a provider was to be linked; None where nothing went wrong."""
    return LINK_ERRORS.get(code, OTHER_LINK_ERROR) if code else None


def sentence(text: str) -> str:
    """From what may be the end of one."""
    ended = text if text.endswith((".", "!", "?", ":")) else f"{text}."
    return ended[:1].upper() + ended[1:]


def way_words(way: str) -> str:
    """By what somebody has signed in: `password+totp` is a password and a code of an app."""
    return " and ".join(_WAYS.get(part, part.removeprefix("provider:")) for part in way.split("+"))


_WAYS = {"totp": "code of an app", "recovery_code": "recovery code", "sign-up": "code in a mail"}
