"""The content policy, as a browser takes it: what is ours runs, and nothing else."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.acceptance.tower import Tower
from tests.browser.watch import Watch

SCRIPT = """(text) => {
  const script = document.createElement("script");
  script.textContent = text;
  document.body.append(script);
}"""


def test_the_start_runs_under_a_policy_without_exceptions(inhabited: Tower, page: Page, watch: Watch) -> None:
    watch.foresee("401 .*/api/v1/session")
    answer = page.goto(f"{inhabited.url}/")
    assert answer is not None
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self' 'sha256-")
    assert "unsafe" not in policy


def test_a_page_that_was_kept_runs_again(inhabited: Tower, own_page: Page) -> None:
    """Its policy comes with the 304 too, and is the same."""
    own_page.goto(f"{inhabited.url}/")
    own_page.get_by_role("heading", level=1).wait_for()
    with own_page.expect_response(lambda answer: answer.url.endswith("/")) as again:
        own_page.reload()
    own_page.get_by_role("heading", level=1).wait_for()
    assert "sha256-" in again.value.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("attempt", "directive"),
    [
        (f"({SCRIPT})('window.got = 1')", "script-src"),
        ("document.body.setAttribute('onclick', 'window.got = 1'); document.body.click()", "script-src"),
        ("document.body.innerHTML = '<p style=\"color: red\">'", "style-src"),
        ("fetch('http://127.0.0.1:1/').catch(() => {})", "connect-src"),
    ],
)
def test_what_an_attacker_would_try_does_not_run(
    inhabited: Tower, page: Page, watch: Watch, attempt: str, directive: str
) -> None:
    watch.foresee(".")
    page.goto(f"{inhabited.url}/nowhere")
    page.evaluate(attempt)
    page.wait_for_function("true")
    assert [one for one in watch.complaints if directive in one] != []
    assert page.evaluate("window.got") is None
