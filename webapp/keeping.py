"""Copies of the single file: made while serving, put back where there is none."""

import shutil
from pathlib import Path

import apsw

from webapp.db import db, is_sqlite


class CannotKeep(Exception):
    """A copy cannot be made or put back; the message is one sentence."""


def backup(path: Path) -> None:
    """Write a consistent copy of the SQLite file. Raises CannotKeep."""
    _require_sqlite()
    if path.exists():
        raise CannotKeep(f"{path} already exists")
    db.execute_sql("VACUUM INTO ?", (str(path),))


def restore(path: Path) -> None:
    """Put a copy in the place of the database, if that place is free. Raises CannotKeep."""
    _require_sqlite()
    target = Path(db.obj.database)
    if target.exists():
        raise CannotKeep(f"{target} already exists: move it away first")
    try:
        copy = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
        sound = copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        copy.close()
    except apsw.Error:
        sound = False
    if not sound:
        raise CannotKeep(f"{path} is not a sound copy")
    shutil.copyfile(path, target)


def _require_sqlite() -> None:
    if not is_sqlite():
        raise CannotKeep("this database is PostgreSQL: use its own pg_dump and pg_restore")
