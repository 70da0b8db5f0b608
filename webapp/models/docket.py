"""The desk's list of a plan's observations, in the order in which they were filed."""

from collections.abc import Sequence
from dataclasses import dataclass

from peewee import JOIN, Expression, ModelSelect

from webapp.models.answer import Answer
from webapp.models.comment import Comment, Submitter
from webapp.models.entity import Territory
from webapp.models.plan import Action, Edition, Plan
from webapp.vocabulary import AnswerState, Decision, Publication

PAGE = 25


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What the list is narrowed down to.

    `unanswered` asks for observations without any answer, `general` for those on the whole plan;
    `in_original` lets words be looked for in what was filed, not only in what is shown.
    """

    publication: Publication | None = None
    state: AnswerState | None = None
    unanswered: bool = False
    decision: Decision | None = None
    action: Action | None = None
    general: bool = False
    words: str = ""
    in_original: bool = False

    def conditions(self) -> list[Expression]:
        """The same as conditions of a query that joins answers."""
        asked: list[Expression] = []
        if self.publication:
            asked.append(Comment.publication == self.publication)
        if self.unanswered:
            asked.append(Answer.id.is_null())
        if self.state:
            asked.append(Answer.state == self.state)
        if self.decision:
            asked.append(Answer.decision == self.decision)
        if self.general:
            asked.append(Comment.action.is_null())
        if self.action:
            asked.append(Comment.action == self.action)
        if self.words:
            text = Comment.body if self.in_original else Comment.public_body
            asked.append(text.contains(self.words) | (Comment.filing_number == self.words.upper()))
        return asked


def page(plan: Plan, chosen: Filter, *, after: int | None = None) -> Sequence[Comment]:
    """Up to PAGE + 1 observations after a cursor (an observation's id), with action, territory,
    answer and the name that may be shown; the extra one says that there is a next page. One query.
    """
    query = _complete().where(Comment.plan == plan, *chosen.conditions())
    if after is not None:
        query = query.where(Comment.id > after)
    return list(query.order_by(Comment.id).limit(PAGE + 1))


def find(filing_number: str) -> Comment | None:
    """One observation with the same parts, and its plan and edition."""
    query = _complete(Plan, Edition).switch(Comment).join(Plan).switch(Comment).join(Edition)
    return query.where(Comment.filing_number == filing_number.strip().upper()).first()


def neighbours(comment: Comment, chosen: Filter) -> tuple[Comment | None, Comment | None]:
    """The observations before and after one, within what the list is narrowed down to."""
    listed = (
        Comment.select(Comment)
        .join(Answer, JOIN.LEFT_OUTER, on=(Answer.comment == Comment.id))
        .where(Comment.plan == comment.plan_id, *chosen.conditions())
    )
    before = listed.where(Comment.id < comment.id).order_by(Comment.id.desc())
    after = listed.where(Comment.id > comment.id).order_by(Comment.id)
    return before.first(), after.first()


def on(plan: Plan, action: Action | None) -> list[Comment]:
    """Every observation on an action, or on the whole plan, with the same parts."""
    about = Comment.action == action if action else Comment.action.is_null()
    return list(_complete().where(Comment.plan == plan, about).order_by(Comment.id))


def named(plan: Plan, filing_numbers: Sequence[str]) -> list[Comment]:
    """The plan's observations with these filing numbers."""
    return list(
        Comment.select()
        .where(Comment.plan == plan, Comment.filing_number.in_(filing_numbers))
        .order_by(Comment.id)
    )


def _complete(*more: type[Plan] | type[Edition]) -> "ModelSelect[Comment]":
    return (
        Comment.select(Comment, Action, Territory, Submitter, Answer, *more)
        .join(Action, JOIN.LEFT_OUTER)
        .switch(Comment)
        .join(Territory, JOIN.LEFT_OUTER)
        .switch(Comment)
        .join(
            Submitter,
            JOIN.LEFT_OUTER,
            on=(Submitter.comment == Comment.id) & Submitter.publish_name,
            attr="named_submitter",
        )
        .switch(Comment)
        .join(Answer, JOIN.LEFT_OUTER, on=(Answer.comment == Comment.id), attr="held_answer")
    )
