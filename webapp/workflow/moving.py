"""Considering an observation under the action that it is really about: bound as it was filed (R2),
it is counted, answered and shown there."""

from datetime import datetime
from typing import Any

from webapp.models import Action, Answer, Comment, Correction, Staff
from webapp.vocabulary import AnswerState, CorrectionKind, Renewal, Role
from webapp.vocabulary.messages import N_
from webapp.workflow import reporting, tallying
from webapp.workflow.acts import require_registered
from webapp.workflow.procedure import Procedure
from webapp.workflow.refusals import Invalid


def proposal(action: Action | None) -> dict[str, Any]:
    """The details of a correction that considers an observation under an action."""
    return {"action": action.code if action else ""}


class Move(Procedure):
    """An observation is considered under another action of its plan."""

    kind = CorrectionKind.MOVE
    proposers = (Role.MODERATOR, Role.EDITOR, Role.RESPONDER)

    def check(self, correction: Correction, *, at: datetime) -> None:
        """Raise Invalid unless it is a public action of the plan, and not the one where it stands;
        WrongState when its registration was annulled."""
        comment, action = _observation(correction), _action(correction)
        require_registered(comment)
        if action is None:
            raise Invalid(action=N_("Choose an action of the plan."))
        if action.id == comment.considered_under_id:
            raise Invalid(action=N_("It is already considered there."))

    def carry_out(self, correction: Correction, *, by: Staff, at: datetime) -> dict[str, Any]:
        """Count it where it is considered; gives the action where it stood, by code."""
        comment, action = _observation(correction), _action(correction)
        before = comment.considered_under
        tallying.take_out([comment])
        _count(before, comment, -1)
        Comment.update(considered_under=action).where(Comment.id == comment.id).execute()
        comment = comment.fresh()
        _count(action, comment, 1)
        tallying.add_filed([comment])
        out = Answer.state == AnswerState.PUBLISHED
        tallying.add_answered(list(Answer.select().where(Answer.comment == comment, out)))
        tallying.choose_main_points_again({comment.consultation_id})
        reporting.renew([comment], why=Renewal.MOVE, by=by, at=at)
        return {"action": before.code if before else ""}


def _observation(correction: Correction) -> Comment:
    if correction.comment is None:
        raise Invalid(action=N_("Only an observation is moved."))
    return correction.comment.fresh()


def _action(correction: Correction) -> Action | None:
    return correction.plan.public_action(correction.details["action"])


def _count(action: Action | None, comment: Comment, more: int) -> None:
    if action and not comment.late:
        Action.update(comments_total=Action.comments_total + more).where(
            Action.id == action.id
        ).execute()
