"""What becomes of incidents, one after another."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tocsin.core.alerting.concern import Concern, Severity
from tocsin.core.alerting.deciding import Case
from tocsin.core.alerting.dependency import Ancestor
from tocsin.core.alerting.desk import Desk
from tocsin.core.alerting.group import Group
from tocsin.core.alerting.grouping import MOST_WAIT_MS, STORM, WAIT_MS
from tocsin.core.alerting.match import Match, Subject
from tocsin.core.alerting.policy import NamedPolicy, Policy
from tocsin.core.alerting.silence import Occurrence, SilenceKind

T0 = 1_700_000_000_000
ALL = NamedPolicy(1, "all", Policy(match=Match(), steps=()))
CRITICAL = NamedPolicy(2, "critical", Policy(match=Match(severities=frozenset({Severity.CRITICAL})), steps=()))

SWITCH = Subject(5, "switch", "tcp", "", frozenset())


def case(number: int, host: str = "", **others: object) -> Case:
    subject = Subject(number, f"web-{number}", "http", host, frozenset({"web"}))
    keys = frozenset({f"monitor:{number}", "tag:web", *([f"host:{host}"] if host else [])})
    return msgspec.structs.replace(Case(incident_id=number, subject=subject, keys=keys), **others)


def desk(*policies: NamedPolicy, occurrences: Sequence[Occurrence] = (), groups: Sequence[Group] = ()) -> Desk:
    return Desk(1, policies or (ALL,), occurrences, groups)


def reasons(rulings: Sequence[object]) -> list[str]:
    return [getattr(one, "reason") for one in rulings]  # noqa: B009


def test_one_that_is_alone_founds_a_group_that_is_told_at_once() -> None:
    present = desk()
    decided = present.decide(case(1), T0)
    assert reasons(decided.rulings)[-1] == "nothing_shared"
    (group,) = present.changed.values()
    assert (decided.group_ids, group.next_at, group.state.size) == ((group.id,), T0, 1)


def test_two_of_one_host_are_one_group() -> None:
    present = desk()
    first = present.decide(case(1, "a.example", relatives=1), T0)
    second = present.decide(case(2, "a.example", relatives=1), T0 + 1000)
    assert first.group_ids == second.group_ids
    (group,) = present.changed.values()
    assert (group.state.size, group.next_at) == (2, T0 + WAIT_MS)


def test_what_is_silenced_is_held_by_the_silence() -> None:
    silence = Occurrence(7, SilenceKind.SILENCE, "moving house", Match(), T0 - 1, T0 + 60_000)
    decided = desk(occurrences=[silence]).decide(case(1), T0)
    assert decided.hold is not None
    assert (decided.hold.held_by, decided.hold.look_at, decided.group_ids) == ("silence:7", T0 + 60_000, ())


def test_the_child_of_what_is_down_is_held_by_it() -> None:
    decided = desk().decide(case(1, ancestors=(Ancestor(SWITCH, is_down=True),)), T0)
    assert decided.hold is not None
    assert decided.hold.held_by == "monitor:5"


def test_the_child_of_what_is_down_is_told_where_no_policy_takes_its_parent() -> None:
    web = NamedPolicy(3, "web", Policy(match=Match(tags=frozenset({"web"})), steps=()))
    decided = desk(web).decide(case(1, ancestors=(Ancestor(SWITCH, is_down=True),)), T0)
    assert decided.group_ids
    assert "parent_not_told" in reasons(decided.rulings)


def test_of_several_that_are_down_one_that_a_policy_takes_holds_the_child() -> None:
    tagged = NamedPolicy(3, "tagged", Policy(match=Match(any_tags=frozenset({"web", "core"})), steps=()))
    core = Subject(6, "core", "tcp", "", frozenset({"core"}))
    above = (Ancestor(SWITCH, is_down=True), Ancestor(core, is_down=True))
    decided = desk(tagged).decide(case(1, ancestors=above), T0)
    assert decided.hold is not None
    assert decided.hold.held_by == "monitor:6"


def test_the_child_of_what_is_up_is_told() -> None:
    decided = desk().decide(case(1, ancestors=(Ancestor(SWITCH, is_down=False),)), T0)
    assert decided.group_ids


def test_the_fourth_failure_of_an_hour_is_told_as_flapping_by_itself() -> None:
    present = desk()
    present.decide(case(1, "a.example"), T0)
    decided = present.decide(case(2, "a.example", openings=4), T0)
    assert decided.begins_to_flap
    assert present.changed[decided.group_ids[0]].state.is_flapping
    assert len(present.changed) == 2


def test_what_flaps_is_held() -> None:
    decided = desk().decide(case(1, openings=5, is_flapping=True, changed_at=T0), T0)
    assert decided.hold is not None
    assert (decided.hold.held_by, decided.hold.look_at) == ("flapping", T0 + 900_000)


def test_without_a_policy_nobody_is_told() -> None:
    nobody = Desk(1, (), (), ())
    decided = nobody.decide(case(1), T0)
    assert (decided.group_ids, reasons(decided.rulings)[-1]) == ((), "no_policy")


def test_a_policy_that_continues_lets_another_tell_it_too() -> None:
    first = msgspec.structs.replace(ALL, policy=msgspec.structs.replace(ALL.policy, continues=True))
    decided = desk(first, CRITICAL).decide(case(1), T0)
    assert len(decided.group_ids) == 2


def told(group: Group) -> Group:
    state = msgspec.structs.replace(
        group.state, begun_at=T0, told_at=T0, told_size=1, told_severity=group.state.severity, steps=1
    )
    return msgspec.structs.replace(group, id=9, state=state, next_at=None)


def warning(number: int) -> Case:
    subject = Subject(number, "web", "http", "", frozenset(), concern=Concern.DEGRADED, severity=Severity.WARNING)
    return case(number, subject=subject)


def test_what_has_become_worse_is_looked_at_now() -> None:
    before = desk()
    before.decide(warning(1), T0)
    (group,) = before.changed.values()
    present = desk(groups=[told(group)])
    decided = present.decide(case(1), T0 + 5000, already_in=[told(group)])
    after = present.changed[9]
    assert (decided.group_ids, after.next_at, after.state.severity) == ((9,), T0 + 5000, Severity.CRITICAL)


def test_what_becomes_worse_may_find_another_policy() -> None:
    before = desk()
    before.decide(warning(1), T0)
    (group,) = before.changed.values()
    present = desk(CRITICAL, ALL)
    decided = present.decide(case(1), T0, already_in=[told(group)])
    assert present.changed[decided.group_ids[0]].policy_id == CRITICAL.id


def test_in_a_storm_the_first_message_waits_for_the_last_one_but_not_for_ever() -> None:
    present = desk()
    for number, second in enumerate(range(0, 60, 5)):
        present.decide(case(number, "a.example", relatives=9, recent=STORM), T0 + second * 1000)
    (group,) = present.changed.values()
    assert (group.next_at, group.state.size) == (T0 + MOST_WAIT_MS, 12)


def test_of_many_unrelated_ones_at_once_there_is_one_group() -> None:
    present = desk()
    for number in range(2800):
        present.decide(case(number, f"{number}.example", recent=20), T0)
    assert len(present.changed) == 1


def test_what_joins_those_that_wait_for_quiet_hours_to_end_is_looked_at_now() -> None:
    present = desk()
    present.decide(case(1, "a.example"), T0)
    (group,) = present.changed.values()
    state = msgspec.structs.replace(group.state, held="quiet_hours")
    waits = msgspec.structs.replace(group, id=5, next_at=T0 + 3_600_000, state=state)
    after = desk(groups=[waits])
    after.decide(case(2, "a.example"), T0 + 5_000)
    assert after.changed[5].next_at == T0 + 5_000


def test_nothing_joins_what_is_snoozed() -> None:
    present = desk()
    present.decide(case(1, "a.example"), T0)
    (group,) = present.changed.values()
    snoozed = msgspec.structs.replace(group.state, held="snoozed", snoozed_until=T0 + 3_600_000)
    after = desk(groups=[msgspec.structs.replace(group, id=5, state=snoozed)])
    assert after.decide(case(2, "a.example"), T0 + 5_000).group_ids == (-1,)


def test_what_has_flapped_and_is_down_for_good_is_told_anew_in_its_group() -> None:
    present = desk()
    present.decide(case(1, openings=4), T0)
    (group,) = present.changed.values()
    flapping = msgspec.structs.replace(told(group), id=5)
    after = desk(groups=[flapping])
    assert after.decide(case(1), T0 + 900_000, already_in=[flapping]).group_ids == (5,)
    state = after.changed[5].state
    assert (after.changed[5].next_at, state.round, state.steps, state.is_flapping) == (T0 + 900_000, 1, 0, False)
