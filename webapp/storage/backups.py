"""Copies of the single file: made while serving, put back where there is none."""

import os
from contextlib import closing
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile

import apsw

from webapp.storage import schema
from webapp.storage.db import db, is_sqlite

PATIENCE = 30_000
"""Milliseconds to wait for a writer."""


class CannotKeep(Exception):
    """A copy cannot be made or put back; the message is one sentence."""


def is_missing() -> bool:
    """Whether the database is a file that is not there."""
    return is_sqlite() and not Path(db.database).exists()


def close_to_others() -> None:
    """Let only its owner's account read a database file that an older version left readable."""
    if is_sqlite():
        for each in Path(db.database).parent.glob(f"{Path(db.database).name}*"):
            each.chmod(each.stat().st_mode & 0o700)


def backup(path: Path) -> None:
    """Write a consistent copy of the SQLite file. Raises CannotKeep."""
    _require_sqlite()
    if is_missing():
        raise CannotKeep(f"{db.database} is not there")
    _copy(Path(db.database), path)


def restore(path: Path) -> None:
    """Put a sound copy in the place of the database, if it is free. Raises CannotKeep."""
    _require_sqlite()
    for target in (db.database, f"{db.database}-wal"):
        if Path(target).exists():
            raise CannotKeep(f"{target} already exists: move it away first")
    _copy(path, Path(db.database), check=True)


def last_act() -> datetime | None:
    """When the newest entry of the log was made, naive UTC, whatever the schema of the database."""
    with closing(apsw.Connection(db.database, apsw.SQLITE_OPEN_READONLY)) as restored:
        newest = "SELECT at FROM event ORDER BY position DESC LIMIT 1"
        found = restored.execute(newest).fetchall()
    return datetime.fromisoformat(str(found[0][0])) if found else None


def _require_sqlite() -> None:
    if not is_sqlite():
        raise CannotKeep("this database is PostgreSQL: use its own pg_dump and pg_restore")


def _copy(source: Path, target: Path, *, check: bool = False) -> None:
    """Copy a database into a place that is free: whole and private, or not at all."""
    if target.exists():
        raise CannotKeep(f"{target} already exists")
    if not target.parent.is_dir():
        raise CannotKeep(f"{target.parent} is no folder")
    with NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}-", delete=False) as beside:
        try:
            _copy_into(beside.name, source, check=check)
            os.fsync(beside.fileno())
            os.rename(beside.name, target)
        except BaseException:
            Path(beside.name).unlink()
            raise


def _copy_into(place: str, source: Path, *, check: bool) -> None:
    try:
        # The last to read a live database takes away what SQLite keeps beside it: it must write.
        flags = apsw.SQLITE_OPEN_READONLY if check else apsw.SQLITE_OPEN_READWRITE
        with closing(apsw.Connection(str(source), flags)) as original:
            original.set_busy_timeout(PATIENCE)
            if check:
                _require_sound(original, source)
            original.execute("VACUUM INTO ?", (place,))
    except (apsw.NotADBError, apsw.CorruptError) as error:
        raise CannotKeep(f"{source} is damaged, or no database: {error}") from None
    except apsw.Error as error:
        raise CannotKeep(f"{source} cannot be copied: {error}") from None


def _require_sound(copy: apsw.Connection, path: Path) -> None:
    """Raise CannotKeep unless this is a whole database of this program, and no newer one."""
    if copy.execute("PRAGMA integrity_check(1)").fetchall() != [("ok",)]:
        raise CannotKeep(f"{path} is damaged")
    if not copy.table_exists(None, "schema_migration"):
        raise CannotKeep(f"{path} is not a database of this program")
    applied = {name for (name,) in copy.execute("SELECT name FROM schema_migration")}
    known = schema.names()
    if not applied or not applied & known:
        raise CannotKeep(f"{path} is not a database of this program")
    if applied - known:
        raise CannotKeep(f"{path} comes from a newer version of this program")
