"""Lifting an impediment that was declared by mistake: whoever declared it says so, another person,
with no part in the answer, confirms it (R11)."""

from datetime import datetime
from typing import Any

from webapp.models import Answer, Comment, Correction, Staff
from webapp.models.event import subject_of
from webapp.vocabulary import CorrectionKind
from webapp.vocabulary.messages import N_
from webapp.vocabulary.verbs import Verb
from webapp.workflow import segregating
from webapp.workflow.acts import record
from webapp.workflow.handling import HANDLERS
from webapp.workflow.procedure import Procedure
from webapp.workflow.refusals import NotAllowed, WrongState


class ImpedimentLifted(Procedure):
    """Somebody has no impediment on an observation after all. Nothing of it is public (R6); what
    was done meanwhile by others stays as they did it."""

    kind = CorrectionKind.IMPEDIMENT_LIFTED
    proposers = HANDLERS

    def check(self, correction: Correction, *, at: datetime) -> None:
        """Raise WrongState unless whoever proposes it declared the impediment: nobody says of
        another that there is none."""
        if not segregating.is_impeded(_comment(correction), correction.proposed_by):
            raise WrongState(N_("You declared no impediment on this observation."))

    def carry_out(self, correction: Correction, *, by: Staff, at: datetime) -> dict[str, Any]:
        """Note it in the log, where impediments are."""
        comment, person = _comment(correction), correction.proposed_by_id
        record(
            Verb.COMMENT_IMPEDIMENT_LIFTED,
            subject_of(comment),
            by=by,
            at=at,
            plan=comment.plan,
            staff=person,
            correction=correction.id,
            reason=correction.reason,
        )
        return {"staff": person}

    def involved(self, correction: Correction) -> frozenset[int]:
        """Whoever declared it, whoever has an impediment too, and whoever wrote any word of the
        answer: they would choose who approves it."""
        comment = _comment(correction)
        answer = Answer.of(comment)
        drafters = segregating.drafters(answer) if answer else segregating.writers(comment)
        return frozenset({correction.proposed_by_id, *drafters, *segregating.impeded(comment)})


def _comment(correction: Correction) -> Comment:
    if correction.comment is None:
        raise NotAllowed(N_("You declared no impediment on this observation."))
    return correction.comment
