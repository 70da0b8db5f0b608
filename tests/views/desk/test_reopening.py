"""Opening a round again, withdrawing an extension, naming a successor: desk and public pages."""

from datetime import date

import pytest

from tests.cast import AFTER_CLOSE, WHILE_OPEN, an_announced_plan, filed
from webapp.models import Correction, Plan
from webapp.vocabulary import CorrectionState
from webapp.workflow import announcing

DESK = "/gestion/planes/plan-de-prueba"
PUBLIC = "/planes/plan-de-prueba"
WHY = "La página estuvo caída todo el último día, según la constancia."
DAYS = {"first_day": "2026-03-23", "last_day": "2026-03-27", "between": "si", "reason": WHY}


@pytest.fixture
def plan(cast, clock) -> Plan:
    """Closed, with one observation."""
    plan = an_announced_plan(cast)
    filed(plan)
    clock(AFTER_CLOSE)
    return plan


def approved(desk, cast) -> None:
    approver = desk(cast.alba_approver)
    address = f"/gestion/correcciones/{Correction.get().id}"
    approver.post(f"{address}/aprobacion", approver.get(address).form())
    assert Correction.get().state is CorrectionState.APPROVED


def test_a_round_is_opened_again_by_two_and_everyone_reads_it_r21(plan, cast, desk, visitor):
    editor = desk(cast.elena_editor)
    assert f"{DESK}/reapertura" in editor.get(DESK).html
    page = editor.get(f"{DESK}/reapertura")
    sent = editor.fill(f"{DESK}/reapertura", **DAYS)
    proposal = editor.get(sent.response.location).words
    assert "Del lunes 23 de marzo de 2026 al viernes 27 de marzo de 2026" in proposal
    assert "cuenta como recibido en término" in proposal
    assert "terminó" in visitor.get(PUBLIC).words
    approved(desk, cast)
    for page in (PUBLIC, f"{PUBLIC}/resultados", f"{PUBLIC}/informe", f"{PUBLIC}/correcciones"):
        assert WHY in visitor.get(page).words
    assert "lunes 23 de marzo de 2026 hasta" in visitor.get(PUBLIC).words
    assert WHY in visitor.get(f"{PUBLIC}/novedades.atom").html
    assert "20260327" in visitor.get(f"{PUBLIC}/calendario.ics").html
    assert "Reabierta del lunes 23 de marzo de 2026" in editor.get(DESK).words


def test_what_is_wrong_is_said_and_what_was_typed_stays(plan, cast, desk):
    editor = desk(cast.elena_editor)
    page = editor.fill(f"{DESK}/reapertura", 422, **{**DAYS, "between": ""})
    assert page.form()["reason"].strip() == WHY
    page = editor.fill(f"{DESK}/reapertura", 422, **{**DAYS, "last_day": "2026-03-20"})
    assert "no puede ser anterior al primero" in page.words
    editor.fill(f"{DESK}/reapertura", 409, **DAYS, about="round:2 edition:1 consultation:1")
    assert not Correction.select().exists()


def test_a_day_more_than_sixty_days_away_is_asked_about_twice(plan, cast, desk, clock):
    editor = desk(cast.elena_editor)
    far = {**DAYS, "last_day": "2026-06-27"}
    page = editor.fill(f"{DESK}/reapertura", 422, **far)
    assert "Faltan más de 60 días" in page.words
    editor.post(f"{DESK}/reapertura", {**page.form(), "is_meant": "y", "between": "si"})
    clock(WHILE_OPEN)
    editor = desk(cast.elena_editor)
    typed = {"last_day": "2026-05-17", "reason": "Lo pidieron las juntas."}
    page = editor.fill(f"{DESK}/prorroga", 422, **typed)
    assert "Faltan más de 60 días" in page.words
    editor.post(f"{DESK}/prorroga", {**page.form(), "is_meant": "y"})
    assert plan.consultation.fresh().extensions.count() == 1


def test_an_extension_is_withdrawn_and_stays_told_r21(plan, cast, desk, visitor, clock):
    clock(WHILE_OPEN)
    round_ = plan.consultation
    announcing.extend(
        round_,
        last_day=date(2026, 5, 17),
        reason="Lo pidieron las juntas.",
        confirmed=True,
        version=round_.version,
        by=cast.elena_editor,
        at=WHILE_OPEN,
    )
    editor = desk(cast.elena_editor)
    assert f"{DESK}/prorroga/retiro" in editor.get(DESK).html
    why = "Era marzo y no mayo: se escribió mal."
    editor.fill(f"{DESK}/prorroga/retiro", reason=why)
    approved(desk, cast)
    words = visitor.get(PUBLIC).words
    assert "hasta el martes 17 de marzo de 2026" in words
    assert why in words
    assert "Lo pidieron las juntas." in words
    assert "No hay una ampliación" in editor.get(f"{DESK}/prorroga/retiro").words


def test_a_cancelled_plan_names_the_one_that_takes_its_place_r21(plan, cast, desk, visitor):
    other = an_announced_plan(cast, "otro-plan", at=WHILE_OPEN, window=LATER)
    reason = "Se rehace porque cambió la ley."
    announcing.cancel(plan, reason=reason, by=cast.elena_editor, at=AFTER_CLOSE)
    editor = desk(cast.elena_editor)
    editor.fill(f"{DESK}/sucesor", successor=other.slug)
    assert "/planes/otro-plan" in visitor.get(PUBLIC).html
    assert "Reemplaza a un plan cancelado" in visitor.get("/planes/otro-plan").words
    editor.fill(f"{DESK}/sucesor", 422, successor="no-existe")


LATER = announcing.WindowDays(first_day=date(2026, 4, 6), last_day=date(2026, 4, 24))


def test_only_editors_propose_these(plan, cast, desk, visitor):
    for person in (cast.mario_moderator, cast.alba_approver, cast.aldo_auditor):
        for page in ("reapertura", "prorroga/retiro", "sucesor"):
            desk(person).get(f"{DESK}/{page}", 403)
    assert "/gestion/entrar" in visitor.get(f"{DESK}/reapertura", 302).response.location
