"""What a search finds: actions, observations and answers, page by page, plans side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from peewee import JOIN

from webapp.models.answer import Answer
from webapp.models.base import side_by_side
from webapp.models.comment import Comment
from webapp.models.letter_part import Part
from webapp.models.plan import Action, Category, Edition, Plan, Wording
from webapp.models.search import (
    Query,
    SearchEntry,
    Subject,
    as_number,
    entries,
    place,
    texts_of_answer,
    texts_of_comment,
    texts_of_wording,
)
from webapp.queries.public_comment import with_published_answer

PAGE = 25


@dataclass(frozen=True)
class Hit:
    """A text that has every word of the query, with the edition that names its plan. `answer` is
    that of the observation, once it is published, and `parts` those of a letter."""

    subject: Subject
    edition: Edition
    wording: Wording | None = None
    comment: Comment | None = None
    answer: Answer | None = None
    parts: Sequence[Part] = ()

    @property
    def action(self) -> Action | None:
        """The action that it is, or that it is about."""
        about = self.wording or self.comment
        return about.action if about else None

    @property
    def dated(self) -> datetime | None:
        """When the observation was received, or its answer published; actions have no date."""
        if self.subject is Subject.ANSWER:
            return self.answer.published_at if self.answer else None
        return self.comment.received_at if self.comment else None

    @property
    def texts(self) -> list[str]:
        """What the public may read of it; nothing of an observation that is not shown."""
        if self.wording:
            return texts_of_wording(self.wording)
        if self.subject is Subject.ANSWER:
            return texts_of_answer(self.answer, self.parts) if self.answer else []
        return texts_of_comment(self.comment) if self.comment else []

    @property
    def is_public(self) -> bool:
        """Whether the public may still read it, by the rows and not by the index."""
        if self.subject is Subject.ANSWER:
            return self.answer is not None
        return self.wording is not None or (self.comment is not None and self.comment.is_shown)


def page(
    typed: str, *, plan: Plan | None = None, after: int | None = None
) -> tuple[list[Hit], int | None]:
    """Up to PAGE hits after a cursor (the place of the last one), and the cursor of the next page
    if there is one. A filing number also finds what is not shown (R3). Eight queries at most.
    """
    rows = _rows(Query.read(typed), plan, after)
    shown = rows[:PAGE]
    hits = _hits(shown)
    if after is None:
        hits = [*_unshown(typed, plan), *hits]
    return hits, shown[-1].id if len(rows) > PAGE else None


def _rows(query: Query, plan: Plan | None, after: int | None) -> list[SearchEntry]:
    if not query:
        return []
    found = entries(query, plan)
    if after is not None:
        found = found.where(place() < after)
    return list(found.order_by(place().desc()).limit(PAGE + 1))


def _hits(rows: Sequence[SearchEntry]) -> list[Hit]:
    editions = _current_editions({row.plan_id for row in rows})
    wordings = _wordings([row.wording_id for row in rows if row.wording_id])
    comments = _comments([row.comment_id for row in rows if row.comment_id])
    answered = {number: comment for number, (comment, answer) in comments.items() if answer}
    parts = Part.of(answered.values()) if answered else {}
    found = []
    for row in rows:
        comment, answer = comments.get(row.comment_id or 0, (None, None))
        hit = Hit(
            row.subject,
            editions[row.plan_id],
            wording=wordings.get(row.wording_id or 0),
            comment=comment,
            answer=answer,
            parts=parts.get(row.comment_id or 0, ()),
        )
        found.append(hit)
    return [hit for hit in found if hit.is_public]


def _unshown(typed: str, plan: Plan | None) -> list[Hit]:
    """The observation with that very number, when its text is not in the index."""
    number = as_number(typed)
    numbered = Comment.select(Comment, Action).join(Action, JOIN.LEFT_OUTER, on=Comment.action)
    comment = numbered.where(Comment.filing_number == number).first() if number else None
    if comment is None or comment.is_shown or (plan and comment.plan_id != plan.id):
        return []
    editions = _current_editions({comment.plan_id})
    return [Hit(Subject.COMMENT, editions[comment.plan_id], comment=comment)]


def _current_editions(plans: set[int]) -> dict[int, Edition]:
    published = (
        Edition.select(Edition, Plan)
        .join(Plan)
        .where(Edition.plan.in_(sorted(plans)), Edition.published_at.is_null(False))
        .order_by(Edition.number)
    )
    return {edition.plan_id: edition for edition in published}


def _wordings(numbers: Sequence[int]) -> dict[int, Wording]:
    found = (
        Wording.select(Wording, Action, Category)
        .join(Action)
        .switch(Wording)
        .join(Category)
        .where(Wording.id.in_(numbers))
    )
    return {wording.id: wording for wording in found}


def _comments(numbers: Sequence[int]) -> dict[int, tuple[Comment, Answer | None]]:
    """Observations by their ids, each with its answer once it is out: one query."""
    query = Comment.select().join(Action, JOIN.LEFT_OUTER, on=Comment.action)
    query = with_published_answer(query).where(Comment.id.in_(numbers))
    found: dict[int, tuple[Comment, Answer | None]] = {}
    for comment, action, answer in side_by_side(query, Comment, Action, Answer):
        comment.action = action
        found[comment.id] = comment, answer
    return found
