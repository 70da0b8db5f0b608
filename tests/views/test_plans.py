"""A plan as the public reads it."""

import hashlib
from datetime import date

import pytest

from tests.cast import (
    AFTER_CLOSE,
    MONDAY,
    OPENS_AT,
    WHILE_OPEN,
    a_draft,
    an_announced_plan,
    filed,
    later,
    shown,
    wording,
)
from tests.worlds import (
    a_plan_left_as_it_was,
    a_sample_plan,
    adjusted,
    an_adjusted_plan,
    answered,
    crowd,
)
from webapp.models import Document
from webapp.vocabulary import Origin, PlanField, RoundScope
from webapp.workflow import adjusting, announcing, answering, drafting
from webapp.workflow.announcing import WindowDays

PLAN = "/planes/plan-de-prueba"


# --- the plan -------------------------------------------------------------------------------------


def test_the_plan_says_all_that_someone_needs_to_take_part(visitor, cast):
    filed(an_announced_plan(cast))
    page = visitor.get(PLAN)
    assert page.h1 == "Plan de prueba"
    for words in (
        "Puede opinar hasta el martes 17 de marzo de 2026, 11:59 p. m., hora de Colombia",
        "15 días calendario",
        "Quedan 8 días calendario, contando hoy.",
        "Un plan corto.",
        "Carrera 1 # 2-3",
        "concejo@concejo.example",
        "La decisión final corresponde a la entidad",
        "18 bytes",
        "1 observación · 3 meses",
    ):
        assert words in page.words
    assert f"{PLAN}/acciones/2.1.1" in page.links
    assert f"{PLAN}/observaciones/nueva" in page.links
    current = page.all(".//li[@aria-current='step']")
    assert ["Abierta" in "".join(step.itertext()) for step in current] == [True]


def test_a_draft_is_nowhere_to_be_found(visitor, cast):
    a_draft(cast)
    for rest in ("", "/acciones/1.1", "/observaciones", "/ediciones", "/ediciones/1",
                 "/ediciones/1.json", "/cambios", "/documentos/1/diagnostico.pdf"):  # fmt: skip
        visitor.get(PLAN + rest, 404)
    visitor.get("/planes/no-existe", 404)


def test_the_reasons_of_a_short_window_and_of_an_extension_are_public(visitor, cast):
    plan = a_draft(cast)
    window = announcing.WindowDays(
        first_day=date(2026, 3, 3),
        last_day=date(2026, 3, 12),
        short_reason="Por la ley. Así lo decidió la Mesa.",
    )
    version = plan.consultation.version
    announcing.set_window(plan, window, version=version, by=cast.elena_editor, at=MONDAY)
    round = announcing.announce(plan, by=cast.elena_editor, at=MONDAY, accept_findings=True)
    announcing.extend(
        round,
        last_day=date(2026, 3, 20),
        reason="Llovió mucho. Así lo decidió la Mesa.",
        version=round.version,
        by=cast.elena_editor,
        at=WHILE_OPEN,
    )
    page = visitor.get(PLAN)
    assert "Por qué el plazo es menor de 15 días calendario: Por la ley." in page.words
    assert "viernes 20 de marzo de 2026, 11:59 p. m., hora de Colombia). Motivo: Llov" in page.words
    assert "hasta el viernes 20 de marzo de 2026" in page.words


def test_a_cancelled_plan_says_why_and_takes_nothing(visitor, cast):
    plan = an_announced_plan(cast)
    announcing.cancel(
        plan, reason="Se hará otro. Así lo decidió la Mesa.", by=cast.elena_editor, at=WHILE_OPEN
    )
    page = visitor.get(PLAN)
    assert "Cancelada el martes 10 de marzo de 2026." in page.words
    assert "Se hará otro." in page.words
    assert f"{PLAN}/observaciones/nueva" not in page.links


def test_before_it_opens_the_plan_says_when_and_offers_no_form(visitor, cast, clock):
    an_announced_plan(cast)
    clock(MONDAY)
    page = visitor.get(PLAN)
    assert "desde el martes 3 de marzo de 2026" in page.words
    assert f"{PLAN}/observaciones/nueva" not in page.links
    clock(OPENS_AT)
    assert f"{PLAN}/observaciones/nueva" in visitor.get(PLAN).links


def test_with_no_observations_it_does_not_say_that_they_are_being_answered(visitor, cast, clock):
    plan = an_announced_plan(cast)
    clock(AFTER_CLOSE)
    words = visitor.get(PLAN).words
    assert "una por una" not in words
    assert "No se recibieron observaciones dentro del plazo." in words
    answering.publish_report(plan, by=cast.alba_approver, at=AFTER_CLOSE)
    page = visitor.get(PLAN)
    assert "así lo dice el informe. Si hay cambios, sigue el plan ajustado." in page.words
    assert f"{PLAN}/informe?ronda=1" in page.links


def test_with_observations_it_promises_an_adjusted_plan_only_if_there_are_changes(
    visitor, cast, clock
):
    plan = an_announced_plan(cast)
    comment = shown(filed(plan).comment, cast)
    clock(AFTER_CLOSE)
    assert "una por una. Aquí se publicarán las respuestas y, si hay" in visitor.get(PLAN).words
    answered(comment, cast)
    answering.publish_report(plan, by=cast.alba_approver, at=AFTER_CLOSE)
    assert "publicadas. Si hay cambios, sigue el plan ajustado." in visitor.get(PLAN).words


def test_an_adjusted_plan_without_changes_says_that_it_stays_as_it_was(visitor, cast, clock):
    a_plan_left_as_it_was(cast)
    clock(later(AFTER_CLOSE, days=1))
    page = visitor.get(PLAN)
    assert "La edición 2 no trae cambios: el plan queda como estaba." in page.words
    assert "Vea qué cambió" not in page.words


def test_due_dates_are_there_when_the_terms_have_a_start(visitor, cast):
    plan = a_sample_plan(cast)
    page = visitor.get(f"/planes/{plan.slug}")
    assert len(page.all(".//li[@id]/span[@class='code']")) == 31 + 1  # one action goes on in 6.3.1
    assert "5 meses · vence el martes 1 de septiembre de 2026" in page.words


def test_the_adjusted_plan_can_be_read_clean_or_with_its_changes(visitor, cast, clock):
    an_adjusted_plan(cast)
    clock(later(AFTER_CLOSE, days=1))
    clean = visitor.get(PLAN)
    assert not clean.all(".//section[@id='acciones']//ins")
    assert f"{PLAN}?vista=cambios#acciones" in clean.links

    page = visitor.get(f"{PLAN}?vista=cambios")
    action = page.tree.find(".//li[@id='action-1.1']")
    words = " ".join("".join(action.itertext()).split())
    assert "dos mecanismos" in "".join(action.find(".//del").itertext())
    assert "un buzón" in "".join(action.find(".//ins").itertext())
    assert "De 3 a 6 meses" in words
    assert "Lo pidieron en la 1.1." in words
    assert "CMC-2026-000001" in words
    assert "Sin cambios" in page.text_of(".//li[@id='action-1.2']")


def test_whatsapp_gets_the_title_and_the_deadline(visitor, cast):
    an_announced_plan(cast)
    for address, title in ((PLAN, "Plan de prueba"), (f"{PLAN}/acciones/1.1", "Acción 1.1 · Plan")):
        page = visitor.get(address)
        meta = {
            each.get("property"): each.get("content") for each in page.all(".//meta[@property]")
        }
        assert meta["og:title"].startswith(title)
        assert "hasta el martes 17 de marzo de 2026, 11:59" in meta["og:description"]


# --- an action ------------------------------------------------------------------------------------


def test_an_action_shows_its_text_first_and_then_what_people_said(visitor, cast):
    plan = an_announced_plan(cast)
    shown(filed(plan).comment, cast)
    page = visitor.get(f"{PLAN}/acciones/1.1")
    assert page.h1 == "Acción 1.1"
    order = ["Abrir canales", "Construir dos", "3 meses", "Secretaría General", "Pongan un buzón"]
    places = [page.words.index(words) for words in order]
    assert places == sorted(places)


def test_the_way_to_comment_is_a_link_that_htmx_shortens(visitor, cast):
    an_announced_plan(cast)
    page = visitor.get(f"{PLAN}/acciones/2.1.1")
    way = f"{PLAN}/acciones/2.1.1/observaciones/nueva"
    buttons = [link for link in page.all(".//a[@hx-get]") if link.get("href") == way]
    assert buttons
    assert all(link.get("hx-get") == way for link in buttons)
    assert all(link.get("hx-target") == "#filing" for link in buttons)
    assert page.all(".//div[@id='filing']")


def test_actions_lead_to_the_one_before_and_the_one_after(visitor, cast):
    an_announced_plan(cast)
    page = visitor.get(f"{PLAN}/acciones/2.1")
    assert [link.get("href") for link in page.all(".//a[@rel='prev']")] == [f"{PLAN}/acciones/1.2"]
    assert [a.get("href") for a in page.all(".//a[@rel='next']")] == [f"{PLAN}/acciones/2.1.1"]
    assert "Sigue en la acción 2.1.1" in page.words
    assert "Continúa la acción 2.1" in visitor.get(f"{PLAN}/acciones/2.1.1").words


def test_an_action_that_does_not_exist_is_not_found(visitor, cast):
    an_announced_plan(cast)
    for code in ("9.9", "1.1.", "nada", "1.1%20"):
        visitor.get(f"{PLAN}/acciones/{code}", 404)


def test_a_closed_action_says_why_instead_of_the_link(visitor, cast):
    plan = an_announced_plan(cast)
    drafting.close_action(
        wording(plan, "1.1").action,
        reason="Ya se cumplió. Así lo decidió la Mesa.",
        by=cast.elena_editor,
        at=WHILE_OPEN,
    )
    page = visitor.get(f"{PLAN}/acciones/1.1")
    assert "Ya se cumplió." in page.words
    assert f"{PLAN}/acciones/1.1/observaciones/nueva" not in page.links
    assert "Ya se cumplió." in visitor.get(PLAN).words


def test_after_the_close_an_action_says_when_it_closed(visitor, cast, clock):
    an_announced_plan(cast)
    clock(AFTER_CLOSE)
    page = visitor.get(f"{PLAN}/acciones/1.1")
    assert "El plazo para opinar terminó el martes 17 de marzo de 2026, 11:59 p. m." in page.words
    assert f"{PLAN}/acciones/1.1/observaciones/nueva" not in page.links


def test_an_adjusted_action_shows_what_changed_and_because_of_whom(visitor, cast, clock):
    an_adjusted_plan(cast)
    clock(later(AFTER_CLOSE, days=1))
    page = visitor.get(f"{PLAN}/acciones/1.1")
    assert "Construir un buzón de recolección." in page.words
    assert "Lo pidieron en la 1.1." in page.text_of(".//section[@id='cambios']")
    assert "/observaciones/CMC-2026-000001" in page.links


def test_observations_come_in_pages_of_25_and_none_is_lost(visitor, cast):
    plan = an_announced_plan(cast)
    crowd(plan, 100)
    address, seen = f"{PLAN}/acciones/1.1", []
    while address:
        page = visitor.get(address)
        seen += [each.get("id") for each in page.all(".//ul[@class='entries']/li")]
        pager = page.all(".//section[@id='observaciones']//a[@rel='next']")
        address = pager[0].get("href") if pager else None
    action = wording(plan, "1.1").action
    assert len(seen) == len(set(seen)) == action.comments.count()
    assert len(seen) > 25


@pytest.mark.parametrize("cursor", ["0", "-1", "x", "1e3", "9" * 30, "٣"])
def test_a_cursor_that_is_none_is_refused(visitor, cast, cursor):
    an_announced_plan(cast)
    visitor.get(f"{PLAN}/acciones/1.1?despues={cursor}", 400)


# --- editions and changes -------------------------------------------------------------------------


def test_every_edition_stays_readable_as_it_was(visitor, cast, clock):
    an_adjusted_plan(cast)
    clock(later(AFTER_CLOSE, days=1))
    page = visitor.get(f"{PLAN}/ediciones")
    assert f"{PLAN}/ediciones/1" in page.links
    assert f"{PLAN}/ediciones/2" in page.links
    first, second = visitor.get(f"{PLAN}/ediciones/1"), visitor.get(f"{PLAN}/ediciones/2")
    assert "Construir dos mecanismos" in first.words
    assert "Hay una edición más reciente" in first.words
    assert "Construir un buzón" in second.words
    for number in ("0", "3", "-1", "x", "9" * 30):
        visitor.get(f"{PLAN}/ediciones/{number}", 404)
        visitor.get(f"{PLAN}/ediciones/{number}.json", 404)


def test_the_digest_of_an_edition_is_the_sha_256_of_what_one_downloads(visitor, cast):
    plan = an_adjusted_plan(cast)
    for edition in plan.published_editions:
        response = visitor.get(f"{PLAN}/ediciones/{edition.number}.json").response
        assert hashlib.sha256(response.data).hexdigest() == edition.digest
        assert response.mimetype == "application/json"
        assert edition.digest in visitor.get(f"{PLAN}/ediciones/{edition.number}").words


def test_the_changelog_names_field_reason_and_observations(visitor, cast, clock):
    an_adjusted_plan(cast)
    clock(later(AFTER_CLOSE, days=1))
    page = visitor.get(f"{PLAN}/cambios")
    assert "De la edición 1 a la edición 2" in page.words
    assert "2 cambios" in page.words
    assert "dos mecanismos" in page.text_of(".//del[1]") or "dos mecanismos" in page.words
    assert "De 3 a 6 meses" in page.words
    assert "Lo pidieron en la 1.1." in page.words
    assert "/observaciones/CMC-2026-000001" in page.links
    assert visitor.get(f"{PLAN}/cambios?de=1&a=2").words == page.words
    assert visitor.get(f"{PLAN}/cambios?de=2&a=1").words == page.words


def test_where_nothing_changed_the_changelog_says_so(visitor, cast, clock):
    an_announced_plan(cast, "otro")
    assert "Todavía no hay nada que comparar" in visitor.get("/planes/otro/cambios").words
    an_adjusted_plan(cast)
    clock(later(AFTER_CLOSE, days=1))
    page = visitor.get(f"{PLAN}/cambios?de=2&a=2")
    assert "Nada cambió entre estas dos" in page.words
    assert "Ver los cambios de la edición 2" in page.words
    assert f"{PLAN}/cambios?de=1&a=2" in page.links


def test_the_changelog_of_a_cancelled_plan_promises_no_changes(visitor, cast):
    plan = an_announced_plan(cast)
    announcing.cancel(
        plan, reason="Se hará otro. Así lo decidió la Mesa.", by=cast.elena_editor, at=WHILE_OPEN
    )
    page = visitor.get(f"{PLAN}/cambios")
    assert "Cancelada el martes 10 de marzo de 2026.Se hará otro." in page.words
    assert "Después de la consulta" not in page.words


@pytest.mark.parametrize(
    ("asked", "status"), [("de=1&a=3", 404), ("de=9", 404), ("a=x", 400), ("de=0&a=1", 400)]
)
def test_editions_that_do_not_exist_cannot_be_compared(visitor, cast, asked, status):
    an_adjusted_plan(cast)
    visitor.get(f"{PLAN}/cambios?{asked}", status)


def test_a_change_of_own_motion_says_so(visitor, cast, clock):
    plan = an_announced_plan(cast)
    adjusting.start_edition(plan, by=cast.elena_editor, at=AFTER_CLOSE)
    category = wording(plan, "2.1").category
    adjusting.retitle(
        category,
        "Responder a tiempo",
        adjusting.Why(origin=Origin.OWN_MOTION, reason="Así se entiende mejor."),
        version=category.version,
        by=cast.elena_editor,
        at=AFTER_CLOSE,
    )
    adjusted(plan, cast, [], {})
    clock(later(AFTER_CLOSE, days=1))
    page = visitor.get(f"{PLAN}/cambios")
    assert "2. Responder a tiempo" in page.words
    assert "De oficio" in page.words
    assert "Así se entiende mejor." in page.words
    assert "Así se entiende mejor." in visitor.get(f"{PLAN}?vista=cambios").words


def test_what_is_not_published_yet_is_nowhere(visitor, cast, clock):
    plan = an_announced_plan(cast)
    comment = shown(filed(plan).comment, cast)
    answered(comment, cast, text="Respuesta que aún no sale.")
    adjusting.start_edition(plan, by=cast.elena_editor, at=AFTER_CLOSE)
    adjusting.reword(
        wording(plan, "1.1"),
        {PlanField.IMPROVEMENT: "Texto que aún no sale."},
        adjusting.Why(
            origin=Origin.OBSERVATIONS,
            reason="Razón secreta. Así lo decidió la Mesa.",
            comments=[comment],
        ),
        version=1,
        by=cast.elena_editor,
        at=AFTER_CLOSE,
    )
    clock(later(AFTER_CLOSE, days=1))
    for address in (PLAN, f"{PLAN}?vista=cambios", f"{PLAN}/acciones/1.1", f"{PLAN}/cambios",
                    f"{PLAN}/ediciones", f"{PLAN}/ediciones/1", f"{PLAN}/observaciones",
                    f"/observaciones/{comment.filing_number}", "/"):  # fmt: skip
        words = visitor.get(address).words
        assert "que aún no sale" not in words, address
        assert "Razón secreta." not in words, address
    visitor.get(f"{PLAN}/ediciones/2", 404)


# --- documents ------------------------------------------------------------------------------------


def test_a_document_can_only_be_downloaded(visitor, cast):
    document = Document.listed(an_announced_plan(cast))[0]
    address = f"{PLAN}/documentos/{document.id}/diagnostico.pdf"
    assert address in visitor.get(PLAN).links
    response = visitor.get(address).response
    assert response.data == b"%PDF-1.4 de prueba"
    assert response.mimetype == "application/pdf"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "no-cache", "one day it may be hidden"
    tag = response.headers["ETag"]
    assert visitor.client.get(address, headers={"If-None-Match": tag}).status_code == 304


def test_a_document_has_one_address(visitor, cast):
    document = Document.listed(an_announced_plan(cast))[0]
    an_announced_plan(cast, "otro")
    visitor.get(f"{PLAN}/documentos/{document.id}/otro.pdf", 404)
    visitor.get(f"/planes/otro/documentos/{document.id}/diagnostico.pdf", 404)
    visitor.get(f"{PLAN}/documentos/99/diagnostico.pdf", 404)


def test_the_short_address_leads_to_the_plan_and_nowhere_else(visitor, cast):
    plan = an_announced_plan(cast)
    draft = a_draft(cast, "en-preparacion")
    assert visitor.get(f"/p/{plan.id}", 302).response.location == f"/planes/{plan.slug}"
    for number in (draft.id, 999, 2**31):
        visitor.get(f"/p/{number}", 404)


def test_the_figures_of_a_plan_lead_to_as_many_observations_r18(visitor, cast, clock):
    plan = an_adjusted_plan(cast)
    clock(later(AFTER_CLOSE, days=1))
    page = visitor.get(f"/planes/{plan.slug}")
    figures = page.all(".//ul[@class='figures']/li")
    assert len(figures) == 2
    for figure in figures:
        rows = visitor.get(figure.find("a").get("href")).all(".//ul[@class='entries']/li")
        assert len(rows) == int(figure.findtext("strong"))


def test_an_announced_round_on_what_changed_says_already_which_actions_it_leaves_out(
    visitor, cast, clock
):
    plan = an_adjusted_plan(cast)
    window = WindowDays(first_day=date(2026, 4, 6), last_day=date(2026, 4, 24))
    announced = later(AFTER_CLOSE, days=2)
    announcing.announce_round(
        plan, window, scope=RoundScope.CHANGED, by=cast.elena_editor, at=announced
    )
    clock(announced)
    left_out = "Esta ronda es solo sobre las acciones que cambiaron."
    for code, is_left_out in (("1.1", False), ("2.1", True)):
        page = visitor.get(f"{PLAN}/acciones/{code}")
        form = visitor.get(f"{PLAN}/acciones/{code}/observaciones/nueva", 409)
        assert (left_out in page.words) is is_left_out
        assert (left_out in form.words) is is_left_out
        said = "Esta acción no recibe observaciones."
        assert (form.h1 == said) is is_left_out
