"""Bringing the database to the current schema."""

from collections.abc import Iterator
from contextlib import contextmanager

from playhouse.migrations import Migration, Runner

from webapp.settings import paths
from webapp.storage.db import UnusableDatabase, db, is_sqlite, transaction

_HOUR = 3_600_000  # milliseconds


@contextmanager
def alone() -> Iterator[None]:
    """One transaction around everything that an upgrade does: cut off, it has done nothing, and
    another one begun meanwhile waits."""
    if is_sqlite():
        db.pragma("busy_timeout", _HOUR)
    # SQLite looks away from foreign keys only if told so before the transaction: a table that is
    # made anew would take the rows that point to it along.
    with _runner().migrator.migration_context(atomic=False), transaction():
        yield


def migrate() -> list[str]:
    """Apply what is pending, in order; give the names applied."""
    return list(_runner().up())


def pending() -> list[str]:
    """The names of migrations not applied yet."""
    return [each.name for each in _runner().status() if each.applied is None]


def require_known() -> None:
    """Raise UnusableDatabase for a database that a newer version of this program brought to its
    own schema: who does not know it can only harm it."""
    if any(each.path is None for each in _runner().status()):
        raise UnusableDatabase(
            "the database comes from a newer version of this program: install that version"
        )


def names() -> set[str]:
    """The names of all migrations that this program has."""
    return {each.name for each in Migration.load_directory(str(paths.migrations()))}


def _runner() -> Runner:
    return Runner(db.obj, str(paths.migrations()))
