"""From the receipt to the three questions, and back."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PageOn, Server, assert_accessible
from webapp.models import Ease
from webapp.vocabulary import Easiness

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FORM = "/planes/plan-de-prueba/acciones/1.1/observaciones/nueva"


@pytest.mark.parametrize("javascript", [True, False])
def test_after_the_receipt_three_questions_each_optional(
    page_on: PageOn, server: Server, javascript: bool
):
    page = page_on(360, javascript=javascript)
    page.goto(FORM)
    page.locator("#body").fill("Pongan otro buzón.")
    page.get_by_role("button", name="Continuar").click()
    page.get_by_role("button", name="Enviar").click()
    page.get_by_role("link", name="Contestar las tres preguntas").click()
    expect(page.get_by_role("heading", name="¿Fue fácil?")).to_be_visible()
    if javascript:
        assert_accessible(page)
    page.get_by_role("button", name="Enviar mis respuestas").click()
    expect(page.locator(".summary")).to_contain_text("Conteste al menos una")
    page.get_by_label("Muy fácil").check()
    page.get_by_role("button", name="Enviar mis respuestas").click()
    expect(page.get_by_text("Gracias. Lo que nos contó")).to_be_visible()
    with server.database():
        assert Ease.get().easy is Easiness.VERY_EASY
