"""Bringing the database to the current schema."""

from playhouse.migrations import Runner

from webapp import paths
from webapp.db import db


def migrate() -> list[str]:
    """Apply what is pending, in order; give the names applied. Run once, before any server."""
    return list(_runner().up())


def pending() -> list[str]:
    """The names of migrations not applied yet."""
    return [each.name for each in _runner().status() if each.applied is None]


def _runner() -> Runner:
    return Runner(db.obj, str(paths.migrations()))
