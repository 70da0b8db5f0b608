"""What an answer that says incorporated rests on: a change of the observation's own round (R8).

The rule is the observation's: the change that names it stands in the edition that its own round
leads to, drafted or published, whatever round has followed since.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from peewee import Function, ModelSelect, fn

from webapp.models import (
    Answer,
    Change,
    ChangeSource,
    Comment,
    Consultation,
    Edition,
    Plan,
)
from webapp.vocabulary import AnswerState, Decision
from webapp.vocabulary.messages import N_
from webapp.workflow.refusals import Incomplete, WrongState

_TOO_LATE = N_("The plan is already adjusted and no change names this observation. Decide again.")
_CUT_SHORT = N_("The plan was cancelled: no change can follow. Decide again.")
_NOT_YET = N_("No change names it yet: adjust the plan before saying that it is incorporated.")
NEEDS_CHANGE = tuple(each for each in Decision if each.needs_change)


def named_in_own_round() -> Function:
    """The condition that a change of its own round names an observation of the query."""
    read = Edition.alias()
    named = (
        ChangeSource.select(ChangeSource.id)
        .join(Change)
        .join(Edition)
        .join(read, on=(read.plan == Edition.plan) & (read.number == Edition.number - 1))
        .join(Consultation, on=(Consultation.edition == read.id))
        .where(ChangeSource.comment == Comment.id, Consultation.id == Comment.consultation)
    )
    return fn.EXISTS(named)


def unnamed(*conditions: object) -> "ModelSelect[Comment]":
    """Observations whose answer says incorporated though no change of their round names them."""
    return (
        Comment.select()
        .join(Answer)
        .where(Answer.decision.in_(NEEDS_CHANGE), ~named_in_own_round(), *conditions)
        .order_by(Comment.id)
    )


def require_changes(answers: Collection[Answer]) -> None:
    """Raise unless each answer that says incorporated has its change: WrongState when the round
    of one is over and none can follow, else Incomplete with the observations concerned."""
    promising = [each for each in answers if each.decision and each.decision.needs_change]
    if any(each.comment.fresh().was_cut_short for each in promising):
        raise WrongState(_CUT_SHORT)
    numbers = [each.id for each in promising]
    lacking = list(unnamed(Answer.id.in_(numbers))) if numbers else []
    if any(each.consultation.adjusted_at for each in lacking):
        raise WrongState(_TOO_LATE)
    if lacking:
        raise Incomplete(_NOT_YET, lacking)


def require_change(comment: Comment, decision: Decision | None) -> None:
    """Raise WrongState when a decision on an observation needs a change and none of its own round
    names it."""
    if decision is None or not decision.needs_change:
        return
    if comment.fresh().was_cut_short:
        raise WrongState(_CUT_SHORT)
    if Comment.select().where(Comment.id == comment.id, named_in_own_round()).exists():
        return
    if comment.consultation.adjusted_at:
        raise WrongState(_TOO_LATE)
    raise WrongState(_NOT_YET)


@contextmanager
def checking_incorporations(edition: Edition) -> Iterator[None]:
    """Raise Incomplete when what is done within leaves an answer that is out, and that says
    incorporated, without any change of the edition that names its observation."""
    before = set(_promised(edition))
    yield
    broken = before - set(_promised(edition))
    if broken:
        raise Incomplete(
            N_(
                "A published answer says that this observation was incorporated: a change must "
                "go on naming it. Correct the answer first."
            ),
            sorted(broken, key=lambda each: each.id),
        )


def _promised(edition: Edition) -> "ModelSelect[Comment]":
    named = ChangeSource.select(ChangeSource.comment).join(Change).where(Change.edition == edition)
    return (
        Comment.select()
        .join(Answer)
        .switch(Comment)
        .join(Consultation)
        .where(
            Comment.id.in_(named),
            Answer.state == AnswerState.PUBLISHED,
            Answer.decision.in_(NEEDS_CHANGE),
            Consultation.adjusted_at.is_null(),
        )
    )


def require_nothing_promised(plan: Plan) -> None:
    """Raise Incomplete while published answers say incorporated because of an edition that is
    not out: without it they would not be true."""
    waiting = list(
        Comment.select()
        .join(Answer)
        .switch(Comment)
        .join(Consultation)
        .where(
            Comment.plan == plan,
            Answer.state == AnswerState.PUBLISHED,
            Answer.decision.in_(NEEDS_CHANGE),
            Consultation.adjusted_at.is_null(),
        )
        .order_by(Comment.id)
    )
    if waiting:
        raise Incomplete(
            N_(
                "Published answers say that observations were incorporated, and the adjusted plan "
                "is not out. Publish it, or correct those answers first."
            ),
            waiting,
        )
