"""What a browser complains about while a test looks at pages: whatever was not foreseen fails the test."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, WebError

COMPLAINTS = frozenset({"error", "warning", "assert"})
TELL_OF_VIOLATIONS = """document.addEventListener("securitypolicyviolation", (violation) =>
  console.error(`Policy: ${violation.effectiveDirective} ${violation.blockedURI} ${violation.sample}`))"""


@dataclass
class Watch:
    """`complaints` of the console, of scripts that broke, of the content policy, and of requests without an answer."""

    context: BrowserContext
    complaints: list[str] = field(default_factory=list)
    _foreseen: list[re.Pattern[str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.context.add_init_script(TELL_OF_VIOLATIONS)
        self.context.on("console", self._on_console)
        self.context.on("weberror", self._on_error)
        self.context.on("requestfailed", self._on_failure)

    def foresee(self, pattern: str) -> None:
        """Complaints that fit belong to what the test is about, such as a refused password: `401.*/api/v1/session`."""
        self._foreseen.append(re.compile(pattern))

    def require_silence(self) -> None:
        found = [one for one in self.complaints if not any(known.search(one) for known in self._foreseen)]
        assert found == [], "\n".join(("the browser complains:", *found))

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in COMPLAINTS:
            place = message.page.url if message.page is not None else ""
            self.complaints.append(f"{message.type} at {place}: {message.text} ({message.location['url']})")

    def _on_error(self, error: WebError) -> None:
        place = error.page.url if error.page is not None else ""
        self.complaints.append(f"script at {place}: {error.error}")

    def _on_failure(self, request: Request) -> None:
        # What a page that is left had still asked for is broken off.
        if request.failure != "net::ERR_ABORTED":
            self.complaints.append(f"request {request.method} {request.url}: {request.failure}")
