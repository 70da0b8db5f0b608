"""Frozen reports of observations and answers, and the files made of them."""

from peewee import (
    BlobField,
    CharField,
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

    class Report(Model):
        consultation = ForeignKeyField(Consultation)
        number = IntegerField()
        frozen_at = DateTimeField()
        header = TextField()
        digest = CharField(max_length=64)
        why = CharField(null=True, max_length=20)
        about = TextField(default="")

        class Meta:
            database = db
            table_name = "report"
            indexes = ((("consultation", "number"), True),)

    class ReportFile(Model):
        report = ForeignKeyField(Report)
        form = CharField(max_length=10)
        sha256 = CharField(max_length=64)
        size = IntegerField()
        content = BlobField()
        made_at = DateTimeField()

        class Meta:
            database = db
            table_name = "report_file"
            indexes = ((("report", "form"), True),)

    db.create_tables([Report, ReportFile])
