"""What the product says in one word is explained in the documentation: codes, reasons, metrics."""

import re
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry

from tocsin.api import exposition
from tocsin.api.errors import STATUSES
from tocsin.api.hook_metrics import HookMetrics
from tocsin.api.request_metrics import RequestMetrics
from tocsin.core.errors import NETWORK_CLASS, ErrorCode
from tocsin.core.transition import Reason
from tocsin.ingest.metrics import IngestMetrics
from tocsin.mail.metrics import MailMetrics, Outcome
from tocsin.runner.metrics import RunnerMetrics
from tocsin.scheduler.metrics import SchedulerMetrics
from tocsin.services.rate_limits import RateLimits
from tocsin.storage.errors import StorageReason

DOCS = Path(__file__).parents[2] / "docs"
WATCHING = DOCS / "operations" / "watch-tocsin-itself.md"
TROUBLESHOOTING = DOCS / "operations" / "troubleshooting.md"
PROBLEM = re.compile(r"^\| `([a-z_]+)` \| (\d{3}) \|", re.MULTILINE)


def metrics() -> list[str]:
    registry = CollectorRegistry()
    RunnerMetrics(registry, "local")
    for declared in (IngestMetrics, SchedulerMetrics, RequestMetrics, HookMetrics, MailMetrics):
        declared(registry)
    RateLimits(registry=registry)
    own = [family.name for family in registry.collect()]
    heads = (exposition.STATE, exposition.ENABLED, exposition.LATENCY, exposition.CERTIFICATE)
    return own + [head.split()[2] for head in heads]


@pytest.mark.parametrize("code", ErrorCode)
def test_an_error_code_is_explained(code: ErrorCode) -> None:
    network = "yes " if code in NETWORK_CLASS else ""
    assert f"| `{code}` | {network}|" in (DOCS / "operations" / "error-codes.md").read_text()


@pytest.mark.parametrize("reason", Reason)
def test_a_reason_is_explained(reason: Reason) -> None:
    assert f"| `{reason}` |" in (DOCS / "explanation" / "verdict-and-state.md").read_text()


@pytest.mark.parametrize("reason", StorageReason)
def test_a_trouble_of_the_database_is_explained(reason: StorageReason) -> None:
    assert f"| `{reason}` |" in (DOCS / "operations" / "disk-full.md").read_text()


@pytest.mark.parametrize("name", metrics())
def test_a_metric_is_explained(name: str) -> None:
    assert f"| `{name}" in WATCHING.read_text()


@pytest.mark.parametrize("outcome", Outcome)
def test_what_becomes_of_a_mail_is_explained(outcome: Outcome) -> None:
    (line,) = [one for one in WATCHING.read_text().splitlines() if one.startswith("| `tocsin_mails_total")]
    assert f"`{outcome}`" in line


@pytest.mark.parametrize("code", [code for code, (status, _) in STATUSES.items() if status in {401, 403}])
def test_why_somebody_is_not_let_in_is_explained(code: str) -> None:
    assert code in dict(PROBLEM.findall(TROUBLESHOOTING.read_text()))


def test_the_codes_of_problems_have_the_statuses_that_are_told() -> None:
    told = PROBLEM.findall(TROUBLESHOOTING.read_text())
    assert told == [(code, str(STATUSES[code][0])) for code, _ in told]
