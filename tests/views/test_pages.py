"""The entrance, the Markdown pages, the health of the service."""

from importlib.metadata import version

import pytest

from tests.cast import AFTER_CLOSE, MONDAY, a_draft, an_announced_plan, filed, later
from tests.worlds import a_plan_left_as_it_was, an_adjusted_plan
from webapp.workflow import announcing


def test_the_entrance_says_until_when_people_can_comment_and_how_many_did(visitor, cast):
    plan = an_announced_plan(cast)
    filed(plan)
    page = visitor.get("/")
    assert "Abiertos ahora" in page.words
    assert (
        "Puede opinar hasta el martes 17 de marzo de 2026, 11:59 p. m., hora de Colombia "
        "(plazo de 15 días calendario)." in page.words
    )
    assert "1 observación · 0 respuestas publicadas" in page.words
    assert "/planes/plan-de-prueba" in page.links
    assert "/seguimiento" in page.links


def test_a_draft_is_not_on_the_entrance(visitor, cast):
    a_draft(cast)
    page = visitor.get("/")
    assert "Plan de prueba" not in page.words
    assert "no hay ningún plan en consulta" in page.words


def test_an_announced_plan_says_when_it_opens(visitor, cast, clock):
    an_announced_plan(cast)
    clock(MONDAY)
    page = visitor.get("/")
    assert "Se abren pronto" in page.words
    assert "desde el martes 3 de marzo de 2026 hasta el martes 17" in page.words


def test_each_plan_stands_under_the_heading_of_its_phase(visitor, cast, clock):
    an_adjusted_plan(cast)
    an_announced_plan(cast, "otro")
    cancelled = an_announced_plan(cast, "retirado")
    announcing.cancel(
        cancelled, reason="Se rehará. Así lo decidió la Mesa.", by=cast.elena_editor, at=MONDAY
    )
    clock(later(AFTER_CLOSE, days=1))
    page = visitor.get("/")
    headings = ["".join(each.itertext()) for each in page.all(".//main//h2")]
    assert headings[:3] == ["En respuesta", "Planes ajustados", "Consultas canceladas"]
    assert "Se rehará." in page.words
    assert "/planes/plan-de-prueba/cambios?de=1" in page.links


def test_a_plan_left_as_it_was_offers_its_results_and_not_what_changed(visitor, cast, clock):
    plan = a_plan_left_as_it_was(cast)
    clock(later(AFTER_CLOSE, days=1))
    page = visitor.get("/")
    assert "Vea qué cambió" not in page.words
    assert "Ver los resultados" in page.words
    assert f"/planes/{plan.slug}/resultados" in page.links


@pytest.mark.parametrize("name", ["como-participar", "privacidad", "accesibilidad", "sobre"])
def test_the_pages_of_the_house_are_there_and_their_sections_are_second_headings(visitor, name):
    page = visitor.get(f"/paginas/{name}")
    assert page.h1
    assert page.all(".//main//h2")
    assert not page.all(".//main//h3")


def test_the_privacy_page_shows_the_notice_in_force(visitor):
    assert "El aviso vigente" in visitor.get("/paginas/privacidad").words


@pytest.mark.parametrize("name", ["nada", "..%2Fsamples%2Fplan", "%2e%2e", "Privacidad"])
def test_no_other_file_can_be_read_as_a_page(visitor, name):
    visitor.get(f"/paginas/{name}", 404)


def test_the_service_says_that_it_is_well(visitor):
    assert visitor.get("/salud").response.json == {"status": "ok", "version": version("enmienda")}
