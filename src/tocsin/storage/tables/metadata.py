"""What all tables share: the metadata with its naming rule, and the column types that differ by database."""

from sqlalchemy import BigInteger, Integer, MetaData, Text

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Id = BigInteger().with_variant(Integer, "sqlite")
"""SQLite counts up by itself only in a column declared INTEGER."""

Millis = BigInteger()
"""Unix milliseconds, UTC; or a duration in milliseconds."""

SortText = Text().with_variant(Text(collation="C"), "postgresql")
"""Sorted by code point on both databases, so that a page boundary means the same on each."""
