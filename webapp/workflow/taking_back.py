"""Taking back what two people approved by mistake: the annulment of registrations, the withdrawal
of an adjusted plan. Both the mistake and its taking back stay public (R21)."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from webapp.models import Action, Answer, Comment, Correction, Edition, Plan, Staff
from webapp.models.event import name_of
from webapp.vocabulary import AnswerState, CorrectionKind, CorrectionState, Phase, Renewal, Role
from webapp.vocabulary.messages import N_
from webapp.workflow import annulling, notifying, reporting, tallying
from webapp.workflow.procedure import Procedure
from webapp.workflow.refusals import Invalid, WrongState

_AT_ONCE = 500


def proposal(mistaken: Correction, comments: Sequence[Comment] = ()) -> dict[str, Any]:
    """The details of a correction that takes another back; of an annulment, which of its
    registrations stand again."""
    numbers = [each.filing_number for each in comments]
    return {"correction": mistaken.id, **({"comments": numbers} if numbers else {})}


def mistaken(correction: Correction, kind: CorrectionKind) -> Correction:
    """The correction that another takes back. Raises WrongState unless it is of a kind and made."""
    found = Correction.find(correction.details["correction"])
    if (
        found is None
        or found.kind is not kind
        or found.state is not CorrectionState.APPROVED
        or correction.subject != name_of(found)
    ):
        raise WrongState(N_("Only a correction that was made can be taken back."))
    return found


class AnnulmentTakenBack(Procedure):
    """Registrations annulled by mistake stand again, with their numbers: they count from here on,
    and an answer is due."""

    kind = CorrectionKind.ANNULMENT_TAKEN_BACK
    proposers = (Role.MODERATOR, Role.EDITOR)

    def check(self, correction: Correction, *, at: datetime) -> None:
        """Raise Invalid without any of its registrations, WrongState unless that annulment is what
        keeps each of them out."""
        former = mistaken(correction, CorrectionKind.ANNULMENT)
        comments = annulling.concerned(correction) if "comments" in correction.details else []
        if not comments:
            raise Invalid(first=N_("This annulment has no registration with that number."))
        if any(each.annulment_id != former.id for each in comments):
            raise WrongState(N_("One of those registrations is not annulled by it."))

    def carry_out(self, correction: Correction, *, by: Staff, at: datetime) -> dict[str, Any]:
        """Count them again, with the answers that were out; the reports that had them once have
        them again under another number, and each author is notified."""
        numbers = [each.id for each in annulling.concerned(correction)]
        for start in range(0, len(numbers), _AT_ONCE):
            some = numbers[start : start + _AT_ONCE]
            Comment.update(annulment=None, reinstated_at=at).where(Comment.id.in_(some)).execute()
        comments = annulling.concerned(correction)
        out = _published(comments)
        tallying.add_filed(comments)
        tallying.add_answered(out)
        _count(correction.plan, comments, out)
        tallying.choose_main_points_again({each.consultation_id for each in comments})
        notifying.reinstated(comments, at=at)
        reporting.renew(comments, why=Renewal.REINSTATEMENT, by=by, at=at)
        return {}


class WithdrawalTakenBack(Procedure):
    """An adjusted plan withdrawn by mistake stands again, as it was published."""

    kind = CorrectionKind.WITHDRAWAL_TAKEN_BACK
    proposers = (Role.EDITOR,)

    def check(self, correction: Correction, *, at: datetime) -> None:
        """Raise WrongState unless that withdrawal stands and nothing took the edition's place."""
        former = mistaken(correction, CorrectionKind.EDITION_WITHDRAWN)
        plan = correction.plan.fresh()
        edition = plan.current_edition
        if edition is None or name_of(edition) != former.subject:
            raise WrongState(N_("Another edition has taken its place."))
        if plan.phase(at) is not Phase.ADJUSTED:
            raise WrongState(N_("A round is held on it: its withdrawal stands."))
        standing = Correction.withdrawal_of(edition)
        if standing is None or standing.id != former.id:
            raise WrongState(N_("That withdrawal was taken back already."))

    def carry_out(self, correction: Correction, *, by: Staff, at: datetime) -> dict[str, Any]:
        """Nothing of the edition changed when it was withdrawn: keep which text stands again."""
        number = mistaken(correction, CorrectionKind.EDITION_WITHDRAWN).details["edition"]
        return {"digest": Edition.get(plan=correction.plan, number=number).digest}


def _published(comments: Sequence[Comment]) -> list[Answer]:
    numbers = [each.id for each in comments]
    out: list[Answer] = []
    for start in range(0, len(numbers), _AT_ONCE):
        some = Comment.id.in_(numbers[start : start + _AT_ONCE])
        published = Answer.state == AnswerState.PUBLISHED
        out.extend(Answer.select(Answer, Comment).join(Comment).where(some, published))
    return out


def _count(plan: Plan, comments: Sequence[Comment], out: Sequence[Answer]) -> None:
    in_term = [each for each in comments if not each.late]
    answered = [each for each in out if not each.comment.late]
    Plan.update(
        comments_total=Plan.comments_total + len(in_term),
        comments_late=Plan.comments_late + len(comments) - len(in_term),
        answers_published=Plan.answers_published + len(answered),
    ).where(Plan.id == plan.id).execute()
    for action, count in Counter(each.considered_under_id for each in in_term).items():
        Action.update(comments_total=Action.comments_total + count).where(
            Action.id == action
        ).execute()
