"""Segregation of duties: who drafted an answer, and who may have no part in it (R11)."""

from collections.abc import Collection

from webapp.models import Answer, Comment, Event, Staff, impediments
from webapp.models.base import tuples
from webapp.models.event import subject_of
from webapp.vocabulary.messages import N_
from webapp.vocabulary.verbs import Verb
from webapp.workflow.acts import Actor
from webapp.workflow.refusals import NotAllowed

WRITING = (Verb.PART_ANSWERED, Verb.GROUP_EXTRA_WRITTEN)
"""What the log calls writing words that go into an answer, besides drafting it."""


def drafters(answer: Answer) -> set[int]:
    """Everyone, by id, who wrote any word of an answer: the whole, a part of the letter, a
    paragraph of a member of a group. What was written and replaced since counts too."""
    return {*answer.drafters, *writers(answer.comment)}


def writers(comment: Comment) -> set[int]:
    """Everyone, by id, who wrote a part or a paragraph that goes into the answer to an
    observation."""
    parts_and_paragraphs = Event.select(Event.staff).where(
        Event.subject == subject_of(comment),
        Event.verb.in_(WRITING),
        Event.staff.is_null(False),
    )
    return {staff for (staff,) in tuples(parts_and_paragraphs)}


def require_drafted_nothing(answer: Answer, by: Actor) -> None:
    """Raise NotAllowed for whoever wrote any word of an answer."""
    if isinstance(by, Staff) and by.id in drafters(answer):
        raise NotAllowed(N_("Whoever drafted an answer cannot approve it."))


def impediments_of(staff: Staff) -> set[str]:
    """The observations, by filing number, on which a person has an impediment: declared, and not
    lifted since."""
    return {subject.removeprefix("comment:") for subject in impediments.subjects_of(staff)}


def impeded(comment: Comment) -> set[int]:
    """Who has an impediment on an observation, by account number."""
    subject = subject_of(comment)
    return impediments.standing_on([subject]).get(subject, set())


def is_impeded(comment: Comment, staff: Staff) -> bool:
    """Whether a person has an impediment on an observation, whoever hands it to them again."""
    return staff.id in impeded(comment)


def require_no_impediment(comments: Collection[Comment], by: Actor) -> None:
    """Raise NotAllowed for whoever has an impediment on any of some observations."""
    if not isinstance(by, Staff) or not comments:
        return
    impeded = impediments_of(by)
    if any(each.filing_number in impeded for each in comments):
        raise NotAllowed(N_("You declared an impediment on this observation."))
