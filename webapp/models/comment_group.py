"""Like observations that are answered together and never merged (R15)."""

from typing import Self

from peewee import (
    JOIN,
    DateTimeField,
    ForeignKeyField,
    ModelSelect,
    TextField,
    fn,
)

from webapp.models.base import LineOfText, Versioned
from webapp.models.comment import Comment
from webapp.models.plan import Plan
from webapp.models.staff import Staff


class CommentGroup(Versioned):
    """Like observations that are answered together and never merged (R15)."""

    plan = ForeignKeyField(Plan, backref="groups")
    title = LineOfText()
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

    @classmethod
    def of(cls, comment: Comment) -> Self | None:
        """The place of an observation in a group, if it is in one."""
        return cls.get_or_none(cls.comment == comment)
