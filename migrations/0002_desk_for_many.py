"""The desk for many: handling, groups, petitions, off-line channels, people's access."""

from peewee import (
    BlobField,
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)


def up(migrator, db):
    class Action(Model):
        class Meta:
            database = db
            table_name = "action"

    class Area(Model):
        class Meta:
            database = db
            table_name = "area"

    class Comment(Model):
        class Meta:
            database = db
            table_name = "comment"

    class Plan(Model):
        class Meta:
            database = db
            table_name = "plan"

    class Staff(Model):
        class Meta:
            database = db
            table_name = "staff"

    class AnswerTemplate(Model):
        version = IntegerField(default=1)
        title = CharField()
        text = TextField()
        area = ForeignKeyField(Area, null=True)
        uses = IntegerField(default=0)
        active = BooleanField(default=True)

        class Meta:
            database = db
            table_name = "answer_template"

    db.create_tables([AnswerTemplate])

    class BulkAct(Model):
        plan = ForeignKeyField(Plan)
        verb = CharField(max_length=20)
        staff = ForeignKeyField(Staff)
        done_at = DateTimeField()
        size = IntegerField()
        items = TextField()
        undone_at = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "bulk_act"

    db.create_tables([BulkAct])

    class CommentGroup(Model):
        version = IntegerField(default=1)
        plan = ForeignKeyField(Plan)
        title = CharField()
        made_by = ForeignKeyField(Staff)
        made_at = DateTimeField()

        class Meta:
            database = db
            table_name = "comment_group"

    db.create_tables([CommentGroup])

    class Evidence(Model):
        comment = ForeignKeyField(Comment)
        filename = CharField()
        media_type = CharField()
        size = IntegerField()
        sha256 = CharField(max_length=64)
        content = BlobField()
        added_by = ForeignKeyField(Staff, null=True)
        added_at = DateTimeField()

        class Meta:
            database = db
            table_name = "evidence"

    db.create_tables([Evidence])

    class GroupMember(Model):
        version = IntegerField(default=1)
        group = ForeignKeyField(CommentGroup)
        comment = ForeignKeyField(Comment, unique=True)
        extra = TextField(default="")

        class Meta:
            database = db
            table_name = "group_member"

    db.create_tables([GroupMember])

    class Handling(Model):
        version = IntegerField(default=1)
        comment = ForeignKeyField(Comment, unique=True)
        area = ForeignKeyField(Area, null=True)
        staff = ForeignKeyField(Staff, null=True)
        due_on = DateField(index=True, null=True)
        tags = TextField(default="[]")
        changed_at = DateTimeField()

        class Meta:
            database = db
            table_name = "handling"

    db.create_tables([Handling])

    class ImportedComment(Model):
        plan = ForeignKeyField(Plan)
        fingerprint = CharField(max_length=64)
        external_number = CharField(default="")
        comment = ForeignKeyField(Comment, unique=True)

        class Meta:
            database = db
            table_name = "imported_comment"
            indexes = ((("plan", "fingerprint"), True), (("plan", "external_number"), False))

    db.create_tables([ImportedComment])

    class Meeting(Model):
        version = IntegerField(default=1)
        plan = ForeignKeyField(Plan)
        title = CharField()
        place = CharField()
        held_on = DateField()
        attendance = TextField(default="{}")
        minutes = TextField(default="")

        class Meta:
            database = db
            table_name = "meeting"

    db.create_tables([Meeting])

    class MeetingComment(Model):
        meeting = ForeignKeyField(Meeting)
        comment = ForeignKeyField(Comment, unique=True)

        class Meta:
            database = db
            table_name = "meeting_comment"

    db.create_tables([MeetingComment])

    class Note(Model):
        comment = ForeignKeyField(Comment)
        staff = ForeignKeyField(Staff)
        text = TextField()
        written_at = DateTimeField()

        class Meta:
            database = db
            table_name = "note"

    db.create_tables([Note])

    class Part(Model):
        version = IntegerField(default=1)
        comment = ForeignKeyField(Comment)
        position = IntegerField()
        action = ForeignKeyField(Action, null=True)
        excerpt = TextField()
        decision = CharField(null=True, max_length=30)
        text = TextField(default="")
        reason = TextField(default="")
        cites = TextField(default="")

        class Meta:
            database = db
            table_name = "part"
            indexes = ((("comment", "position"), True),)

    db.create_tables([Part])

    class Petition(Model):
        version = IntegerField(default=1)
        comment = ForeignKeyField(Comment, unique=True)
        kind = CharField(max_length=20)
        received_on = DateField()
        due_on = DateField(index=True)
        extension_reason = TextField(default="")
        forwarded_to = CharField(default="")
        forwarded_on = DateField(null=True)
        copy_sent_on = DateField(null=True)

        class Meta:
            database = db
            table_name = "petition"

    db.create_tables([Petition])

    class RecoveryCode(Model):
        staff = ForeignKeyField(Staff, on_delete="CASCADE")
        digest = CharField(max_length=64)
        used_at = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "recovery_code"

    db.create_tables([RecoveryCode])

    class SavedFilter(Model):
        staff = ForeignKeyField(Staff)
        name = CharField()
        query = TextField()

        class Meta:
            database = db
            table_name = "saved_filter"
            indexes = ((("staff", "name"), True),)

    db.create_tables([SavedFilter])

    class SecondFactor(Model):
        staff = ForeignKeyField(Staff, unique=True, on_delete="CASCADE")
        secret = CharField(max_length=64)
        confirmed_at = DateTimeField(null=True)
        last_step = IntegerField(default=0)

        class Meta:
            database = db
            table_name = "second_factor"

    db.create_tables([SecondFactor])

    class StaffToken(Model):
        staff = ForeignKeyField(Staff, on_delete="CASCADE")
        purpose = CharField(max_length=20)
        digest = CharField(unique=True, max_length=64)
        made_at = DateTimeField()
        expires_at = DateTimeField()
        used_at = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "staff_token"

    db.create_tables([StaffToken])

    migrator.migrate(
        migrator.add_column("entity", "requires_second_factor", BooleanField(default=False)),
        migrator.add_column("staff", "version", IntegerField(default=1)),
    )
