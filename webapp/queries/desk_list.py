"""The desk's list of a plan's observations: narrowed down, put in order, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import JOIN, Expression, ModelSelect, Tuple, fn

from webapp.models.answer import Answer
from webapp.models.assignment import Handling
from webapp.models.base import side_by_side, tuples
from webapp.models.comment import Comment
from webapp.models.comment_group import GroupMember
from webapp.models.entity import Area
from webapp.models.letter_part import Part
from webapp.models.petition import Petition
from webapp.models.plan import Action, Edition, Plan
from webapp.models.staff import Staff
from webapp.queries.belated import is_belated
from webapp.queries.public_comment import AUTHOR, Author, with_public_author
from webapp.vocabulary import AnswerState, Decision, ListOrder, Publication

PAGE = 25
_NEVER = date(9999, 12, 31)
_LAST = 2**31 - 1
_ANSWERED = tuple(each for each in AnswerState if each.is_approved)


@dataclass(frozen=True, kw_only=True)
class DeskFilter:
    """What the list is narrowed down to.

    `unanswered` selects observations without any answer, `general` those on the whole plan;
    `in_original` searches words in what was filed, not only in what is shown;
    `no_area` and `nobody` select those that no area and no person has; `overdue_on` those
    past their internal due date on a day, without an approved answer; `belated` those
    registered after the report of their round.
    """

    publication: Publication | None = None
    state: AnswerState | None = None
    unanswered: bool = False
    decision: Decision | None = None
    action: Action | None = None
    general: bool = False
    words: str = ""
    in_original: bool = False
    area: int | None = None
    no_area: bool = False
    person: int | None = None
    nobody: bool = False
    overdue_on: date | None = None
    tag: str = ""
    petition: bool = False
    belated: bool = False
    group: int | None = None
    order: ListOrder = ListOrder.FILED

    def conditions(self) -> list[Expression]:
        """The filter as conditions of a query that joins answers and handlings."""
        wanted: list[Expression] = self._conditions_of_handling()
        if self.publication is Publication.PENDING:
            wanted.append(Comment.stands())
        if self.publication:
            wanted.append(Comment.publication == self.publication)
        if self.unanswered:
            wanted += [Answer.id.is_null(), Comment.stands()]
        if self.state:
            wanted.append(Answer.state == self.state)
        if self.decision:
            wanted.append(Answer.decision == self.decision)
        if self.general:
            wanted.append(Comment.considered_under.is_null())
        if self.action:
            wanted.append(Comment.considered_under == self.action)
        if self.words:
            text = Comment.body if self.in_original else Comment.public_body
            wanted.append(text.contains(self.words) | (Comment.filing_number == self.words.upper()))
        if self.petition:
            wanted.append(Comment.id.in_(Petition.select(Petition.comment)))
        if self.belated:
            wanted.append(is_belated())
        if self.group:
            members = GroupMember.select(GroupMember.comment)
            wanted.append(Comment.id.in_(members.where(GroupMember.group == self.group)))
        return wanted

    def _conditions_of_handling(self) -> list[Expression]:
        wanted: list[Expression] = []
        if self.area:
            wanted.append(Handling.area == self.area)
        if self.no_area:
            wanted.append(Handling.area.is_null())
        if self.person:
            wanted.append(Handling.staff == self.person)
        if self.nobody:
            wanted.append(Handling.staff.is_null())
        if self.overdue_on:
            waiting = Answer.id.is_null() | Answer.state.not_in(_ANSWERED)
            wanted.append((Handling.due_on < self.overdue_on) & waiting & Comment.stands())
        if self.tag:
            wanted.append(Handling.tags.cast("text").contains(f'"{self.tag}"'))
        return wanted

    def keys(self) -> list[Any]:
        """What the list is ordered by, the observation's id last, so that no two are equal."""
        keys: dict[ListOrder, list[Any]] = {
            ListOrder.FILED: [],
            ListOrder.DUE: [fn.COALESCE(Handling.due_on, _NEVER)],
            ListOrder.AREA: [fn.COALESCE(Area.position, _LAST), fn.COALESCE(Area.id, _LAST)],
        }
        return [*keys[self.order], Comment.id]


@dataclass(frozen=True, kw_only=True)
class DeskComment:
    """An observation as staff list it: with its action, its author as the public may know them,
    its answer in whatever state, and who has it."""

    comment: Comment
    author: Author
    answer: Answer | None
    handling: Handling | None

    def is_overdue(self, today: date) -> bool:
        """Whether it is past its internal due date without an approved answer."""
        due_on = self.handling.due_on if self.handling else None
        answered = self.answer is not None and self.answer.state in _ANSWERED
        return due_on is not None and due_on < today and not answered


def page(plan: Plan, chosen: DeskFilter, *, after: int | None = None) -> list[DeskComment]:
    """Up to PAGE + 1 observations after a cursor (an observation's id); the extra one says that
    there is a next page. Two queries at most."""
    query = _complete().where(Comment.plan == plan, *chosen.conditions())
    place = _place(after, chosen) if after is not None else None
    if place:
        query = query.where(Tuple(*chosen.keys()) > Tuple(*place))
    return _read(query.order_by(*chosen.keys()).limit(PAGE + 1))


def first(plan: Plan, chosen: DeskFilter, limit: int) -> list[DeskComment]:
    """The first observations of the list, `limit` at most. One query."""
    query = _complete().where(Comment.plan == plan, *chosen.conditions())
    return _read(query.order_by(*chosen.keys()).limit(limit))


def _place(number: int, chosen: DeskFilter) -> list[Any] | None:
    """An observation's values of the keys of the order; None when there is no such observation."""
    if chosen.order is ListOrder.FILED:
        return [number]
    found = tuples(_handled(Comment.select(*chosen.keys())).where(Comment.id == number))
    return list(found[0]) if found else None


def tags(plan: Plan) -> list[str]:
    """Every tag that staff put on the plan's observations, in order of the alphabet."""
    tagged = (
        Handling.select(Handling.tags)
        .join(Comment)
        .where(Comment.plan == plan, Handling.tags.cast("text") != "[]")
        .distinct()
    )
    return sorted({word for each in tagged for word in each.tags})


def find(filing_number: str) -> DeskComment | None:
    """One observation, with its plan and edition too."""
    query = _complete().switch(Comment).join(Plan).switch(Comment).join(Edition)
    query = query.where(Comment.filing_number == filing_number.strip().upper())
    for plan, edition, *row in side_by_side(query, Plan, Edition, *_PARTS):
        found = _record(*row)
        found.comment.plan, found.comment.edition = plan, edition
        return found
    return None


def neighbours(comment: Comment, chosen: DeskFilter) -> tuple[Comment | None, Comment | None]:
    """The observations before and after one in the filtered list."""
    listed = (
        _handled(Comment.select(Comment))
        .join(Answer, JOIN.LEFT_OUTER, on=(Answer.comment == Comment.id))
        .where(Comment.plan == comment.plan_id, *chosen.conditions())
    )
    keys, place = chosen.keys(), _place(comment.id, chosen) or []
    before = listed.where(Tuple(*keys) < Tuple(*place)).order_by(*(key.desc() for key in keys))
    after = listed.where(Tuple(*keys) > Tuple(*place)).order_by(*keys)
    return before.first(), after.first()


def on(plan: Plan, action: Action | None) -> list[DeskComment]:
    """Every observation on an action, or on the whole plan, and every letter with a part on it."""
    about = Comment.considered_under == action if action else Comment.considered_under.is_null()
    apart = Part.action == action if action else Part.action.is_null()
    letters = Part.select(Part.comment).where(apart)
    return _read(
        _complete()
        .where(Comment.plan == plan, about | Comment.id.in_(letters))
        .order_by(Comment.id)
    )


def named(plan: Plan, filing_numbers: Sequence[str]) -> list[DeskComment]:
    """The plan's observations with these filing numbers."""
    return _read(
        _complete()
        .where(Comment.plan == plan, Comment.filing_number.in_(filing_numbers))
        .order_by(Comment.id)
    )


_PARTS = (Comment, Action, Answer, Handling, Area, Staff, *AUTHOR)


def _complete() -> "ModelSelect[Comment]":
    """All observations, joined with what a `DeskComment` is made of."""
    handled = (
        _handled(Comment.select())
        .join(Staff, JOIN.LEFT_OUTER, on=(Handling.staff == Staff.id))
        .switch(Comment)
        .join(Action, JOIN.LEFT_OUTER, on=Comment.action)
    )
    return (
        with_public_author(handled)
        .switch(Comment)
        .join(Answer, JOIN.LEFT_OUTER, on=(Answer.comment == Comment.id))
    )


def _handled(query: "ModelSelect[Comment]") -> "ModelSelect[Comment]":
    """The query, joined with who has each observation."""
    return (
        query.join(Handling, JOIN.LEFT_OUTER, on=(Handling.comment == Comment.id))
        .join(Area, JOIN.LEFT_OUTER)
        .switch(Handling)
    )


def _read(query: "ModelSelect[Comment]") -> list[DeskComment]:
    return [_record(*row) for row in side_by_side(query, *_PARTS)]


def _record(
    comment: Comment,
    action: Action | None,
    answer: Answer | None,
    handling: Handling | None,
    area: Area | None,
    staff: Staff | None,
    *shown: str | None,
) -> DeskComment:
    comment.action = action
    if answer:
        answer.comment = comment
    if handling:
        handling.comment, handling.area, handling.staff = comment, area, staff
    author = Author.of(comment, shown)
    return DeskComment(comment=comment, author=author, answer=answer, handling=handling)
