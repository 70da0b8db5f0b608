"""The work that waits: observations by area, by person, overdue; petitions by due date."""

from collections.abc import Sequence
from datetime import date
from itertools import islice

from peewee import JOIN, ModelSelect, fn

from webapp.models import impediments
from webapp.models.answer import Answer
from webapp.models.assignment import Handling
from webapp.models.base import tuples
from webapp.models.comment import Comment
from webapp.models.entity import Area
from webapp.models.petition import Petition, last_day_soon
from webapp.models.plan import Action, Plan
from webapp.models.staff import Staff
from webapp.vocabulary import AnswerState, Role, Urgency

LISTED = 10
PAGE = 25


_ANSWERED = tuple(each for each in AnswerState if each.is_approved)


def unanswered(*also: AnswerState) -> "ModelSelect[Handling]":
    """A query of the handlings of observations without an approved or published answer, nor one in
    a further state given; each with its observation, soonest due first."""
    answered = Answer.select(Answer.comment).where(Answer.state.in_((*_ANSWERED, *also)))
    return (
        Handling.select(Handling, Comment, Plan, Action, Area, Staff)
        .join(Comment)
        .join(Plan)
        .switch(Comment)
        .join(Action, JOIN.LEFT_OUTER, on=Comment.action)
        .switch(Handling)
        .join(Area, JOIN.LEFT_OUTER)
        .switch(Handling)
        .join(Staff, JOIN.LEFT_OUTER)
        .where(Plan.cancelled_at.is_null(), Comment.stands(), Comment.id.not_in(answered))
        .order_by(Handling.due_on, Comment.id)
    )


def of(staff: Staff) -> Sequence[Handling]:
    """The first observations that a person may answer: those assigned to them, and those of their
    area that nobody has (of any area for a person without one); none in which they are impeded."""
    anyones = Handling.staff.is_null()
    if staff.area_id:
        anyones = anyones & (Handling.area == staff.area_id)
    waiting = unanswered(AnswerState.SUBMITTED).where(
        (Handling.staff == staff) | anyones, Comment.filing_number.not_in(_impeded_on(staff))
    )
    return list(waiting.limit(LISTED))


def _impeded_on(staff: Staff) -> list[str]:
    return [each.removeprefix("comment:") for each in impediments.subjects_of(staff)]


def unassigned() -> Sequence[Handling]:
    """The first observations that no area and nobody has."""
    nobodys = Handling.area.is_null() & Handling.staff.is_null()
    return list(unanswered(AnswerState.SUBMITTED).where(nobodys).limit(LISTED))


def overdue(today: date) -> Sequence[Handling]:
    """The first observations past their internal due date."""
    return list(unanswered().where(Handling.due_on < today).limit(LISTED))


def drafters() -> list[Staff]:
    """Everyone to whom an observation can be handed, with their areas."""
    people = Staff.select(Staff, Area).join(Area, JOIN.LEFT_OUTER).where(Staff.active)
    return [each for each in people.order_by(Staff.name) if each.has(Role.RESPONDER)]


def to_approve(staff: Staff) -> Sequence[Answer]:
    """The first answers that wait for an approval that a person may give: none that they wrote in
    (R11), oldest first; those of a cancelled plan too, since what was filed in it is answered."""
    submitted = (
        Answer.select(Answer, Comment, Plan, Action, Staff)
        .join(Comment)
        .join(Plan)
        .switch(Comment)
        .join(Action, JOIN.LEFT_OUTER, on=Comment.action)
        .switch(Answer)
        .join(Staff, on=Answer.drafted_by)
        .where(Answer.state == AnswerState.SUBMITTED, Comment.stands())
        .order_by(Answer.drafted_at, Answer.id)
    )
    others = (answer for answer in submitted.iterator() if staff.id not in answer.drafters)
    return list(islice(others, LISTED))


def petitions(*, until: date | None = None) -> "ModelSelect[Petition]":
    """Petitions neither answered in public nor handed to another entity, soonest due first."""
    answered = Answer.select(Answer.comment).where(Answer.published_at.is_null(False))
    query = (
        Petition.select(Petition, Comment, Plan)
        .join(Comment)
        .join(Plan)
        .where(Petition.forwarded_on.is_null(), Comment.stands(), Comment.id.not_in(answered))
        .order_by(Petition.due_on, Petition.id)
    )
    return query.where(Petition.due_on <= until) if until else query


def petitions_page(
    today: date, *, urgency: Urgency | None = None, after: Petition | None = None
) -> Sequence[Petition]:
    """Up to PAGE + 1 of them after a cursor; the extra one says that there is a next page."""
    query = petitions()
    soon = last_day_soon(today)
    if urgency is Urgency.OVERDUE:
        query = query.where(Petition.due_on < today)
    elif urgency is Urgency.DUE_SOON:
        query = query.where(Petition.due_on.between(today, soon))
    elif urgency is Urgency.IN_TIME:
        query = query.where(Petition.due_on > soon)
    if after is not None:
        later = Petition.due_on > after.due_on
        query = query.where(later | ((Petition.due_on == after.due_on) & (Petition.id > after.id)))
    return list(query.limit(PAGE + 1))


def petitions_by_urgency(today: date) -> dict[Urgency, int]:
    """How many petitions are overdue, due soon and in time."""
    counted = dict.fromkeys(Urgency, 0)
    due_days = petitions().order_by().select(Petition.due_on, fn.COUNT(Petition.id))
    for due_on, count in tuples(due_days.group_by(Petition.due_on)):
        counted[Petition(due_on=due_on).urgency(today)] += count
    return counted
