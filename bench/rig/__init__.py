"""What every benchmark stands on: targets, metered child processes, the bare floor, tables beside their budgets."""
