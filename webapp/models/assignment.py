"""Who has an observation, until when, and what staff note of it; never public (R6)."""

from typing import Self

from peewee import (
    DateField,
    DateTimeField,
    ForeignKeyField,
    TextField,
)

from webapp.models.base import JSONText, Table, Versioned
from webapp.models.comment import Comment
from webapp.models.entity import Area
from webapp.models.staff import Staff


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

    @classmethod
    def of(cls, comment: Comment) -> Self | None:
        """Who has an observation, if anybody does."""
        return cls.get_or_none(cls.comment == comment)


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
