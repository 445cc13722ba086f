"""Which step of a policy a group is at, and when to look again."""

from __future__ import annotations

import msgspec

from tocsin.core.actor_names import spoken
from tocsin.core.alerting.announcement import Purpose
from tocsin.core.alerting.concern import Severity
from tocsin.core.alerting.group import Group, GroupState
from tocsin.core.alerting.grouping import JOIN_WITHIN_MS
from tocsin.core.alerting.hours import is_within, next_edge
from tocsin.core.alerting.policy import Policy, Step, Target, When
from tocsin.core.alerting.trace import Outcome, Ruling, Stage

LOOK_AGAIN_MS = 60_000


class Handling(msgspec.Struct, frozen=True):
    """Of a group's incidents: how many are open, how many of these nobody has taken on, until when others are snoozed.

    Taken on: acknowledged, resolved by hand, or snoozed. `acknowledged_by`: who did so last. `paused`: how many are of
    monitors that are paused; these are not counted as unhandled. `hushed_until`: until when all are silenced.
    """

    open: int
    unhandled: int
    snoozed_until: int | None = None
    acknowledged_by: str = ""
    paused: int = 0
    hushed_until: int | None = None


class Telling(msgspec.Struct, frozen=True):
    """Something to be told now, to these targets; to everybody who was told before where `targets` is None.

    `number` is the step's, or the reminder's, from 1 on; `round` the escalation's.
    """

    purpose: Purpose
    round: int
    number: int
    targets: tuple[Target, ...] | None


class Advance(msgspec.Struct, frozen=True):
    """What is told now, what the group is afterwards, and when (Unix ms) to look again; None for not any more."""

    tellings: tuple[Telling, ...]
    state: GroupState
    next_at: int | None
    rulings: tuple[Ruling, ...]


def advance(policy: Policy, group: Group, handling: Handling, now: int) -> Advance:
    """Take every step that is due. Steps that were missed are taken; of missed reminders there is one."""
    state = group.state
    if not handling.open or group.closed_at is not None:
        return Advance((), state, None, ())
    if not handling.unhandled:
        return _rest(state, handling, now)
    if state.snoozed_until is not None or state.acknowledged_by:
        # A snooze that has ended; or what was acknowledged has become worse, and is nobody's again.
        again = state.round + 1
        state = msgspec.structs.replace(state, begun_at=None, steps=0, reminders=0, round=again)
        state = msgspec.structs.replace(state, snoozed_until=None, acknowledged_by="")
    if handling.hushed_until is not None:
        # Looked at now and then: somebody may end the silence early.
        look_at = min(handling.hushed_until, now + LOOK_AGAIN_MS)
        return _held(state, "silenced", "It is silenced by now: nobody is told more of it while that lasts.", look_at)
    if (quiet_until := _quiet_until(policy, state.severity, now)) is not None:
        return _held(state, "quiet_hours", "Quiet hours: it waits until they end.", quiet_until)
    return _go_on(policy, msgspec.structs.replace(state, held=""), now)


def _go_on(policy: Policy, state: GroupState, now: int) -> Advance:
    begun_at = now if state.begun_at is None else state.begun_at
    state = msgspec.structs.replace(state, begun_at=begun_at)
    tellings: list[Telling] = []
    rulings: list[Ruling] = []
    if state.told_severity == Severity.WARNING and state.severity == Severity.CRITICAL:
        tellings.append(Telling(Purpose.WORSE, state.round, 1, None))
        rulings.append(_ruling(Outcome.TELL, "worse", "It was told as a warning, and is critical now."))
    elif (more_at := more_told_at(state)) is not None and more_at <= now:
        tellings.append(Telling(Purpose.MORE, state.round, state.size, None))
        said = f"They were {state.told_size} when it was told, and are {state.size} now."
        rulings.append(_ruling(Outcome.TELL, "more", said))
    due = [step for step in policy.steps[state.steps :] if begun_at + step.after <= now]
    for number, step in enumerate(due, state.steps + 1):
        if _is_open(policy, step, now):
            tellings.append(Telling(Purpose.PROBLEM, state.round, number, step.targets))
            rulings.append(_ruling(Outcome.TELL, "step_due", f"Step {number} of {len(policy.steps)} is due."))
        else:
            said = f"Step {number} is for {_WORDS[step.when]}: it is passed over."
            rulings.append(_ruling(Outcome.PASS, "other_hours", said))
    state = msgspec.structs.replace(state, steps=state.steps + len(due))
    reminders, next_reminder = _reminders(policy, state, begun_at, now)
    if reminders > state.reminders:
        tellings.append(Telling(Purpose.REMINDER, state.round, reminders, None))
        said = f"Nobody has taken it on: reminder {reminders} of {policy.repeat.at_most if policy.repeat else 0}."
        rulings.append(_ruling(Outcome.TELL, "reminder_due", said))
    state = msgspec.structs.replace(state, reminders=reminders)
    if tellings:
        state = msgspec.structs.replace(state, told_severity=state.severity, told_size=state.size, told_at=now)
    moments = (_next_step_at(policy, state, begun_at), next_reminder, more_told_at(state))
    next_at = min((at for at in moments if at is not None), default=None)
    return Advance(tuple(tellings), state, next_at, tuple(rulings))


def more_told_at(state: GroupState) -> int | None:
    """When it is to be told that they have become at least twice as many; None when they have not."""
    if state.told_at is None or state.size < 2 * state.told_size:
        return None
    return state.told_at + JOIN_WITHIN_MS


def _rest(state: GroupState, handling: Handling, now: int) -> Advance:
    """Somebody has taken on all of it."""
    until = handling.snoozed_until
    if until is not None and until > now:
        return _held(msgspec.structs.replace(state, snoozed_until=until), "snoozed", "It is snoozed.", until)
    if handling.paused:
        return _held(state, "paused", "Its monitor is paused: it waits until it is resumed.", now + LOOK_AGAIN_MS)
    by = handling.acknowledged_by or "somebody"
    if state.acknowledged_by == by:
        return Advance((), state, None, ())
    tellings = (Telling(Purpose.ACKNOWLEDGED, state.round, 1, None),)
    ruling = _ruling(Outcome.STOP, "acknowledged", f"Taken on by {spoken(by)}: nobody else is told.")
    return Advance(tellings, msgspec.structs.replace(state, acknowledged_by=by), None, (ruling,))


def _held(state: GroupState, reason: str, said: str, until: int) -> Advance:
    """It is said once, however often it is looked at."""
    rulings = () if state.held == reason else (_ruling(Outcome.HOLD, reason, said),)
    return Advance((), msgspec.structs.replace(state, held=reason), until, rulings)


def _quiet_until(policy: Policy, severity: Severity, now: int) -> int | None:
    quiet = policy.quiet_hours
    if quiet is None or severity in quiet.let_through or not is_within(quiet.hours, now):
        return None
    return next_edge(quiet.hours, now)


def _is_open(policy: Policy, step: Step, now: int) -> bool:
    if step.when == When.ALWAYS or policy.business_hours is None:
        return True
    return is_within(policy.business_hours, now) == (step.when == When.BUSINESS_HOURS)


def _reminders(policy: Policy, state: GroupState, begun_at: int, now: int) -> tuple[int, int | None]:
    """How many reminders there should have been by now, and when the next one is due."""
    repeat = policy.repeat
    if repeat is None or state.steps < len(policy.steps):
        return state.reminders, None
    last = begun_at + policy.steps[-1].after
    due = min(max((now - last) // repeat.every, state.reminders), repeat.at_most)
    return due, last + (due + 1) * repeat.every if due < repeat.at_most else None


def _next_step_at(policy: Policy, state: GroupState, begun_at: int) -> int | None:
    return begun_at + policy.steps[state.steps].after if state.steps < len(policy.steps) else None


def _ruling(outcome: Outcome, reason: str, said: str) -> Ruling:
    return Ruling(Stage.ESCALATE, outcome, reason, said)


_WORDS = {When.BUSINESS_HOURS: "business hours", When.OTHER_HOURS: "other than business hours", When.ALWAYS: "always"}
