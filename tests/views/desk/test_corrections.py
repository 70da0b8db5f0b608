"""The corrections room: proposed by one, read whole, decided by another (R11, R21)."""

import pytest

from tests.cast import WHILE_OPEN, an_announced_plan
from webapp.models import Correction
from webapp.vocabulary import CorrectionState
from webapp.workflow import announcing

PROPOSE = "/gestion/planes/plan-de-prueba/cancelacion/correccion"
PAGE = "/gestion/correcciones/1"
LIST = "/gestion/planes/plan-de-prueba/correcciones"
WHY = "Se canceló el plan que no era."


@pytest.fixture
def plan(cast, clock):
    clock(WHILE_OPEN)
    plan = an_announced_plan(cast)
    announcing.cancel(plan, reason="Se rehará con más tiempo.", by=cast.elena_editor, at=WHILE_OPEN)
    return plan.fresh()


@pytest.fixture
def elena(cast, desk, plan):
    return desk(cast.elena_editor)


@pytest.fixture
def alba(cast, desk, plan):
    return desk(cast.alba_approver)


def test_a_cancellation_is_taken_back_by_two_people_and_told_to_the_public(
    plan, elena, alba, visitor
):
    elena.fill(PROPOSE, reason=WHY)
    page = elena.get(PAGE)
    assert "La decide otra persona" in page.words
    assert "Aprobar la corrección" not in page.words
    assert "1 corrección por aprobar" in alba.get("/gestion/").words
    assert WHY in alba.get(PAGE).words
    alba.fill(PAGE)
    assert plan.fresh().cancelled_at is None
    public = visitor.get("/planes/plan-de-prueba/correcciones")
    assert WHY in public.words
    assert "Aprobada por Alba" in public.words
    assert "Correcciones" in visitor.get("/planes/plan-de-prueba").words


def test_a_proposal_is_not_told_to_the_public(elena, visitor):
    elena.fill(PROPOSE, reason=WHY)
    assert WHY not in visitor.get("/planes/plan-de-prueba/correcciones").words


def test_a_reason_that_is_not_written_out_is_handed_back_r7(elena):
    page = elena.fill(PROPOSE, 422, reason="Un error.")
    assert "al menos 15 caracteres" in page.words
    assert not Correction.select().exists()


def test_it_is_not_approved_with_a_note_that_only_staff_read(elena, alba, visitor):
    elena.fill(PROPOSE, reason=WHY)
    alba.fill(PAGE, 422, number=1, note=" ")
    alba.fill(PAGE, number=1, note="No fue un error.")
    assert Correction.get().state is CorrectionState.REJECTED
    assert "No fue un error." in elena.get(PAGE).words
    assert "No fue un error." not in visitor.get("/planes/plan-de-prueba/correcciones").words


def test_who_proposed_it_takes_it_back(elena):
    elena.fill(PROPOSE, reason=WHY)
    elena.fill(PAGE)
    assert "Retirada por quien la propuso" in elena.get(LIST).words


def test_a_stale_copy_decides_nothing_r12(elena, alba):
    elena.fill(PROPOSE, reason=WHY)
    alba.fill(PAGE, 409, number=1, version="9", note="No fue un error.")
    assert Correction.get().state is CorrectionState.PROPOSED


def test_in_a_plan_that_is_not_cancelled_nothing_is_taken_back(cast, desk, clock):
    clock(WHILE_OPEN)
    an_announced_plan(cast)
    elena = desk(cast.elena_editor)
    page = elena.fill(PROPOSE, 409, reason=WHY)
    assert "El plan no está cancelado" in page.words
