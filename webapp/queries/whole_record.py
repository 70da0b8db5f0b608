"""The public record read whole, in batches: neither memory nor a transaction grows with it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from peewee import JOIN, Expression, ModelSelect, fn

from webapp.models.answer import Answer
from webapp.models.assignment import Handling, Note
from webapp.models.base import tuples
from webapp.models.change import Change, ChangeSource
from webapp.models.comment import Comment, Submitter
from webapp.models.consultation import Consultation
from webapp.models.correction import Correction
from webapp.models.entity import Area, Territory, ValueGroup
from webapp.models.event import Event
from webapp.models.letter_part import Part
from webapp.models.plan import Action, Category, Edition, Plan
from webapp.queries.public_comment import with_public_author, with_published_answer
from webapp.queries.public_register import RegisterFilter
from webapp.vocabulary import (
    AnswerState,
    AuthorKind,
    Channel,
    Decision,
    Ground,
    Kind,
    Origin,
    PlanField,
    Publication,
    Stance,
    Standing,
    Target,
)

BATCH = 500


@dataclass(slots=True)
class FiledPart:
    """A part of a letter with its own published decision."""

    position: int
    action: str | None
    decision: Decision
    text: str
    reason: str
    cites: str


@dataclass(slots=True)
class Caused:
    """A published change that names an observation: which field of what, in which edition."""

    edition: int
    category: int
    action: str | None
    altered: PlanField


@dataclass(slots=True)
class CorrectedAnswer:
    """A correction of a published answer: when, why, and what had been said."""

    at: datetime
    reason: str
    decision: Decision
    text: str
    part: int | None

    @classmethod
    def of(cls, correction: Correction) -> "CorrectedAnswer":
        """What one tells."""
        said = correction.details["before"]
        if correction.decided_at is None:
            raise ValueError("what is made was decided (R21)")
        decision = Decision(said["decision"])
        reason, part = correction.reason, correction.part
        return cls(correction.decided_at, reason, decision, said["text"], part)


@dataclass(slots=True)
class OnDesk:
    """What only the desk's copy has of an observation: the original and how it is handled (R6)."""

    body: str
    proposed_text: str
    group: str | None
    territory: str | None
    state: AnswerState | None
    answer: str
    area: str | None
    tags: list[str]
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Filed:
    """An observation with all that may be read of it. An answer is there only when it is out;
    name, group and territory only where their owner asked for each to be shown (R13)."""

    id: int
    filing_number: str
    consultation: int
    received_at: datetime
    channel: Channel
    edition: int
    action: str | None
    target: Target
    kind: Kind | None
    stance: Stance | None
    author_kind: AuthorKind
    is_minor: bool
    group: str | None
    territory: str | None
    organisation: str | None
    name: str | None
    late: bool
    standing: Standing
    filed_at: datetime
    round: int
    counted_under: str | None
    annulled_because: str | None
    publication: Publication
    ground: Ground | None
    ground_note: str
    public_body: str
    public_proposed_text: str
    answer: int | None
    decision: Decision | None
    answer_text: str | None
    reason: str | None
    cites: str | None
    responsible_area: str | None
    published_at: datetime | None
    parts: list[FiledPart] = field(default_factory=list)
    changes: list[Caused] = field(default_factory=list)
    desk: OnDesk | None = None
    corrections: list[CorrectedAnswer] = field(default_factory=list)

    @property
    def considered_elsewhere(self) -> str | None:
        """The code of the action under which it counts, when it was not filed on it."""
        return None if self.counted_under == self.action else self.counted_under

    @property
    def is_shown(self) -> bool:
        """Whether the public may read its text, whole or with redactions."""
        return self.publication.is_shown


_CONSIDERED_UNDER = Action.alias()
_FILED = (
    Comment.id,
    Comment.filing_number,
    Comment.consultation,
    Comment.received_at,
    Comment.channel,
    Edition.number,
    Action.code,
    Comment.target,
    Comment.kind,
    Comment.stance,
    Comment.author_kind,
    Comment.is_minor,
    ValueGroup.name,
    Territory.name,
    Submitter.organisation,
    Submitter.name,
    Comment.late,
    Comment.standing,
    Comment.filed_at,
    Consultation.number,
    _CONSIDERED_UNDER.code,
    Correction.reason,
    Comment.publication,
    Comment.ground,
    Comment.ground_note,
    Comment.public_body,
    Comment.public_proposed_text,
    Answer.id,
    Answer.decision,
    Answer.text,
    Answer.reason,
    Answer.cites,
    Answer.responsible_area,
    Answer.published_at,
)


def comments(
    plan: Plan, chosen: RegisterFilter | None = None, *, answered: bool = False, desk: bool = False
) -> Iterator[list[Filed]]:
    """The observations that a plan has now, in batches, in the order of the filter.

    Those filed after it began are left out. `answered` gives those with a published answer alone;
    `desk` adds what only the desk reads. Four queries a batch, six for the desk.
    """
    chosen = chosen or RegisterFilter()
    limits: list[Expression] = [Comment.plan == plan, Comment.id <= _newest(plan)]
    if answered:
        limits.append(Answer.id.is_null(False))
    order = Comment.id.desc() if chosen.newest_first else Comment.id.asc()
    query = chosen.narrow(_public().where(*limits)).order_by(order).limit(BATCH)
    batch = [Filed(*row) for row in tuples(query)]
    while batch:
        following = batch[-1].id
        _complete({each.id: each for each in batch}, desk=desk)
        yield batch
        if len(batch) < BATCH:
            return
        batch = [Filed(*row) for row in tuples(query.where(chosen.beyond(following)))]


def _newest(plan: Plan) -> int:
    return Comment.select(fn.MAX(Comment.id)).where(Comment.plan == plan).scalar() or 0


def _public() -> "ModelSelect[Comment]":
    filed = (
        Comment.select(*_FILED)
        .join(Edition)
        .switch(Comment)
        .join(Consultation)
        .switch(Comment)
        .join(_CONSIDERED_UNDER, JOIN.LEFT_OUTER, on=Comment.considered_under)
        .switch(Comment)
        .join(Correction, JOIN.LEFT_OUTER, on=Comment.annulment)
        .switch(Comment)
        .join(Action, JOIN.LEFT_OUTER, on=Comment.action)
    )
    return with_published_answer(with_public_author(filed))


def _complete(batch: dict[int, Filed], *, desk: bool) -> None:
    parts = (
        Part.select(
            Part.comment, Part.position, Action.code, Part.decision, Part.text, Part.reason,
            Part.cites,
        )
        .join(Action, JOIN.LEFT_OUTER)
        .where(Part.comment.in_([each.id for each in batch.values() if each.answer]))
        .order_by(Part.comment, Part.position)
    )  # fmt: skip
    for comment, *part in tuples(parts):
        batch[comment].parts.append(FiledPart(*part))
    caused = ChangeSource.published(
        list(batch), Edition.number, Category.number, Action.code, Change.field
    )
    for comment, *change in tuples(caused):
        batch[comment].changes.append(Caused(*change))
    answered = [each.id for each in batch.values() if each.answer]
    for number, made in (Correction.of_answers(answered) if answered else {}).items():
        batch[number].corrections = [CorrectedAnswer.of(each) for each in made]
    if desk:
        _add_what_the_desk_has(batch)


def _add_what_the_desk_has(batch: dict[int, Filed]) -> None:
    rows = (
        Comment.select(
            Comment.id, Comment.body, Comment.proposed_text, ValueGroup.name, Territory.name,
            Answer.state, Answer.text, Area.name, Handling.tags,
        )
        .join(ValueGroup, JOIN.LEFT_OUTER)
        .switch(Comment)
        .join(Territory, JOIN.LEFT_OUTER)
        .switch(Comment)
        .join(Answer, JOIN.LEFT_OUTER)
        .switch(Comment)
        .join(Handling, JOIN.LEFT_OUTER)
        .join(Area, JOIN.LEFT_OUTER)
        .where(Comment.id.in_(list(batch)))
    )  # fmt: skip
    for comment, body, proposed, group, place, state, answer, area, tags in tuples(rows):
        held = body, proposed, group, place, state, answer or "", area, tags or []
        batch[comment].desk = OnDesk(*held)
    notes = Note.select(Note.comment, Note.text).where(Note.comment.in_(list(batch)))
    for comment, text in tuples(notes.order_by(Note.comment, Note.id)):
        desk = batch[comment].desk
        if desk:
            desk.notes.append(text)


@dataclass(slots=True)
class MadeChange:
    """A change of a published edition, with the filing numbers behind it."""

    id: int
    edition: int
    published_at: datetime
    category: int | None
    category_title: str | None
    action: str | None
    altered: PlanField
    before: str
    after: str
    origin: Origin
    reason: str
    comments: list[str] = field(default_factory=list)


def changes(plan: Plan) -> Iterator[MadeChange]:
    """Every change of the published editions of a plan, edition by edition, in the plan's order:
    two queries for each edition."""
    for edition in plan.published_editions:
        made = [MadeChange(*row) for row in tuples(_changes_of(edition))]
        behind = _behind(edition)
        for change in made:
            change.comments = behind.get(change.id, [])
            yield change


def _changes_of(edition: Edition) -> "ModelSelect[Change]":
    return (
        Change.select(
            Change.id, Edition.number, Edition.published_at, Category.number, Category.title,
            Action.code, Change.field, Change.before, Change.after, Change.origin, Change.reason,
        )
        .join(Edition)
        .switch(Change)
        .join(Category, JOIN.LEFT_OUTER)
        .switch(Change)
        .join(Action, JOIN.LEFT_OUTER)
        .where(Change.edition == edition)
        .order_by(*Change.in_order())
    )  # fmt: skip


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
