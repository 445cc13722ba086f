"""The settings of mail: through which server it goes, and from whom."""

from __future__ import annotations

import ipaddress
import re
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr, ValidationInfo, field_validator

from tocsin.mail.message import is_address
from tocsin.mail.server import Security, is_overheard
from tocsin.settings.addresses import is_loopback
from tocsin.settings.names import variable
from tocsin.settings.serving import ServingSettings

_HOST_NAME = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9._-]*[A-Za-z0-9])?")
LONGEST_HOST_NAME = 253


def _one_address(value: str) -> str:
    """ASCII: there are mail servers that take nothing else, and all mail comes from this one."""
    if not value.isascii() or not is_address(value):
        raise ValueError("must be one address such as tocsin@example.com, without a name beside it")
    return value


def _without_port(value: str) -> str:
    if len(value) > LONGEST_HOST_NAME or not (_HOST_NAME.fullmatch(value) or _is_ip(value)):
        raise ValueError("must be a host name such as smtp.example.com, without a port")
    return value


def _existing(value: Path) -> Path:
    if not value.is_file():
        raise ValueError("must be a file of certificates (PEM), and there is none")
    return value


def _is_ip(value: str) -> bool:
    try:
        ipaddress.ip_address(value)
    except ValueError:
        return False
    return True


Sender = Annotated[str, AfterValidator(_one_address)]
MailServer = Annotated[str, AfterValidator(_without_port)]
CaFile = Annotated[Path, AfterValidator(_existing)]


class MailSettings(ServingSettings):
    """Through which server mail goes, and from whom."""

    mail_from: Sender | None = Field(
        default=None,
        description="Address that mail comes from, such as `tocsin@example.com`. Needed with `TOCSIN_SMTP_HOST`.",
    )
    smtp_security: Security = Field(
        default=Security.STARTTLS,
        description="`starttls` (the connection must become TLS before anything is said), `tls` (from its first byte) "
        "or `none` (in clear: no password is sent so, except to this machine itself).",
    )
    smtp_host: MailServer | None = Field(
        default=None,
        description="Mail server to hand mail to, such as `smtp.example.com`. Without it and without "
        "`TOCSIN_MAIL_FOLDER` nobody can sign up, reset a password or be invited by mail.",
    )
    smtp_port: int = Field(
        default=0,
        ge=0,
        le=65535,
        description="The mail server's port; 0 is the usual one: 587 for `starttls`, 465 for `tls`, 25 for `none`.",
    )
    smtp_password: SecretStr | None = Field(
        default=None, min_length=1, max_length=1024, description="The password that belongs to `TOCSIN_SMTP_USER`."
    )
    smtp_user: str | None = Field(
        default=None,
        min_length=1,
        max_length=320,
        validate_default=True,
        description="Name to sign in to the mail server with, where it asks for one.",
    )
    smtp_ca_file: CaFile | None = Field(
        default=None,
        description="File of the authorities (PEM) that vouch for the mail server, in place of the system's.",
    )
    mail_folder: Path | None = Field(
        default=None,
        description="For development: write each mail into this folder, as a file that its owner alone may read, and "
        "send it to nobody. Not with `TOCSIN_SMTP_HOST`.",
    )

    @field_validator("smtp_host")
    @classmethod
    def _with_sender(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value and info.data.get("mail_from", "") is None:
            raise ValueError(f"needs {variable('mail_from')} as well: the address that mail comes from")
        if value and info.data.get("public_url", "") is None and not is_loopback(value):
            raise ValueError(f"needs {variable('public_url')} as well: mails hold links to this server")
        return value

    @field_validator("smtp_user")
    @classmethod
    def _unheard(cls, value: str | None, info: ValidationInfo) -> str | None:
        if "smtp_password" in info.data and bool(value) != bool(info.data["smtp_password"]):
            raise ValueError(f"must be set together with {variable('smtp_password')}, or neither")
        host, security = info.data.get("smtp_host"), info.data.get("smtp_security", Security.STARTTLS)
        if value and host and is_overheard(security, host):
            raise ValueError(
                f"would sign in to {host} without TLS: set {variable('smtp_security')} to starttls or tls, "
                f"or unset {variable('smtp_user')} and {variable('smtp_password')}"
            )
        return value

    @field_validator("mail_folder")
    @classmethod
    def _in_place_of_a_server(cls, value: Path | None, info: ValidationInfo) -> Path | None:
        if value and info.data.get("smtp_host"):
            raise ValueError(f"excludes {variable('smtp_host')}: mail is written into a folder, or sent")
        return value
