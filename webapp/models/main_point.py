"""What was answered without changing the plan: the first reasons given, few for each action, stored
when the answers are published.

A page with the main points reads these rows alone, however many observations there are.
"""

from collections.abc import Iterable, Sequence
from functools import reduce
from typing import Any, NamedTuple, Self

from peewee import ForeignKeyField, Select, fn

from webapp.models.answer import Answer
from webapp.models.base import Table, tuples
from webapp.models.change import Change, ChangeSource
from webapp.models.comment import Comment
from webapp.models.consultation import Consultation
from webapp.models.plan import Action
from webapp.vocabulary import Decision, OfficialState, Publication

MAX_POINTS = 3
"""Reasons stored for each action of a round and each state of the report, no two alike."""
LOOKED_AT = 4
"""Observations looked at behind a change, for one whose text the public may read."""
_BEGINNING = 400
"""Characters read of a text of which only the beginning is shown."""
_AT_MOST = 400
"""Parts of one statement: SQLite takes 500."""


class MainPoint(Table):
    """A published answer that changed nothing, the first of a round to give its reason on an
    action; `action` is empty for the whole plan."""

    consultation = ForeignKeyField(Consultation, backref="main_points")
    action = ForeignKeyField(Action, null=True, backref="main_points")
    answer = ForeignKeyField(Answer, unique=True, backref="main_points")

    consultation_id: int
    action_id: int | None

    @classmethod
    def of(cls, rounds: Iterable[Consultation]) -> list[Self]:
        """Those of some rounds, oldest observation first, with what was answered."""
        return list(
            cls.select(cls, Answer.id, Answer.comment, Answer.decision, Answer.reason, Comment.id)
            .join(Answer)
            .join(Comment)
            .where(cls.consultation.in_([each.id for each in rounds]))
            .order_by(Comment.id)
        )


class Quote(NamedTuple):
    """An observation by the beginning of what the public reads of it."""

    id: int
    filing_number: str
    action_id: int | None
    text: str


def quotes(numbers: Iterable[int]) -> dict[int, Quote]:
    """Of some observations, by id, those in term whose text the public may read: one query."""
    shown = [each for each in Publication if each.is_shown]
    rows = Comment.select(
        Comment.id,
        Comment.filing_number,
        Comment.considered_under,
        fn.SUBSTR(Comment.public_body, 1, _BEGINNING),
    ).where(Comment.id.in_(sorted(numbers)), Comment.publication.in_(shown), Comment.in_term())
    return {row[0]: Quote(*row) for row in tuples(rows)}


def can_be_main_point(answer: Answer) -> bool:
    """Whether a published answer explains why the plan did not change; those to late observations
    stay out (R5)."""
    decision: Decision | None = answer.decision
    return (
        decision is not None
        and decision.official_state is not OfficialState.ACCEPTED
        and not answer.comment.late
    )


def first_sources(changes: Sequence[Change]) -> dict[int, list[int]]:
    """The first observations behind each change, by id: one query, as long as there are changes."""
    firsts = [
        ChangeSource.select(ChangeSource.change, ChangeSource.comment)
        .where(ChangeSource.change == each)
        .order_by(ChangeSource.comment)
        .limit(LOOKED_AT)
        .alias(f"of_{each.id}")
        for each in changes[:_AT_MOST]
    ]
    found: dict[int, list[int]] = {}
    if not firsts:
        return found
    parts: list[Any] = [Select([each], [each.c.change_id, each.c.comment_id]) for each in firsts]
    together: Any = reduce(lambda some, more: some.union_all(more), parts[1:], parts[0])
    together = together.alias("firsts")
    rows = ChangeSource.select(together.c.change_id, together.c.comment_id).from_(together)
    for change, comment in tuples(rows.order_by(together.c.comment_id)):
        found.setdefault(change, []).append(comment)
    return found
