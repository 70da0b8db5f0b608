"""Withdrawing a further window that was opened by mistake (R5, R21)."""

from datetime import datetime
from typing import Any

from webapp.models import Consultation, Correction, Entity, Extension, Staff
from webapp.values import time_zones
from webapp.vocabulary import CorrectionKind, Phase, Role, Standing
from webapp.vocabulary.messages import N_
from webapp.vocabulary.verbs import Verb
from webapp.workflow import notifying, restating
from webapp.workflow.acts import record, require_round
from webapp.workflow.announcing import whole_day
from webapp.workflow.procedure import Procedure
from webapp.workflow.refusals import WrongState
from webapp.workflow.reopening import set_window, withdraw
from webapp.workflow.taking_back import mistaken


class ReopeningWithdrawn(Procedure):
    """A further window does not open; one that has opened closes with the day, and what came in it
    counts: whoever wrote then had been told that it was open."""

    kind = CorrectionKind.REOPENING_WITHDRAWN
    proposers = (Role.EDITOR,)

    def check(self, correction: Correction, *, at: datetime) -> None:
        """Raise WrongState unless that window is still to come, or is open for more than the rest
        of the day."""
        extension = opened_by(mistaken(correction, CorrectionKind.WINDOW_REOPENED))
        consultation = require_round(extension.consultation, at, Phase.ANNOUNCED, Phase.OPEN)
        reopened = [each for each in consultation.standing_extensions if each.reopens_at]
        if reopened[-1:] != [extension]:
            raise WrongState(N_("Only the last opening again that stands can be withdrawn."))
        if consultation.phase(at) is Phase.ANNOUNCED:
            if consultation.standing_extensions[-1] != extension:
                raise WrongState(N_("Withdraw first the extension that followed."))
        elif end_of_day(at) >= consultation.closes_at:
            raise WrongState(N_("It closes today in any case."))

    def carry_out(self, correction: Correction, *, by: Staff, at: datetime) -> dict[str, Any]:
        """Bring back the earlier close, or close with the day; what came while it was closed and
        counted for a window that never opened is late again."""
        extension = opened_by(mistaken(correction, CorrectionKind.WINDOW_REOPENED))
        consultation = extension.consultation.fresh()
        before = {"closes_at": str(consultation.closes_at)}
        if consultation.phase(at) is Phase.OPEN:
            shorter = _shorten(consultation, correction, by=by, at=at)
            notifying.shortened(shorter, at=at)
            return {**before, "comments": []}
        _take_out(extension, correction, by=by, at=at)
        restated = restating.restate(
            correction.plan,
            Standing.IN_TERM,
            Standing.ON_CLOSED_ACTION,
            since=extension.closes_at_before,
            by=by,
            at=at,
        )
        notifying.shortened(extension.fresh(), at=at)
        return {**before, "comments": restated}


def opened_by(reopening: Correction) -> Extension:
    """The further window that a correction opened."""
    number = int(reopening.subject.rpartition(":")[2])
    found = Extension.get_or_none(
        Extension.consultation == number, Extension.decided_at == reopening.decided_at
    )
    if found is None or found.withdrawn_at:
        raise WrongState(N_("That opening again was withdrawn already."))
    extension: Extension = found
    return extension


def end_of_day(at: datetime) -> datetime:
    """The midnight, in the entity's zone, that ends the day of an instant."""
    zone = Entity.current().zone
    return whole_day(time_zones.to_local(at, zone).date(), zone, "last_day")[1]


def _shorten(
    consultation: Consultation, correction: Correction, *, by: Staff, at: datetime
) -> Extension:
    before, closes_at = consultation.closes_at, end_of_day(at)
    shorter = Extension.create(
        consultation=consultation,
        closes_at_before=before,
        closes_at=closes_at,
        reason=correction.reason,
        decided_at=at,
    )
    set_window(consultation, closes_at=closes_at)
    record(
        Verb.CONSULTATION_SHORTENED,
        consultation,
        by=by,
        at=at,
        plan=correction.plan,
        before=before,
        after=closes_at,
        reason=correction.reason,
    )
    return shorter


def _take_out(extension: Extension, correction: Correction, *, by: Staff, at: datetime) -> None:
    consultation = extension.consultation
    earlier = [
        each for each in consultation.standing_extensions if each.reopens_at and each != extension
    ]
    withdraw(
        extension,
        correction,
        by=by,
        at=at,
        closed_at=earlier[-1].closes_at_before if earlier else None,
        reopens_at=earlier[-1].reopens_at if earlier else None,
    )
