"""How easy it was to take part, tied to nobody; the main points of what did not change; indexes for
what the register is narrowed down by. `enmienda migrate` gathers the main points."""

from peewee import CharField, ForeignKeyField, Model, SqliteDatabase, TextField


def up(migrator, db):
    # Rows in the order of their random keys: no hidden number tells in which order they came.
    by_key = isinstance(db, SqliteDatabase)

    class Action(Model):
        class Meta:
            database = db
            table_name = "action"

    class Answer(Model):
        class Meta:
            database = db
            table_name = "answer"

    class Consultation(Model):
        class Meta:
            database = db
            table_name = "consultation"

    class ValueGroup(Model):
        class Meta:
            database = db
            table_name = "value_group"

    class MainPoint(Model):
        consultation = ForeignKeyField(Consultation)
        action = ForeignKeyField(Action, null=True)
        answer = ForeignKeyField(Answer, unique=True)

        class Meta:
            database = db
            table_name = "main_point"

    class Ease(Model):
        id = CharField(max_length=32, primary_key=True)
        consultation = ForeignKeyField(Consultation)
        channel = CharField(max_length=20)
        value_group = ForeignKeyField(ValueGroup, null=True)
        easy = CharField(max_length=20, null=True)
        understood = CharField(max_length=20, null=True)
        wish = TextField(default="")

        class Meta:
            database = db
            table_name = "ease"
            without_rowid = by_key

    class EaseReceipt(Model):
        id = CharField(max_length=64, primary_key=True)

        class Meta:
            database = db
            table_name = "ease_receipt"
            without_rowid = by_key

    db.create_tables([MainPoint, Ease, EaseReceipt])

    migrator.migrate(
        migrator.add_index("comment", ("plan_id", "channel", "id")),
        migrator.add_index("comment", ("plan_id", "received_at")),
    )
