"""Correcting a published answer from the desk, and how it is told to everybody (R21)."""

import json

import pytest

from tests.cast import AFTER_CLOSE, an_announced_plan, filed, shown
from tests.worlds import answered
from webapp.models import Correction
from webapp.vocabulary import AuthorKind
from webapp.workflow import answering

BECAUSE = "La respuesta citaba otra acción del plan."
NOW = {
    "decision": "not_incorporated",
    "text": "Gracias. La acción 1.2 es la que trata de esto.",
    "reason": "El buzón se instala cuando haya presupuesto para hacerlo.",
    "because": BECAUSE,
}
FORMER = "Gracias por escribir."


@pytest.fixture
def plan(cast, clock):
    plan = an_announced_plan(cast)
    clock(AFTER_CLOSE)
    return plan


@pytest.fixture
def filing(plan):
    return filed(
        plan, author_kind=AuthorKind.PERSON, name="Ana Ríos", email="ana@correo.example",
        consent=True,
    )  # fmt: skip


@pytest.fixture
def comment(plan, filing, cast):
    comment = shown(filing.comment, cast)
    answered(comment, cast)
    answering.publish_report(plan, by=cast.alba_approver, at=AFTER_CLOSE)
    return comment


@pytest.fixture
def page(comment):
    return f"/gestion/observaciones/{comment.filing_number}/respuesta"


@pytest.fixture
def corrected(comment, page, cast, desk):
    desk(cast.rosa_responder).fill(f"{page}/correccion", **NOW)
    desk(cast.alba_approver).fill(f"/gestion/correcciones/{Correction.get().id}")
    return comment


def test_it_is_proposed_from_the_answer_and_approved_by_another(comment, page, cast, desk):
    rosa, alba = desk(cast.rosa_responder), desk(cast.alba_approver)
    assert f"{page}/correccion" in rosa.get(page).links
    assert f"{page}/correccion" not in alba.get(page).links
    form = rosa.get(f"{page}/correccion").form()
    assert (form["text"], form["decision"]) == (FORMER, "informative_reply")
    rosa.fill(f"{page}/correccion", **NOW)
    assert "ya hay una corrección" in rosa.get(f"{page}/correccion").words.lower()
    read = alba.get(f"/gestion/correcciones/{Correction.get().id}")
    for text in (FORMER, NOW["text"], BECAUSE, "No incorporada", "Respuesta informativa"):
        assert text in read.words
    alba.fill(f"/gestion/correcciones/{Correction.get().id}")
    assert comment.answers.get().text == NOW["text"]


def test_what_is_missing_is_said_and_everything_typed_stays_r7(comment, page, cast, desk):
    rosa = desk(cast.rosa_responder)
    for wrong in ({"because": "Error."}, {"reason": "No."}, {"text": " "}):
        back = rosa.fill(f"{page}/correccion", 422, **{**NOW, **wrong})
        assert back.form()["decision"] == "not_incorporated"
    fragment = rosa.fill(f"{page}/correccion", 422, **{**NOW, "because": ""}, htmx=True)
    assert "<html" not in fragment.html
    back = rosa.fill(f"{page}/correccion", 409, **{**NOW, "decision": "incorporated"})
    assert "ningún cambio la nombra" in back.words
    assert back.form()["text"] == NOW["text"]
    assert not Correction.select().exists()


def test_a_stale_form_shows_both_answers_r12(comment, page, cast, desk):
    rosa = desk(cast.rosa_responder)
    stale = rosa.get(f"{page}/correccion").form()
    rosa.fill(f"{page}/correccion", **NOW)
    desk(cast.alba_approver).fill(f"/gestion/correcciones/{Correction.get().id}")
    back = rosa.post(f"{page}/correccion", {**stale, **NOW, "text": "Otra, de una pestaña."}, 409)
    assert NOW["text"] in back.words
    assert back.form()["text"] == "Otra, de una pestaña."


def test_the_observation_tells_the_new_answer_and_keeps_the_former_r21(corrected, visitor):
    read = visitor.get(f"/observaciones/{corrected.filing_number}")
    for text in (NOW["text"], FORMER, BECAUSE, "Rosa Respuesta", "Alba Aprueba"):
        assert text in read.words
    assert "La respuesta se corrigió" in read.words


def test_its_author_reads_it_on_the_tracking_page(corrected, filing, visitor):
    read = visitor.get(f"/seguimiento/{filing.tracking_code}")
    for text in (NOW["text"], FORMER, BECAUSE):
        assert text in read.words


def test_register_action_report_and_corrections_tell_it(corrected, visitor):
    for address in ("observaciones", "acciones/1.1"):
        assert "Respuesta corregida" in visitor.get(f"/planes/plan-de-prueba/{address}").words
    report = visitor.get("/planes/plan-de-prueba/informe").words
    assert "n.º 2" in report
    assert FORMER in report
    listed = visitor.get("/planes/plan-de-prueba/correcciones").words
    assert FORMER in listed
    assert NOW["text"] in listed


def test_open_data_tells_it(corrected, visitor):
    read = visitor.client.get("/planes/plan-de-prueba/observaciones.json")
    (row,) = json.loads(read.get_data(as_text=True))
    assert row["decision"] == "No incorporada"
    (told,) = row["correccion"]
    assert BECAUSE in told
    assert FORMER in told
