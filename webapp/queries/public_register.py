"""The public register: observations as anyone may list them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import Expression, ModelSelect

from webapp.models import search
from webapp.models.answer import Answer
from webapp.models.comment import Comment, shows_group, shows_territory
from webapp.models.consultation import Consultation
from webapp.models.entity import Territory, ValueGroup
from webapp.models.letter_part import Part
from webapp.models.plan import Action, Category, Edition, Plan, Wording
from webapp.queries.belated import is_belated
from webapp.queries.public_comment import PublicComment, public_comments, read
from webapp.vocabulary import Channel, Decision, Kind, OfficialState

PAGE = 25


@dataclass(frozen=True, kw_only=True)
class RegisterFilter:
    """What a reader narrows the register down to."""

    action: Action | None = None
    kind: Kind | None = None
    decision: Decision | None = None
    channel: Channel | None = None
    value_group: ValueGroup | None = None
    words: str = ""
    newest_first: bool = False
    consultation: Consultation | None = None
    category: Category | None = None
    territory: Territory | None = None
    state: OfficialState | None = None
    late: bool | None = None
    belated: bool | None = None
    """Registered after the report of its round."""
    answered: bool | None = None
    received: tuple[datetime, datetime] | None = None
    """Half-open, naive UTC."""
    on_whole_plan: bool = False
    without_kind: bool = False

    def narrow(self, query: "ModelSelect[Any]") -> "ModelSelect[Any]":
        """A query that joins the published answers, narrowed down by the filter."""
        if self.action:
            query = query.where(Comment.considered_under == self.action)
        if self.kind:
            query = query.where(Comment.kind == self.kind)
        if self.channel:
            query = query.where(Comment.channel == self.channel)
        if self.value_group:
            query = query.where(Comment.value_group == self.value_group, shows_group())
        if self.decision:
            query = query.where(Answer.decision == self.decision)
        if self.words:
            query = query.where(search.about(self.words))
        return query.where(*self._standing(), *self._left_open())

    def _standing(self) -> Iterator[Expression]:
        """When it came, and how far its answer has come."""
        if self.consultation:
            yield Comment.consultation == self.consultation
        if self.category:
            yield Comment.considered_under.in_(self._ever_within(self.category))
        if self.territory:
            yield (Comment.territory == self.territory) & shows_territory()
        if self.late is not None:
            yield Comment.late == self.late
            yield Comment.stands()
        if self.belated is not None:
            yield is_belated() if self.belated else ~is_belated()
        if self.received:
            yield Comment.received_at >= self.received[0]
            yield Comment.received_at < self.received[1]
        if self.answered is not None:
            yield Answer.id.is_null(not self.answered)
        if self.state:
            yield Answer.decision.in_([e for e in Decision if e.official_state is self.state])

    def _left_open(self) -> Iterator[Expression]:
        """Those that left a field empty."""
        if self.on_whole_plan:
            yield Comment.considered_under.is_null()
        if self.without_kind:
            yield Comment.kind.is_null()

    def _ever_within(self, category: Category) -> "ModelSelect[Wording]":
        """The actions that a category has, or had in an edition before."""
        edition = category.edition
        return (
            Wording.select(Wording.action)
            .join(Category)
            .join(Edition)
            .where(Edition.plan == edition.plan_id, Edition.number <= edition.number)
            .where(Category.number == category.number)
        )

    def beyond(self, cursor: int) -> Expression:
        """The condition for what comes after a cursor (a comment's id) in its order."""
        return Comment.id < cursor if self.newest_first else Comment.id > cursor


def find(filing_number: str) -> PublicComment | None:
    """One observation with all that the public may read of it, by its canonical number."""
    found = read(public_comments().where(Comment.filing_number == filing_number))
    return found[0] if found else None


def cut(rows: Sequence[PublicComment]) -> tuple[Sequence[PublicComment], int | None]:
    """The rows of a page, without the extra one, and the cursor of the next page if there is."""
    shown = rows[:PAGE]
    return shown, shown[-1].comment.id if len(rows) > PAGE else None


def page(plan: Plan, chosen: RegisterFilter, *, after: int | None = None) -> list[PublicComment]:
    """Up to PAGE + 1 observations of a plan after a cursor (a comment's id); the extra one says
    that there is a next page."""
    query = chosen.narrow(public_comments().where(Comment.plan == plan))
    order = Comment.id.desc() if chosen.newest_first else Comment.id.asc()
    if after is not None:
        query = query.where(chosen.beyond(after))
    return read(query.order_by(order).limit(PAGE + 1))


def parts_on(action: Action) -> list[Part]:
    """The parts about an action of letters bound to another or to the whole plan, once their
    answer is out (R6): one query, up to PAGE + 1."""
    elsewhere = Comment.action.is_null() | (Comment.action != action)
    parts = (
        Part.select(Part, Comment)
        .join(Comment)
        .join(Answer, on=(Answer.comment == Comment.id))
        .where(Part.action == action, elsewhere, Answer.published_at.is_null(False))
    )
    return list(parts.order_by(Comment.id, Part.position).limit(PAGE + 1))


def moved_from(action: Action) -> list[Comment]:
    """Observations filed on an action and considered under another, that one loaded: one query,
    up to PAGE + 1."""
    other = Action.alias()
    moved = (
        Comment.select(Comment, other)
        .join(other, on=Comment.considered_under, attr="considered_under")
        .where(Comment.action == action, Comment.considered_under != action)
    )
    return list(moved.order_by(Comment.id).limit(PAGE + 1))
