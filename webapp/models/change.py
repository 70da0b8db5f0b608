"""Changes between editions and the observations behind them: the heart of the record."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, Self

from peewee import (
    JOIN,
    DateTimeField,
    ForeignKeyField,
    ModelSelect,
    prefetch,
)
from playhouse.fields import EnumField

from webapp.models.base import CoverableText, JSONText, Table, Versioned
from webapp.models.comment import Comment
from webapp.models.plan import Action, Category, Edition
from webapp.models.staff import Staff
from webapp.text import differences
from webapp.text.covered import is_covered
from webapp.text.differences import Piece
from webapp.vocabulary import Origin, PlanField


class ChangeKind(StrEnum):
    """How a change is shown: word by word, as a term in months, as a day, as one that was put back
    as it was, or as an action that is new or withdrawn as a whole."""

    WORDS = "words"
    TERM = "term"
    DAY = "day"
    PUT_BACK = "put_back"
    WHOLE_ACTION = "whole_action"

    @classmethod
    def of(cls, field: PlanField, before: str, after: str) -> "ChangeKind":
        """The kind of a change of one field, filled both before and after."""
        if field is PlanField.TERM_MONTHS:
            return cls.TERM
        if field.is_day:
            return cls.DAY
        return cls.PUT_BACK if before == after else cls.WORDS


class Change(Versioned):
    """One field of an edition that differs from the edition before, and why.

    `before` and `after` are the whole texts (a term is its months as a numeral, empty for none);
    `pieces` the word-level difference as `[op, text]` pairs, kept with the edition.
    `action` is empty for a category's title, `category` too for the facts of the plan.
    """

    edition = ForeignKeyField(Edition, backref="changes")
    category = ForeignKeyField(Category, null=True, backref="changes")
    action = ForeignKeyField(Action, null=True, backref="changes")
    field = EnumField(PlanField, max_length=20)
    before = CoverableText()
    after = CoverableText()
    pieces = JSONText(default=list)
    origin = EnumField(Origin, max_length=20)
    reason = CoverableText()
    made_by = ForeignKeyField(Staff, backref="changes")
    made_at = DateTimeField()

    action_id: int | None
    category_id: int | None
    sources: "ModelSelect[ChangeSource]"

    class Meta:
        indexes = ((("edition", "action", "field"), False),)

    @classmethod
    def listed(cls, *conditions: object) -> "list[Change]":
        """Changes in the plan's order, with action, category and sources: two queries."""
        changes = (
            cls.select(cls, Action, Category, Edition)
            .join(Action, JOIN.LEFT_OUTER)
            .switch(cls)
            .join(Category, JOIN.LEFT_OUTER)
            .switch(cls)
            .join(Edition)
            .where(*conditions)
            .order_by(Edition.number, *cls.in_order())
        )
        return list(prefetch(changes, cls._sources_with_comments()))

    @classmethod
    def in_order(cls) -> tuple[object, ...]:
        """The plan's order: its facts, then category by category its title and its
        actions. Of a query that has joined category and action."""
        return Category.number.asc(nulls="first"), Action.position.asc(nulls="first"), cls.id

    @classmethod
    def published(cls, *conditions: object) -> "list[Change]":
        """Changes of editions that are out, as `listed` gives them."""
        return cls.listed(Edition.published_at.is_null(False), *conditions)

    @classmethod
    def caused_by(cls, comment: Comment) -> "list[Change]":
        """Published changes that name an observation."""
        named = ChangeSource.select(ChangeSource.change).where(ChangeSource.comment == comment)
        return cls.published(cls.id.in_(named))

    @classmethod
    def naming(cls, comment: Comment) -> "list[Change]":
        """Changes that rest on an observation, published or not."""
        sources = ChangeSource.select(ChangeSource.change).where(ChangeSource.comment == comment)
        return cls.listed(cls.id.in_(sources))

    @staticmethod
    def _sources_with_comments() -> "ModelSelect[ChangeSource]":
        return ChangeSource.select(ChangeSource, Comment).join(Comment).order_by(Comment.id)

    def content(self) -> dict[str, Any]:
        """The change as plain data, its sources by filing number."""
        return {
            "category": self.category.number if self.category else None,
            "action": self.action.code if self.action else None,
            "field": self.field.value,
            "before": self.before,
            "after": self.after,
            "origin": self.origin.value,
            "reason": self.reason,
            "comments": [comment.filing_number for comment in self.comments],
        }

    def is_caused_as(self, other: Self) -> bool:
        """Whether it has the same reason as another, with the same observations behind it."""
        return (self.origin, self.reason, set(self.comments)) == (
            other.origin,
            other.reason,
            set(other.comments),
        )

    @property
    def place(self) -> int:
        """The number of its category; zero, before them all, for the facts of the plan."""
        return self.category.number if self.category else 0

    @property
    def withdraws_category(self) -> bool:
        """Whether it takes its category out of the edition."""
        return self.field is PlanField.CATEGORY_TITLE and not self.after

    @property
    def kind(self) -> ChangeKind:
        """How it is shown."""
        return ChangeKind.of(self.field, self.before, self.after)

    @property
    def difference(self) -> list[Piece]:
        """The stored difference, ready to be shown; made again when something is covered."""
        if is_covered([self.before, self.after]):
            return differences.difference(self.before, self.after)
        return [Piece(op, text) for op, text in self.pieces]

    @property
    def comments(self) -> list[Comment]:
        """The observations behind it, oldest first."""
        return [source.comment for source in self.sources]


class ChangeSource(Table):
    """An observation that a change rests on."""

    change = ForeignKeyField(Change, backref="sources", on_delete="CASCADE")
    comment = ForeignKeyField(Comment, backref="change_sources")

    class Meta:
        indexes = ((("change", "comment"), True),)

    @classmethod
    def published(cls, comments: Sequence[int], *columns: object) -> "ModelSelect[ChangeSource]":
        """Of each published change that names some observations (by id), in the plan's order: the
        observation's id, and columns of the change, its edition, its category or its action."""
        return (
            cls.select(cls.comment, *columns)
            .join(Change)
            .join(Edition)
            .switch(Change)
            .join(Category, JOIN.LEFT_OUTER)
            .switch(Change)
            .join(Action, JOIN.LEFT_OUTER)
            .where(cls.comment.in_(comments), Edition.published_at.is_null(False))
            .order_by(cls.comment, Edition.number, *Change.in_order())
        )


def as_text(value: object) -> str:
    """A field's value as a change keeps it: empty for none; a covered text stays what it is."""
    if value is None:
        return ""
    return value if isinstance(value, str) else str(value)
