"""Adding a category to the adjusted plan, and giving one another title (R9)."""

from tests.cast import AFTER_CLOSE
from tests.views.desk.adjusting.acts import ADJUST, OWN_MOTION
from tests.worlds import being_adjusted
from webapp.models import Category
from webapp.models.edition_content import changes_of
from webapp.workflow import publishing

ADD = f"{ADJUST}/categorias/nueva"
REASON = "Las acciones de control no tenían categoría."


def test_a_category_is_added_and_told_r9(cast, desk, clock, visitor):
    plan = being_adjusted(cast).plan
    clock(AFTER_CLOSE)
    editor = desk(cast.elena_editor)
    assert ADD in editor.get(ADJUST).links
    editor.get(ADD)
    editor.fill(ADD, 422, title="Controlar")
    editor.fill(ADD, title="Controlar", origin="own_motion", reason=REASON)
    editor.get(ADJUST)
    editor.get(f"{ADJUST}/categorias/3?campo=category_title")
    publishing.publish_edition(plan, by=cast.elena_editor, at=AFTER_CLOSE)
    page = visitor.get("/planes/plan-de-prueba/cambios")
    assert "Controlar" in page.words
    assert REASON in page.words


def test_a_category_without_actions_is_withdrawn_told_and_brought_back_r9(
    edition, cast, elena, visitor, clock
):
    plan, title = edition.plan, edition.categories.where(Category.number == 2).get().title
    address = f"{ADJUST}/categorias/2/retiro"
    assert address not in elena.get(ADJUST).links
    for code in ("2.1.1", "2.1"):
        elena.fill(f"{ADJUST}/{code}/retiro", **OWN_MOTION)
    assert address in elena.get(ADJUST).links
    elena.fill(address, 422, reason="")
    elena.fill(address, **OWN_MOTION)
    assert "Categoría retirada" in elena.get(ADJUST).words
    change = next(each for each in changes_of(edition) if each.withdraws_category)
    page = elena.get(f"/gestion/cambios/{change.id}")
    assert "Devolver la categoría" in page.words
    elena.fill(f"/gestion/cambios/{change.id}", number=1)
    assert address in elena.get(ADJUST).links
    elena.fill(address, **OWN_MOTION)
    publishing.publish_edition(plan, by=cast.elena_editor, at=AFTER_CLOSE)
    page = visitor.get("/planes/plan-de-prueba/cambios")
    assert "Categoría retirada" in page.words
    assert f"2. {title}" in page.words
    page = visitor.get("/planes/plan-de-prueba?vista=cambios")
    assert f"2. {title}" in page.words
    assert OWN_MOTION["reason"] in page.words
    assert f"2. {title}" not in visitor.get("/planes/plan-de-prueba").words
    assert f"2. {title}" in visitor.get("/planes/plan-de-prueba/ediciones/1").words
    visitor.get("/planes/plan-de-prueba/acciones/2.1")


def test_the_title_of_a_category_is_changed_again_only_from_its_change_r9(edition, elena):
    elena.fill(f"{ADJUST}/categorias/1", title="Oír", **OWN_MOTION)
    page = elena.get(f"{ADJUST}/categorias/1")
    assert not page.all(".//main//form[@method='post']")
    assert f"{ADJUST}/categorias/1?campo=category_title" in page.links


def test_a_category_gets_another_title(edition, elena):
    page = elena.fill(f"{ADJUST}/categorias/1", 422, title="")
    assert page.all(".//*[@id='title-error']")
    elena.fill(f"{ADJUST}/categorias/1", title="Escuchar mejor", **OWN_MOTION)
    assert "Escuchar mejor" in elena.get(ADJUST).words
    form = elena.get(f"{ADJUST}/categorias/1?campo=category_title").form()
    assert (form["title"], form["reason"]) == ("Escuchar mejor", OWN_MOTION["reason"])
    stale = {**form, "version": "1", "title": "Otro título"}
    page = elena.post(f"{ADJUST}/categorias/1", stale, 409)
    assert "Escuchar mejor" in page.words
    assert page.form()["title"] == "Otro título"
