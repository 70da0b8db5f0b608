"""What was corrected on a plan, as the public reads it (R21)."""

from tests.cast import a_draft, an_announced_plan

CORRECTIONS = "/planes/plan-de-prueba/correcciones"


def test_a_plan_of_which_nothing_was_corrected_says_so(cast, clock, visitor):
    an_announced_plan(cast)
    assert "No se ha corregido nada" in visitor.get(CORRECTIONS).words
    assert "Correcciones" not in visitor.get("/planes/plan-de-prueba").words


def test_a_plan_that_is_not_public_has_no_page_of_corrections(cast, clock, visitor):
    a_draft(cast)
    visitor.get(CORRECTIONS, 404)
    visitor.get("/planes/no-existe/correcciones", 404)
