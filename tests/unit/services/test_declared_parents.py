"""Dependencies within a declared set."""

from __future__ import annotations

import pytest

from tocsin.core.errors import ValidationFailed
from tocsin.services.declared_parents import generations, require_known_parents
from tocsin.services.monitor_validation import ValidMonitor, validate


def monitor(name: str, *parents: str | int) -> ValidMonitor:
    return validate({"name": name, "kind": "tcp", "config": {"host": "a", "port": 1}, "parents": list(parents)})


def test_parents_come_before_their_children() -> None:
    steps = generations([monitor("child", "middle"), monitor("middle", "top"), monitor("top"), monitor("alone")])
    assert [sorted(names) for names in steps] == [["alone", "top"], ["middle"], ["child"]]


def test_a_parent_may_stand_in_the_workspace() -> None:
    require_known_parents([monitor("child", "other", 7)], {3: "other", 7: "seventh"}, [])


def test_an_unknown_parent_is_pointed_at() -> None:
    with pytest.raises(ValidationFailed) as caught:
        require_known_parents([monitor("a"), monitor("child", "a", "nobody")], {}, [])
    assert caught.value.errors[0].pointer == "/monitors/1/parents/1"


def test_a_circle_is_told_with_its_names() -> None:
    with pytest.raises(ValidationFailed) as caught:
        require_known_parents([monitor("a", "b"), monitor("b", "a")], {}, [])
    assert "must not form a circle" in caught.value.errors[0].message
