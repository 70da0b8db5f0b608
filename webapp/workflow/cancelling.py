"""Taking back a cancellation that was a mistake, while nothing else has followed from it."""

from datetime import datetime
from typing import Any

from webapp.models import Correction, Event, Plan, Staff
from webapp.models.event import name_of
from webapp.vocabulary import CorrectionKind, Role, Standing
from webapp.vocabulary.messages import N_
from webapp.vocabulary.verbs import Verb
from webapp.workflow import restating
from webapp.workflow.procedure import Procedure
from webapp.workflow.refusals import WrongState

_ON_WHAT_CAME = (
    "answer.", "bulk.", "comment.", "comments.", "correction.", "evidence.", "group.", "meeting.",
    "notice.", "part.", "petition.", Verb.REPORT_FROZEN, "submitter.",
)  # fmt: skip
"""Acts on what people sent, which go on in a cancelled plan and follow from no cancellation."""


class CancellationTakenBack(Procedure):
    """A plan cancelled by mistake goes on where its dates say."""

    kind = CorrectionKind.CANCELLATION_TAKEN_BACK
    proposers = (Role.EDITOR,)

    def check(self, correction: Correction, *, at: datetime) -> None:
        """Raise WrongState unless the plan is cancelled and nothing has followed."""
        plan = correction.plan.fresh()
        if plan.cancelled_at is None:
            raise WrongState(N_("The plan is not cancelled."))
        if _has_followed(plan):
            raise WrongState(N_("Something else has followed from the cancellation: it stands."))

    def carry_out(self, correction: Correction, *, by: Staff, at: datetime) -> dict[str, Any]:
        """Let the plan go on; its cancellation and the reason stay in the correction. What came
        meanwhile counts by when it came."""
        plan = correction.plan.fresh()
        before = {"cancelled_at": str(plan.cancelled_at), "reason": plan.cancel_reason}
        Plan.update(cancelled_at=None, cancel_reason="").where(Plan.id == plan.id).execute()
        restating.restate(plan, Standing.AFTER_CANCELLATION, by=by, at=at)
        return before


def _has_followed(plan: Plan) -> bool:
    cancelled = (
        Event.select(Event.position)
        .where(Event.subject == name_of(plan), Event.verb == Verb.PLAN_CANCELLED)
        .order_by(Event.position.desc())
        .first()
    )
    later = Event.select(Event.verb).where(Event.plan == plan, Event.position > cancelled.position)
    of_none = _ON_WHAT_CAME if plan.successor else (*_ON_WHAT_CAME, Verb.PLAN_SUCCESSOR_NAMED)
    return any(not each.verb.startswith(of_none) for each in later)
