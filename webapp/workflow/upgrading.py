"""Bringing a database, with all that is kept beside its rows, to what this version expects."""

from webapp import migrating
from webapp.workflow import indexing, tallying


def upgrade(timezone: str = "") -> list[str]:
    """Apply what is pending and make totals and search index anew; give the names applied.

    All of it or nothing: whatever cuts it off, the next one does the whole. Run it before any
    server. `timezone` is the entity's first one, when the database is new.
    """
    with migrating.alone():
        applied = migrating.migrate(timezone)
        if applied:
            tallying.recount()
            indexing.rebuild()
    return applied
