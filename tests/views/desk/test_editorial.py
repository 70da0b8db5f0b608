"""An edition with corrections of form from its page: begun, written, proposed, approved, told
(R1, R9, R11, R21)."""

import re

import pytest

from tests.cast import AFTER_CLOSE, later
from tests.worlds import an_adjusted_plan

PLAN = "/gestion/planes/plan-de-prueba"
FORM = f"{PLAN}/edicion-de-forma"
ADJUST = f"{PLAN}/ajuste"
PUBLIC = "/planes/plan-de-prueba"
SLIP = "Faltaba una palabra en el texto de la actividad."
WHY = "La plenaria aprobó el plan y había una errata."
FIXED = "Abrir canales para oír a toda la gente."


@pytest.fixture
def plan(cast, clock):
    plan = an_adjusted_plan(cast)
    clock(later(AFTER_CLOSE, days=3))
    return plan


def begin(editor):
    editor.fill(FORM)


def correct(editor):
    editor.fill(f"{ADJUST}/1.2", activity="Divulgar el plan ajustado.", reason=SLIP)
    editor.fill(f"{ADJUST}/datos", approved_by="Plenaria", approved_on="2026-03-25", reason=SLIP)


def proposed(editor) -> str:
    begin(editor)
    correct(editor)
    return editor.fill(f"{FORM}/propuesta", reason=WHY).response.location


def approve(approver, location):
    approver.post(f"{location}/aprobacion", approver.get(location).form(0))


def test_its_page_says_what_it_may_have_in_it_and_begins_it(cast, desk, plan):
    editor = desk(cast.elena_editor)
    assert FORM in editor.get(PLAN).links
    page = editor.get(FORM)
    assert "Lo que necesita otra ronda" in page.words
    begin(editor)
    page = editor.get(ADJUST)
    assert "Correcciones de forma" in page.words
    assert "Agregar una acción" not in page.words
    assert f"{FORM}/descarte" in page.links
    assert f"{FORM}/propuesta" not in page.links
    page = editor.get(f"{ADJUST}/1.2")
    assert {"term_months", "responsible_area"}.isdisjoint(page.form())
    assert page.form()["origin"] == "editorial_fix"
    assert "Retirar la acción" not in page.words


def test_what_is_not_of_form_is_refused_beside_its_text_r21(cast, desk, plan):
    editor = desk(cast.elena_editor)
    begin(editor)
    page = editor.fill(
        f"{ADJUST}/1.1", 422, improvement="Construir 7 buzones de recolección.", reason=SLIP
    )
    assert "deja las cifras del texto como están" in page.words
    page = editor.fill(f"{ADJUST}/datos", 422, starts_on="2026-05-01", reason=SLIP)
    assert "hace falta otra ronda" in page.words
    page = editor.fill(f"{ADJUST}/1.1", 422, origin="own_motion", activity=FIXED, reason=SLIP)


def test_it_is_proposed_approved_and_told_r1(cast, desk, plan, visitor):
    editor = desk(cast.elena_editor)
    location = proposed(editor)
    page = editor.get(ADJUST)
    assert location in page.links
    assert f"{FORM}/descarte" not in page.links
    page = editor.fill(f"{FORM}/descarte", 409)
    assert "Ya está propuesta" in page.words
    assert "Plenaria" not in visitor.get(PUBLIC).words
    approver = desk(cast.alba_approver)
    page = approver.get(location)
    assert "declara que todos los cambios son de forma" in page.words
    assert SLIP in page.words
    approve(approver, location)
    assert plan.fresh().current_edition.number == 3
    page = visitor.get(f"{PUBLIC}/ediciones")
    assert "Correcciones de forma, sin una nueva ronda" in page.words
    page = visitor.get(f"{PUBLIC}/ediciones/3")
    assert "Plenaria" in page.words
    assert "Corrige la forma de la edición 2" in page.words
    assert "Plenaria" not in visitor.get(f"{PUBLIC}/ediciones/2").words
    page = visitor.get(f"{PUBLIC}/cambios")
    assert "La edición 3 solo tiene correcciones de forma" in page.words
    assert "Corrección de forma" in page.words
    assert SLIP in page.words


def test_changes_that_no_round_led_to_are_told_apart_as_the_results_leave_them_out_r18(
    cast, desk, plan, visitor
):
    approve_it(cast, desk)
    results = visitor.get(f"{PUBLIC}/resultados").words
    every = visitor.get(f"{PUBLIC}/cambios?de=1&a=3").words
    of_the_round = int(
        re.search(r"(\d+) cambios?", visitor.get(f"{PUBLIC}/cambios?de=1&a=2").words)[1]
    )
    whole = int(re.search(r"(\d+) cambios?", every)[1])
    outside = int(re.search(r"(\d+) de ellos (?:es|son)", every)[1])
    assert whole - outside == of_the_round
    assert f"{of_the_round} cambio" in results
    assert "por fuera de las rondas" not in visitor.get(f"{PUBLIC}/cambios?de=2&a=3").words


def test_what_the_consultation_changed_stays_told_beside_it(cast, desk, plan, visitor):
    approve_it(cast, desk)
    page = visitor.get(PUBLIC)
    assert f"{PUBLIC}/cambios?de=1&a=3" in page.links
    for address in (f"{PUBLIC}?vista=cambios", f"{PUBLIC}/cambios?de=1&a=3"):
        page = visitor.get(address)
        assert "Construir un buzón de recolección." in page.words or "buzón" in page.words
        assert SLIP in page.words
    page = visitor.get(f"{PUBLIC}/resultados")
    assert f"{PUBLIC}/cambios?de=1&a=2" in page.links


def approve_it(cast, desk):
    approve(desk(cast.alba_approver), proposed(desk(cast.elena_editor)))


def test_every_file_and_feed_tells_the_newest_edition_r21(cast, desk, plan, visitor):
    approve_it(cast, desk)
    feed = visitor.get(f"{PUBLIC}/novedades.atom").response.text
    assert "Se corrigió la forma del plan" in feed
    edition = visitor.get(f"{PUBLIC}/ediciones/3.json").response.text
    assert '"approved_by":"Plenaria"' in edition
    assert "editorial_fix" in edition
    changes = visitor.get(f"{PUBLIC}/cambios.json").response.text
    assert "Plenaria" in changes
    page = visitor.get(f"{PUBLIC}/correcciones")
    assert WHY in page.words
    assert f"{PUBLIC}/cambios?de=2&a=3" in page.links


def test_it_is_thrown_away_after_reading_what_that_means(cast, desk, plan):
    editor = desk(cast.elena_editor)
    begin(editor)
    correct(editor)
    editor.get(f"{FORM}/descarte")
    editor.fill(f"{FORM}/descarte")
    assert plan.fresh().draft_edition is None
    editor.get(f"{FORM}/descarte", 404)


def test_another_round_waits_for_it(cast, desk, plan):
    editor = desk(cast.elena_editor)
    begin(editor)
    page = editor.fill(
        f"{PLAN}/ronda", 409, first_day="2026-04-06", last_day="2026-04-24",
    )  # fmt: skip
    assert "publíquela o descártela primero" in page.words


def test_only_who_edits_prepares_it(cast, desk, plan):
    for name in ("mario_moderator", "rosa_responder", "alba_approver", "aldo_auditor"):
        desk(getattr(cast, name)).get(FORM, 403)
