"""Segregation of duties: who drafted an answer, and who may have no part in it (R11)."""

from collections.abc import Collection

from webapp.models import Answer, Comment, Event, Staff
from webapp.models.base import tuples
from webapp.vocabulary.messages import N_
from webapp.workflow.acts import Actor
from webapp.workflow.refusals import NotAllowed

WRITING = ("part.answered", "group.extra_written")
"""What the log calls writing words that go into an answer, besides drafting it."""


def subject_of(comment: Comment) -> str:
    """How the log names an observation."""
    return f"comment:{comment.filing_number}"


def drafters(answer: Answer) -> set[int]:
    """Everyone, by id, who wrote any word of an answer: the whole, a part of the letter, a
    paragraph of a member of a group. What was written and replaced since counts too."""
    parts_and_paragraphs = Event.select(Event.staff).where(
        Event.subject == subject_of(answer.comment),
        Event.verb.in_(WRITING),
        Event.staff.is_null(False),
    )
    return {*answer.drafters, *(staff for (staff,) in tuples(parts_and_paragraphs))}


def require_drafted_nothing(answer: Answer, by: Actor) -> None:
    """Raise NotAllowed for whoever wrote any word of an answer."""
    if isinstance(by, Staff) and by.id in drafters(answer):
        raise NotAllowed(N_("Whoever drafted an answer cannot approve it."))


def impediments_of(staff: Staff) -> set[str]:
    """The observations, by filing number, on which a person declared an impediment."""
    declared = Event.select(Event.subject).where(
        Event.staff == staff, Event.verb == "comment.recused"
    )
    return {subject.removeprefix("comment:") for (subject,) in tuples(declared)}


def impeded(comment: Comment) -> set[int]:
    """Who declared an impediment on an observation, by account number."""
    declared = Event.select(Event.staff).where(
        Event.subject == subject_of(comment),
        Event.verb == "comment.recused",
        Event.staff.is_null(False),
    )
    return {staff for (staff,) in tuples(declared)}


def is_impeded(comment: Comment, staff: Staff) -> bool:
    """Whether a person declared an impediment on an observation: for good, whoever hands it to
    them again."""
    return staff.id in impeded(comment)


def require_no_impediment(comments: Collection[Comment], by: Actor) -> None:
    """Raise NotAllowed for whoever declared an impediment on any of some observations."""
    if not isinstance(by, Staff) or not comments:
        return
    impeded = impediments_of(by)
    if any(each.filing_number in impeded for each in comments):
        raise NotAllowed(N_("You declared an impediment on this observation."))
