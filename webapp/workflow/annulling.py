"""Annulling registrations made by mistake: the number and the reason stay, nothing counts (R3).

Never for what an observation says: that is moderated.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from webapp.models import Action, Answer, Change, Comment, Correction, Plan, Staff
from webapp.vocabulary import AnnulmentGround, AnswerState, CorrectionKind, Renewal, Role
from webapp.vocabulary.messages import N_
from webapp.workflow import notifying, reporting, tallying
from webapp.workflow.procedure import Procedure
from webapp.workflow.refusals import Incomplete, Invalid, WrongState

_AT_ONCE = 500


def proposal(
    ground: AnnulmentGround, comments: Sequence[Comment], *, same_as: str = ""
) -> dict[str, Any]:
    """The details of a correction that annuls the registration of some observations.

    `same_as` is the filing number under which the same letter stays, for one registered twice.
    """
    numbers = [comment.filing_number for comment in comments]
    return {"ground": ground.value, "comments": numbers, "same_as": same_as.strip().upper()}


class Annulment(Procedure):
    """The registration of one observation, or of all that came in by a mistake, is annulled."""

    kind = CorrectionKind.ANNULMENT
    proposers = (Role.MODERATOR, Role.EDITOR)

    def check(self, correction: Correction, *, at: datetime) -> None:
        """Raise Invalid when what stays of a letter registered twice is not said, WrongState for
        one that was annulled before, Incomplete with those that a change rests on."""
        comments = concerned(correction)
        if len(comments) != len(set(correction.details["comments"])) or not comments:
            raise Invalid(first=N_("No observation of this plan has that filing number."))
        if correction.details["ground"] == AnnulmentGround.DUPLICATE:
            _require_other(correction)
        if any(each.annulment_id for each in comments):
            raise WrongState(N_("One of those registrations was annulled already."))
        behind = [each for each in comments if Change.naming(each)]
        if behind:
            raise Incomplete(N_("A change of the plan rests on it: it cannot be annulled."), behind)

    def carry_out(self, correction: Correction, *, by: Staff, at: datetime) -> dict[str, Any]:
        """Take them out of every total and of what waits; the reports that have them are made
        anew."""
        comments = concerned(correction)
        numbers = [each.id for each in comments]
        tallying.take_out(comments)
        _take_out_of_plan(correction.plan, comments)
        for start in range(0, len(numbers), _AT_ONCE):
            some = numbers[start : start + _AT_ONCE]
            Comment.update(annulment=correction).where(Comment.id.in_(some)).execute()
        tallying.choose_main_points_again({each.consultation_id for each in comments})
        notifying.annulled(comments, at=at)
        reporting.renew(comments, why=Renewal.ANNULMENT, by=by, at=at)
        return {}


def concerned(correction: Correction) -> list[Comment]:
    """The observations of the plan that an annulment is about, as they were filed."""
    named: list[str] = correction.details["comments"]
    found: list[Comment] = []
    for start in range(0, len(named), _AT_ONCE):
        some = Comment.filing_number.in_(named[start : start + _AT_ONCE])
        found.extend(Comment.select().where(Comment.plan == correction.plan_id, some))
    return sorted(found, key=lambda each: each.id)


def _require_other(correction: Correction) -> None:
    other = Comment.find(correction.details["same_as"])
    if other is None or other.filing_number in correction.details["comments"]:
        raise Invalid(same_as=N_("Write the filing number under which the same letter stays."))
    if other.annulment_id:
        raise Invalid(
            same_as=N_("That registration was annulled: nothing of the letter would stay.")
        )


def _take_out_of_plan(plan: Plan, comments: Sequence[Comment]) -> None:
    in_term = [each for each in comments if not each.late]
    answered = (
        Answer.select()
        .where(
            Answer.comment.in_([each.id for each in in_term]),
            Answer.state == AnswerState.PUBLISHED,
        )
        .count()
    )
    Plan.update(
        comments_total=Plan.comments_total - len(in_term),
        comments_late=Plan.comments_late - (len(comments) - len(in_term)),
        answers_published=Plan.answers_published - answered,
    ).where(Plan.id == plan.id).execute()
    for action, count in Counter(each.considered_under_id for each in in_term).items():
        Action.update(comments_total=Action.comments_total - count).where(
            Action.id == action
        ).execute()
