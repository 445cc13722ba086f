"""The pictures in the documents: each is one that a test takes, and none is left over."""

from tests.browser.album import ROOT, shown


def test_the_folder_holds_what_the_documents_show() -> None:
    assert {file.name for file in (ROOT / "docs/images").iterdir()} == set(shown())
