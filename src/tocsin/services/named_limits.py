"""Every rate limit that is the same everywhere, with its reason; those of the settings are made by `per_second`."""

from __future__ import annotations

from tocsin.services.limit import Limit, per_second

SIGN_IN_ADDRESS = Limit("sign_in_address", "20/minute; 60/15 minutes", by_address=True)
"""Failures of one client: many colleagues may share an address, and no guesser gets far with so few."""

SIGN_IN_ACCOUNT = Limit("sign_in_account", "5/minute; 10/5 minutes")
"""Failures for one account, from browsers that it does not know, wherever they are.

The back-off grows with the failures and ends after five minutes: who guesses from thousands of addresses slows down
other strangers, and keeps out nobody for long. Of an e-mail that has no account too, or the limit would tell.
"""

SIGN_IN_DEVICE = Limit("sign_in_device", "5/minute; 20/15 minutes")
"""Failures for one account from one browser that it knows: strangers cannot fill this one."""

SECOND_FACTOR = Limit("second_factor", "5/5 minutes; 20/hour; 50/day")
"""Failures of one user. Whoever gets here has the password: six digits hold out for long only when tries are few."""

CODES = Limit("codes", "10/minute; 50/hour", by_address=True)
"""Wrong codes of one client over all challenges, each of which ends after a few of its own."""

PASSKEY_SIGN_INS = Limit("passkey_sign_ins", "60/minute; 600/hour", by_address=True)
"""What one client may begin, and fail to finish. Nobody guesses a passkey: it is for the work that each is."""

PROVIDER_SIGN_INS = Limit("provider_sign_ins", "60/minute; 600/hour", by_address=True)
"""What one client may begin at providers. Each may ask the provider something: we are no means to pester it with."""

PASSWORD_RESET_ADDRESS = Limit("password_reset_address", "5/minute; 20/hour", by_address=True)
"""Mails that one client may have sent to others."""

PASSWORD_RESET_ACCOUNT = Limit("password_reset_account", "2/5 minutes; 6/hour")
"""Mails that one person may be sent by strangers. What is refused, the mails before it allow already."""

SIGN_UP_ADDRESS = Limit("sign_up_address", "5/minute; 20/hour; 50/day", by_address=True)
"""Accounts that one client may begin, and other addresses for one: each costs a mail to anybody, and a row."""

SIGN_UP_EMAIL = Limit("sign_up_email", "2/5 minutes; 6/hour")
"""Mails that one person may be sent by strangers who sign up in their name."""

INVITATIONS = Limit("invitations", "30/hour; 100/day")
"""Mails that one workspace may have sent to people who have not asked for any."""

CHANNEL_TESTS = Limit("channel_tests", "20/minute; 200/hour")
"""Messages that one workspace may have sent as tests: a channel leads to whomever its settings name."""

HOOKS = per_second("hooks", rate=20, seconds=5, own_share=0.1)
"""Requests of one hook: an alert storm is fewer, a loop is more."""


def api_limit(rate: float) -> Limit:
    """Requests of one key or session: ten seconds' worth at once, since a page or a script asks in bursts."""
    return per_second("api", rate, seconds=10, own_share=0.1)


def ping_limit(rate: float) -> Limit:
    """Pings of one monitor: five seconds' worth at once, since jobs end together."""
    return per_second("pings", rate, seconds=5, own_share=0.1)
