"""Pictures that a test takes of what it has just tested.

Where `TOCSIN_TEST_IMAGES` names a folder (`make images`: that of the documentation), those are kept there that a
document shows. Otherwise all of them stay in the test's own folder for as long as pytest keeps it.
"""

from __future__ import annotations

import io
import os
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from tests.browser.looks import SETTLED, Look

FOLDER = "TOCSIN_TEST_IMAGES"
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Album:
    """`keep` names a picture `<name>-<look>.webp`. WebP without loss: a third of the bytes of PNG."""

    own_folder: Path
    look: Look

    def keep(self, page: Page, name: str) -> None:
        """What can be seen of the page once it rests."""
        page.evaluate(SETTLED)
        taken = Image.open(io.BytesIO(page.screenshot(scale="device")))
        assert taken.width == self.look.width * self.look.density, f"{name}: {taken.size}"
        file = f"{name}-{self.look}.webp"
        folder = Path(os.environ[FOLDER]) if FOLDER in os.environ and file in shown() else self.own_folder
        taken.convert("RGB").save(folder / file, lossless=True, method=6)


@cache
def shown() -> frozenset[str]:
    """The names of the pictures in the documents."""
    documents = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    return frozenset(name for one in documents for name in re.findall(r"images/([\w-]+\.webp)", one.read_text()))
