"""The triggers by which the database itself refuses to alter what was published."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from webapp.storage.db import db, is_sqlite, rows


@contextmanager
def lifted(tables: Sequence[str]) -> Iterator[None]:
    """Let rows of some tables be altered, and put their triggers back after. Part of a larger act:
    when anything fails, its transaction brings them back."""
    if is_sqlite():
        standing = rows("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")
        made = [(name, sql) for name, table, sql in standing if table in tables]
        for name, _ in made:
            db.execute_sql(f'DROP TRIGGER "{name}"')
        yield
        for _, sql in made:
            db.execute_sql(sql)
    else:
        for each in tables:
            db.execute_sql(f'ALTER TABLE "{each}" DISABLE TRIGGER USER')
        yield
        for each in tables:
            db.execute_sql(f'ALTER TABLE "{each}" ENABLE TRIGGER USER')
