"""What README, tutorial and how-tos tell their readers to type works as it stands."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.walkthrough import ROOT, blocks, pages, run, running_tocsin


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """That of a reader with a running Tocsin; the pages share it, as they would at a reader's desk."""
    with running_tocsin(tmp_path_factory.mktemp("tocsin")) as environment:
        yield environment


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_the_commands_of_the_page_work(page: Path, tmp_path: Path, environment: dict[str, str]) -> None:
    printed = run(page, tmp_path, environment)
    missing = [(block.line, block.words) for block in blocks(page) if block.words not in printed[block.line]]
    assert missing == []


def test_readme_and_tutorial_are_among_the_pages() -> None:
    assert {ROOT / "README.md", ROOT / "docs" / "tutorial.md"} <= set(pages())


@pytest.mark.parametrize("command", ["make run", "make test"])
def test_the_readme_tells_the_two_commands(command: str) -> None:
    assert f"{command}\n" in (ROOT / "README.md").read_text()
