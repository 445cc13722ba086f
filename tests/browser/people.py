"""Who sits at the browser."""

from __future__ import annotations

from typing import TypeAlias

import httpx
from playwright._impl._api_structures import SetCookieParam

from tests.acceptance.tower import Tower

NAME, EMAIL, PASSWORD = "Ada Lovelace", "ada@example.com", "correct horse battery staple"
Cookies: TypeAlias = list[SetCookieParam]
OWNER = {"name": NAME, "email": EMAIL, "password": PASSWORD}


def set_up(tower: Tower) -> None:
    """Make the owner of the first workspace."""
    answer = tower.client.post("/api/v1/setup", json=OWNER)
    assert answer.status_code == 201, answer.text
    tower.client.cookies.clear()  # what else it asks for, it asks with its key


def signed_in(tower: Tower, email: str = EMAIL, password: str = PASSWORD) -> Cookies:
    """The cookies of a fresh session: for `BrowserContext.add_cookies`."""
    answer = httpx.post(f"{tower.url}/api/v1/session", json={"email": email, "password": password})
    assert answer.status_code < 300, answer.text
    return [{"name": cookie.name, "value": cookie.value or "", "url": tower.url} for cookie in answer.cookies.jar]
