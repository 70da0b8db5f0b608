"""Clean copies of documents: since when one is given, the copy proposed, the bytes sealed."""

from peewee import BlobField, ForeignKeyField, Model, SqliteDatabase


def up(migrator, db):
    class Correction(Model):
        class Meta:
            database = db
            table_name = "correction"

    class ProposedFile(Model):
        correction = ForeignKeyField(Correction, unique=True)
        content = BlobField()

        class Meta:
            database = db
            table_name = "proposed_file"

    class SealedFile(Model):
        correction = ForeignKeyField(Correction, unique=True)
        content = BlobField()

        class Meta:
            database = db
            table_name = "sealed_file"

    db.create_tables([ProposedFile, SealedFile])
    # In plain SQL: on SQLite the migrator would make the table anew.
    instant = "DATETIME" if isinstance(db, SqliteDatabase) else "TIMESTAMP"
    db.execute_sql(f"ALTER TABLE document ADD COLUMN replaced_at {instant}")
