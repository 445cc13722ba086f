"""When something is due again: every so often, by a cron expression, or by a systemd calendar expression."""
