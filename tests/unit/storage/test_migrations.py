"""Revisions form one line, so that there is one newest version."""

from alembic.script import ScriptDirectory

from tocsin.storage.migrate import SCRIPTS


def test_revisions_have_one_head_and_one_base() -> None:
    scripts = ScriptDirectory(str(SCRIPTS))
    assert len(scripts.get_heads()) == len(scripts.get_bases()) == 1
