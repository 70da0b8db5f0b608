"""Announcing one more round, on the desk, and reading it in public."""

import pytest

from tests.cast import AFTER_CLOSE, an_announced_plan, later
from tests.worlds import an_adjusted_plan
from webapp.models import Plan

ROUND = "/gestion/planes/plan-de-prueba/ronda"
ADJUSTED = later(AFTER_CLOSE, days=2)
OPEN_AGAIN = later(AFTER_CLOSE, days=10)
DAYS = {"first_day": "2026-03-25", "last_day": "2026-04-15"}


@pytest.fixture
def plan(cast, clock) -> Plan:
    clock(ADJUSTED)
    return an_adjusted_plan(cast)


def test_a_round_is_written_checked_and_announced(plan, cast, desk):
    editor = desk(cast.elena_editor)
    assert "Anunciar otra ronda" in editor.get("/gestion/planes/plan-de-prueba").words
    page = editor.fill(ROUND, 200, **DAYS)
    assert "Revise antes de anunciar la ronda" in page.words
    assert "miércoles 15 de abril de 2026" in page.words
    assert len(plan.fresh().announced_rounds) == 1
    editor.post(ROUND, page.form() | {"announce": "y"})
    assert len(plan.fresh().announced_rounds) == 2
    assert "Solo lo que cambió" in editor.get("/gestion/planes/plan-de-prueba").words


def test_days_that_cannot_be_are_refused_with_what_was_typed(plan, cast, desk):
    editor = desk(cast.elena_editor)
    page = editor.fill(ROUND, 422, first_day="2026-03-25", last_day="2026-03-26")
    assert page.form()["last_day"] == "2026-03-26"
    assert "Si son menos de 15 días calendario" in page.words


def test_before_the_plan_is_adjusted_the_page_says_so(cast, desk, clock):
    clock(ADJUSTED)
    an_announced_plan(cast)
    editor = desk(cast.elena_editor)
    assert "cuando el plan ajustado esté publicado" in editor.get(ROUND).words


def test_only_editors_announce_one(plan, cast, desk):
    desk(cast.rosa_responder).get(ROUND, 403)


def test_in_public_only_what_changed_takes_observations(plan, cast, desk, visitor, clock):
    editor = desk(cast.elena_editor)
    page = editor.fill(ROUND, 200, **DAYS)
    editor.post(ROUND, page.form() | {"announce": "y"})
    clock(OPEN_AGAIN)
    assert "Segunda ronda, solo sobre lo que cambió." in visitor.get("/planes/plan-de-prueba").words
    assert (
        "/acciones/1.1/observaciones/nueva"
        in visitor.get("/planes/plan-de-prueba/acciones/1.1").html
    )
    plan_page = visitor.get("/planes/plan-de-prueba")
    assert plan_page.words.count("Cambió: puede opinar") == 1
    unchanged = visitor.get("/planes/plan-de-prueba/acciones/2.1")
    assert "/observaciones/nueva" not in unchanged.html
    assert "Esta ronda es solo sobre las acciones que cambiaron." in unchanged.words


def test_a_form_left_open_is_handed_back_with_the_new_text_r2(plan, cast, desk, visitor, clock):
    editor = desk(cast.elena_editor)
    page = editor.fill(ROUND, 200, **DAYS)
    editor.post(ROUND, page.form() | {"announce": "y"})
    clock(OPEN_AGAIN)
    form_at = "/planes/plan-de-prueba/acciones/1.1/observaciones/nueva"
    stale = visitor.get(form_at).form() | {"edition": "1", "body": "Lo escribí antes."}
    page = visitor.post("/planes/plan-de-prueba/acciones/1.1/observaciones", stale, 409)
    assert "El plan se ajustó después de que usted abrió este formulario" in page.words
    assert "Lo escribí antes." in page.html
    assert page.form()["edition"] == "2"


def test_a_tab_about_the_first_round_does_nothing_to_the_second_r5_r12(plan, cast, desk, clock):
    editor = desk(cast.elena_editor)
    page = editor.fill(ROUND, 200, **DAYS)
    editor.post(ROUND, page.form() | {"announce": "y"})
    second = plan.fresh().announced_round
    address = "/gestion/planes/plan-de-prueba"
    for form, typed in (
        ("prorroga", {"last_day": "2026-04-30", "reason": "Lo pidieron las juntas."}),
        ("canales", {"channels": "phone"}),
        ("cancelacion", {"reason": "Se rehace porque cambió la ley."}),
    ):
        stale = editor.get(f"{address}/{form}").form() | {"about": "round:1 edition:2"} | typed
        editor.post(f"{address}/{form}", stale, 409)
    editor.post(ROUND, page.form() | {"announce": "y"}, 409)
    assert second.fresh().closes_at == second.closes_at
    assert not second.extensions.exists()
    assert len(plan.fresh().announced_rounds) == 2
    assert plan.fresh().cancelled_at is None
