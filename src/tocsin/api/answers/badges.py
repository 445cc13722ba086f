"""Where a monitor's badges are, ready to be pasted."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, Field

from tocsin.api.fields import GivenMoment, Moment
from tocsin.services.badges import BadgeAddresses, BadgeName, Permit
from tocsin.services.pictures import Format


class BadgeUrlDraft(BaseModel):
    """For how long the addresses are to be good."""

    model_config = ConfigDict(extra="forbid")

    expires_at: GivenMoment | None = Field(default=None, description="Never, when left out.")


class BadgeUrl(BaseModel):
    """One badge. Style, label, range and the like may be added to its addresses: they are not signed."""

    name: BadgeName
    svg: str
    png: str
    json_: str = Field(serialization_alias="json", description="For shields.io's endpoint.")
    markdown: str
    html: str

    @classmethod
    def of(cls, base: str, found: BadgeAddresses, name: BadgeName, permit: Permit | None) -> BadgeUrl:
        urls = {form: f"{base}/{name}.{form}{_query(permit)}" for form in Format}
        text = f"{found.name}: {name}"
        svg = urls[Format.SVG]
        return cls(
            name=name,
            svg=svg,
            png=urls[Format.PNG],
            json_=urls[Format.JSON],
            markdown=f"![{_markdown_text(text)}]({svg})",
            html=f'<img src="{escape(svg)}" alt="{escape(text)}">',
        )


class BadgeUrlsAnswer(BaseModel):
    """Where the badges of one monitor are. Whoever holds an address may see that badge."""

    monitor_id: int
    expires_at: Moment | None
    badge_key: str = Field(description="The monitor's UUID in `/b/2/{badge_key}.svg`, which shows its state.")
    badges: list[BadgeUrl]

    @classmethod
    def of(cls, base: str, found: BadgeAddresses) -> BadgeUrlsAnswer:
        """`base` is where the badges are, without the slash."""
        expires = next((permit.expires for permit in found.permits.values() if permit), None)
        return cls(
            monitor_id=found.monitor_id,
            expires_at=None if expires is None else expires * 1000,
            badge_key=str(found.key),
            badges=[BadgeUrl.of(base, found, name, permit) for name, permit in found.permits.items()],
        )


def _query(permit: Permit | None) -> str:
    if permit is None:
        return ""
    expires = {} if permit.expires is None else {"expires": permit.expires}
    return "?" + urlencode({**expires, "signature": permit.signature})


def _markdown_text(text: str) -> str:
    """What has a meaning within the brackets loses it."""
    return "".join(f"\\{one}" if one in "\\[]!<>&`*_" else one for one in text)
