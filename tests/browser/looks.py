"""How a page is looked at: on what screen, in which theme."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Theme = Literal["light", "dark"]


@dataclass(frozen=True, slots=True)
class Look:
    """Widths and heights are those of the view, in CSS pixels."""

    screen: str
    width: int
    height: int
    theme: Theme
    is_phone: bool = False

    def __str__(self) -> str:
        return f"{self.screen}-{self.theme}"


DESKTOP, DESKTOP_DARK = Look("desktop", 1280, 860, "light"), Look("desktop", 1280, 860, "dark")
PHONE, PHONE_DARK = Look("phone", 390, 844, "light", is_phone=True), Look("phone", 390, 844, "dark", is_phone=True)
LOOKS = (DESKTOP, DESKTOP_DARK, PHONE, PHONE_DARK)
