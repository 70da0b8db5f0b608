"""Parts of a letter that touches several actions."""

from collections.abc import Iterable
from typing import Self

from peewee import (
    JOIN,
    ForeignKeyField,
    IntegerField,
    TextField,
)
from playhouse.fields import EnumField

from webapp.models.base import CoverableText, Versioned
from webapp.models.comment import Comment
from webapp.models.plan import Action
from webapp.vocabulary import Decision


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
    def of_letter(cls, comment: Comment) -> list[Self]:
        """The parts of one letter, in their order; none when it is answered as a whole."""
        return list(cls.select().where(cls.comment == comment).order_by(cls.position))

    @classmethod
    def are_of(cls, comment: Comment) -> bool:
        """Whether an observation is a letter that is answered part by part."""
        return cls.select().where(cls.comment == comment).exists()

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
