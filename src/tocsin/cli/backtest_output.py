"""What policies would have done, as a person reads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tocsin.cli import output
from tocsin.cli.backtest_replies import Page, Summary
from tocsin.cli.output import Cell, counted

MOST_DESTINATIONS = 20
MOST_NAMED = 3
REASONS = {
    "silenced": "silenced",
    "maintenance": "in maintenance",
    "parent_down": "what they depend on was down",
    "flapping": "flapping, which was told once",
    "quiet_hours": "quiet hours",
    "no_policy": "no policy takes them",
    "nobody_there": "nobody is behind the targets",
    "over_while_waiting": "over before the first step",
    "over_at_once": "over at once",
}


def print_pages(pages: Sequence[Page], counted_pages: int) -> None:
    """In order of time."""
    columns = ("|when", "why", "|told", "whom", "|over after", "~what")
    rows = [_row(one) for one in pages]
    output.print_table(columns, rows, empty="Nobody would have been paged.")
    if counted_pages > len(pages):
        output.print_line(f"… and {counted_pages - len(pages):,} more: --limit says how many are shown")
    output.print_line()


def print_summary(found: Summary) -> None:
    output.print_facts(
        [
            ("from", output.minute(found.since)),
            ("to", output.minute(found.until)),
            ("results", _results(found)),
            ("monitors", f"{found.monitors:,}"),
            ("incidents", f"{found.incidents:,}, of which {found.told:,} would have been told"),
            ("pages", f"{found.pages:,}, of which {found.at_night:,} from 22 to 7 o'clock"),
            ("over within 5 min", f"{found.resolved_within_five_minutes:,} of them"),
            ("not over yet", f"{found.unresolved:,} of them" if found.unresolved else None),
            ("held back", _reasons(found.held)),
            ("told nobody", _reasons(found.untold)),
            ("longest", _longest(found)),
            ("by hour", _hours(found.by_hour) if found.pages else None),
        ]
    )
    if found.destinations:
        output.print_line()
        shown = found.destinations[:MOST_DESTINATIONS]
        rows = [(one.destination.name, one.pages, one.at_night) for one in shown]
        output.print_table(("whom", ">pages", ">at night"), rows)


def _row(page: Page) -> tuple[Cell, ...]:
    whom = ", ".join(one.name for one in page.destinations)
    told = f"step {page.number}" if page.purpose == "problem" else page.purpose
    return output.moment(page.at), page.policy, told, whom, _after(page.resolved_after), _what(page)


def _what(page: Page) -> str:
    names = [one.name for one in page.monitors[:MOST_NAMED]]
    more = page.total - len(names)
    return f"{', '.join(names)}{f' and {more:,} more' if more > 0 else ''}: {page.concern}"


def _after(seconds: float | None) -> str:
    return output.span(seconds) or "not yet"


def _results(found: Summary) -> str | None:
    """Only where they were judged anew."""
    if found.results_since is None:
        return None
    late = [one for one in found.replayed if one.since is None or one.since > found.since]
    told = f"judged anew; they are kept since {output.minute(found.results_since)}"
    return f"{told}; {counted(len(late), 'monitor')} had none at first" if late else told


def _reasons(reasons: Mapping[str, int]) -> str | None:
    return ", ".join(f"{number:,} {REASONS.get(reason, reason)}" for reason, number in reasons.items()) or None


def _longest(found: Summary) -> str | None:
    page = found.longest
    if page is None:
        return None
    return f"{_what(page)}, over after {_after(page.resolved_after)}, told at {output.minute(page.at)}"


def _hours(by_hour: Sequence[int]) -> str:
    return ", ".join(f"{hour:02}: {number}" for hour, number in enumerate(by_hour) if number)
