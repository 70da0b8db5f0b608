"""Putting right what was published: one person proposes, another approves, and both versions stay
public (R21).

What each kind of correction needs and does is its own `Procedure`.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from webapp.models import Answer, Comment, Correction, Part, Plan, Staff, Table
from webapp.models.base import digest
from webapp.models.event import name_of
from webapp.storage.db import overwrite_erased
from webapp.text.visible import is_blank
from webapp.vocabulary import CorrectionKind, CorrectionState, Role
from webapp.vocabulary.messages import N_
from webapp.vocabulary.verbs import Verb
from webapp.workflow import segregating
from webapp.workflow.acts import act, claim, record, require_about
from webapp.workflow.amending import AnswerCorrected
from webapp.workflow.amending_parts import PartCorrected
from webapp.workflow.annulling import Annulment
from webapp.workflow.cancelling import CancellationTakenBack
from webapp.workflow.clean_copies import CleanCopy
from webapp.workflow.covered_words import refuse_covered
from webapp.workflow.covering import Cover
from webapp.workflow.editorial import EditorialEdition
from webapp.workflow.erasing import WordsErased
from webapp.workflow.impediments import ImpedimentLifted
from webapp.workflow.moving import Move
from webapp.workflow.procedure import Procedure
from webapp.workflow.reasons import require_reason
from webapp.workflow.refusals import Invalid, NotAllowed, WrongState
from webapp.workflow.reopening import ExtensionWithdrawn, WindowReopened
from webapp.workflow.reopening_withdrawn import ReopeningWithdrawn
from webapp.workflow.sent_file import SentFile
from webapp.workflow.taking_back import AnnulmentTakenBack, WithdrawalTakenBack
from webapp.workflow.uncovering import CoverLifted
from webapp.workflow.withdrawing import EditionWithdrawn

PROCEDURES: Mapping[CorrectionKind, Procedure] = {
    each.kind: each
    for each in (
        Annulment(),
        AnnulmentTakenBack(),
        AnswerCorrected(),
        CancellationTakenBack(),
        CleanCopy(),
        Cover(),
        CoverLifted(),
        EditorialEdition(),
        EditionWithdrawn(),
        ExtensionWithdrawn(),
        ImpedimentLifted(),
        Move(),
        PartCorrected(),
        ReopeningWithdrawn(),
        WindowReopened(),
        WithdrawalTakenBack(),
        WordsErased(),
    )
}
"""Every kind of correction, each with what it needs and does."""
TAKEN_BACK_BY: Mapping[CorrectionKind, CorrectionKind] = {
    CorrectionKind.ANNULMENT: CorrectionKind.ANNULMENT_TAKEN_BACK,
    CorrectionKind.EDITION_WITHDRAWN: CorrectionKind.WITHDRAWAL_TAKEN_BACK,
    CorrectionKind.WINDOW_REOPENED: CorrectionKind.REOPENING_WITHDRAWN,
    CorrectionKind.COVER: CorrectionKind.COVER_LIFTED,
}
"""By what a correction that was approved by mistake is taken back. The others are followed by a
further one of their own kind, or by the act that they took back."""
PROPOSERS = frozenset(role for each in PROCEDURES.values() for role in each.proposers)
"""The roles that may propose a correction of some kind."""


def propose(
    kind: CorrectionKind,
    subject: Table,
    *,
    plan: Plan,
    reason: str,
    details: Mapping[str, Any] | None = None,
    about: str | None = None,
    file: SentFile | None = None,
    by: Staff,
    at: datetime,
) -> Correction:
    """Propose to put right what a row says, with a reason that the public will read, and with the
    file that its kind asks for.

    `about` is what the form carried: what stands, and the name of the row. Raises Invalid,
    NotAllowed, and WrongState when the same waits already, or what its kind needs is not there.
    """
    procedure = PROCEDURES[kind]
    reason = require_reason(reason, plan)
    with act(by, *procedure.proposers):
        require_about(about, plan, name_of(subject))
        correction = Correction(
            plan=plan,
            comment=_observation_of(subject),
            kind=kind,
            subject=name_of(subject),
            reason=reason,
            details={**(details or {}), "salt": secrets.token_hex(16)},
            proposed_by=by,
            proposed_at=at,
        )
        if any(procedure.is_the_same(correction, each) for each in Correction.proposed(kind)):
            raise WrongState(N_("This is already proposed and waits for approval."))
        procedure.check(correction, at=at)
        correction.save(force_insert=True)
        procedure.enclose(correction, file)
        record(
            Verb.CORRECTION_PROPOSED,
            correction,
            by=by,
            at=at,
            plan=plan,
            kind=kind,
            reason=reason,
            digest=digest(correction.proposal()),
        )
        return correction


def approve(correction: Correction, *, version: int, by: Staff, at: datetime) -> Correction:
    """Approve a correction, and so make it: from here on it is public.

    Raises NotAllowed for whoever proposed it or had a part in what it corrects (R11), StaleCopy,
    and WrongState when it was decided before, or what it needs is gone.
    """
    with act(by, Role.APPROVER):
        procedure = PROCEDURES[correction.kind]
        correction = _undecided(correction, version)
        if not may_decide(correction, by):
            raise NotAllowed(N_("Whoever had a part in a correction cannot approve it."))
        procedure.check(correction, at=at)
        refuse_covered(correction.plan, reason=correction.reason)
        correction.before = procedure.carry_out(correction, by=by, at=at)
        if correction.kind.is_public:
            Plan.update(corrections_made=Plan.corrections_made + 1).where(
                Plan.id == correction.plan_id
            ).execute()
        made = _decide(correction, CorrectionState.APPROVED, Verb.CORRECTION_APPROVED, by=by, at=at)
        procedure.follow(made, by=by, at=at)
    overwrite_erased()
    return made


def reject(
    correction: Correction, *, note: str, version: int, by: Staff, at: datetime
) -> Correction:
    """Say no to a correction, and why: what was published stays as it is."""
    if is_blank(note):
        raise Invalid(note=N_("Say why it is not approved."))
    with act(by, Role.APPROVER):
        correction = _undecided(correction, version)
        if correction.comment:
            segregating.require_no_impediment([correction.comment], by)
        correction.decision_note = note.strip()
        verb = Verb.CORRECTION_REJECTED
        dropped = _drop(correction, CorrectionState.REJECTED, verb, by=by, at=at)
    overwrite_erased()
    return dropped


def take_back(correction: Correction, *, version: int, by: Staff, at: datetime) -> Correction:
    """Take back one's own proposal before it is decided."""
    with act(by, *PROCEDURES[correction.kind].proposers):
        correction = _undecided(correction, version)
        if correction.proposed_by_id != by.id:
            raise NotAllowed(N_("Only whoever proposed a correction takes it back."))
        verb = Verb.CORRECTION_TAKEN_BACK
        dropped = _drop(correction, CorrectionState.TAKEN_BACK, verb, by=by, at=at)
    overwrite_erased()
    return dropped


def may_decide(correction: Correction, staff: Staff) -> bool:
    """Whether somebody may approve a correction now, as far as roles and parts taken go."""
    return (
        correction.state is CorrectionState.PROPOSED
        and staff.has(Role.APPROVER)
        and staff.id not in PROCEDURES[correction.kind].involved(correction)
    )


def may_take_back(correction: Correction, staff: Staff) -> bool:
    """Whether a proposal is somebody's own, and undecided."""
    return correction.state is CorrectionState.PROPOSED and correction.proposed_by_id == staff.id


def _observation_of(subject: Table) -> Comment | None:
    if isinstance(subject, Answer | Part | Correction):
        return subject.comment
    return subject if isinstance(subject, Comment) else None


def _undecided(correction: Correction, version: int) -> Correction:
    claim(correction, version)
    correction = correction.fresh()
    if correction.state is not CorrectionState.PROPOSED:
        raise WrongState(N_("This correction was already decided."))
    return correction


def _drop(
    correction: Correction, state: CorrectionState, verb: Verb, *, by: Staff, at: datetime
) -> Correction:
    PROCEDURES[correction.kind].drop(correction)
    return _decide(correction, state, verb, by=by, at=at)


def _decide(
    correction: Correction, state: CorrectionState, verb: Verb, *, by: Staff, at: datetime
) -> Correction:
    correction.state, correction.decided_by, correction.decided_at = state, by, at
    correction.save()
    record(
        verb,
        correction,
        by=by,
        at=at,
        plan=correction.plan,
        kind=correction.kind,
        reason=correction.reason,
        digest=digest(correction.decision()),
    )
    return correction.fresh()
