"""The postman whom the settings describe."""

from __future__ import annotations

import ssl

from prometheus_client import CollectorRegistry

from tocsin.cli.failures import UsageWrong
from tocsin.mail.folder import Folder
from tocsin.mail.postman import Postman
from tocsin.mail.server import SmtpServer
from tocsin.mail.smtp import Smtp
from tocsin.mail.way import Way
from tocsin.settings import Settings

LOCAL_SENDER = "tocsin@localhost"
"""For a folder, which asks nobody."""


def postman(settings: Settings, registry: CollectorRegistry | None = None) -> Postman:
    """One who works, or not: `is_working` says so. Raise UsageWrong."""
    sender = settings.mail_from or LOCAL_SENDER
    return Postman(_way(settings, sender), sender, registry=registry)


def _way(settings: Settings, sender: str) -> Way | None:
    if settings.smtp_host is not None:
        return _smtp(settings, settings.smtp_host, sender)
    return Folder(settings.mail_folder) if settings.mail_folder is not None else None


def _smtp(settings: Settings, host: str, sender: str) -> Smtp:
    password = settings.smtp_password
    server = SmtpServer(
        host,
        settings.smtp_port,
        settings.smtp_security,
        settings.smtp_user,
        password.get_secret_value() if password is not None else None,
        settings.smtp_ca_file,
    )
    try:
        return Smtp(server, sender)
    except ssl.SSLError:
        raise UsageWrong(f"TOCSIN_SMTP_CA_FILE {settings.smtp_ca_file} holds no certificates (PEM).") from None
    except OSError as error:
        raise UsageWrong(f"TOCSIN_SMTP_CA_FILE {settings.smtp_ca_file} cannot be read: {error.strerror}.") from None
