"""Contracts of other systems, spoken so that their clients need not change: each a thin module over the services."""
