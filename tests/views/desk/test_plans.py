"""All plans, and the page from which one is led."""

import pytest

from tests.cast import AFTER_CLOSE, WHILE_OPEN, a_draft, an_announced_plan, an_outline, filed
from tests.worlds import an_adjusted_plan
from webapp.workflow import announcing, drafting


def test_every_plan_is_listed_the_drafts_included(cast, desk):
    a_draft(cast, "borrador")
    an_announced_plan(cast, "abierto")
    page = desk(cast.aldo_auditor).get("/gestion/planes")
    assert {"/gestion/planes/borrador", "/gestion/planes/abierto"} <= {*page.links}
    assert "En preparación" in page.words
    assert "/gestion/planes/importar" not in page.links


def test_a_draft_shows_what_it_lacks_with_the_way_to_each(cast, desk):
    drafting.import_plan(
        an_outline(), slug="pelado", title="Pelado", by=cast.elena_editor, at=WHILE_OPEN
    )
    page = desk(cast.elena_editor).get("/gestion/planes/pelado")
    for address in ("datos", "documentos", "plazo", "canales", "acciones", "anuncio"):
        assert f"/gestion/planes/pelado/{address}" in page.links
    assert "Un resumen en palabras sencillas (todavía falta)" in page.words
    assert "Pídaselo a quien administra el sitio." in page.words
    assert "/gestion/entidad" not in page.links


def test_each_finding_leads_to_the_action_that_mends_it(cast, desk):
    a_draft(cast)
    page = desk(cast.elena_editor).get("/gestion/planes/plan-de-prueba")
    assert (
        "El plan no dice desde qué fecha se cuentan los plazos. Corregir las fechas" in page.words
    )
    assert "/gestion/planes/plan-de-prueba/acciones/2.1.1" in page.links


def test_whoever_does_not_edit_reads_the_same_without_the_ways_to_change_it(cast, desk):
    a_draft(cast)
    page = desk(cast.aldo_auditor).get("/gestion/planes/plan-de-prueba")
    assert "Qué se encontró en el borrador" in page.words
    changing = {"datos", "plazo", "canales", "cancelacion"}
    assert not changing & {
        link.removeprefix("/gestion/planes/plan-de-prueba/") for link in page.links
    }


def test_the_window_is_said_in_words_with_hour_zone_and_type_of_days(cast, desk):
    an_announced_plan(cast)
    words = desk(cast.elena_editor).get("/gestion/planes/plan-de-prueba").words
    assert "Se abre martes 3 de marzo de 2026, 12:00 a. m." in words
    assert "Se cierra martes 17 de marzo de 2026, 11:59 p. m., hora de Colombia" in words
    assert "15 días calendario" in words


@pytest.mark.parametrize(
    ("moment", "step"),
    [(WHILE_OPEN, "Ver las observaciones"), (AFTER_CLOSE, "Ver qué le falta al informe")],
)
def test_each_phase_offers_its_own_next_step(cast, desk, clock, moment, step):
    filed(an_announced_plan(cast))
    clock(moment)
    page = desk(cast.elena_editor).get("/gestion/planes/plan-de-prueba")
    assert ("/gestion/planes/plan-de-prueba/prorroga" in page.links) is (moment is WHILE_OPEN)
    assert page.text_of(".//main//a[@class='button primary']") == step


def test_an_adjusted_plan_can_be_read_and_no_longer_cancelled(cast, desk, clock):
    an_adjusted_plan(cast)
    clock(AFTER_CLOSE.replace(hour=23))
    page = desk(cast.elena_editor).get("/gestion/planes/plan-de-prueba")
    assert "/gestion/planes/plan-de-prueba/cancelacion" not in page.links
    assert "/planes/plan-de-prueba" in page.links


def test_a_cancelled_plan_says_so_with_its_reason(cast, desk):
    plan = an_announced_plan(cast)
    announcing.cancel(
        plan, reason="Se rehace. Así lo decidió la Mesa.", by=cast.elena_editor, at=WHILE_OPEN
    )
    page = desk(cast.elena_editor).get("/gestion/planes/plan-de-prueba")
    assert "El plan fue cancelado" in page.words
    assert "Se rehace." in page.words


def test_a_plan_that_is_not_there_is_not_found(cast, desk):
    desk(cast.elena_editor).get("/gestion/planes/no-hay", 404)


def test_one_observation_is_said_in_the_singular(cast, desk):
    filed(an_announced_plan(cast))
    words = desk(cast.elena_editor).get("/gestion/planes/plan-de-prueba").words
    assert "1 observación a tiempo" in words
    assert "0 observaciones extemporáneas" in words
    assert "0 respuestas publicadas" in words
