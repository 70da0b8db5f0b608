"""Opening a round again after its close by a decision, and withdrawing an extension (R5, R21)."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from webapp.models import Consultation, Correction, Entity, Extension, Staff
from webapp.values import time_zones
from webapp.vocabulary import CorrectionKind, Role, Standing
from webapp.vocabulary.messages import N_
from webapp.vocabulary.verbs import Verb
from webapp.workflow import notifying, restating
from webapp.workflow.acts import record
from webapp.workflow.announcing import require_meant, whole_day
from webapp.workflow.plan_steps import require_extensible, require_reopenable
from webapp.workflow.procedure import Procedure
from webapp.workflow.refusals import Invalid, WrongState


@dataclass(frozen=True, kw_only=True)
class Reopening:
    """The days, both whole, for which a round is opened again, and whether what came while it was
    closed counts as in term. A last day that is far away is taken only when it was confirmed."""

    first_day: date
    last_day: date
    counts_between: bool
    confirmed: bool = False

    def details(self) -> dict[str, Any]:
        """As a correction keeps it."""
        return asdict(self) | {
            "first_day": self.first_day.isoformat(),
            "last_day": self.last_day.isoformat(),
        }

    @classmethod
    def of(cls, details: dict[str, Any]) -> "Reopening":
        """What a correction proposes."""
        return cls(
            first_day=date.fromisoformat(details["first_day"]),
            last_day=date.fromisoformat(details["last_day"]),
            counts_between=bool(details["counts_between"]),
            # Before 0.4.0 the form alone asked for the confirmation.
            confirmed=bool(details.get("confirmed", True)),
        )

    def instants(self, zone: ZoneInfo, at: datetime) -> tuple[datetime, datetime]:
        """`(reopens_at, closes_at)`: not before it is decided. Raises Invalid."""
        if self.last_day < max(self.first_day, time_zones.to_local(at, zone).date()):
            raise Invalid(last_day=N_("The last day cannot be before the first, nor before today."))
        opens_at = whole_day(self.first_day, zone, "first_day")[0]
        closes_at = whole_day(self.last_day, zone, "last_day")[1]
        require_meant(self.last_day, self.confirmed, zone, at)
        return max(opens_at, at), closes_at


class WindowReopened(Procedure):
    """A further window of the same round, before its report is out."""

    kind = CorrectionKind.WINDOW_REOPENED
    proposers = (Role.EDITOR,)

    def check(self, correction: Correction, *, at: datetime) -> None:
        """Raise WrongState unless the round is the newest and is being answered, Invalid for days
        that cannot be."""
        consultation = _subject(correction, Consultation)
        require_reopenable(consultation, at)
        if consultation != correction.plan.fresh().consultation:
            raise WrongState(N_("A later round was announced: this one stays closed."))
        Reopening.of(correction.details).instants(Entity.current().zone, at)

    def carry_out(self, correction: Correction, *, by: Staff, at: datetime) -> dict[str, Any]:
        """Open it again; what came late in between is counted if that was chosen."""
        consultation = _subject(correction, Consultation)
        again = Reopening.of(correction.details)
        reopens_at, closes_at = again.instants(Entity.current().zone, at)
        before = consultation.closes_at
        extension = Extension.create(
            consultation=consultation,
            closes_at_before=before,
            closes_at=closes_at,
            reason=correction.reason,
            decided_at=at,
            reopens_at=reopens_at,
            counts_between=again.counts_between,
        )
        set_window(consultation, closed_at=before, reopens_at=reopens_at, closes_at=closes_at)
        record(
            Verb.CONSULTATION_REOPENED,
            consultation,
            by=by,
            at=at,
            plan=correction.plan,
            before=before,
            reopens_at=reopens_at,
            after=closes_at,
            counts_between=again.counts_between,
            reason=correction.reason,
        )
        restated = restating.restate(correction.plan, Standing.LATE, by=by, at=at)
        notifying.extended(extension, at=at)
        return {"closes_at": str(before), "comments": restated}


class ExtensionWithdrawn(Procedure):
    """An extension made by mistake is withdrawn while the earlier end has not passed."""

    kind = CorrectionKind.EXTENSION_WITHDRAWN
    proposers = (Role.EDITOR,)

    def check(self, correction: Correction, *, at: datetime) -> None:
        """Raise WrongState unless it is the last that stands, and the earlier close is to come."""
        extension = _subject(correction, Extension)
        consultation = require_extensible(extension.consultation, at)
        if consultation.standing_extensions[-1:] != [extension] or not extension.adds_time:
            raise WrongState(N_("Only the last extension that stands can be withdrawn."))
        if at >= extension.closes_at_before:
            raise WrongState(N_("The earlier closing date has passed: the extension stands."))

    def carry_out(self, correction: Correction, *, by: Staff, at: datetime) -> dict[str, Any]:
        """Bring back the earlier close; the extension stays public, with why it was withdrawn."""
        extension = _subject(correction, Extension)
        withdraw(extension, correction, by=by, at=at)
        notifying.extended(extension.fresh(), at=at)
        return {"closes_at": str(extension.closes_at)}


def _subject(correction: Correction, table: Any) -> Any:
    """The row that a correction is about."""
    number = int(correction.subject.rpartition(":")[2])
    return table.get(table.id == number)


def withdraw(
    extension: Extension,
    correction: Correction,
    *,
    by: Staff,
    at: datetime,
    **times: datetime | None,
) -> None:
    """Withdraw an extension with its reason and bring back the close before it; `times` are others
    of the round that go back with it."""
    consultation = extension.consultation
    Extension.update(withdrawn_at=at, withdrawn_reason=correction.reason).where(
        Extension.id == extension.id
    ).execute()
    set_window(consultation, closes_at=extension.closes_at_before, **times)
    record(
        Verb.CONSULTATION_EXTENSION_WITHDRAWN,
        consultation,
        by=by,
        at=at,
        plan=correction.plan,
        before=extension.closes_at,
        after=extension.closes_at_before,
        reason=correction.reason,
    )


def set_window(consultation: Consultation, **times: datetime | None) -> None:
    """Move the close; forms opened before are stale from here on (R12)."""
    Consultation.update(version=Consultation.version + 1, **times).where(
        Consultation.id == consultation.id
    ).execute()
