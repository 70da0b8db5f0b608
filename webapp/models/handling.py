"""How the staff handle an observation: who has it, what they note, how it is grouped or split.

Workflow is kept apart from decision and publication (R6): none of this is ever public.
"""

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import Any, Self

from peewee import (
    JOIN,
    BlobField,
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    ForeignKeyField,
    IntegerField,
    ModelSelect,
    TextField,
    fn,
)
from playhouse.fields import EnumField

from webapp import terms
from webapp.models.base import CoverableLine, CoverableText, JSONText, Table, Versioned
from webapp.models.comment import Comment
from webapp.models.entity import Area
from webapp.models.plan import Action, Plan
from webapp.models.staff import Staff
from webapp.vocabulary import BulkVerb, Decision, Obstacle, PetitionKind, Urgency

SOON_DAYS = 3
"""Working days before its due date from which a petition is due soon."""


class Handling(Versioned):
    """Who has an observation: an area, perhaps a person, until when; and the staff's own tags."""

    comment = ForeignKeyField(Comment, unique=True, backref="handlings")
    area = ForeignKeyField(Area, null=True, backref="handlings")
    staff = ForeignKeyField(Staff, null=True, backref="handlings")
    due_on = DateField(null=True, index=True)
    tags = JSONText(default=list)
    changed_at = DateTimeField()

    comment_id: int
    area_id: int | None
    staff_id: int | None


class Note(Table):
    """A private note between staff. In no export that the public gets."""

    comment = ForeignKeyField(Comment, backref="notes")
    staff = ForeignKeyField(Staff, backref="notes")
    text = TextField()
    written_at = DateTimeField()

    @classmethod
    def on(cls, comment: Comment) -> list[Self]:
        """The notes on an observation, newest first, with who wrote them."""
        notes = cls.select(cls, Staff).join(Staff).where(cls.comment == comment)
        return list(notes.order_by(cls.id.desc()))


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

    def urgency(self, today: date) -> Urgency:
        """How near its due date is, on a day of the entity's."""
        if today > self.due_on:
            return Urgency.OVERDUE
        return Urgency.DUE_SOON if self.due_on <= last_day_soon(today) else Urgency.IN_TIME


def last_day_soon(today: date) -> date:
    """The last day that, seen from one of the entity's, is soon."""
    return terms.add_working_days(today, SOON_DAYS)


class Evidence(Table):
    """A scan or photograph of what was received on paper. Internal, download only.

    It bears names and signatures: on `purge_on`, or when its author asks for it, its content and
    its file name are erased; that it was there, and its digest, stay (R13).
    """

    comment = ForeignKeyField(Comment, backref="evidence")
    filename = CharField()
    media_type = CharField()
    size = IntegerField()
    sha256 = CharField(max_length=64)
    content = BlobField()
    added_by = ForeignKeyField(Staff, null=True)
    added_at = DateTimeField()
    purge_on = DateField()
    erased_at = DateTimeField(null=True)

    @classmethod
    def of(cls, comment: Comment) -> list[Self]:
        """What an observation has, oldest first, without the bytes."""
        told = (
            cls.id, cls.filename, cls.media_type, cls.size, cls.sha256, cls.added_at,
            cls.purge_on, cls.erased_at,
        )  # fmt: skip
        return list(
            cls.select(*told, Staff)
            .join(Staff, JOIN.LEFT_OUTER)
            .where(cls.comment == comment)
            .order_by(cls.id)
        )


class Meeting(Versioned):
    """A meeting where observations were gathered: place, date, attendance by group, minutes."""

    plan = ForeignKeyField(Plan, backref="meetings")
    title = CoverableLine()
    place = CoverableLine()
    held_on = DateField()
    attendance = JSONText(default=dict)
    minutes = CoverableText(default="")

    plan_id: int
    made: "ModelSelect[MeetingComment]"

    @classmethod
    def held_on_plan(cls, plan: Plan) -> list[Self]:
        """The meetings about a plan, newest first, each with how many observations it gave."""
        gathered = fn.COUNT(MeetingComment.id)
        return list(
            cls.select(cls, gathered.alias("gathered"))
            .join(MeetingComment, JOIN.LEFT_OUTER)
            .where(cls.plan == plan)
            .group_by(cls)
            .order_by(cls.held_on.desc(), cls.id.desc())
        )

    def told(self) -> dict[str, Any]:
        """What is told of it beside its minutes."""
        return {
            "title": self.title,
            "place": self.place,
            "held_on": self.held_on.isoformat(),
            "attendance": self.attendance,
        }

    @property
    def people(self) -> int:
        """How many came, of all groups."""
        return sum(self.attendance.values())


class MeetingComment(Table):
    """An observation that was made in a meeting."""

    meeting = ForeignKeyField(Meeting, backref="made")
    comment = ForeignKeyField(Comment, unique=True, backref="meetings")

    comment_id: int


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

    area_id: int | None

    @classmethod
    def by_area(cls) -> list[tuple[Area | None, list[Self]]]:
        """Every template, those of every area first, then area by area; most used first."""
        rows = (
            cls.select(cls, Area)
            .join(Area, JOIN.LEFT_OUTER)
            .order_by(Area.position.asc(nulls="first"), Area.id, cls.uses.desc(), cls.title)
        )
        return [(area, list(some)) for area, some in groupby(rows, key=lambda each: each.area)]

    @classmethod
    def offered_to(cls, staff: Staff) -> list[Self]:
        """Those that a person may put into an answer: of every area and of theirs, most used
        first; all of them for who belongs to no area."""
        offered = cls.select().where(cls.active)
        if staff.area_id:
            offered = offered.where(cls.area.is_null() | (cls.area == staff.area_id))
        return list(offered.order_by(cls.uses.desc(), cls.title))


class CommentGroup(Versioned):
    """Like observations that are answered together and never merged (R15)."""

    plan = ForeignKeyField(Plan, backref="groups")
    title = CharField()
    made_by = ForeignKeyField(Staff, backref="groups")
    made_at = DateTimeField()

    plan_id: int
    members: "ModelSelect[GroupMember]"
    size: int

    @classmethod
    def find(cls, number: int) -> Self | None:
        """One group, with its plan."""
        return cls.select(cls, Plan).join(Plan).where(cls.id == number).first()

    @classmethod
    def of(cls, plan: Plan, *, after: int | None, limit: int) -> list[Self]:
        """The groups of a plan, newest first from a cursor on, each with its `size`."""
        size = fn.COUNT(GroupMember.id)
        groups = (
            cls.select(cls, size.alias("size"))
            .join(GroupMember, JOIN.LEFT_OUTER)
            .where(cls.plan == plan)
            .group_by(cls)
            .order_by(cls.id.desc())
        )
        if after is not None:
            groups = groups.where(cls.id < after)
        return list(groups.limit(limit))


class GroupMember(Versioned):
    """An observation in a group, and the paragraph that answers its own point."""

    group = ForeignKeyField(CommentGroup, backref="members")
    comment = ForeignKeyField(Comment, unique=True, backref="memberships")
    extra = TextField(default="")

    group_id: int
    comment_id: int


class Part(Versioned):
    """A part of a letter that touches several actions, with its own decision and answer.

    The parts share the letter's filing number and its one approval and publication.
    """

    comment = ForeignKeyField(Comment, backref="parts")
    position = IntegerField()
    action = ForeignKeyField(Action, null=True)
    excerpt = TextField()
    decision = EnumField(Decision, null=True, max_length=30)
    text = CoverableText(default="")
    reason = CoverableText(default="")
    cites = CoverableText(default="")

    comment_id: int
    action_id: int | None

    class Meta:
        indexes = ((("comment", "position"), True),)

    @classmethod
    def of(cls, comments: Iterable[Comment]) -> "dict[int, list[Self]]":
        """The parts of each letter among some observations, by its id, in their order: one
        query."""
        letters = {comment.id: comment for comment in comments}
        found: dict[int, list[Self]] = {}
        for part in (
            cls.select(cls, Action)
            .join(Action, JOIN.LEFT_OUTER)
            .where(cls.comment.in_(list(letters)))
            .order_by(cls.comment, cls.position)
        ):
            part.comment = letters[part.comment_id]
            found.setdefault(part.comment_id, []).append(part)
        return found

    @property
    def shown_excerpt(self) -> str:
        """What of it anyone may read: nothing once the letter no longer shows those words (R3)."""
        return self.excerpt if self.comment.shows(self.excerpt) else ""


class BulkAct(Table):
    """Something done to a list of observations at once, and how each one was before (R16)."""

    plan = ForeignKeyField(Plan, backref="bulk_acts")
    verb = EnumField(BulkVerb, max_length=20)
    staff = ForeignKeyField(Staff, backref="bulk_acts")
    done_at = DateTimeField()
    size = IntegerField()
    items = JSONText()
    undone_at = DateTimeField(null=True)

    staff_id: int

    @classmethod
    def find(cls, number: int) -> Self | None:
        """One act, with its plan and who did it."""
        acts = cls.select(cls, Plan, Staff).join(Plan).switch(cls).join(Staff)
        return acts.where(cls.id == number).first()

    @classmethod
    def of(cls, plan: Plan, *, before: int | None, limit: int) -> list[Self]:
        """The acts on a plan, newest first, with who did them but not to which."""
        told = (cls.id, cls.verb, cls.size, cls.done_at, cls.undone_at)
        acts = cls.select(*told, Staff).join(Staff).where(cls.plan == plan)
        if before is not None:
            acts = acts.where(cls.id < before)
        return list(acts.order_by(cls.id.desc()).limit(limit))

    @property
    def left(self) -> list[tuple[str, Obstacle, str]]:
        """Those that undoing left as they are: filing number, why, and who had edited them."""
        return [
            (item["filing_number"], Obstacle(item["left"]), item["left_by"])
            for item in self.items
            if "left" in item
        ]


class SavedFilter(Table):
    """A list that someone looks at often: the filters of its address, under a name."""

    staff = ForeignKeyField(Staff, backref="filters")
    name = CharField()
    query = TextField()

    staff_id: int

    class Meta:
        indexes = ((("staff", "name"), True),)
