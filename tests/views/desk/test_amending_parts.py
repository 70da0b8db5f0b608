"""Correcting the published answer to a part of a letter, and how it is told to everybody (R21)."""

import json

import pytest

from tests.cast import AFTER_CLOSE, an_announced_plan, filed, shown
from tests.worlds import a_letter_in_parts_answered
from webapp.models import Correction, Part
from webapp.vocabulary import AuthorKind
from webapp.workflow import answering

BECAUSE = "La parte citaba otra acción del plan."
FORMER = "No hay presupuesto para esto."
NOW = {
    "decision": "out_of_scope",
    "text": "El buzón es de otra entidad.",
    "reason": "Los buzones de la plaza son del operador de correo del país.",
    "because": BECAUSE,
}


@pytest.fixture
def filing(cast, clock):
    plan = an_announced_plan(cast)
    clock(AFTER_CLOSE)
    sent = filed(
        plan, author_kind=AuthorKind.PERSON, name="Ana Ríos", email="ana@correo.example",
        consent=True,
    )  # fmt: skip
    a_letter_in_parts_answered(shown(sent.comment, cast), cast, FORMER)
    return sent


@pytest.fixture
def letter(filing):
    return f"/gestion/observaciones/{filing.comment.filing_number}"


@pytest.fixture
def published(filing, cast):
    answering.publish_report(filing.comment.plan, by=cast.alba_approver, at=AFTER_CLOSE)
    return filing.comment


@pytest.fixture
def corrected(published, letter, cast, desk):
    desk(cast.rosa_responder).fill(f"{letter}/partes/1/correccion", **NOW)
    desk(cast.alba_approver).fill(f"/gestion/correcciones/{Correction.get().id}")
    return published


def test_it_is_proposed_from_parts_or_answer_and_approved_by_another(published, letter, cast, desk):
    rosa, alba = desk(cast.rosa_responder), desk(cast.alba_approver)
    for place in ("partes", "respuesta", "respuesta/correccion"):
        assert f"{letter}/partes/1/correccion" in rosa.get(f"{letter}/{place}").links, place
    assert f"{letter}/partes/1/correccion" not in alba.get(f"{letter}/partes").links
    assert rosa.get(f"{letter}/partes/1/correccion").form()["text"] == FORMER
    rosa.fill(f"{letter}/partes/1/correccion", **NOW)
    assert "ya hay una corrección" in rosa.get(f"{letter}/partes/1/correccion").words.lower()
    assert rosa.get(f"{letter}/partes/2/correccion").form()["text"] == FORMER
    read = alba.get(f"/gestion/correcciones/{Correction.get().id}")
    for text in ("Parte 1", FORMER, NOW["text"], BECAUSE, "Fuera de alcance"):
        assert text in read.words
    alba.fill(f"/gestion/correcciones/{Correction.get().id}")
    assert Part.get(Part.position == 1).text == NOW["text"]


def test_what_is_missing_is_said_and_everything_typed_stays_r7(published, letter, cast, desk):
    rosa, page = desk(cast.rosa_responder), f"{letter}/partes/1/correccion"
    for wrong in ({"because": "Error."}, {"reason": "No."}, {"text": " "}):
        back = rosa.fill(page, 422, **{**NOW, **wrong})
        assert back.form()["decision"] == "out_of_scope"
    assert "<html" not in rosa.fill(page, 422, **{**NOW, "because": ""}, htmx=True).html
    back = rosa.fill(page, 409, **{**NOW, "decision": "incorporated"})
    assert back.form()["text"] == NOW["text"]
    assert not Correction.select().exists()


def test_a_stale_form_shows_both_answers_r12(published, letter, cast, desk):
    rosa, page = desk(cast.rosa_responder), f"{letter}/partes/1/correccion"
    stale = rosa.get(page).form()
    rosa.fill(page, **NOW)
    desk(cast.alba_approver).fill(f"/gestion/correcciones/{Correction.get().id}")
    back = rosa.post(page, {**stale, **NOW, "text": "Otra, de una pestaña."}, 409)
    assert NOW["text"] in back.words


def test_before_it_is_out_it_is_mended_and_strangers_are_kept_out(filing, letter, cast, desk):
    page = f"{letter}/partes/1/correccion"
    assert "no está publicada" in desk(cast.rosa_responder).get(page).words
    assert f"{letter}/partes/1/correccion" not in desk(cast.rosa_responder).get(letter).links
    desk(cast.rosa_responder).get(f"{letter}/partes/9/correccion", 404)
    desk(cast.alba_approver).get(page, 403)


def test_everyone_reads_the_new_answer_and_the_former_r21(corrected, filing, visitor):
    plan = "/planes/plan-de-prueba"
    for address in (
        f"/observaciones/{corrected.filing_number}",
        f"/seguimiento/{filing.tracking_code}",
        f"{plan}/correcciones",
        f"{plan}/informe",
    ):
        read = visitor.get(address).words
        for text in (NOW["text"], FORMER, BECAUSE):
            assert text in read, (address, text)
    read = visitor.client.get(f"{plan}/observaciones.json")
    (row,) = json.loads(read.get_data(as_text=True))
    (told,) = row["correccion"]
    assert "parte 1" in told
    assert FORMER in told
