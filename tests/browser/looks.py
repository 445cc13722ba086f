"""How a page is looked at: on what screen, in which theme; and what every page keeps to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from playwright.sync_api import Page

from tests.browser.axe import CONTRAST, WCAG, require_accessible

Theme = Literal["light", "dark"]


@dataclass(frozen=True, slots=True)
class Look:
    """Widths and heights are those of the view, in CSS pixels; `density` is that of the screen's pixels in one."""

    screen: str
    width: int
    height: int
    theme: Theme
    is_phone: bool = False
    density: int = 1

    def __str__(self) -> str:
        return f"{self.screen}-{self.theme}"


DESKTOP, DESKTOP_DARK = Look("desktop", 1280, 860, "light"), Look("desktop", 1280, 860, "dark")
PHONE, PHONE_DARK = Look("phone", 390, 844, "light", is_phone=True), Look("phone", 390, 844, "dark", is_phone=True)
SETTLED = """() => new Promise((resolve) => {
  const isMoving = ({ effect }) => Number.isFinite(effect?.getComputedTiming().endTime);
  const isBusy = () => document.querySelector("[aria-busy=true]") || document.getAnimations().some(isMoving);
  const look = () => (isBusy() ? wait() : resolve());
  let timer;
  const wait = () => { clearTimeout(timer); timer = setTimeout(look, 200); };
  new MutationObserver(wait).observe(document, { subtree: true, childList: true, characterData: true });
  wait();
})"""
"""Nothing has been put in or taken out for a fifth of a second, nothing is loading, and no transition is under way."""
LOOKS = (DESKTOP, DESKTOP_DARK, PHONE, PHONE_DARK)


def sharp(look: Look) -> Look:
    """On a screen on which pictures are taken."""
    return replace(look, density=2)


def require_well_made(page: Page) -> None:
    """Once it shows what it is about, on either screen: axe has nothing to say, in the other theme neither.

    The page is loaded once: neither screen nor theme changes what is asked for.
    """
    page.locator("h1").first.wait_for(state="attached")  # an open dialog hides it
    for look in (DESKTOP, PHONE):
        page.set_viewport_size({"width": look.width, "height": look.height})
        _wear(page, "light")
        require_accessible(page, WCAG)
        assert page.evaluate("document.documentElement.scrollWidth") <= look.width, f"{look}: it scrolls sideways"
        _wear(page, "dark")
        require_accessible(page, CONTRAST)


def _wear(page: Page, theme: Theme) -> None:
    page.evaluate("(theme) => { document.documentElement.dataset.theme = theme }", theme)
    page.evaluate(SETTLED)
