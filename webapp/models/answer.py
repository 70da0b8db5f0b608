"""Answers: decision, text, reason, and who holds them."""

from typing import Self

from peewee import DateTimeField, ForeignKeyField, TextField
from playhouse.fields import EnumField

from webapp.models.base import CoverableLine, CoverableText, JSONText, Versioned
from webapp.models.comment import Comment
from webapp.models.staff import Staff
from webapp.vocabulary import AnswerState, Decision


class Answer(Versioned):
    """The entity's answer to one observation (R6, R7).

    `drafters` numbers everyone who ever wrote in it: none of them approves it (R11).
    """

    comment = ForeignKeyField(Comment, unique=True, backref="answers")
    decision = EnumField(Decision, null=True, max_length=30)
    text = CoverableText(default="")
    reason = CoverableText(default="")
    cites = CoverableText(default="")
    responsible_area = CoverableLine(default="")
    state = EnumField(AnswerState, default=AnswerState.DRAFT, max_length=20, index=True)
    drafters = JSONText(default=list)
    drafted_by = ForeignKeyField(Staff, backref="drafted_answers")
    drafted_at = DateTimeField()
    approved_by = ForeignKeyField(Staff, null=True, backref="approved_answers")
    approved_at = DateTimeField(null=True)
    published_at = DateTimeField(null=True)
    return_note = TextField(default="")

    comment_id: int
    drafted_by_id: int
    approved_by_id: int | None

    @classmethod
    def of(cls, comment: Comment) -> Self | None:
        """The answer to an observation, whatever its state."""
        return cls.get_or_none(cls.comment == comment)
