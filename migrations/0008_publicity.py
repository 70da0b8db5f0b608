"""How a consultation and its results were made known, with the evidence of it."""

from peewee import (
    BlobField,
    CharField,
    DateField,
    DateTimeField,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)


def up(migrator, db):
    class Consultation(Model):
        class Meta:
            database = db
            table_name = "consultation"

    class Staff(Model):
        class Meta:
            database = db
            table_name = "staff"

    class Publicity(Model):
        version = IntegerField(default=1)
        consultation = ForeignKeyField(Consultation)
        stage = CharField(max_length=20)
        channel = CharField(max_length=20)
        on = DateField()
        audience = TextField()
        details = TextField(default="")
        link = TextField(default="")
        filename = CharField(default="")
        media_type = CharField(default="")
        size = IntegerField(default=0)
        sha256 = CharField(max_length=64, default="")
        recorded_by = ForeignKeyField(Staff, null=True)
        recorded_at = DateTimeField()

        class Meta:
            database = db
            table_name = "publicity"

    class PublicityFile(Model):
        publicity = ForeignKeyField(Publicity, unique=True, on_delete="CASCADE")
        content = BlobField()

        class Meta:
            database = db
            table_name = "publicity_file"

    db.create_tables([Publicity, PublicityFile])
