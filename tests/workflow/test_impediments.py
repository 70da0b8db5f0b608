"""An impediment declared by mistake is lifted by two people, and is no way around R11."""

import pytest

from tests.cast import (
    AFTER_CLOSE,
    Cast,
    a_cast,
    an_account,
    an_announced_plan,
    filed,
    later,
    shown,
)
from tests.worlds import answered
from webapp.models import Comment, Correction, Plan, Staff
from webapp.queries import caseload
from webapp.vocabulary import CorrectionKind, Decision, Role
from webapp.workflow import answering, correcting, handling, segregating, verifying
from webapp.workflow.answering import Reply
from webapp.workflow.refusals import Invalid, NotAllowed, WrongState

WHY = "Lo declaré en la observación de al lado."
LATER = later(AFTER_CLOSE, hours=1)
REPLY = Reply(
    decision=Decision.INFORMATIVE_REPLY,
    text="Gracias por escribir.",
    reason="Es lo que corresponde. Así consta en el acta de la mesa directiva.",
)


@pytest.fixture
def cast(database: object) -> Cast:
    return a_cast()


@pytest.fixture
def plan(cast: Cast) -> Plan:
    return an_announced_plan(cast)


@pytest.fixture
def comment(plan: Plan, cast: Cast) -> Comment:
    return shown(filed(plan).comment, cast)


@pytest.fixture
def sara(cast: Cast) -> Staff:
    """Someone who drafts and approves, and declared an impediment."""
    return an_account("Sara Suma", Role.RESPONDER, Role.APPROVER)


def recused(comment: Comment, by: Staff, at=AFTER_CLOSE) -> None:
    held = comment.handlings.get()
    handling.recuse(comment, reason="Es mi vecina.", version=held.version, by=by, at=at)


def proposed(comment: Comment, by: Staff, reason: str = WHY) -> Correction:
    return correcting.propose(
        CorrectionKind.IMPEDIMENT_LIFTED, comment, plan=comment.plan, reason=reason, by=by,
        at=LATER,
    )  # fmt: skip


def lifted(comment: Comment, of: Staff, by: Staff) -> Correction:
    return correcting.approve(proposed(comment, of), version=1, by=by, at=LATER)


def test_once_lifted_they_may_answer_again_and_it_waits_for_them(comment, cast, sara):
    recused(comment, sara)
    assert caseload.of(sara) == []
    proposed(comment, sara)
    assert segregating.is_impeded(comment, sara)
    correction = Correction.get()
    correcting.approve(correction, version=1, by=cast.alba_approver, at=LATER)
    assert not segregating.is_impeded(comment, sara)
    assert segregating.impediments_of(sara) == set()
    assert [each.comment for each in caseload.of(sara)] == [comment]
    answering.submit(comment, REPLY, version=None, by=sara, at=LATER)
    assert not verifying.examine().faults


def test_they_may_approve_what_others_drafted_and_verify_agrees_r11(comment, cast, sara):
    recused(comment, sara)
    lifted(comment, sara, cast.alba_approver)
    held = answering.submit(comment, REPLY, version=None, by=cast.rosa_responder, at=LATER)
    answering.approve(held, version=held.version, by=sara, at=LATER)
    assert not verifying.examine().faults


def test_nobody_lifts_their_own_nor_that_of_another_r11(comment, cast, sara):
    recused(comment, sara)
    with pytest.raises(WrongState):
        proposed(comment, cast.rosa_responder)
    correction = proposed(comment, sara)
    with pytest.raises(NotAllowed):
        correcting.approve(correction, version=1, by=sara, at=LATER)
    with pytest.raises(NotAllowed):
        correcting.reject(correction, note="No, no.", version=1, by=sara, at=LATER)


def test_whoever_wrote_in_the_answer_does_not_choose_who_approves_it_r11(comment, cast, sara):
    berta = an_account("Berta Ambas", Role.RESPONDER, Role.APPROVER)
    recused(comment, sara)
    answering.submit(comment, REPLY, version=None, by=berta, at=AFTER_CLOSE)
    correction = proposed(comment, sara)
    with pytest.raises(NotAllowed):
        correcting.approve(correction, version=1, by=berta, at=LATER)
    assert segregating.is_impeded(comment, sara)


def test_nor_does_somebody_who_has_an_impediment_too_r11(comment, cast, sara):
    berta = an_account("Berta Ambas", Role.RESPONDER, Role.APPROVER)
    recused(comment, sara)
    recused(comment, berta)
    correction = proposed(comment, sara)
    with pytest.raises(NotAllowed):
        correcting.approve(correction, version=1, by=berta, at=LATER)


def test_it_may_be_declared_again_and_lifted_again_r21(comment, cast, sara):
    for _ in range(2):
        recused(comment, sara, at=LATER)
        assert segregating.is_impeded(comment, sara)
        lifted(comment, sara, cast.alba_approver)
        assert not segregating.is_impeded(comment, sara)
    recused(comment, sara, at=LATER)
    with pytest.raises(NotAllowed):
        answering.submit(comment, REPLY, version=None, by=sara, at=LATER)
    assert not verifying.examine().faults


def test_the_public_is_not_told_of_it_r6(plan, comment, cast, sara):
    recused(comment, sara)
    lifted(comment, sara, cast.alba_approver)
    assert Correction.public(plan) == []
    assert plan.fresh().corrections_made == 0


def test_it_takes_a_reason_r7(comment, cast, sara):
    recused(comment, sara)
    with pytest.raises(Invalid):
        proposed(comment, sara, "Error.")


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM correction",
        "UPDATE correction SET proposed_by_id = (SELECT MIN(id) FROM staff)",
        "UPDATE correction SET kind = 'move'",
        "UPDATE answer SET approved_by_id = (SELECT id FROM staff WHERE name = 'Sara Suma')",
    ],
)
def test_an_impediment_lifted_by_hand_is_found_r17(comment, cast, sara, database, sql):
    recused(comment, sara)
    answered(comment, cast)
    lifted(comment, sara, cast.alba_approver)
    assert not verifying.examine().faults
    database.execute_sql(sql)
    assert verifying.examine().faults
