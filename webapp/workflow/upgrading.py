"""Bringing a database, with all that is kept beside its rows, to what this version expects."""

from datetime import datetime

from webapp.models import Entity
from webapp.storage import schema
from webapp.workflow import beginning, indexing, tallying


def upgrade(timezone: str = "", *, at: datetime) -> list[str]:
    """Apply what is pending and make totals and search index anew; give the names applied.

    All of it or nothing: whatever cuts it off, the next one does the whole. A database whose log
    has no beginning may be one that an earlier version left half-way, and is taken as such. Run it
    before any server. `timezone` is the entity's first one, when the database is new.
    """
    with schema.alone():
        is_new = not Entity.table_exists()
        applied = schema.migrate()
        if is_new and timezone:
            Entity.update(timezone=timezone).execute()
        is_noted = beginning.is_noted()
        if applied or not is_noted:
            tallying.recount()
            indexing.rebuild()
        if not is_noted:
            beginning.note(at=at)
    return applied
