"""Adding a category to the adjusted plan from its page (R9)."""

from tests.cast import AFTER_CLOSE
from tests.worlds import being_adjusted
from webapp.workflow import publishing

ADJUST = "/gestion/planes/plan-de-prueba/ajuste"
NEW = f"{ADJUST}/categorias/nueva"
REASON = "Las acciones de control no tenían categoría."


def test_a_category_is_added_and_told_r9(cast, desk, clock, visitor):
    plan = being_adjusted(cast).plan
    clock(AFTER_CLOSE)
    editor = desk(cast.elena_editor)
    assert NEW in editor.get(ADJUST).links
    editor.get(NEW)
    editor.fill(NEW, 422, title="Controlar")
    editor.fill(NEW, title="Controlar", origin="own_motion", reason=REASON)
    editor.get(ADJUST)
    editor.get(f"{ADJUST}/categorias/3?campo=category_title")
    publishing.publish_edition(plan, by=cast.elena_editor, at=AFTER_CLOSE)
    page = visitor.get("/planes/plan-de-prueba/cambios")
    assert "Controlar" in page.words
    assert REASON in page.words
