"""How the staff handle an observation: who has it, what they note, how it is grouped or split.

Workflow is kept apart from decision and publication (R6): none of this is ever public.
"""

from peewee import (
    BlobField,
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    ForeignKeyField,
    IntegerField,
    TextField,
)
from playhouse.fields import EnumField

from webapp.models.base import JSONText, Table, Versioned
from webapp.models.comment import Comment
from webapp.models.entity import Area
from webapp.models.plan import Action, Plan
from webapp.models.staff import Staff
from webapp.vocabulary import Decision, PetitionKind


class Handling(Versioned):
    """Who has an observation: an area, perhaps a person, until when; and the staff's own tags."""

    comment = ForeignKeyField(Comment, unique=True, backref="handlings")
    area = ForeignKeyField(Area, null=True, backref="handlings")
    staff = ForeignKeyField(Staff, null=True, backref="handlings")
    due_on = DateField(null=True, index=True)
    tags = JSONText(default=list)
    changed_at = DateTimeField()

    area_id: int | None
    staff_id: int | None


class Note(Table):
    """A private note between staff. In no export that the public gets."""

    comment = ForeignKeyField(Comment, backref="notes")
    staff = ForeignKeyField(Staff, backref="notes")
    text = TextField()
    written_at = DateTimeField()


class Petition(Versioned):
    """An observation that is also a petition (Ley 1755 de 2015): its kind and due date.

    `due_on` counts in working days from the day after it was received.
    """

    comment = ForeignKeyField(Comment, unique=True, backref="petitions")
    kind = EnumField(PetitionKind, max_length=20)
    received_on = DateField()
    due_on = DateField(index=True)
    extension_reason = TextField(default="")
    forwarded_to = CharField(default="")
    forwarded_on = DateField(null=True)
    copy_sent_on = DateField(null=True)


class Evidence(Table):
    """A scan or photograph of what was received on paper. Internal, download only."""

    comment = ForeignKeyField(Comment, backref="evidence")
    filename = CharField()
    media_type = CharField()
    size = IntegerField()
    sha256 = CharField(max_length=64)
    content = BlobField()
    added_by = ForeignKeyField(Staff, null=True)
    added_at = DateTimeField()


class Meeting(Versioned):
    """A meeting where observations were gathered: place, date, attendance by group, minutes."""

    plan = ForeignKeyField(Plan, backref="meetings")
    title = CharField()
    place = CharField()
    held_on = DateField()
    attendance = JSONText(default=dict)
    minutes = TextField(default="")


class MeetingComment(Table):
    """An observation that was made in a meeting."""

    meeting = ForeignKeyField(Meeting, backref="made")
    comment = ForeignKeyField(Comment, unique=True, backref="meetings")


class ImportedComment(Table):
    """The row of a file that an observation was read from, so that it is not read twice."""

    plan = ForeignKeyField(Plan, backref="imported_comments")
    fingerprint = CharField(max_length=64)
    external_number = CharField(default="")
    comment = ForeignKeyField(Comment, unique=True, backref="imports")

    class Meta:
        indexes = ((("plan", "fingerprint"), True), (("plan", "external_number"), False))


class AnswerTemplate(Versioned):
    """A text that staff reuse in answers, with fields such as `{radicado}`."""

    title = CharField()
    text = TextField()
    area = ForeignKeyField(Area, null=True, backref="templates")
    uses = IntegerField(default=0)
    active = BooleanField(default=True)


class CommentGroup(Versioned):
    """Like observations that are answered together and never merged (R15)."""

    plan = ForeignKeyField(Plan, backref="groups")
    title = CharField()
    made_by = ForeignKeyField(Staff, backref="groups")
    made_at = DateTimeField()


class GroupMember(Table):
    """An observation in a group, and the paragraph that answers its own point."""

    group = ForeignKeyField(CommentGroup, backref="members")
    comment = ForeignKeyField(Comment, unique=True, backref="memberships")
    extra = TextField(default="")


class Part(Versioned):
    """A part of a letter that touches several actions, with its own decision and answer.

    The parts share the letter's filing number and its one approval and publication.
    """

    comment = ForeignKeyField(Comment, backref="parts")
    position = IntegerField()
    action = ForeignKeyField(Action, null=True)
    excerpt = TextField()
    decision = EnumField(Decision, null=True, max_length=30)
    text = TextField(default="")
    reason = TextField(default="")

    class Meta:
        indexes = ((("comment", "position"), True),)


class BulkAct(Table):
    """Something done to a list of observations at once, and how each one was before (R16)."""

    plan = ForeignKeyField(Plan, backref="bulk_acts")
    verb = CharField()
    staff = ForeignKeyField(Staff, backref="bulk_acts")
    done_at = DateTimeField()
    items = JSONText()
    undone_at = DateTimeField(null=True)


class SavedFilter(Table):
    """A list that someone looks at often: the filters of its address, under a name."""

    staff = ForeignKeyField(Staff, backref="filters")
    name = CharField()
    query = TextField()

    class Meta:
        indexes = ((("staff", "name"), True),)
