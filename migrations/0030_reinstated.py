"""Since when an observation stands again whose annulment was taken back."""

from peewee import SqliteDatabase


def up(migrator, db):
    instant = "DATETIME" if isinstance(db, SqliteDatabase) else "TIMESTAMP"
    db.execute_sql(f"ALTER TABLE comment ADD COLUMN reinstated_at {instant}")
