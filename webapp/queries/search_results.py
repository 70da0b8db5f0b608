"""What a search finds: actions, observations and answers, page by page, plans side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from webapp.models.comment import Comment
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
from webapp.queries import public_register

PAGE = 25


@dataclass(frozen=True)
class Hit:
    """A text in which every word asked for stands, with the edition that names its plan."""

    subject: Subject
    edition: Edition
    wording: Wording | None = None
    comment: Comment | None = None

    @property
    def action(self) -> Action | None:
        """The action that it is, or that it is about."""
        about = self.wording or self.comment
        return about.action if about else None

    @property
    def dated(self) -> datetime | None:
        """When the observation was received, or its answer published; actions have no date."""
        if self.comment is None:
            return None
        if self.subject is Subject.ANSWER:
            return self.comment.published_answer.published_at
        return self.comment.received_at

    @property
    def texts(self) -> list[str]:
        """What the public may read of it; nothing of an observation that is not shown."""
        if self.wording:
            return texts_of_wording(self.wording)
        comment = self.comment
        if comment is None:
            return []
        if self.subject is Subject.ANSWER:
            return texts_of_answer(comment.published_answer, comment.answered_parts)
        return texts_of_comment(comment)


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
    found = [
        Hit(
            row.subject,
            editions[row.plan_id],
            wording=wordings.get(row.wording_id or 0),
            comment=comments.get(row.comment_id or 0),
        )
        for row in rows
    ]
    return [hit for hit in found if hit.wording or _is_public(hit)]


def _is_public(hit: Hit) -> bool:
    """Whether the rows themselves still say that it may be read."""
    if hit.comment is None:
        return False
    if hit.subject is Subject.ANSWER:
        return getattr(hit.comment, "published_answer", None) is not None
    return hit.comment.is_shown


def _unshown(typed: str, plan: Plan | None) -> list[Hit]:
    """The observation with that very number, when its text is not in the index."""
    number = as_number(typed)
    comment = public_register.find(number) if number else None
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


def _comments(numbers: Sequence[int]) -> dict[int, Comment]:
    found = list(public_register.with_public_parts().where(Comment.id.in_(numbers)))
    parts = public_register.answered_parts(found)
    for comment in found:
        comment.answered_parts = parts.get(comment.id, [])
    return {comment.id: comment for comment in found}
