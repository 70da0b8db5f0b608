"""Meetings where observations were gathered."""

from typing import Any, Self

from peewee import (
    JOIN,
    DateField,
    ForeignKeyField,
    ModelSelect,
    fn,
)

from webapp.models.base import CoverableLine, CoverableText, JSONText, Table, Versioned
from webapp.models.comment import Comment
from webapp.models.plan import Plan


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
    def of(cls, plan: Plan) -> list[Self]:
        """The meetings about a plan, newest first, each with how many observations it gave."""
        gathered = fn.COUNT(MeetingComment.id)
        return list(
            cls.select(cls, gathered.alias("gathered"))
            .join(MeetingComment, JOIN.LEFT_OUTER)
            .where(cls.plan == plan)
            .group_by(cls)
            .order_by(cls.held_on.desc(), cls.id.desc())
        )

    def details(self) -> dict[str, Any]:
        """What the log records of it beside its minutes."""
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

    meeting_id: int
    comment_id: int

    @classmethod
    def of(cls, comment: Comment) -> Self | None:
        """The meeting in which an observation was made, if it was."""
        return cls.get_or_none(cls.comment == comment)
