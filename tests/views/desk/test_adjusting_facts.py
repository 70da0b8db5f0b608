"""Setting what the adjusted plan says of itself, and what its changes tell (R21)."""

from tests.cast import AFTER_CLOSE, an_announced_plan
from tests.views.test_every_page import faults_of
from webapp.workflow import adjusting, publishing

FACTS = "/gestion/planes/plan-de-prueba/datos"


def test_the_facts_of_the_adjusted_plan_are_set_and_told_among_its_changes_r21(
    cast, desk, clock, visitor
):
    plan = an_announced_plan(cast)
    clock(AFTER_CLOSE)
    editor = desk(cast.elena_editor)
    assert "ya no se puede cambiar" in editor.get(FACTS).words
    adjusting.start_edition(plan, by=cast.elena_editor, at=AFTER_CLOSE)
    assert FACTS in editor.get("/gestion/planes/plan-de-prueba/ajuste").links
    page = editor.get(FACTS)
    assert "Está escribiendo el plan ajustado." in page.words
    assert not faults_of(page)
    editor.fill(FACTS, approved_by="Mesa Directiva", minutes="Acta 12")
    publishing.publish_edition(plan, by=cast.elena_editor, at=AFTER_CLOSE)
    page = visitor.get("/planes/plan-de-prueba/cambios")
    assert "Mesa Directiva" in page.words
    assert "Acta 12" in page.words
    assert "No cambió nada" not in page.words
    assert not faults_of(page)
