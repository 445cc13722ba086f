"""Whatever is posted to a hook, the answer is its own: taken, or refused with a reason, and never a 500."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.integration.api.hearing import hearing
from tests.integration.api.hooks import HOOKS, JOBS, made
from tests.integration.api.tower import Tower
from tocsin.services import hook_limits
from tocsin.services.limit import Limit

WORDS = ["alerts", "status", "labels", "annotations", "fingerprint", "alertname", "instance", "firing", "resolved"]
WORDS += ["jobs", "name", "state", "text", "ok", "failed", "truncatedAlerts", "generatorURL", "Type", "Message", "id:1"]
TEXTS = st.sampled_from([*WORDS, "", "\x00", "\ud800", "x" * 300]) | st.text(max_size=8)
SCALARS = TEXTS | st.none() | st.booleans() | st.integers() | st.floats()
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4))
ALERT = st.fixed_dictionaries(
    {}, optional={"status": TEXTS, "labels": VALUES, "annotations": VALUES, "fingerprint": VALUES, "name": VALUES}
)
JOB = st.fixed_dictionaries({}, optional={"name": VALUES, "state": TEXTS, "text": VALUES})
BODIES = VALUES | st.fixed_dictionaries({"alerts": st.lists(ALERT | VALUES, max_size=5)})
BODIES |= st.fixed_dictionaries({"jobs": st.lists(JOB | VALUES, max_size=5)})
EXPECTED = {200, 400, 422}
AS_JSON = {"Content-Type": "application/json"}
KINDS: list[tuple[str, dict[str, Any]]] = [
    ("alertmanager", {"tag_labels": ["instance"]}),
    ("generic", {**JOBS, "problem": "text", "tags": "@"}),
    ("generic", {"name": "to_string(@)", "state": "'ok'", "message": "join(',', text)", "unwrap": "sns"}),
]


@pytest.fixture(autouse=True)
def _without_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hook_limits, "HOOKS", Limit("hooks", ""))


@pytest.mark.parametrize(("kind", "config"), KINDS)
@given(body=BODIES)
@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
async def test_no_body_breaks_a_hook(tower: Tower, kind: str, config: dict[str, Any], body: Any) -> None:
    hook = await hook_of(tower, kind, config)
    async with hearing(tower):
        answer = await tower.anonymous.post(hook["path"], content=json.dumps(body), headers=AS_JSON)
    assert answer.status_code in EXPECTED, answer.text


async def hook_of(tower: Tower, kind: str, config: dict[str, Any]) -> dict[str, Any]:
    """The same one for every body of a test."""
    items = (await tower.client.get(HOOKS)).json()["items"]
    found: dict[str, Any] = items[0] if items else await made(tower, kind, **config)
    return found
