"""Corrections: proposed by one person, approved by another, told in public."""

from peewee import CharField, DateTimeField, ForeignKeyField, IntegerField, Model, TextField


def up(migrator, db):
    class Plan(Model):
        class Meta:
            database = db
            table_name = "plan"

    class Comment(Model):
        class Meta:
            database = db
            table_name = "comment"

    class Staff(Model):
        class Meta:
            database = db
            table_name = "staff"

    class Correction(Model):
        version = IntegerField(default=1)
        plan = ForeignKeyField(Plan)
        comment = ForeignKeyField(Comment, null=True)
        kind = CharField(max_length=40)
        subject = CharField(index=True)
        state = CharField(max_length=20)
        reason = TextField()
        details = TextField()
        before = TextField()
        proposed_by = ForeignKeyField(Staff, backref="proposed_corrections")
        proposed_at = DateTimeField()
        decided_by = ForeignKeyField(Staff, null=True, backref="decided_corrections")
        decided_at = DateTimeField(null=True)
        decision_note = TextField()

        class Meta:
            database = db
            table_name = "correction"
            indexes = ((("plan", "state", "id"), False),)

    db.create_tables([Correction])
    migrator.migrate(migrator.add_column("plan", "corrections_made", IntegerField(default=0)))
