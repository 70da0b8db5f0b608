"""Bringing the database to the current schema."""

from playhouse.migrations import Migration, Runner

from webapp import paths
from webapp.db import db
from webapp.models import Entity


def migrate(timezone: str = "") -> list[str]:
    """Apply what is pending, in order; give the names applied. Run once, before any server.

    `timezone` is the entity's first one, when the database is new.
    """
    new = not Entity.table_exists()
    applied = list(_runner().up())
    if new and timezone:
        Entity.update(timezone=timezone).execute()
    return applied


def pending() -> list[str]:
    """The names of migrations not applied yet."""
    return [each.name for each in _runner().status() if each.applied is None]


def names() -> set[str]:
    """The names of all migrations that this program has."""
    return {each.name for each in Migration.load_directory(str(paths.migrations()))}


def _runner() -> Runner:
    return Runner(db.obj, str(paths.migrations()))
