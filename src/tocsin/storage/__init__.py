"""All SQL: tables, one repository per noun, rollups and retention, on SQLite and PostgreSQL alike.

A repository is constructed on a connection from `Database.read()` or `Database.write()`; the caller owns the
transaction. Times are Unix milliseconds, UTC.
"""
