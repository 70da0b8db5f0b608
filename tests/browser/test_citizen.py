"""A citizen reads an action, says something, gets a number and finds it again."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PageOn, Server, World, assert_accessible, tab_to
from tests.cast import filed, shown
from webapp.models import Comment, Consultation
from webapp.values import clock

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ACTION = "/planes/plan-de-prueba/acciones/1.1"
FORM = f"{ACTION}/observaciones/nueva"
TEXT = "Pongan otro buzón en el corregimiento de Zaragoza.\n\nY léanlo cada mes."
FILING_NUMBER = re.compile(r"CMC-\d{4}-000002")


def heading(page: Page, text: str | re.Pattern[str]):
    return page.get_by_role("heading", name=text)


def the_code(page: Page) -> str:
    return page.locator("#tracking-code").inner_text()


def write(page: Page, where: str) -> None:
    """Open the form, on its own page or within the action's, and write in it."""
    page.goto(where)
    if where == ACTION:
        page.locator("a[href$='/observaciones/nueva']").last.click()
    page.locator("#body").fill(TEXT)


def test_on_a_cheap_phone_from_reading_to_finding_it_again(page_on: PageOn, server: Server):
    page = page_on(360)
    page.goto(ACTION)
    expect(page.get_by_text("Abrir canales para oír a la gente.")).to_be_visible()
    assert_accessible(page)

    page.locator("a[href$='/observaciones/nueva']").last.click()
    body = page.get_by_label("Su observación", exact=False).and_(page.locator("textarea"))
    expect(heading(page, "Su observación sobre la acción 1.1")).to_be_focused()
    body.fill(TEXT)
    assert_accessible(page)

    page.reload()
    page.locator("a[href$='/observaciones/nueva']").last.click()
    expect(body).to_have_value(TEXT)
    expect(page.get_by_text("Recuperamos lo que había escrito.")).to_be_visible()

    page.get_by_text("Si quiere, díganos quién es").click()
    page.get_by_label("Correo electrónico").fill("nubia sin arroba")
    page.get_by_role("button", name="Continuar").click()
    summary = page.locator(".summary")
    expect(summary).to_be_focused()
    expect(body).to_have_value(TEXT)
    assert_accessible(page)

    summary.get_by_role("link", name="Escriba un correo como nombre@ejemplo.com.").click()
    expect(page.get_by_label("Correo electrónico")).to_be_focused()
    page.get_by_label("Correo electrónico").fill("nubia@vecinas.example")
    page.get_by_label("Autorizo a la entidad").check()
    page.get_by_role("button", name="Continuar").click()

    expect(heading(page, "Revise antes de enviar")).to_be_focused()
    expect(page.get_by_text("Y léanlo cada mes.")).to_be_visible()
    expect(page.get_by_text("nubia@vecinas.example")).to_be_visible()
    assert_accessible(page)

    page.get_by_role("button", name="Corregir").click()
    expect(body).to_have_value(TEXT)
    page.get_by_role("button", name="Continuar").click()
    page.get_by_role("button", name="Enviar").click()

    expect(heading(page, "Recibimos su observación")).to_be_focused()
    expect(page.locator("#filing-number")).to_have_text(FILING_NUMBER)
    expect(page).to_have_url(re.compile(r"/seguimiento/.+\?recibida=1$"))
    assert_accessible(page)
    code = the_code(page)

    page.reload()
    expect(page.locator("#filing-number")).to_have_text(FILING_NUMBER)
    assert_accessible(page)

    page.goto("/seguimiento")
    assert_accessible(page)
    page.get_by_label("Código de seguimiento").fill(code.lower().replace("-", " "))
    page.get_by_role("button", name="Buscarla").click()
    expect(page.get_by_text("Y léanlo cada mes.")).to_be_visible()
    expect(page.get_by_text("n•••@v•••.example")).to_be_visible()
    assert_accessible(page)

    page.goto(FORM)
    expect(page.locator("#body")).to_have_value("")
    with server.database():
        assert Comment.select().order_by(Comment.id.desc()).get().body == TEXT


def test_without_javascript_it_is_the_same(page_on: PageOn, server: Server):
    page = page_on(360, javascript=False)
    page.goto(ACTION)
    page.locator("a[href$='/observaciones/nueva']").last.click()
    expect(page).to_have_title(re.compile("^Su observación sobre la acción 1.1"))
    page.locator("#body").fill(TEXT)
    page.get_by_text("Si quiere, díganos quién es").click()
    page.get_by_label("Su nombre").first.fill("Nubia Vecina")
    page.get_by_role("button", name="Continuar").click()
    expect(page.locator(".summary")).to_contain_text("Marque la autorización")
    expect(page.locator("#body")).to_have_value(TEXT)
    page.get_by_label("Autorizo a la entidad").check()
    page.get_by_role("button", name="Continuar").click()
    expect(heading(page, "Revise antes de enviar")).to_be_visible()
    page.get_by_role("button", name="Corregir").click()
    expect(page.locator("#body")).to_have_value(TEXT)
    page.get_by_role("button", name="Continuar").click()
    page.get_by_role("button", name="Enviar").click()
    expect(page.locator("#filing-number")).to_have_text(FILING_NUMBER)
    code = the_code(page)

    page.goto("/seguimiento")
    page.get_by_label("Código de seguimiento").fill(code)
    page.get_by_role("button", name="Buscarla").click()
    page.get_by_role("link", name="Borrar mis datos").click()
    page.get_by_role("button", name="Sí, borrar mis datos").click()
    expect(page.get_by_text("Borramos sus datos.")).to_be_visible()
    with server.database():
        comment = Comment.select().order_by(Comment.id.desc()).get()
        assert (comment.body, comment.submitter) == (TEXT, None)


def test_with_the_keyboard_alone(page_on: PageOn):
    page = page_on(1280)
    page.goto(ACTION)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Saltar al contenido")).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, page.locator("a[href$='/observaciones/nueva']").first)
    page.keyboard.press("Enter")
    expect(heading(page, "Su observación sobre la acción 1.1")).to_be_focused()
    tab_to(page, page.locator("#body"))
    page.keyboard.type("Con teclado.")
    tab_to(page, page.get_by_text("Si quiere, díganos más"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_label("¿Qué tipo de observación es?"))
    page.keyboard.type("Preg")
    tab_to(page, page.get_by_role("button", name="Continuar"))
    page.keyboard.press("Enter")
    expect(heading(page, "Revise antes de enviar")).to_be_focused()
    expect(page.get_by_text("Pregunta")).to_be_visible()
    tab_to(page, page.get_by_role("button", name="Enviar"))
    page.keyboard.press("Enter")
    expect(heading(page, "Recibimos su observación")).to_be_focused()
    expect(page.locator("#filing-number")).to_have_text(FILING_NUMBER)


@pytest.mark.parametrize("where", [ACTION, FORM])
def test_the_consultation_closes_while_they_write(page_on: PageOn, server: Server, where: str):
    page = page_on(360)
    write(page, where)
    page.get_by_role("button", name="Continuar").click()
    expect(heading(page, "Revise antes de enviar")).to_be_visible()
    with server.database():
        Consultation.update(closes_at=clock.now()).execute()
    page.get_by_role("button", name="Enviar").click()
    expect(heading(page, "La consulta ya cerró.")).to_be_visible()
    expect(page.locator("#kept-text")).to_contain_text("Y léanlo cada mes.")
    expect(page.get_by_text("Carrera 1 # 2-3")).to_be_visible()
    assert_accessible(page)
    with server.database():
        assert Comment.select().count() == 1


def test_the_reply_is_lost_and_sending_again_gives_the_same_receipt(
    page_on: PageOn, server: Server
):
    page = page_on(360, console=False)
    write(page, ACTION)
    page.get_by_role("button", name="Continuar").click()
    send = page.get_by_role("button", name="Enviar")
    page.context.route("**/observaciones", lambda route: (route.fetch(), route.abort()))
    send.click()
    expect(page.get_by_role("alert")).to_contain_text("No se pudo enviar")
    page.context.unroute("**/observaciones")
    send.click()
    expect(page.locator("#filing-number")).to_have_text(FILING_NUMBER)
    with server.database():
        assert Comment.select().count() == 2


def test_without_signal_nothing_written_is_lost(page_on: PageOn):
    page = page_on(360, console=False)
    write(page, ACTION)
    page.context.set_offline(True)
    page.get_by_role("button", name="Continuar").click()
    expect(page.get_by_role("alert")).to_contain_text("lo que escribió está guardado")
    expect(page.locator("#body")).to_have_value(TEXT)
    page.context.set_offline(False)
    page.get_by_role("button", name="Continuar").click()
    expect(heading(page, "Revise antes de enviar")).to_be_focused()


AGE_THE_DRAFT = """([key, days]) => {
  const kept = JSON.parse(localStorage.getItem(key));
  localStorage.setItem(key, JSON.stringify({ ...kept, at: kept.at - days * 24 * 3600 * 1000 }));
}"""


@pytest.mark.parametrize(("days", "stays"), [(6, True), (8, False)])
def test_what_was_never_sent_leaves_the_browser_with_any_page_after_a_week(
    page_on: PageOn, days: int, stays: bool
):
    page, key = page_on(360), "enmienda:draft:plan-de-prueba/1.1"
    write(page, FORM)
    page.goto("/")
    page.evaluate(AGE_THE_DRAFT, [key, days])
    page.goto("/paginas/privacidad")
    assert page.evaluate("(key) => localStorage.getItem(key) !== null", key) is stays


@pytest.mark.parametrize("where", [ACTION, FORM])
def test_the_receipt_prints_on_one_sheet(page_on: PageOn, where: str):
    page = page_on(1280)
    write(page, where)
    page.get_by_role("button", name="Continuar").click()
    page.get_by_role("button", name="Enviar").click()
    expect(page.locator("#filing-number")).to_be_visible()
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="Letter"))) == 1


def test_hiding_the_name_and_erasing_the_data_ask_first(page_on: PageOn):
    page = page_on(360)
    write(page, FORM)
    page.get_by_text("Si quiere, díganos quién es").click()
    page.get_by_label("Su nombre").first.fill("Nubia Vecina")
    page.get_by_label("Muestren mi nombre").check()
    page.get_by_label("Autorizo a la entidad").check()
    page.get_by_role("button", name="Continuar").click()
    page.get_by_role("button", name="Enviar").click()
    page.get_by_role("link", name="Ver cómo va mi observación").click()
    page.get_by_role("link", name="Dejar de mostrar mi nombre").click()
    assert_accessible(page)
    page.get_by_role("button", name="Sí, dejar de mostrarlo").click()
    expect(page.get_by_text("Su nombre ya no se muestra.")).to_be_visible()
    page.get_by_role("link", name="Borrar mis datos").click()
    assert_accessible(page)
    page.get_by_role("button", name="Sí, borrar mis datos").click()
    expect(page.get_by_text("No tenemos datos personales suyos")).to_be_visible()


def test_each_step_of_the_form_s_own_page_is_accessible(page_on: PageOn):
    page = page_on(360)
    page.goto("/planes/plan-de-prueba/observaciones/nueva")
    page.get_by_text("Si quiere, díganos más").click()
    page.get_by_text("Si quiere, díganos quién es").click()
    assert_accessible(page)
    page.get_by_role("button", name="Continuar").click()
    expect(page.locator(".summary")).to_be_focused()
    assert_accessible(page)
    page.locator("#body").fill(TEXT)
    page.get_by_role("button", name="Continuar").click()
    expect(heading(page, "Revise antes de enviar")).to_be_visible()
    assert_accessible(page)


def test_a_word_of_400_letters_makes_no_page_wider_than_the_phone(
    page_on: PageOn, world: World, server: Server
):
    with server.database():
        at = clock.now()
        comment = shown(filed(world.plan, "a" * 400, at=at).comment, world.cast, at)
    page = page_on(360)
    number, plan = comment.filing_number, f"/planes/{world.plan.slug}"
    for where in (
        f"{plan}/observaciones",
        f"{plan}/informe",
        f"/observaciones/{number}",
        f"/buscar?q={number}",
    ):
        page.goto(where)
        expect(page.get_by_text("a" * 40).first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") == 360, where
