"""Six people of a council take a plan from a file to its adjusted edition, in their browsers."""

import re
from contextlib import contextmanager
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PageOn, Server, World, assert_accessible
from tests.cast import PASSWORD, a_cast, an_announced_plan, filed, shown
from tests.conftest import in_use
from webapp.models import Change, Comment, Consultation, Entity, Plan, Staff
from webapp.values import clock, time_zones
from webapp.workflow import adjusting
from webapp.workflow.announcing import WindowDays

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DESK = 1280
TITLE = "Plan de escucha"
PLAN = "/planes/plan-de-escucha"
TABLE = """\
Categoría;Actividad de gestión;Alternativa de mejora;Plazo;Evaluación de la eficacia;Dependencia
Escuchar;Abrir canales para oír.;Construir dos mecanismos.;3 meses;Revisar el registro.;Secretaría
;Divulgar el plan.;Divulgar el plan.;2 meses;Contar los avisos.;Comunicaciones
Responder;Responder cada observación.;Publicar las respuestas.;5 meses;Medir los tiempos.;Planeación
"""
ASKS = "Pongan un buzón en la plaza. Llámenme al 300 000 0012. Soy Nubia Vecina."
OBJECTS = "Tres meses es muy poco tiempo."
ANSWER = "Gracias por escribirnos. Habrá un buzón en la plaza."
REASON = "Un buzón llega también a quien no usa internet en su casa."
NEW_TEXT = "Construir dos mecanismos y un buzón en la plaza."


@pytest.fixture
def world(sqlite_url: str) -> World:
    """Six people and no plan."""
    with contextmanager(in_use)(sqlite_url):
        return World(a_cast())


def test_a_plan_goes_from_a_file_to_its_adjusted_edition(
    page_on: PageOn, server: Server, world: World
):
    cast = world.cast
    elena = at_the_desk(page_on, cast.elena_editor)
    she_brings_in_a_plan(elena)
    she_mends_a_finding(elena)
    she_writes_the_summary(elena)
    she_adds_a_document(elena)
    she_sets_a_short_window_from_today(elena)
    she_says_where_observations_are_received(elena)
    the_administrator_gives_the_contact(at_the_desk(page_on, cast.ada_admin))
    she_announces_it_with_warnings(elena)

    citizen = page_on(360)
    asks, objects = files(citizen, ASKS), files(citizen, OBJECTS)

    mario = at_the_desk(page_on, cast.mario_moderator)
    he_suppresses_a_name_by_selecting_it(mario, asks)
    he_shows_the_next_one(mario, objects)

    with server.database():
        the_window_passes()

    rosa = at_the_desk(page_on, cast.rosa_responder)
    she_opens_what_waits_for_an_answer(rosa, asks)
    she_answers(rosa, asks, "Incorporada", ANSWER, REASON)
    she_goes_on_to_the_next_one(rosa, objects)
    she_answers(
        rosa,
        objects,
        "No incorporada",
        "Gracias.",
        "Alcanza el tiempo previsto para hacer la obra del punto de atención.",
    )
    alba = at_the_desk(page_on, cast.alba_approver)
    she_returns_an_answer(alba, objects, "Diga por qué alcanza.")
    she_approves(alba, asks)
    she_mends_the_answer(rosa, objects, "Diga por qué alcanza.")
    she_approves(alba, objects)

    she_rewords_the_action(elena, asks)
    the_gate_says_what_is_missing(elena, asks)
    the_auditor_reads_and_can_change_nothing(at_the_desk(page_on, cast.aldo_auditor), asks)
    she_publishes_the_report(alba)
    she_publishes_the_adjusted_edition(elena)

    the_citizen_reads_what_it_caused(citizen, asks)
    with server.database():
        change = Change.get()
        assert (change.before, change.after) == ("Construir dos mecanismos.", NEW_TEXT)
        assert [comment.filing_number for comment in change.comments] == [asks]


def test_an_action_is_adjusted_without_javascript(page_on: PageOn, server: Server, world: World):
    with server.database():
        asks = a_closed_consultation(world)
    elena = at_the_desk(page_on, world.cast.elena_editor, javascript=False)
    elena.get_by_role("link", name="Redactar el plan ajustado").click()
    elena.get_by_role("link", name="Abrir canales").click()
    elena.get_by_label("Alternativa de mejora").fill(NEW_TEXT)
    elena.get_by_role("button", name="Ver diferencia").click()
    expect(the_difference(elena).locator("ins")).to_contain_text(["buzón"])
    expect(elena.get_by_label("Alternativa de mejora")).to_have_value(NEW_TEXT)
    elena.get_by_label(asks).check()
    elena.get_by_role("button", name="Guardar el cambio").click()
    expect(elena.locator(".summary")).to_contain_text("Diga por qué cambia")
    expect(elena.get_by_label(asks)).to_be_checked()
    elena.get_by_label("Observaciones", exact=True).check()
    elena.get_by_label("Por qué cambia").fill(REASON)
    elena.get_by_role("button", name="Guardar el cambio").click()
    expect(elena.get_by_text("El cambio quedó guardado, con su motivo.")).to_be_visible()
    expect(elena.locator(".because").get_by_role("link", name=asks)).to_be_visible()


# --- the editor prepares the plan ------------------------------------------------------------


def at_the_desk(page_on: PageOn, person: Staff, **how: bool) -> Page:
    page = page_on(DESK, **how)
    page.goto("/gestion/")
    page.get_by_label("Correo electrónico").fill(person.email)
    page.get_by_label("Contraseña").fill(PASSWORD)
    page.get_by_role("button", name="Entrar").click()
    expect(heading(page, "Pendientes")).to_be_visible()
    return page


def she_brings_in_a_plan(page: Page) -> None:
    assert_accessible(page)
    page.get_by_role("link", name="Traer un plan").click()
    assert_accessible(page)
    page.get_by_label("Archivo del plan").set_input_files(
        {"name": "plan.csv", "mimeType": "text/csv", "buffer": TABLE.encode()}
    )
    page.get_by_role("button", name="Leer el archivo").click()
    expect(heading(page, "Revise lo que se leyó")).to_be_visible()
    expect(page.locator(".folio")).to_contain_text("3 acciones")
    expect(page.get_by_text("La alternativa de mejora de 1.2 repite")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Título del plan").fill(TITLE)
    page.get_by_role("button", name="Crear el borrador").click()
    expect(heading(page, TITLE)).to_be_visible()
    assert_accessible(page)


def she_mends_a_finding(page: Page) -> None:
    page.get_by_role("link", name="Corregir la 1.2").click()
    assert_accessible(page)
    page.get_by_label("Alternativa de mejora").fill("Publicar el plan en la página.")
    page.get_by_role("button", name="Guardar").click()
    to_the_plan(page)
    expect(page.get_by_role("link", name="Corregir la 1.2")).to_have_count(0)


def she_writes_the_summary(page: Page) -> None:
    page.get_by_role("link", name="Un resumen en palabras sencillas").click()
    assert_accessible(page)
    page.get_by_label("Resumen en palabras sencillas").fill(
        "Un plan **corto** para oír a la gente."
    )
    page.get_by_role("button", name="Guardar").click()
    expect(met(page, "Un resumen en palabras sencillas")).to_be_visible()


def she_adds_a_document(page: Page) -> None:
    page.get_by_role("link", name="Al menos un documento de soporte").click()
    page.get_by_label("Título del documento").fill("Diagnóstico")
    page.get_by_label("Archivo").set_input_files(
        {"name": "diagnostico.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 de prueba"}
    )
    page.get_by_role("button", name="Agregar").click()
    expect(page.get_by_text("El documento quedó agregado.")).to_be_visible()
    assert_accessible(page)
    to_the_plan(page)
    expect(met(page, "Al menos un documento de soporte")).to_be_visible()


def she_sets_a_short_window_from_today(page: Page) -> None:
    page.get_by_role("link", name="Las fechas de la consulta").click()
    today = time_zones.to_local(clock.now(), Entity().zone).date()
    page.get_by_label("Primer día").fill(today.isoformat())
    page.get_by_label("Último día").fill((today + timedelta(days=9)).isoformat())
    page.get_by_role("button", name="Guardar").click()
    expect(page.locator(".summary")).to_be_focused()
    assert_accessible(page)
    page.get_by_label("Por qué dura menos").fill("El plazo del Concejo vence este mes.")
    page.get_by_role("button", name="Guardar").click()
    expect(page.get_by_text("9 días calendario")).to_be_visible()


def she_says_where_observations_are_received(page: Page) -> None:
    page.get_by_role("link", name="Fijar los canales").click()
    page.get_by_label("Web", exact=True).check()
    page.get_by_label("Ventanilla", exact=True).check()
    page.get_by_label("(Ventanilla)").fill("Carrera 1 # 2-3")
    assert_accessible(page)
    page.get_by_role("button", name="Guardar").click()
    expect(met(page, "Un canal que funcione sin internet")).to_be_visible()


def the_administrator_gives_the_contact(page: Page) -> None:
    page.get_by_role("link", name=TITLE).click()
    page.get_by_role("link", name="Los datos de contacto de la entidad").click()
    assert_accessible(page)
    page.get_by_label("Correo electrónico").fill("concejo@concejo.example")
    page.get_by_role("button", name="Guardar").click()
    expect(page.get_by_text("Guardado.")).to_be_visible()


def she_announces_it_with_warnings(page: Page) -> None:
    page.get_by_role("link", name="Revisar el borrador y anunciarlo").click()
    expect(page.locator(".checklist > li:not(.done)")).to_have_count(0)
    assert_accessible(page)
    page.get_by_role("button", name="Anunciar el plan").click()
    expect(page.locator(".summary")).to_be_focused()
    page.get_by_label("Publicar con advertencias").check()
    page.get_by_role("button", name="Anunciar el plan").click()
    expect(page.get_by_text("El plan quedó anunciado.")).to_be_visible()
    assert_accessible(page)


# --- a citizen, and the moderator --------------------------------------------------------------


def files(page: Page, text: str) -> str:
    page.goto(f"{PLAN}/acciones/1.1")
    page.locator("a[href$='/observaciones/nueva']").last.click()
    page.locator("#body").fill(text)
    page.get_by_role("button", name="Continuar").click()
    page.get_by_role("button", name="Enviar").click()
    return page.locator("#filing-number").inner_text()


def he_suppresses_a_name_by_selecting_it(page: Page, number: str) -> None:
    page.reload()
    assert_accessible(page)
    page.get_by_role("link", name="2 observaciones por moderar").click()
    assert_accessible(page)
    page.get_by_role("link", name=number).click()
    expect(page.get_by_text("Parece tener datos personales")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Suprimir palabras").click()
    expect(page.get_by_label("300 000 0012")).to_be_checked()
    with page.expect_response(re.compile("/supresiones/vista")):
        drag_over(page, "Nubia Vecina")
    expect(page.locator("#preview")).not_to_contain_text("Nubia")
    expect(page.locator("#preview")).not_to_contain_text("300 000")
    assert_accessible(page)
    page.get_by_role("button", name="Mostrar con supresiones").click()


def he_shows_the_next_one(page: Page, number: str) -> None:
    page.get_by_role("link", name="Siguiente").click()
    expect(heading(page, number)).to_be_visible()
    page.get_by_role("button", name="Mostrar tal como llegó").click()
    expect(page.get_by_text("El público la lee tal como llegó.")).to_be_visible()
    assert_accessible(page)


def the_window_passes() -> None:
    """As if its days were over: the server reads a clock that nobody can move."""
    closed = clock.now() - timedelta(minutes=1)
    opened = closed - timedelta(days=10)
    Consultation.update(opens_at=opened, closes_at=closed).execute()


# --- the answers -------------------------------------------------------------------------------


def she_opens_what_waits_for_an_answer(page: Page, number: str) -> None:
    page.get_by_role("link", name="2 observaciones por responder").click()
    page.get_by_role("link", name=number).click()
    page.get_by_role("link", name="Escribir la respuesta").click()


def she_goes_on_to_the_next_one(page: Page, number: str) -> None:
    page.get_by_role("link", name="Siguiente observación por responder").click()
    expect(heading(page, f"Respuesta: {number}")).to_be_visible()


def she_answers(page: Page, number: str, decision: str, text: str, reason: str) -> None:
    page.get_by_label(decision, exact=True).check()
    page.get_by_label("Respuesta", exact=True).fill(text)
    assert_accessible(page)
    page.get_by_role("button", name="Enviar a aprobación").click()
    expect(page.locator(".summary")).to_be_focused()
    page.get_by_label("Motivo de la decisión").fill(reason)
    page.get_by_role("button", name="Enviar a aprobación").click()
    expect(shown_in_place(page, "Enviada a aprobación.")).to_be_visible()


def she_returns_an_answer(page: Page, number: str, note: str) -> None:
    page.reload()
    page.get_by_role("link", name="2 respuestas por aprobar").click()
    page.get_by_role("link", name=number).click()
    page.get_by_role("link", name="Revisar la respuesta").click()
    assert_accessible(page)
    page.get_by_label("Qué hay que corregir").fill(note)
    page.get_by_role("button", name="Devolver a quien la escribió").click()
    expect(shown_in_place(page, "La respuesta volvió a quien la escribió.")).to_be_visible()


def she_mends_the_answer(page: Page, number: str, note: str) -> None:
    page.goto("/gestion/")
    page.get_by_role("link", name="1 respuesta devuelta").click()
    page.get_by_role("link", name=number).click()
    page.get_by_role("link", name="Seguir con la respuesta").click()
    expect(page.get_by_text(note)).to_be_visible()
    page.get_by_label("Motivo de la decisión").fill(
        "Alcanza el tiempo: la obra se hace en un mes, con su permiso."
    )
    page.get_by_role("button", name="Enviar a aprobación").click()
    expect(shown_in_place(page, "Enviada a aprobación.")).to_be_visible()


def she_approves(page: Page, number: str) -> None:
    page.goto("/gestion/")
    page.get_by_role("link", name="por aprobar").click()
    page.get_by_role("link", name=number).click()
    page.get_by_role("link", name="Revisar la respuesta").click()
    page.get_by_role("button", name="Aprobar esta respuesta").click()
    expect(shown_in_place(page, "La respuesta quedó aprobada.")).to_be_visible()


# --- the adjusted plan -------------------------------------------------------------------------


def she_rewords_the_action(page: Page, because_of: str) -> None:
    page.goto("/gestion/")
    page.get_by_role("link", name="Redactar el plan ajustado").click()
    page.get_by_role("button", name="Empezar la edición ajustada").click()
    assert_accessible(page)
    page.get_by_role("link", name="Abrir canales para oír.").click()
    expect(page.get_by_text("Pongan un buzón en la plaza.")).to_be_visible()
    expect(page.get_by_text("Nubia")).to_have_count(0)
    with page.expect_response(re.compile("/diferencia")):
        page.get_by_label("Alternativa de mejora").fill(NEW_TEXT)
    expect(the_difference(page).locator("ins")).to_contain_text(["un buzón en la plaza"])
    page.get_by_label("Observaciones", exact=True).check()
    page.get_by_label("Por qué cambia").fill(REASON)
    page.get_by_label(because_of).check()
    assert_accessible(page)
    page.get_by_role("button", name="Guardar el cambio").click()
    expect(page.get_by_text("El cambio quedó guardado, con su motivo.")).to_be_visible()
    expect(page.locator(".because").get_by_role("link", name=because_of)).to_be_visible()


def the_gate_says_what_is_missing(page: Page, number: str) -> None:
    page.get_by_role("link", name=TITLE).click()
    page.get_by_role("navigation", name="Este plan").get_by_text("Publicación").click()
    expect(heading(page, "Observaciones sin respuesta publicada 2")).to_be_visible()
    expect(page.get_by_role("button", name="Publicar el plan ajustado")).to_have_count(0)
    assert_accessible(page)
    page.locator(".checklist").get_by_role("link", name=number).click()
    expect(heading(page, f"Respuesta: {number}")).to_be_visible()


def the_auditor_reads_and_can_change_nothing(page: Page, number: str) -> None:
    page.goto(f"/gestion/observaciones/{number}")
    expect(page.get_by_text("Aprobada, sin publicar", exact=True)).to_be_visible()
    expect(page.locator("main form")).to_have_count(0)


def she_publishes_the_report(page: Page) -> None:
    page.goto("/gestion/")
    page.get_by_role("link", name="2 respuestas aprobadas").click()
    assert_accessible(page)
    page.get_by_role("button", name="Publicar el informe").click()
    expect(page.get_by_text("Las respuestas están publicadas; el informe")).to_be_visible()


def she_publishes_the_adjusted_edition(page: Page) -> None:
    page.goto("/gestion/")
    page.get_by_role("link", name="Publicar el plan ajustado").click()
    expect(heading(page, "No falta nada")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Publicar el plan ajustado").click()
    expect(heading(page, "La edición 2 está publicada")).to_be_visible()
    assert_accessible(page)


def the_citizen_reads_what_it_caused(page: Page, number: str) -> None:
    page.goto(f"/observaciones/{number}")
    expect(page.get_by_text("Pongan un buzón en la plaza.")).to_be_visible()
    expect(page.get_by_text("Nubia")).to_have_count(0)
    expect(page.get_by_text("Incorporada")).to_be_visible()
    expect(page.get_by_text(ANSWER)).to_be_visible()
    expect(page.get_by_text(REASON).first).to_be_visible()
    expect(page.locator(".difference ins").first).to_contain_text("un buzón en la plaza")
    assert_accessible(page)

    page.goto(f"{PLAN}/cambios")
    expect(page.locator(".because").get_by_role("link", name=number)).to_be_visible()
    assert_accessible(page)

    page.goto(PLAN)
    page.get_by_role("link", name="Abrir canales para oír.").click()
    expect(page.get_by_text(NEW_TEXT).first).to_be_visible()
    assert_accessible(page)


# --- what several of them do -------------------------------------------------------------------


def shown_in_place(page: Page, message: str) -> Locator:
    """What was done, where it was done; the live region of the page says it too."""
    expect(page.locator("#app-live")).to_contain_text(message)
    return page.locator("#main").get_by_text(message)


def heading(page: Page, name: str) -> Locator:
    return page.get_by_role("heading", name=name)


def met(page: Page, need: str) -> Locator:
    return page.locator(".checklist > .done").filter(has_text=need)


def the_difference(page: Page) -> Locator:
    return page.locator("#difference")


def to_the_plan(page: Page) -> None:
    page.locator(".crumbs").get_by_role("link", name=TITLE).click()


def drag_over(page: Page, words: str) -> None:
    """Select words of a text with the mouse."""
    box = page.locator("[data-redactable]").first.evaluate(
        """(text, words) => {
            const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
            const range = document.createRange();
            while (walker.nextNode()) {
                const at = walker.currentNode.data.indexOf(words);
                if (at < 0) continue;
                range.setStart(walker.currentNode, at);
                range.setEnd(walker.currentNode, at + words.length);
                return range.getBoundingClientRect().toJSON();
            }
        }""",
        words,
    )
    height = (box["top"] + box["bottom"]) / 2
    page.mouse.move(box["left"], height)
    page.mouse.down()
    page.mouse.move(box["right"], height, steps=4)
    page.mouse.up()


def a_closed_consultation(world: World) -> str:
    """A plan whose window has passed, with one observation, and its adjusted edition begun."""
    announced = clock.now() - timedelta(days=20)
    first_day = time_zones.to_local(announced, Entity.current().zone).date() + timedelta(days=1)
    window = WindowDays(first_day=first_day, last_day=first_day + timedelta(days=14))
    plan: Plan = an_announced_plan(world.cast, window=window, at=announced)
    received = announced + timedelta(days=5)
    comment: Comment = filed(plan, "Pongan un buzón.", at=received).comment
    shown(comment, world.cast, received)
    adjusting.start_edition(plan, by=world.cast.elena_editor, at=clock.now())
    return comment.filing_number
