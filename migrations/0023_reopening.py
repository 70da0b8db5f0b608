"""A window opened again after its close, an extension withdrawn, the successor of a plan."""

from peewee import SqliteDatabase


def up(migrator, db):
    is_sqlite = isinstance(db, SqliteDatabase)
    instant = "DATETIME" if is_sqlite else "TIMESTAMP"
    flag = "INTEGER NOT NULL DEFAULT 0" if is_sqlite else "BOOLEAN NOT NULL DEFAULT false"
    # In plain SQL: on SQLite the migrator would make the tables anew.
    for table, column, kind in (
        ("consultation", "closed_at", instant),
        ("consultation", "reopens_at", instant),
        ("extension", "reopens_at", instant),
        ("extension", "counts_between", flag),
        ("extension", "withdrawn_at", instant),
        ("extension", "withdrawn_reason", "TEXT NOT NULL DEFAULT ''"),
        ("plan", "successor_id", "INTEGER REFERENCES plan (id)"),
    ):
        db.execute_sql(f'ALTER TABLE "{table}" ADD COLUMN {column} {kind}')
    db.execute_sql('CREATE INDEX "plan_successor_id" ON "plan" ("successor_id")')
