"""Bringing a corrected file into a draft: upload, read what would change, confirm."""

from io import BytesIO

import pytest

from tests.cast import MONDAY, a_draft, an_announced_plan, wording
from tests.visitor import Page
from webapp.models import Plan
from webapp.workflow import drafting

PLAN = "/gestion/planes/plan-de-prueba"
UPLOAD = f"{PLAN}/archivo"
CORRECTED = (
    "Categoría;Actividad de gestión;Alternativa de mejora;Plazo\n"
    "Escuchar bien;Abrir canales para oír a la gente.;Construir tres mecanismos.;3 meses\n"
    "Escuchar bien;Ir a los barrios.;Un barrio al mes.;4 meses\n"
    "Escuchar bien;Llamar por teléfono.;Una línea gratuita.;4 meses\n"
    "Responder;Responder cada observación.;Publicar las respuestas.;5 meses\n"
)


@pytest.fixture
def editor(cast, desk):
    """Elena, signed in, with a plan in preparation."""
    a_draft(cast)
    return desk(cast.elena_editor)


def sent(visitor, content=CORRECTED, status=200):
    """The answer to an upload."""
    token = visitor.get(UPLOAD).form()["csrf_token"]
    response = visitor.client.post(
        UPLOAD,
        data={"csrf_token": token, "file": (BytesIO(content.encode()), "plan.csv")},
        content_type="multipart/form-data",
    )
    page = Page(response)
    assert page.status == status, page.words
    return page


def test_what_would_change_is_shown_and_nothing_is_stored(editor):
    assert UPLOAD in editor.get(f"{PLAN}/acciones").links
    page = sent(editor)
    assert "Su título era: Escuchar" in page.words
    assert "Acción nueva" in page.words
    assert "Sale del borrador" in page.words
    assert "Responder cada observación." not in page.words
    assert wording(Plan.find("plan-de-prueba"), "1.2").activity == "Divulgar el plan."
    editor.get(UPLOAD)


def test_what_was_shown_is_done_on_confirmation(editor):
    page = editor.post(f"{UPLOAD}/cambios", sent(editor).form())
    assert page.response.location == f"{PLAN}/acciones"
    plan = Plan.find("plan-de-prueba")
    assert wording(plan, "1.1").improvement == "Construir tres mecanismos."
    assert wording(plan, "1.1").responsible_area == "Secretaría General"
    assert {action.code for action in plan.actions} == {"1.1", "1.2", "1.3", "2.1"}
    assert plan.draft_edition.summary == "Un plan corto."
    page = sent(editor)
    assert "El archivo dice lo mismo que el borrador" in page.words
    assert "Hacer estos cambios" not in page.words


def test_a_draft_changed_meanwhile_is_compared_again_r12(cast, editor):
    form = sent(editor).form()
    plan = Plan.find("plan-de-prueba")
    drafting.add_category(plan.draft_edition, "Nueva", by=cast.elena_editor, at=MONDAY)
    page = editor.post(f"{UPLOAD}/cambios", form, 409)
    assert "3. Nueva" in page.words
    assert editor.post(f"{UPLOAD}/cambios", page.form()).response.location == f"{PLAN}/acciones"


def test_a_column_can_be_corrected_and_the_differences_follow(editor):
    form = sent(editor).form()
    page = editor.post(f"{UPLOAD}/revision", {**form, "column-2": "ignore"}, 200)
    assert "Alternativa de mejora Construir [" not in page.words
    page = editor.post(f"{UPLOAD}/cambios", {**form, "column-2": "ignore"}, 422)
    assert "Usted cambió lo que son las columnas." in page.words


def test_an_old_preview_or_no_file_leads_back_to_the_upload(editor):
    form = sent(editor).form()
    page = editor.post(f"{UPLOAD}/cambios", {**form, "sealed_file": "otra cosa"}, 409)
    assert "La vista previa ya no sirve" in page.words or "Traer un archivo" in page.words
    editor.post(UPLOAD, editor.get(UPLOAD).form(), 422)


def test_what_was_announced_takes_in_no_file_r1(cast, desk):
    an_announced_plan(cast)
    editor = desk(cast.elena_editor)
    assert UPLOAD not in editor.get(f"{PLAN}/acciones").links
    assert "Solo un plan en preparación recibe" in editor.get(UPLOAD).words
