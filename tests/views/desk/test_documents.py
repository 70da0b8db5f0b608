"""Supporting documents on the desk."""

from io import BytesIO

import pytest

from tests.cast import WHILE_OPEN, a_draft, an_announced_plan
from tests.visitor import Page
from webapp.models import Document
from webapp.workflow import announcing

DOCUMENTS = "/gestion/planes/plan-de-prueba/documentos"


@pytest.fixture
def editor(cast, desk):
    """Elena, signed in."""
    return desk(cast.elena_editor)


def sent(visitor, title="Anexo", content=b"%PDF-1.7 hola", name="anexo.pdf", status=303):
    """The answer to an upload."""
    token = visitor.get(DOCUMENTS).form()["csrf_token"]
    response = visitor.client.post(
        DOCUMENTS,
        data={"csrf_token": token, "title": title, "file": (BytesIO(content), name)},
        content_type="multipart/form-data",
    )
    page = Page(response)
    assert page.status == status, page.words
    return page


def test_a_document_is_added_and_comes_back_as_a_download_only(cast, editor):
    a_draft(cast)
    sent(editor, name="mi informe ñ.pdf")
    document = Document.select().order_by(Document.id.desc()).first()
    response = editor.client.get(f"{DOCUMENTS}/{document.id}")
    assert response.data == b"%PDF-1.7 hola"
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "no-store"
    page = editor.get(DOCUMENTS)
    assert "mi informe ñ.pdf" in page.words


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"<html>", "anexo.pdf", "Escoja un archivo PDF, Word, Excel, ODT o CSV"),
        (b"", "anexo.pdf", "El archivo está vacío."),
        (b"%PDF-" + b"0" * 10 * 1024 * 1024, "anexo.pdf", "El archivo puede pesar hasta 10 MB."),
    ],
)
def test_a_file_that_cannot_be_kept_is_refused_in_one_sentence(cast, editor, content, name, words):
    a_draft(cast)
    page = sent(editor, content=content, name=name, status=422)
    assert words in page.text_of(".//*[@id='file-error']")
    assert page.form(1)["title"] == "Anexo"


def test_a_title_and_a_file_are_needed(cast, editor):
    a_draft(cast)
    token = editor.get(DOCUMENTS).form()["csrf_token"]
    page = editor.post(DOCUMENTS, {"csrf_token": token, "title": " "}, 422)
    assert "Escriba el título del documento." in page.words
    assert "Escoja el archivo." in page.words


def test_far_more_than_the_limit_is_refused_before_it_is_read(cast, editor):
    a_draft(cast)
    sent(editor, content=b"%PDF-" + b"0" * 13 * 1024 * 1024, status=413)


def test_a_document_of_a_draft_is_removed_and_that_of_an_announced_plan_stays(cast, editor):
    a_draft(cast)
    editor.fill(DOCUMENTS)
    assert "Todavía no hay documentos." in editor.get(DOCUMENTS).words
    number = Document.get().id
    editor.get(f"{DOCUMENTS}/{number}", 404)

    an_announced_plan(cast, "anunciado")
    page = editor.get("/gestion/planes/anunciado/documentos")
    assert "Quitar" not in page.words
    address = f"/gestion/planes/anunciado/documentos/{number + 1}/retiro"
    editor.post(address, page.form(), 409)
    assert Document.get_by_id(number + 1).removed_at is None


def test_a_document_may_be_added_while_the_plan_is_open_and_not_once_cancelled(cast, editor):
    plan = an_announced_plan(cast)
    sent(editor)
    page = editor.get(DOCUMENTS)
    announcing.cancel(
        plan, reason="Se rehace. Así lo decidió la Mesa.", by=cast.elena_editor, at=WHILE_OPEN
    )
    data = {**page.form(), "title": "Tarde", "file": (BytesIO(b"%PDF-1.7"), "a.pdf")}
    response = editor.client.post(DOCUMENTS, data=data, content_type="multipart/form-data")
    assert response.status_code == 409


def test_readers_read_and_do_not_add(cast, desk):
    a_draft(cast)
    reader = desk(cast.aldo_auditor)
    page = reader.get(DOCUMENTS)
    assert "Diagnóstico" in page.words
    assert not page.all(".//main//form")
    token = page.form(inside=".//header")
    reader.post(DOCUMENTS, token, 403)
