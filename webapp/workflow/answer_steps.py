"""What may be done with an answer now: the verbs demand it here, and the pages ask it here."""

from dataclasses import dataclass
from datetime import datetime

from webapp.models import Answer, Comment, Staff
from webapp.vocabulary import AnswerState, Phase, Role
from webapp.vocabulary.messages import N_
from webapp.workflow import handling, segregating
from webapp.workflow.acts import Actor, require_phase, require_registered
from webapp.workflow.refusals import Refused, WrongState, refusal

SPLITTERS = (Role.MODERATOR, Role.RESPONDER)
ANSWERABLE = tuple(phase for phase in Phase if phase is not Phase.DRAFTING)
"""What was filed is answered whatever became of its plan: it may be a petition."""


def require_answerable(comment: Comment, by: Staff, at: datetime) -> None:
    """Raise WrongState unless an observation is to be answered, and NotAllowed for whoever has an
    impediment on it or is of another area than it."""
    require_phase(comment, at, *ANSWERABLE)
    require_registered(comment)
    handling.require_own_area(comment, by)


def require_writable(answer: Answer | None) -> None:
    """Raise WrongState for an answer that is neither a draft nor returned to its drafter."""
    if answer and not answer.state.is_writable:
        raise WrongState(N_("This answer is no longer a draft."))


def require_approver(answer: Answer, by: Actor) -> None:
    """Raise NotAllowed for whoever may not approve an answer: an impediment, or words of theirs in
    it (R11)."""
    segregating.require_no_impediment([answer.comment], by)
    segregating.require_drafted_nothing(answer, by)


def require_returnable(answer: Answer) -> None:
    """Raise WrongState unless an answer is with its approver, or approved and not out."""
    if not answer.state.is_returnable:
        raise WrongState(N_("This answer is not awaiting approval."))


def may_draft(comment: Comment, answer: Answer | None, staff: Staff, at: datetime) -> bool:
    """Whether a person may write the answer to an observation now."""
    mine = not refusal(require_answerable, comment, staff, at)
    return mine and may_write(comment, answer, staff, at)


def may_write(comment: Comment, answer: Answer | None, staff: Staff, at: datetime) -> bool:
    """The same as far as roles and states go: areas and impediments say which answers, or which
    parts of a letter."""
    open_now = comment.phase(at) in ANSWERABLE and not refusal(require_writable, answer)
    return staff.has(Role.RESPONDER) and open_now


def may_split(comment: Comment, answer: Answer | None, staff: Staff) -> bool:
    """Whether a person may split a letter, or change its parts, now."""
    return staff.has(*SPLITTERS) and comment.is_shown and not refusal(require_writable, answer)


def may_correct(answer: Answer | None, staff: Staff) -> bool:
    """Whether a person may propose that an answer, or a part of it, says something else."""
    return (
        answer is not None
        and answer.state is AnswerState.PUBLISHED
        and staff.has(Role.RESPONDER)
        and not segregating.is_impeded(answer.comment, staff)
    )


@dataclass(frozen=True)
class Approval:
    """What an approver may do with one answer now."""

    approve: bool = False
    wrote_in_it: bool = False
    give_back: bool = False
    publish: bool = False


def approval_of(answer: Answer | None, staff: Staff) -> Approval:
    """What a person may do with an answer that somebody drafted."""
    if answer is None or not staff.has(Role.APPROVER):
        return Approval()
    impediment = refusal(segregating.require_no_impediment, [answer.comment], staff)
    if impediment or refusal(require_registered, answer.comment):
        return Approval()
    submitted = answer.state is AnswerState.SUBMITTED
    wrote_in_it = submitted and bool(refusal(require_approver, answer, staff))
    return Approval(
        approve=submitted and not wrote_in_it,
        wrote_in_it=wrote_in_it,
        give_back=not refusal(require_returnable, answer),
        publish=answer.state is AnswerState.APPROVED,
    )


def why_not_draft(
    comment: Comment, answer: Answer | None, staff: Staff, at: datetime
) -> Refused | None:
    """What keeps a person from an answer that others may write now; none when nothing does."""
    impediment = refusal(segregating.require_no_impediment, [comment], staff)
    if impediment or not may_write(comment, answer, staff, at):
        return impediment
    return refusal(handling.require_own_area, comment, staff)
