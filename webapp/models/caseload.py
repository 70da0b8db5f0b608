"""What waits for whom: observations by area, by person, overdue; petitions by due date."""

from collections.abc import Sequence
from datetime import date

from peewee import JOIN, ModelSelect, fn

from webapp.models.answer import Answer
from webapp.models.base import tuples
from webapp.models.comment import Comment
from webapp.models.entity import Area
from webapp.models.handling import Handling, Petition, last_day_soon
from webapp.models.plan import Action, Plan
from webapp.models.staff import Staff
from webapp.vocabulary import AnswerState, Urgency

LISTED = 10
PAGE = 25


def unanswered() -> "ModelSelect[Comment]":
    """Observations whose answer is not approved or published, with who has them."""
    answered = Answer.select(Answer.comment).where(
        Answer.state.in_((AnswerState.APPROVED, AnswerState.PUBLISHED))
    )
    return (
        Comment.select(Comment, Plan, Action, Handling, Area)
        .join(Plan)
        .switch(Comment)
        .join(Action, JOIN.LEFT_OUTER)
        .switch(Comment)
        .join(Handling, attr="handling")
        .join(Area, JOIN.LEFT_OUTER)
        .where(Plan.cancelled_at.is_null(), Comment.id.not_in(answered))
        .order_by(Handling.due_on, Comment.id)
    )


def of(staff: Staff) -> Sequence[Comment]:
    """The first observations that wait for a person: theirs, then those of their area."""
    mine = Handling.staff == staff
    if staff.area_id:
        mine = mine | ((Handling.area == staff.area_id) & Handling.staff.is_null())
    return list(unanswered().where(mine).limit(LISTED))


def overdue(today: date) -> Sequence[Comment]:
    """The first observations past their internal due date."""
    return list(unanswered().where(Handling.due_on < today).limit(LISTED))


def petitions(*, until: date | None = None) -> "ModelSelect[Petition]":
    """Petitions neither answered in public nor handed to another entity, soonest due first."""
    answered = Answer.select(Answer.comment).where(Answer.published_at.is_null(False))
    query = (
        Petition.select(Petition, Comment, Plan)
        .join(Comment)
        .join(Plan)
        .where(Petition.forwarded_on.is_null(), Comment.id.not_in(answered))
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
