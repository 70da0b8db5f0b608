"""Drafts that were thrown away say when."""

from peewee import SqliteDatabase


def up(migrator, db):
    instant = "DATETIME" if isinstance(db, SqliteDatabase) else "TIMESTAMP"
    db.execute_sql(f"ALTER TABLE plan ADD COLUMN discarded_at {instant}")
