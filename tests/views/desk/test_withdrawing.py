"""Withdrawing an adjusted plan from its page, and what the public reads then (R21)."""

import pytest

from tests.cast import AFTER_CLOSE, an_announced_plan, later
from tests.worlds import an_adjusted_plan
from webapp.models import Correction

PLAN = "/gestion/planes/plan-de-prueba"
WITHDRAW = f"{PLAN}/plan-ajustado/retiro"
WHY = "Se publicó sin la firma de la Mesa Directiva."


@pytest.fixture
def plan(cast, clock):
    plan = an_adjusted_plan(cast)
    clock(later(AFTER_CLOSE, days=3))
    return plan


def test_it_is_proposed_approved_and_told_r21(cast, desk, plan, visitor):
    editor = desk(cast.elena_editor)
    assert WITHDRAW in editor.get(PLAN).links
    page = editor.get(WITHDRAW)
    editor.fill(WITHDRAW, 422, reason="Corto.")
    location = editor.fill(WITHDRAW, reason=WHY).response.location
    assert "se retiró el" not in visitor.get("/planes/plan-de-prueba").words
    approver = desk(cast.alba_approver)
    approver.post(f"{location}/aprobacion", approver.get(location).form(0))
    assert Correction.withdrawal_of(plan.fresh().current_edition)
    for address in ("", "/ediciones/2"):
        page = visitor.get(f"/planes/plan-de-prueba{address}")
        assert "Este plan ajustado se retiró el" in page.words
        assert WHY in page.words
    assert (
        "Este plan ajustado se retiró"
        not in visitor.get("/planes/plan-de-prueba/ediciones/1").words
    )
    assert "Se retira el plan ajustado" in visitor.get("/planes/plan-de-prueba/correcciones").words


def test_lists_feeds_data_and_the_successor_tell_it_r21(cast, desk, plan, visitor):
    an_announced_plan(cast, "otro-plan")
    editor = desk(cast.elena_editor)
    location = editor.fill(WITHDRAW, reason=WHY, successor="otro-plan").response.location
    successor, entrance = "/planes/otro-plan", "/"
    assert "Toma el lugar de un plan retirado" not in visitor.get(successor).words
    approver = desk(cast.alba_approver)
    approver.post(f"{location}/aprobacion", approver.get(location).form(0))
    page = visitor.get(successor)
    assert "Toma el lugar de un plan retirado" in page.words
    assert "/planes/plan-de-prueba" in page.links
    page = visitor.get(entrance)
    assert "Plan retirado" in page.words
    assert WHY in page.words
    assert "Plan retirado" in visitor.get("/planes/plan-de-prueba").words
    for address in ("/planes/plan-de-prueba/novedades.atom", "/novedades.atom"):
        feed = visitor.get(address).html
        assert "Se retira el plan ajustado" in feed
        assert WHY in feed
    rows = visitor.get("/planes/plan-de-prueba/acciones.json").response.json
    assert {each["edicion"] for each in rows if each["edicion_retirada"]} == {2}
