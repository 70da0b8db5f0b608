"""A salt for the digest of each edition to come: what was published before keeps the digest it
has."""


def up(migrator, db):
    # In plain SQL: on SQLite the migrator would make the table anew and lose its triggers.
    db.execute_sql("ALTER TABLE edition ADD COLUMN salt VARCHAR(32) NOT NULL DEFAULT ''")
