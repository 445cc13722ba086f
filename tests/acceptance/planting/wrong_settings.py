"""Settings that cannot be meant, each with a secret in it. `PLANT` stands for that."""

from __future__ import annotations

import json
from typing import Any

from tests.acceptance.planting.plants import planted

PLANT = "PLANT"
PLANTED = planted("a secret in a wrong setting", "{}")


def _issuers(**wrong: Any) -> str:
    return json.dumps([{"id": "corp", "name": "Corp", "issuer": "https://127.0.0.1:9", "client_id": "x", **wrong}])


SETTINGS: dict[str, dict[str, str]] = {
    "a short key": {"TOCSIN_SECRET_KEY": PLANT},
    "a short key behind another": {"TOCSIN_SECRET_KEY": f"{'x' * 32},{PLANT}"},
    "an API key with blanks": {"TOCSIN_BOOTSTRAP_API_KEY": f" {PLANT} "},
    "an API key that is too long": {"TOCSIN_BOOTSTRAP_API_KEY": PLANT * 20},
    "another database": {"TOCSIN_DATABASE_URL": f"mysql://ada:{PLANT}@127.0.0.1/x"},
    "another store": {"TOCSIN_REDIS_URL": f"http://ada:{PLANT}@127.0.0.1"},
    "a long password of mail": {"TOCSIN_SMTP_PASSWORD": PLANT * 60},
    "a password without a user": {"TOCSIN_SMTP_PASSWORD": PLANT, "TOCSIN_SMTP_USER": ""},
    "a password in clear": {"TOCSIN_SMTP_PASSWORD": PLANT, "TOCSIN_SMTP_HOST": "mail.example.com"},
    "a client without an id": {"TOCSIN_GOOGLE_CLIENT_SECRET": PLANT, "TOCSIN_GOOGLE_CLIENT_ID": ""},
    "a list for a secret": {"TOCSIN_OIDC": _issuers(client_secret=[PLANT])},
    "a typo": {"TOCSIN_OIDC": _issuers(client_secrte=PLANT)},
    "an issuer over plain HTTP": {"TOCSIN_OIDC": _issuers(client_secret=PLANT, issuer="http://example.com")},
    "no list": {"TOCSIN_OIDC": _issuers(client_secret=PLANT)[1:-1]},
    "JSON that is cut": {"TOCSIN_OIDC": _issuers(client_secret=PLANT)[:-3]},
    "no JSON": {"TOCSIN_OIDC": PLANT},
}

FILES = {
    "a text that does not end": f'secret_key = "{PLANT}\n',
    "a list for a key": f'secret_key = ["{PLANT}"]\n',
    "a typo": f'secrte_key = "{PLANT}"\n',
    "a table for a password": f'smtp_password = {{ value = "{PLANT}" }}\n',
    "a secret where a table is": f'oidc = "{PLANT}"\n',
    "a list for a secret": f'[[oidc]]\nid = "corp"\nclient_secret = ["{PLANT}"]\n',
    "a secret without a name": f'"{PLANT}"\n',
}


def with_plant(text: str) -> str:
    return text.replace(PLANT, PLANTED.text)
