"""Corrections at the desk: proposed by one, read whole, decided by another (R11, R21)."""

import pytest

from tests.cast import WHILE_OPEN, an_announced_plan, filed, shown
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


ANNUL = "/gestion/planes/plan-de-prueba/anulacion"
TWICE = "La misma carta llegó por correo y en papel."


@pytest.fixture
def two_letters(cast, clock):
    plan = an_announced_plan(cast)
    return [shown(filed(plan, "Pongan un buzón.").comment, cast) for _ in range(2)]


def test_a_letter_registered_twice_is_annulled_by_two_people_and_told_everywhere_r3(
    two_letters, cast, desk, visitor
):
    first, second = (each.filing_number for each in two_letters)
    mario, alba = desk(cast.mario_moderator), desk(cast.alba_approver)
    page = mario.get(f"/gestion/observaciones/{second}")
    address = next(link for link in page.links if "/anulacion" in link)
    mario.fill(address, ground="duplicate", same_as=first, reason=TWICE)
    assert second in alba.get(PAGE).words
    alba.fill(PAGE)
    for address in (
        f"/observaciones/{second}",
        "/planes/plan-de-prueba/correcciones",
        f"/gestion/observaciones/{second}",
    ):
        told = (alba if "gestion" in address else visitor).get(address)
        assert TWICE in told.words
        assert first in told.words
    assert "Anulado" in visitor.get("/planes/plan-de-prueba/observaciones").words
    assert "1 observación recibida" in visitor.get("/planes/plan-de-prueba/observaciones").words
    rows = visitor.client.get("/planes/plan-de-prueba/observaciones.json").get_json()
    assert [row["anulacion"] for row in rows] == [None, TWICE]


def test_a_whole_intake_is_listed_before_it_is_annulled_r16(two_letters, cast, desk):
    first, second = (each.filing_number for each in two_letters)
    mario = desk(cast.mario_moderator)
    mario.fill(ANNUL, ground="wrong_file", first=first, last=second, reason=TWICE)
    assert "2 radicados" in mario.get(PAGE).words


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"ground": ""}, "ground"),
        ({"first": "CMC-2026-999999"}, "first"),
        ({"first": ""}, "first"),
        ({"same_as": ""}, "same_as"),
        ({"reason": "Un error."}, "reason"),
    ],
)
def test_an_annulment_that_cannot_be_is_handed_back(two_letters, cast, desk, typed, field):
    mario = desk(cast.mario_moderator)
    sound = {
        "ground": "duplicate",
        "first": two_letters[1].filing_number,
        "same_as": two_letters[0].filing_number,
        "reason": TWICE,
    }
    page = mario.fill(ANNUL, 422, **{**sound, **typed})
    assert page.all(f".//*[@id='{field}-error']")
    assert not Correction.select().exists()


def test_an_observation_is_considered_under_another_action_and_both_pages_say_so_r2(
    two_letters, cast, desk, visitor
):
    number = two_letters[0].filing_number
    rosa, alba = desk(cast.rosa_responder), desk(cast.alba_approver)
    address = f"/gestion/observaciones/{number}/otra-accion"
    assert address in rosa.get(f"/gestion/observaciones/{number}").links
    rosa.fill(address, 422, action="", reason="Trata del punto de atención.")
    rosa.fill(address, action="1.2", reason="Trata del punto de atención.")
    assert "1.2" in alba.get(PAGE).words
    alba.fill(PAGE)
    here = visitor.get("/planes/plan-de-prueba/acciones/1.1")
    there = visitor.get("/planes/plan-de-prueba/acciones/1.2")
    assert f"{number}: Acción 1.2" in here.words
    assert "Presentada en otra acción" in there.words
    assert "Se atiende en la acción 1.2" in visitor.get(f"/observaciones/{number}").words
    rows = visitor.client.get("/planes/plan-de-prueba/observaciones.json").get_json()
    assert [(row["accion"], row["se_atiende_en"]) for row in rows] == [
        ("1.1", "1.2"),
        ("1.1", None),
    ]
