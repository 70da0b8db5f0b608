"""A change may be of what the plan says of itself: then it has neither action nor category."""

from peewee import SqliteDatabase

COLUMNS = (
    "id, edition_id, category_id, action_id, field, before, after, pieces, origin, reason, "
    "made_by_id, made_at, version"
)
GUARDED = "tbl_name IN ('change', 'change_source')"


def up(migrator, db):
    if isinstance(db, SqliteDatabase):
        _make_anew(db)
    else:
        db.execute_sql('ALTER TABLE "change" ALTER COLUMN category_id DROP NOT NULL')


def _make_anew(db):
    """SQLite takes no constraint off: the table is made again, with its indexes and guards."""
    made = db.execute_sql("SELECT sql FROM sqlite_master WHERE name = 'change'").fetchone()[0]
    indexes = _kept(db, "type = 'index' AND tbl_name = 'change'")
    triggers = _kept(db, f"type = 'trigger' AND {GUARDED}")
    for name in triggers:
        db.execute_sql(f'DROP TRIGGER "{name}"')
    anew = made.replace('"category_id" INTEGER NOT NULL', '"category_id" INTEGER')
    for statement in (
        anew.replace('TABLE "change"', 'TABLE "change_anew"'),
        f'INSERT INTO "change_anew" ({COLUMNS}) SELECT {COLUMNS} FROM "change"',
        'DROP TABLE "change"',
        'ALTER TABLE "change_anew" RENAME TO "change"',
        *indexes.values(),
        *triggers.values(),
    ):
        db.execute_sql(statement)


def _kept(db, of):
    query = f"SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND {of}"
    return dict(db.execute_sql(query).fetchall())
