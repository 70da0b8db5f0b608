"""The public register: observations as anyone may list them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from peewee import JOIN, Expression, ModelSelect

from webapp.models.answer import Answer
from webapp.models.comment import Comment, Submitter
from webapp.models.entity import Territory, ValueGroup
from webapp.models.handling import Part
from webapp.models.plan import Action, Plan
from webapp.vocabulary import Channel, Decision, Kind

PAGE = 25


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What a reader narrows the register down to."""

    action: Action | None = None
    kind: Kind | None = None
    decision: Decision | None = None
    channel: Channel | None = None
    value_group: ValueGroup | None = None
    words: str = ""
    newest_first: bool = False

    def narrow(self, query: "ModelSelect[Any]") -> "ModelSelect[Any]":
        """The same as conditions of a query that joins the published answers."""
        if self.action:
            query = query.where(Comment.action == self.action)
        if self.kind:
            query = query.where(Comment.kind == self.kind)
        if self.channel:
            query = query.where(Comment.channel == self.channel)
        if self.value_group:
            query = query.where(Comment.value_group == self.value_group)
        if self.decision:
            query = query.where(Answer.decision == self.decision)
        if self.words:
            found = Comment.public_body.contains(self.words)
            query = query.where(found | (Comment.filing_number == self.words.upper()))
        return query

    def beyond(self, cursor: int) -> Expression:
        """The condition for what comes after a cursor (a comment's id) in its order."""
        return Comment.id < cursor if self.newest_first else Comment.id > cursor


def with_public_parts() -> "ModelSelect[Comment]":
    """Observations with all that a public list shows, in one query.

    `named_submitter` is there only for names that may be shown, `published_answer` only for
    answers that are out.
    """
    return (
        Comment.select(Comment, Action, Territory, Submitter, Answer)
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
        .join(
            Answer,
            JOIN.LEFT_OUTER,
            on=(Answer.comment == Comment.id) & Answer.published_at.is_null(False),
            attr="published_answer",
        )
    )


def find(filing_number: str) -> Comment | None:
    """One observation with all that the public may read of it, by its canonical number."""
    return with_public_parts().where(Comment.filing_number == filing_number).first()


def cut(rows: Sequence[Comment]) -> tuple[Sequence[Comment], int | None]:
    """The rows of a page, without the extra one, and the cursor of the next page if there is."""
    shown = rows[:PAGE]
    return shown, shown[-1].id if len(rows) > PAGE else None


def page(plan: Plan, chosen: Filter, *, after: int | None = None) -> Sequence[Comment]:
    """Up to PAGE + 1 observations of a plan after a cursor (a comment's id); the extra one says
    that there is a next page."""
    query = chosen.narrow(with_public_parts().where(Comment.plan == plan))
    order = Comment.id.desc() if chosen.newest_first else Comment.id.asc()
    if after is not None:
        query = query.where(chosen.beyond(after))
    rows = list(query.order_by(order).limit(PAGE + 1))
    parts = answered_parts(rows)
    for row in rows:
        row.answered_parts = parts.get(row.id, [])
    return rows


def answered_parts(comments: Sequence[Comment]) -> dict[int, list[Part]]:
    """The parts of each letter whose answer is out, by its id: one query. What is not out yet is
    no part of the record (R6)."""
    return Part.of(each for each in comments if getattr(each, "published_answer", None))
