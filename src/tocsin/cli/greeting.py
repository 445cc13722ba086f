"""What `tocsin serve` tells a person on the terminal, and writes into no log: where it is, and the first secrets."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field

from tocsin.core.accounts import SignUp
from tocsin.settings import Settings


@dataclass(frozen=True, slots=True)
class Firsts:
    """Shown this once, where there is anything: the first API key, and the token with which the first user is made."""

    key: str | None = field(repr=False)
    setup_token: str | None = field(repr=False)


def greet(settings: Settings, port: int, firsts: Firsts) -> None:
    """On standard output."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    here = f"http://{host}:{port}"
    lines = [f"Tocsin is listening on {here}", f"Data: {settings.data_dir.absolute()}"]
    if firsts.setup_token is not None:
        # By its name, not its number: browsers keep passkeys for names alone.
        named = f"http://localhost:{port}" if settings.host == "127.0.0.1" else here
        site = (settings.public_url or named).rstrip("/")
        lines += ["", "Nobody has an account yet. Make the first, good for whoever has this address:"]
        lines += [f"  {site}/set-up#token={firsts.setup_token}"]
    if firsts.key is not None:
        lines += ["", f"API key (shown this once): {firsts.key}", "Use it with: export TOCSIN_API_KEY=<key>"]
    if not settings.is_loopback:
        lines += ["", f"{settings.host} is reachable from other machines over plain HTTP: put TLS in front of it."]
    if settings.sign_up == SignUp.OPEN and settings.smtp_host is None and settings.mail_folder is None:
        lines += ["", "Everybody may sign up, and nobody can: set TOCSIN_SMTP_HOST, for the code is sent by mail."]
    if settings.smtp_host is None and settings.mail_folder is None:
        lines += ["", "No mail can be sent, and so no alert to the owner: set TOCSIN_SMTP_HOST, or make a channel."]
    if settings.compat_monitors_open:
        lines += ["", "The monitors API (/api/v1/monitor) asks for no key: whoever gets here may post states."]
    print("\n".join(lines), flush=True, file=sys.stdout)
