"""What is right for the settings of mail, each by itself; the sentences say what would be."""

from __future__ import annotations

import ipaddress
import re
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator

from tocsin.mail.message import is_address

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
