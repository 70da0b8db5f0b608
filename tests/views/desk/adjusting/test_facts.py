"""Setting what the adjusted plan says of itself, with its reason, and what its changes tell
(R9, R21)."""

from tests.cast import AFTER_CLOSE, an_announced_plan
from tests.worlds import being_adjusted
from webapp.models.edition_content import changes_of
from webapp.workflow import adjusting, publishing

FACTS = "/gestion/planes/plan-de-prueba/ajuste/datos"
REASON = "La mesa directiva lo aprobó después de la consulta."


def test_the_facts_of_the_adjusted_plan_are_set_and_told_among_its_changes_r9(
    cast, desk, clock, visitor
):
    plan = an_announced_plan(cast)
    clock(AFTER_CLOSE)
    editor = desk(cast.elena_editor)
    editor.get(FACTS, 404)
    adjusting.start_edition(plan, by=cast.elena_editor, at=AFTER_CLOSE)
    assert FACTS in editor.get("/gestion/planes/plan-de-prueba/ajuste").links
    editor.get(FACTS)
    page = editor.fill(FACTS, 422, approved_by="Mesa Directiva", approved_on="2026-03-18")
    assert "Diga por qué cambia" in page.words
    approval = {"approved_by": "Mesa Directiva", "approved_on": "2026-03-18"}
    editor.fill(FACTS, **approval, origin="own_motion", reason=REASON)
    page = editor.get(FACTS)
    assert REASON in page.words
    change = changes_of(plan.fresh().draft_edition)[0]
    page = editor.get(f"/gestion/cambios/{change.id}")
    assert "miércoles 18 de marzo de 2026" in page.words
    publishing.publish_edition(plan, by=cast.elena_editor, at=AFTER_CLOSE)
    for address in ("/planes/plan-de-prueba/cambios", "/planes/plan-de-prueba?vista=cambios"):
        page = visitor.get(address)
        assert "Mesa Directiva" in page.words
        assert "miércoles 18 de marzo de 2026" in page.words
        assert REASON in page.words


def test_a_stale_copy_of_the_facts_shows_both_r12(cast, desk, clock):
    being_adjusted(cast)
    clock(AFTER_CLOSE)
    editor = desk(cast.elena_editor)
    opened = editor.get(FACTS).form()
    editor.fill(FACTS, minutes="Acta 12", origin="own_motion", reason=REASON)
    typed = {**opened, "minutes": "Acta 13", "origin": "own_motion", "reason": REASON}
    page = editor.post(FACTS, typed, 409)
    assert "Acta 12" in page.words
    assert page.form()["minutes"] == "Acta 13"
