"""The public record read whole, in batches: neither memory nor a transaction grows with it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from peewee import JOIN, Expression, ModelSelect, fn

from webapp.models.answer import Answer
from webapp.models.assignment import Handling, Note
from webapp.models.base import side_by_side, tuples
from webapp.models.change import Change, ChangeSource
from webapp.models.comment import Comment
from webapp.models.consultation import Consultation
from webapp.models.correction import Correction
from webapp.models.entity import Area, Territory, ValueGroup
from webapp.models.event import Event
from webapp.models.plan import Action, Category, Edition, Plan
from webapp.queries import caused_changes
from webapp.queries.caused_changes import CausedChange
from webapp.queries.public_comment import (
    AUTHOR,
    Author,
    PublicComment,
    PublishedAnswer,
    public_comments,
)
from webapp.queries.public_register import RegisterFilter

BATCH = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class OnDesk:
    """What only the desk's copy has of an observation: its answer in whatever state, and how it is
    handled (R6)."""

    answer: Answer | None
    group: str | None
    territory: str | None
    area: str | None
    tags: Sequence[str]
    notes: Sequence[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordedComment:
    """An observation as the public reads it, by the numbers of its round and of the edition that
    it is on, with what it changed; `desk` is there for staff alone.

    `counted_under` is the code of the action under which it counts, when it was not filed on it;
    `annulled_because` why its registration was annulled.
    """

    public: PublicComment
    round: int
    edition: int
    counted_under: str | None
    annulled_because: str | None
    changes: Sequence[CausedChange]
    desk: OnDesk | None


_COUNTED_UNDER = Action.alias()
_PARTS = (
    Comment,
    Action,
    Answer,
    Consultation.number,
    Edition.number,
    _COUNTED_UNDER.code,
    Correction.reason,
    *AUTHOR,
)


def comments(
    plan: Plan, chosen: RegisterFilter | None = None, *, answered: bool = False, desk: bool = False
) -> Iterator[list[RecordedComment]]:
    """The observations that a plan has now, in batches, in the order of the filter.

    Those filed after it began are left out. `answered` gives those with a published answer alone;
    `desk` adds what only the desk reads. Four queries a batch, six for the desk.
    """
    chosen = chosen or RegisterFilter()
    limits: list[Expression] = [Comment.plan == plan, Comment.id <= _newest(plan)]
    if answered:
        limits.append(Answer.id.is_null(False))
    order = Comment.id.desc() if chosen.newest_first else Comment.id.asc()
    query = chosen.narrow(_recorded().where(*limits)).order_by(order).limit(BATCH)
    batch = _read(query, desk=desk)
    while batch:
        yield batch
        if len(batch) < BATCH:
            return
        batch = _read(query.where(chosen.beyond(batch[-1].public.comment.id)), desk=desk)


def _newest(plan: Plan) -> int:
    return Comment.select(fn.MAX(Comment.id)).where(Comment.plan == plan).scalar() or 0


def _recorded() -> "ModelSelect[Comment]":
    return (
        public_comments()
        .switch(Comment)
        .join(Edition)
        .switch(Comment)
        .join(Consultation)
        .switch(Comment)
        .join(_COUNTED_UNDER, JOIN.LEFT_OUTER, on=Comment.considered_under)
        .switch(Comment)
        .join(Correction, JOIN.LEFT_OUTER, on=Comment.annulment)
    )


def _read(query: "ModelSelect[Comment]", *, desk: bool) -> list[RecordedComment]:
    rows: list[Any] = list(side_by_side(query, *_PARTS))
    numbers = [row[0].id for row in rows]
    published = PublishedAnswer.of([(row[0], row[2]) for row in rows if row[2]])
    changes = caused_changes.caused_by(numbers) if numbers else {}
    on_desk = _on_desk(numbers) if desk else {}
    found = []
    for comment, action, _, round_, edition, counted_under, annulled_because, *shown in rows:
        comment.action = action
        public = PublicComment(
            comment=comment,
            author=Author.of(comment, shown),
            published=published.get(comment.id),
        )
        recorded = RecordedComment(
            public=public,
            round=round_,
            edition=edition,
            counted_under=counted_under if comment.was_moved else None,
            annulled_because=annulled_because,
            changes=changes.get(comment.id, ()),
            desk=on_desk.get(comment.id),
        )
        found.append(recorded)
    return found


def _on_desk(numbers: Sequence[int]) -> dict[int, OnDesk]:
    """What the desk has of some observations, by id: two queries."""
    notes: dict[int, list[str]] = {}
    written = Note.select(Note.comment, Note.text).where(Note.comment.in_(numbers))
    for comment, text in tuples(written.order_by(Note.comment, Note.id)):
        notes.setdefault(comment, []).append(text)
    handled = (
        Comment.select()
        .join(ValueGroup, JOIN.LEFT_OUTER)
        .switch(Comment)
        .join(Territory, JOIN.LEFT_OUTER)
        .switch(Comment)
        .join(Answer, JOIN.LEFT_OUTER)
        .switch(Comment)
        .join(Handling, JOIN.LEFT_OUTER)
        .join(Area, JOIN.LEFT_OUTER)
        .where(Comment.id.in_(numbers))
    )
    parts = (Comment.id, Answer, ValueGroup.name, Territory.name, Area.name, Handling.tags)
    return {
        comment: OnDesk(
            answer=answer,
            group=group,
            territory=territory,
            area=area,
            tags=tags or (),
            notes=notes.get(comment, ()),
        )
        for comment, answer, group, territory, area, tags in side_by_side(handled, *parts)
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class MadeChange:
    """A change of a published edition, with its category, its action, and the filing numbers of the
    observations behind it."""

    change: Change
    edition: Edition
    category: Category | None
    action: Action | None
    comments: Sequence[str]


def changes(plan: Plan) -> Iterator[MadeChange]:
    """Every change of the published editions of a plan, edition by edition, in the plan's order:
    two queries for each edition."""
    for edition in plan.published_editions:
        behind = _behind(edition)
        for change, category, action in side_by_side(
            _changes_of(edition), Change, Category, Action
        ):
            yield MadeChange(
                change=change,
                edition=edition,
                category=category,
                action=action,
                comments=behind.get(change.id, ()),
            )


def _changes_of(edition: Edition) -> "ModelSelect[Change]":
    return (
        Change.select()
        .join(Category, JOIN.LEFT_OUTER)
        .switch(Change)
        .join(Action, JOIN.LEFT_OUTER)
        .where(Change.edition == edition)
        .order_by(*Change.in_order())
    )


def _behind(edition: Edition) -> dict[int, list[str]]:
    sources = (
        ChangeSource.select(ChangeSource.change, Comment.filing_number)
        .join(Change)
        .switch(ChangeSource)
        .join(Comment)
        .where(Change.edition == edition)
        .order_by(ChangeSource.change, Comment.id)
    )
    found: list[tuple[int, Any]] = tuples(sources)
    return {
        change: [number for _, number in some] for change, some in groupby(found, itemgetter(0))
    }


def log(head: Event) -> Iterator[Event]:
    """Every entry of the log up to one, oldest first, in batches."""
    query = Event.select().where(Event.position <= head.position)
    query = query.order_by(Event.position).limit(BATCH)
    batch = list(query)
    while batch:
        yield from batch
        batch = list(query.where(Event.position > batch[-1].position))
