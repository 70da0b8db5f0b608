"""The leaves to show group and territory beside an observation: nobody gave one so far. What is
told of all together stands in the report, and is counted no more as observations arrive."""

from peewee import SqliteDatabase


def up(migrator, db):
    is_sqlite = isinstance(db, SqliteDatabase)
    no_leave = "INTEGER NOT NULL DEFAULT 0" if is_sqlite else "BOOLEAN NOT NULL DEFAULT false"
    # In plain SQL: on SQLite the migrator would make the table anew and lose its triggers.
    for leave in ("publish_group", "publish_territory"):
        db.execute_sql(f"ALTER TABLE comment ADD COLUMN {leave} {no_leave}")
    db.execute_sql("DELETE FROM tally WHERE dimension IN ('group', 'territory')")
