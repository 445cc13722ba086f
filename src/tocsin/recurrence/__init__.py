"""When something is due again: every so often, by a cron expression, or by a systemd calendar expression."""

from tocsin.recurrence.calendar_expression import LONGEST_ON_CALENDAR, MOST_LINES, on_calendar
from tocsin.recurrence.cron_expression import LONGEST_CRON, cron
from tocsin.recurrence.period import every
from tocsin.recurrence.recurrence import Recurrence
from tocsin.recurrence.zones import time_zone, zone_names

__all__ = [
    "LONGEST_CRON",
    "LONGEST_ON_CALENDAR",
    "MOST_LINES",
    "Recurrence",
    "cron",
    "every",
    "on_calendar",
    "time_zone",
    "zone_names",
]
