"""Every text of a plan that the public reads and staff wrote, with where it stands."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, NamedTuple

from webapp.models import (
    Action,
    Answer,
    Change,
    Comment,
    Consultation,
    Correction,
    Document,
    Edition,
    Event,
    Extension,
    InternalReport,
    Meeting,
    Part,
    Plan,
    Publicity,
    ReceiptChannel,
    Table,
    Wording,
)
from webapp.models.base import COVERABLE
from webapp.text.covered import Covered, published
from webapp.text.redaction import Span
from webapp.vocabulary import AnswerState, TextPlace
from webapp.vocabulary.verbs import Verb


class PublishedText(NamedTuple):
    """A text as it was published, what of it is covered, and where it stands: in what sort of row,
    and how people know that row."""

    text: str
    spans: tuple[Span, ...]
    place: TextPlace
    known_as: str


def of_plan(plan: Plan) -> Iterator[PublishedText]:
    """Every text of a plan that can be covered, as published, with what is covered of it now."""
    plan = plan.fresh()
    yield from _published(
        chain(
            [(plan, "")],
            *(_of_edition(each) for each in plan.published_editions),
            *(_of_round(each) for each in plan.announced_rounds),
            _of_answers(plan),
            _of_others(plan),
        )
    )
    yield from _of_past_closings(plan)


def of_draft(edition: Edition) -> Iterator[PublishedText]:
    """What publishing an edition would make public of what staff wrote; of a plan's first one, its
    round and its documents too."""
    plan, rows = edition.plan, [_of_edition(edition)]
    if plan.announced_round is None:
        rows.append((each, each.title) for each in Document.listed(plan))
        rows.extend(_of_round(each) for each in plan.consultations)
    yield from _published(chain.from_iterable(rows))


def _published(rows: Iterable[tuple[Table, str]]) -> Iterator[PublishedText]:
    for row, known_as in rows:
        place = TextPlace(row._meta.table_name)
        for text in _texts(row):
            spans = text.spans if isinstance(text, Covered) else ()
            yield PublishedText(published(text), spans, place, known_as)


def _texts(row: Table) -> Iterator[str]:
    for field in row._meta.sorted_fields:
        if isinstance(field, COVERABLE):
            yield from leaves(getattr(row, field.name))


def leaves(value: Any) -> Iterator[str]:
    """The texts of a JSON value, without the empty ones."""
    if isinstance(value, str):
        if value:
            yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from leaves(each)


def _of_edition(edition: Edition) -> Iterator[tuple[Table, str]]:
    number = str(edition.number)
    yield edition, number
    yield from ((each, f"{number}: {each.number}") for each in edition.categories)
    wordings = edition.wordings.select(Wording, Action).join(Action)
    yield from ((each, f"{number}: {each.action.code}") for each in wordings)
    for each in Change.listed(Change.edition == edition):
        yield each, f"{number}: {each.action.code if each.action else each.place}"


def _of_round(round_: Consultation) -> Iterator[tuple[Table, str]]:
    rows: Iterable[Table] = chain(
        [round_],
        round_.channels.order_by(ReceiptChannel.id),
        round_.extensions.order_by(Extension.id),
        Publicity.of(round_),
    )
    yield from ((each, str(round_.number)) for each in rows)


def _of_answers(plan: Plan) -> Iterator[tuple[Table, str]]:
    noted = Comment.select().where(Comment.plan == plan, Comment.ground_note != "")
    yield from ((each, each.filing_number) for each in noted.order_by(Comment.id))
    out = Answer.select(Answer, Comment).join(Comment)
    out = out.where(Comment.plan == plan, Answer.state == AnswerState.PUBLISHED)
    yield from ((each, each.comment.filing_number) for each in out.order_by(Answer.id))
    parts = Part.select(Part, Comment).join(Comment).join(Answer)
    parts = parts.where(Comment.plan == plan, Answer.state == AnswerState.PUBLISHED)
    yield from ((each, each.comment.filing_number) for each in parts.order_by(Part.id))


def _of_others(plan: Plan) -> Iterator[tuple[Table, str]]:
    yield from ((each, each.code) for each in plan.actions)
    yield from ((each, str(each.held_on)) for each in Meeting.of(plan))
    yield from ((each, str(each.id)) for each in Document.listed(plan))
    delivered = [each for each in InternalReport.of(plan) if each.number]
    yield from ((each, str(each.number)) for each in delivered)
    yield from ((each, str(each.id)) for each in Correction.public(plan))


def _of_past_closings(plan: Plan) -> Iterator[PublishedText]:
    """Why actions were closed that are open again: the log alone still has it."""
    codes = {f"action:{each.id}": each.code for each in plan.actions}
    closings = Event.select().where(Event.plan == plan, Event.verb == Verb.ACTION_CLOSED)
    for event in closings.order_by(Event.position):
        text = event.details["reason"]
        spans = text.spans if isinstance(text, Covered) else ()
        yield PublishedText(published(text), spans, TextPlace.ACTION, codes.get(event.subject, ""))
