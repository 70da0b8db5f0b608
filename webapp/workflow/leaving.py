"""When somebody leaves: what waits with them, and handing it over in one act."""

from dataclasses import dataclass
from datetime import datetime

from webapp.models import Answer, Comment, Correction, Handling, Plan, Staff
from webapp.vocabulary import AnswerState, CorrectionState, Role
from webapp.vocabulary.messages import N_
from webapp.workflow import handling, staffing
from webapp.workflow.acts import Actor, act
from webapp.workflow.refusals import Invalid

_DONE = tuple(each for each in AnswerState if each.is_approved)


@dataclass(frozen=True, kw_only=True)
class OpenWork:
    """What waits with a person."""

    comments: list[Comment]
    """Observations handed to them that have no approved answer."""
    drafts: list[Answer]
    """Answers that they drafted and nobody has approved."""
    corrections: list[Correction]
    """Corrections that they proposed and nobody has decided."""
    only_approver: bool
    """Whether nobody else could approve answers."""

    def __bool__(self) -> bool:
        return bool(self.comments or self.drafts or self.corrections or self.only_approver)


def waiting_with(staff: Staff) -> OpenWork:
    """What waits with a person, whether or not their account is still open."""
    answered = Answer.select(Answer.comment).where(Answer.state.in_(_DONE))
    handed = (
        Comment.select(Comment, Plan)
        .join(Plan)
        .switch(Comment)
        .join(Handling)
        .where(Handling.staff == staff, Comment.id.not_in(answered), Comment.stands())
        .where(Plan.cancelled_at.is_null())
    )
    drafts = Answer.select(Answer, Comment).join(Comment)
    drafts = drafts.where(Answer.drafted_by == staff, Answer.state.not_in(_DONE), Comment.stands())
    proposed = Correction.select().where(
        Correction.proposed_by == staff, Correction.state == CorrectionState.PROPOSED
    )
    others = Staff.select().where(Staff.active, Staff.id != staff.id)
    return OpenWork(
        comments=list(handed.order_by(Comment.id)),
        drafts=list(drafts.order_by(Answer.id)),
        corrections=list(proposed.order_by(Correction.id)),
        only_approver=staff.active
        and staff.has(Role.APPROVER)
        and not any(each.has(Role.APPROVER) for each in others),
    )


def leave(staff: Staff, *, to: Staff | None = None, by: Actor, at: datetime) -> list[Comment]:
    """Close an account and hand over what waits with its person, in one act; see `hand_over`."""
    with act(by, Role.ADMIN):
        staffing.deactivate(staff, by=by, at=at)
        return hand_over(staff, to=to, by=by, at=at)


def hand_over(staff: Staff, *, to: Staff | None = None, by: Actor, at: datetime) -> list[Comment]:
    """Hand every observation that waits with a person to another, or back to its area, each with
    its event; the drafts go with them. Gives those that the other may not have, which went back to
    their area.

    Raises Invalid for somebody who drafts no answers.
    """
    with act(by, Role.ADMIN):
        if to is not None and (to == staff or not to.fresh().has(Role.RESPONDER)):
            raise Invalid(to=N_("This person does not draft answers."))
        comments = waiting_with(staff).comments
        return [each for each in comments if not handling.pass_on(each, to, by=by, at=at)]
