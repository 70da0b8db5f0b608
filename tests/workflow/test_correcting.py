"""Corrections: one person proposes, another approves, and what was stays told (R11, R21)."""

import pytest

from tests.cast import PASSWORD, WHILE_OPEN, a_cast, an_announced_plan, filed, later
from webapp.models import Correction, Event
from webapp.vocabulary import CorrectionKind, CorrectionState, Phase, Role
from webapp.workflow import announcing, correcting, staffing, verifying
from webapp.workflow.acts import OPERATOR
from webapp.workflow.refusals import Invalid, NotAllowed, StaleCopy, WrongState

WHY = "Se canceló el plan que no era."
TAKE_BACK = CorrectionKind.CANCELLATION_TAKEN_BACK


@pytest.fixture
def cast(database):
    return a_cast()


@pytest.fixture
def plan(cast):
    """An open plan that was cancelled by mistake."""
    plan = an_announced_plan(cast)
    filed(plan, "Pongan un buzón.")
    announcing.cancel(plan, reason="Se rehará con más tiempo.", by=cast.elena_editor, at=WHILE_OPEN)
    return plan.fresh()


def proposed(plan, by, *, at=WHILE_OPEN, reason=WHY) -> Correction:
    return correcting.propose(TAKE_BACK, plan, plan=plan, reason=reason, by=by, at=at)


def approved(correction, by, *, at=WHILE_OPEN) -> Correction:
    return correcting.approve(correction, version=correction.version, by=by, at=at)


def an_editor_who_approves():
    return staffing.add_staff(
        email="ambos@concejo.example",
        name="Ambos Roles",
        roles=(Role.EDITOR, Role.APPROVER),
        password=PASSWORD,
        by=OPERATOR,
        at=WHILE_OPEN,
    )


def test_what_is_proposed_has_no_effect_until_another_approves_it_r21(plan, cast):
    correction = proposed(plan, cast.elena_editor)
    assert plan.fresh().phase(WHILE_OPEN) is Phase.CANCELLED
    made = approved(correction, cast.alba_approver)
    assert plan.fresh().phase(WHILE_OPEN) is Phase.OPEN
    assert made.state is CorrectionState.APPROVED
    assert made.before["reason"] == "Se rehará con más tiempo."
    assert (made.proposed_by, made.decided_by) == (cast.elena_editor, cast.alba_approver)
    assert [each.verb for each in Event.about(f"correction:{made.id}")] == [
        "correction.proposed",
        "correction.approved",
    ]


def test_whoever_proposes_does_not_approve_r11(plan):
    both = an_editor_who_approves()
    correction = proposed(plan, both)
    with pytest.raises(NotAllowed):
        approved(correction, both)
    assert not correcting.may_decide(correction.fresh(), both)
    assert plan.fresh().cancelled_at


def test_the_reason_is_written_out_r7(plan, cast):
    for reason in ("", "\u200b", ".", "Un error."):
        with pytest.raises(Invalid):
            proposed(plan, cast.elena_editor, reason=reason)


def test_only_who_edits_proposes_and_only_who_approves_decides(plan, cast):
    with pytest.raises(NotAllowed):
        proposed(plan, cast.alba_approver)
    correction = proposed(plan, cast.elena_editor)
    for verb in (correcting.approve, correcting.take_back):
        with pytest.raises(NotAllowed):
            verb(correction, version=correction.version, by=cast.rosa_responder, at=WHILE_OPEN)


def test_the_same_is_not_proposed_twice_at_once_and_again_once_it_was_not_approved(plan, cast):
    correction = proposed(plan, cast.elena_editor)
    with pytest.raises(WrongState):
        proposed(plan, cast.elena_editor)
    with pytest.raises(Invalid):
        correcting.reject(correction, note=".", version=1, by=cast.alba_approver, at=WHILE_OPEN)
    correcting.reject(
        correction, note="No fue un error.", version=1, by=cast.alba_approver, at=WHILE_OPEN
    )
    assert plan.fresh().cancelled_at
    again = proposed(plan, cast.elena_editor)
    correcting.take_back(again, version=again.version, by=cast.elena_editor, at=WHILE_OPEN)
    assert proposed(plan, cast.elena_editor).state is CorrectionState.PROPOSED


def test_it_is_decided_once_r12(plan, cast):
    correction = proposed(plan, cast.elena_editor)
    approved(correction, cast.alba_approver)
    with pytest.raises(StaleCopy):
        approved(correction, cast.alba_approver)
    with pytest.raises(WrongState):
        approved(correction.fresh(), cast.alba_approver)


def test_what_allowed_it_is_asked_again_when_it_is_approved(plan, cast):
    first = proposed(plan, cast.elena_editor)
    approved(first, cast.alba_approver)
    announcing.cancel(plan, reason="Esta vez sí se rehará.", by=cast.elena_editor, at=WHILE_OPEN)
    second = proposed(plan, cast.elena_editor)
    approved(second, cast.alba_approver, at=later(WHILE_OPEN, minutes=1))
    assert plan.fresh().cancelled_at is None
    with pytest.raises(WrongState):
        proposed(plan, cast.elena_editor)


def test_the_record_is_sound_with_corrections_in_every_state_r17(plan, cast):
    first = proposed(plan, cast.elena_editor)
    correcting.take_back(first, version=1, by=cast.elena_editor, at=WHILE_OPEN)
    second = proposed(plan, cast.elena_editor)
    correcting.reject(second, note="Aún no.", version=1, by=cast.alba_approver, at=WHILE_OPEN)
    approved(proposed(plan, cast.elena_editor), cast.alba_approver)
    announcing.cancel(plan, reason="Esta vez sí se rehará.", by=cast.elena_editor, at=WHILE_OPEN)
    proposed(plan, cast.elena_editor)
    assert verifying.verify()["corrections"] == 4


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE correction SET reason = 'Otra razón, que nadie escribió.'",
        "UPDATE correction SET details = '{\"otro\":1}'",
        "UPDATE correction SET before = '{}'",
        "UPDATE correction SET decided_by_id = proposed_by_id",
        "UPDATE correction SET state = 'rejected'",
        "UPDATE correction SET state = 'proposed', decided_at = NULL, decided_by_id = NULL",
        "UPDATE plan SET corrections_made = 0",
        "UPDATE plan SET cancelled_at = '2026-03-03 05:00:00', cancel_reason = 'Otra'",
        "DELETE FROM correction",
    ],
)
def test_a_correction_that_was_altered_is_found_r17(plan, cast, database, sql):
    approved(proposed(plan, cast.elena_editor), cast.alba_approver)
    verifying.verify()
    database.execute_sql(sql)
    assert verifying.examine().faults
