"""A browser without scripts: it opens pages, fills in their forms, and knows what stands in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

import httpx

from tests.integration.api.people import ORIGIN, browser
from tests.integration.api.tower import Tower

Attributes = dict[str, str]
PAGES = ("/set-up", "/sign-in", "/sign-up", "/forgot-password", "/reset-password", "/invitation", "/account")


@dataclass
class FormOnPage:
    """`fields` with what stands in them; a button counts when it is the one that is pressed."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class Page(HTMLParser):
    """An answer, taken apart."""

    def __init__(self, answer: httpx.Response) -> None:
        super().__init__()
        self.answer = answer
        self.status = answer.status_code
        self.path = answer.url.raw_path.decode()
        self.tags: list[tuple[str, Attributes]] = []
        self.forms: list[FormOnPage] = []
        self.texts: list[str] = []
        self.feed(answer.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.tags.append((tag, found))
        if tag == "form":
            self.forms.append(FormOnPage(found["action"]))
        if tag == "input":
            self.forms[-1].fields[found["name"]] = found.get("value", "")
        if tag == "button" and "name" in found:
            self.forms[-1].buttons.append((found["name"], found["value"]))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())

    @property
    def links(self) -> list[str]:
        return [attributes["href"] for tag, attributes in self.tags if tag == "a"]

    def of(self, name: str) -> Attributes:
        """The attributes of the field with this name."""
        return next(attributes for tag, attributes in self.tags if tag == "input" and attributes["name"] == name)


class Visitor:
    """Somebody at a browser. `page` is what it shows."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.page: Page

    async def open(self, path: str, **headers: str) -> Page:
        self.page = Page(await self.client.get(path, headers=headers, follow_redirects=True))
        return self.page

    async def send(self, number: int = 0, button: tuple[str, str] | None = None, /, **typed: str) -> Page:
        """The form with this number on the page, as a browser sends it."""
        form = self.page.forms[number]
        assert typed.keys() <= form.fields.keys()
        sent = {**form.fields, **typed, **dict([button] if button else [])}
        headers = {"Origin": str(self.client.base_url).rstrip("/"), "Sec-Fetch-Site": "same-origin"}
        answer = await self.client.post(form.action, data=sent, headers=headers, follow_redirects=True)
        self.page = Page(answer)
        return self.page


def visitor(tower: Tower, origin: str = ORIGIN, *, address: str = "127.0.0.1") -> Visitor:
    return Visitor(browser(tower, origin, address=address))
