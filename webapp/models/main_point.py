"""What did not change and why: the first reasons given, few for each action, kept as they come out.

A page that tells the main points reads these rows alone, however many observations there are.
"""

from collections.abc import Iterable, Sequence
from functools import reduce
from typing import Any, Self

from peewee import ForeignKeyField, Select

from webapp.models.answer import Answer
from webapp.models.base import Table, tuples
from webapp.models.change import Change, ChangeSource
from webapp.models.comment import Comment
from webapp.models.consultation import Consultation
from webapp.models.plan import Action
from webapp.vocabulary import Decision, OfficialState

KEPT = 3
"""Reasons kept for each action of a round, no two alike."""
NAMED = 3
"""Observations named behind a change where only the main points are told."""
_AT_MOST = 400
"""Parts of one statement: SQLite takes 500."""


class MainPoint(Table):
    """A published answer that accepted nothing, the first of a round to give its reason on an
    action; `action` is empty for the whole plan."""

    consultation = ForeignKeyField(Consultation, backref="main_points")
    action = ForeignKeyField(Action, null=True, backref="main_points")
    answer = ForeignKeyField(Answer, unique=True, backref="main_points")

    consultation_id: int
    action_id: int | None

    @classmethod
    def of(cls, rounds: Iterable[Consultation]) -> list[Self]:
        """Those of some rounds, oldest observation first, answer and number loaded."""
        return list(
            cls.select(
                cls, Answer.id, Answer.decision, Answer.reason, Comment.id, Comment.filing_number
            )
            .join(Answer)
            .join(Comment)
            .where(cls.consultation.in_([each.id for each in rounds]))
            .order_by(Comment.id)
        )


def may_be_told(answer: Answer) -> bool:
    """Whether a published answer tells why something did not change; late ones stay out (R5)."""
    decision: Decision | None = answer.decision
    return (
        decision is not None
        and decision.official_state is OfficialState.NOT_ACCEPTED
        and not answer.comment.late
    )


def first_sources(changes: Sequence[Change]) -> dict[int, list[str]]:
    """Filing numbers of the first observations behind each change, one more than are named when
    there are more: one query, as long as there are changes."""
    firsts = [
        ChangeSource.select(ChangeSource.change, ChangeSource.comment)
        .where(ChangeSource.change == each)
        .order_by(ChangeSource.comment)
        .limit(NAMED + 1)
        .alias(f"of_{each.id}")
        for each in changes[:_AT_MOST]
    ]
    named: dict[int, list[str]] = {}
    if not firsts:
        return named
    parts: list[Any] = [Select([each], [each.c.change_id, each.c.comment_id]) for each in firsts]
    found: Any = reduce(lambda some, more: some.union_all(more), parts[1:], parts[0])
    found = found.alias("named")
    for change, number in tuples(
        Comment.select(found.c.change_id, Comment.filing_number)
        .join(found, on=(found.c.comment_id == Comment.id))
        .order_by(Comment.id)
    ):
        named.setdefault(change, []).append(number)
    return named
