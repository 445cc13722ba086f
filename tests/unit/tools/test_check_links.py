from pathlib import Path

import pytest

from tools.check_links import anchors, dead_links, slug


@pytest.fixture
def page(tmp_path: Path) -> Path:
    (tmp_path / "other.md").write_text("# One `two`\n\n# Again\n\n# Again\n\n```\n# in code\n```\n")
    return tmp_path / "page.md"


@pytest.mark.parametrize(
    "link", ["other.md", "other.md#one-two", "other.md#again-1", "/other.md", "#here", "https://example.org/gone"]
)
def test_a_link_that_leads_somewhere_is_not_dead(page: Path, link: str) -> None:
    page.write_text(f"# Here\n\nSee [it]({link}).\n")
    assert dead_links(page, page.parent) == []


@pytest.mark.parametrize("link", ["gone.md", "other.md#two", "other.md#in-code", "#nowhere", "../outside.md"])
def test_a_dead_link_is_named_with_its_line(page: Path, link: str) -> None:
    page.write_text(f"# Here\n\nSee [it]({link}).\n")
    assert [problem.split(": ")[0] for problem in dead_links(page, page.parent)] == ["page.md:3"]


def test_a_link_in_code_is_not_a_link(page: Path) -> None:
    page.write_text("`[a](gone.md)`\n\n```\n[b](gone.md)\n```\n<!-- [c](gone.md) -->\n")
    assert dead_links(page, page.parent) == []


def test_a_definition_is_a_link(page: Path) -> None:
    page.write_text("[a]\n\n[a]: gone.md\n")
    assert len(dead_links(page, page.parent)) == 1


def test_a_heading_inside_a_fence_is_no_anchor(page: Path) -> None:
    assert anchors(page.parent / "other.md") == {"one-two", "again", "again-1"}


def test_a_slug_drops_punctuation_and_keeps_letters_of_every_script() -> None:
    assert slug("Où est-ce? [Here](x.md), `TOCSIN_PORT`!") == "où-est-ce-here-tocsin_port"
