"""Lines of text take a mark in the place of a word that is erased, which may be longer than it."""

from peewee import SqliteDatabase

LINES = (
    ("answer", "responsible_area"),
    ("comment_group", "title"),
    ("document", "filename"),
    ("document", "title"),
    ("internal_report", "recipient"),
    ("meeting", "place"),
    ("meeting", "title"),
    ("petition", "forwarded_to"),
    ("publicity", "filename"),
)


def up(migrator, db):
    if isinstance(db, SqliteDatabase):
        return  # it takes a text of any length
    for table, column in LINES:
        db.execute_sql(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" TYPE TEXT')
