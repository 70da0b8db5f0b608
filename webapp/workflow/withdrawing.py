"""Withdrawing an adjusted plan that was published: it stays readable, with a notice (R1, R21)."""

from datetime import datetime
from typing import Any

from webapp.models import Correction, Edition, Plan, Staff
from webapp.models.event import name_of
from webapp.vocabulary import CorrectionKind, Phase, Role
from webapp.vocabulary.messages import N_
from webapp.workflow.procedure import Procedure
from webapp.workflow.refusals import Invalid, WrongState


def proposal(edition: Edition, successor: Plan | None) -> dict[str, Any]:
    """The details of a correction that withdraws an edition, and names the plan that takes its
    place, if one does."""
    return {"edition": edition.number, "successor": successor.slug if successor else ""}


class EditionWithdrawn(Procedure):
    """An adjusted plan no longer stands. Nothing of it changes: its page says so, and a further
    round may lead to another edition."""

    kind = CorrectionKind.EDITION_WITHDRAWN
    proposers = (Role.EDITOR,)

    def check(self, correction: Correction, *, at: datetime) -> None:
        """Raise WrongState unless it is the adjusted plan that stands and no round is held on it,
        Invalid for a successor that is not another public plan."""
        plan = correction.plan.fresh()
        edition = plan.current_edition
        if plan.phase(at) is not Phase.ADJUSTED or edition is None:
            raise WrongState(N_("Only the adjusted plan that stands can be withdrawn."))
        if correction.subject != name_of(edition) or edition.is_first:
            raise WrongState(N_("Only the adjusted plan that stands can be withdrawn."))
        if Correction.withdrawal_of(edition):
            raise WrongState(N_("This edition was withdrawn already."))
        slug = correction.details["successor"]
        successor = Plan.find(slug) if slug else None
        if slug and (successor is None or successor == plan or successor.announced_round is None):
            raise Invalid(successor=N_("Choose another plan that is public."))

    def carry_out(self, correction: Correction, *, by: Staff, at: datetime) -> dict[str, Any]:
        """Keep which text was withdrawn: the edition itself never changes (R1)."""
        edition = correction.plan.fresh().current_edition
        return {"digest": edition.digest if edition else ""}
