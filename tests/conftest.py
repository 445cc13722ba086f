"""Fixtures that every tier may use. The servers themselves are started by `make test`."""
