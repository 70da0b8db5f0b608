"""Bringing in a plan: upload, preview, confirm."""

from io import BytesIO

import pytest

from tests.cast import AFTER_CLOSE, a_draft, later, wording
from tests.importing.makers import word_document, workbook
from tests.visitor import Page
from webapp.models import Plan

UPLOAD = "/gestion/planes/importar"
TABLE = (
    "Categoría;Actividad de gestión;Alternativa de mejora;Fecha;Cosas\n"
    "Escuchar;Abrir canales.;Poner buzones.;3 meses;Buzón\n"
    "Escuchar;Divulgar.;Publicar.;pronto;\n"
    "Escuchar;;Sin actividad.;2 meses;\n"
)


def sent(visitor, content=TABLE, name="plan.csv", status=200):
    """The answer to an upload."""
    token = visitor.get(UPLOAD).form()["csrf_token"]
    raw = content.encode() if isinstance(content, str) else content
    response = visitor.client.post(
        UPLOAD,
        data={"csrf_token": token, "file": (BytesIO(raw), name)},
        content_type="multipart/form-data",
    )
    page = Page(response)
    assert page.status == status, page.words
    return page


@pytest.fixture
def editor(cast, desk):
    """Elena, signed in."""
    return desk(cast.elena_editor)


def test_a_file_is_shown_as_it_was_read_and_nothing_is_stored(editor):
    page = sent(editor)
    assert "1 categoría" in page.words
    assert "2 acciones" in page.words
    assert "Fila 4. La fila no dice cuál es la actividad de gestión." in page.words
    assert "El plazo de 1.2 no es un número de meses o de años: «pronto»." in page.words
    assert page.form()["column-3"] == "term"
    assert page.form()["column-4"] == "note"
    assert "Buzón" in page.words
    assert not Plan.select().exists()


def test_without_an_address_it_is_made_from_the_title(editor):
    form = sent(editor).form()
    page = editor.post("/gestion/planes", {**form, "title": "Plan de oír", "slug": ""})
    assert page.response.location == "/gestion/planes/plan-de-oir"
    page = editor.post("/gestion/planes", {**form, "title": "¿?", "slug": ""}, 422)
    assert "Use letras minúsculas sin tildes, números y guiones." in page.words


def test_what_was_shown_becomes_a_draft(editor):
    form = sent(editor).form()
    page = editor.post("/gestion/planes", {**form, "title": "Plan de oír", "slug": "plan-de-oir"})
    assert page.response.location == "/gestion/planes/plan-de-oir"
    plan = Plan.find("plan-de-oir")
    assert [action.code for action in plan.actions] == ["1.1", "1.2"]
    assert wording(plan, "1.1").term_months == 3
    assert wording(plan, "1.2").notes == [["Plazo", "pronto"]]
    assert "El borrador quedó listo." in editor.get(page.response.location).words


def test_office_files_come_in_the_same_way(editor):
    rows = [["Categoría", "Actividad", "Plazo"], ["Oír", "Abrir canales.", "3 meses"]]
    for name, content in (("plan.xlsx", workbook(rows)), ("plan.docx", word_document(rows))):
        assert "1 acción" in sent(editor, content, name).words


def test_a_column_can_be_corrected_and_the_preview_follows(editor):
    form = {**sent(editor).form(), "column-4": "responsible_area"}
    page = editor.post(f"{UPLOAD}/revision", form, 200)
    assert page.form()["column-4"] == "responsible_area"
    assert "Dependencia responsable Buzón" in page.words


def test_a_change_of_columns_is_shown_before_it_is_stored(editor):
    form = {**sent(editor).form(), "column-4": "responsible_area", "title": "Plan", "slug": "plan"}
    page = editor.post("/gestion/planes", form, 422)
    assert "Usted cambió lo que son las columnas." in page.words
    assert not Plan.select().exists()
    assert page.form()["title"] == "Plan"
    editor.post("/gestion/planes", page.form())
    assert wording(Plan.find("plan"), "1.1").responsible_area == "Buzón"


def test_a_file_with_other_headings_asks_which_column_is_which(editor):
    page = sent(editor, "Tema;Qué se hará\nEscuchar;Abrir canales.\n")
    assert "Faltan columnas" in page.words
    assert "Crear el borrador" not in page.words
    form = {**page.form(), "column-0": "category", "column-1": "activity"}
    page = editor.post(f"{UPLOAD}/revision", form, 200)
    assert "1 acción" in page.words
    assert "Crear el borrador" in page.words


def test_a_plan_without_its_columns_is_not_made_by_force(editor):
    form = sent(editor, "Tema;Qué se hará\nEscuchar;Abrir canales.\n").form()
    page = editor.post("/gestion/planes", {**form, "title": "Plan", "slug": "plan"}, 422)
    assert "No se encontraron estas columnas: categoría, actividad de gestión." in page.words
    assert not Plan.select().exists()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("plan.csv", b"", "El archivo está vacío."),
        ("plan.pdf", b"%PDF-1.7", "no se puede leer"),
        ("plan.docx", b"PK\x03\x04roto", "El archivo está dañado y no se puede abrir."),
        ("plan.csv", b"solo una frase", "No se encontró ninguna tabla en el archivo."),
        ("plan.exe", b"MZ\0\0\0\0", "no se puede leer"),
        ("plan.csv", b"a;b\n" * (11 * 1024 * 256), "El archivo pesa más de 10 MB."),
    ],
)
def test_a_bad_file_is_refused_in_one_clear_sentence(editor, name, content, words):
    page = sent(editor, content, name, 422)
    assert words in page.text_of(".//*[@role='alert']") or "PDF" in page.text_of(
        ".//*[@role='alert']"
    )
    assert page.text_of(".//*[@id='file-error']")
    assert not Plan.select().exists()


def test_no_file_at_all_is_said_too(editor):
    token = editor.get(UPLOAD).form()["csrf_token"]
    page = editor.post(UPLOAD, {"csrf_token": token}, 422)
    assert "Escoja el archivo." in page.words


def test_a_table_that_would_not_fit_in_the_form_is_refused(editor):
    import random

    letters = random.Random(1)
    rows = [
        f"Una;{''.join(letters.choices('abcdefghijklmnopqrstuvwxyz0123456789', k=1900))}"
        for _ in range(2000)
    ]
    page = sent(editor, "Categoría;Actividad\n" + "\n".join(rows), status=422)
    assert "Deje solo la tabla del plan." in page.words


def test_two_plans_do_not_share_an_address_and_what_was_typed_stays(cast, editor):
    a_draft(cast)
    form = {**sent(editor).form(), "title": "Plan", "slug": "plan-de-prueba"}
    page = editor.post("/gestion/planes", form, 422)
    assert "Otro plan ya tiene esta dirección." in page.words
    assert page.form()["title"] == "Plan"


def test_a_preview_is_of_its_author_whole_and_for_a_day(cast, desk, editor, clock):
    form = {**sent(editor).form(), "title": "Plan", "slug": "plan"}
    forged = {**form, "sealed_file": "x" + form["sealed_file"]}
    assert "Escoja el archivo de nuevo." in editor.post("/gestion/planes", forged, 409).words
    clock(later(AFTER_CLOSE, days=30))
    editor = desk(cast.elena_editor)
    form["csrf_token"] = editor.get(UPLOAD).form()["csrf_token"]
    assert "Escoja el archivo de nuevo." in editor.post("/gestion/planes", form, 409).words
    editor.post(f"{UPLOAD}/revision", form, 409)
    assert not Plan.select().exists()


def test_only_an_editor_brings_plans_in(cast, desk):
    for person in (cast.mario_moderator, cast.aldo_auditor, cast.ada_admin):
        desk(person).get(UPLOAD, 403)
