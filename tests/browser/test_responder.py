"""A responder goes through ten observations with the keyboard alone; the cost is printed."""

import re
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server, World, an_open_world, assert_accessible
from tests.cast import PASSWORD, filed, shown
from tests.conftest import in_use
from webapp.models import Answer, Comment
from webapp.values import clock
from webapp.vocabulary import AnswerState, Decision
from webapp.workflow import answer_templates

OBSERVATIONS = 10
MOST_KEYS = 16
"""Keys per observation, besides the text that is typed."""


@pytest.fixture
def world(sqlite_url: str) -> World:
    """The open plan with ten observations that may be answered, and one template."""
    with contextmanager(in_use)(sqlite_url):
        world = an_open_world()
        now = clock.now()
        for number in range(2, OBSERVATIONS + 1):
            body = f"Propongo una reunión en la vereda número {number}."
            shown(filed(world.plan, body, at=now).comment, world.cast, now)
        answer_templates.keep(
            title="Plazo de la acción",
            text="Gracias por escribir. La acción {acción} tiene un plazo de {plazo}.",
            area=None,
            by=world.cast.rosa_responder,
            at=now,
        )
        return world


def numbers(server: Server) -> list[str]:
    """The filing numbers of the observations, in their order."""
    with server.database():
        return [each.filing_number for each in Comment.select().order_by(Comment.id)]


class Hands:
    """Someone at a keyboard: counts every key that is not text."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.keys = 0

    def press(self, key: str, times: int = 1) -> None:
        """Press a key."""
        for _ in range(times):
            self.page.keyboard.press(key)
            self.keys += 1

    def type(self, text: str) -> None:
        """Write text, which is not counted."""
        self.page.keyboard.type(text)

    def tab_to(self, selector: str, *, at_most: int = 40) -> None:
        """Press Tab until an element has the focus."""
        for _ in range(at_most):
            self.press("Tab")
            if self.has_focus(selector):
                return
        pytest.fail(f"{selector} cannot be reached with {at_most} presses of Tab")

    def has_focus(self, selector: str) -> bool:
        """Whether an element that the selector names has the focus."""
        return self.page.locator(f"{selector}:focus").count() == 1

    def skip_to_content(self) -> None:
        """Take the skip link, the first thing on every page."""
        self.press("Tab")
        self.press("Enter")


def signed_in(page: Page, email: str) -> Hands:
    """At the first screen, by keyboard."""
    hands = Hands(page)
    page.goto("/gestion/entrar")
    hands.tab_to("input[name=email]")
    hands.type(email)
    hands.tab_to("input[name=password]")
    hands.type(PASSWORD)
    hands.press("Enter")
    expect(page).to_have_url(re.compile("/gestion/$"))
    return hands


def answer(hands: Hands, *, with_template: bool) -> None:
    """Answer the observation on the screen and go on to the next."""
    hands.skip_to_content()
    hands.tab_to("input[name=decision]")
    hands.press("ArrowDown", 2)
    if with_template:
        hands.tab_to("select[name=template]")
        hands.press("ArrowDown")
        hands.tab_to("button[formaction]")
        hands.press("Enter")
        expect(hands.page.locator("textarea[name=text]")).to_be_focused()
    else:
        hands.tab_to("textarea[name=text]")
        hands.type("Gracias por escribir. Este año no hay presupuesto para hacerlo.")
    hands.tab_to("textarea[name=reason]")
    hands.type("No hay presupuesto este año. Se estudia para el próximo.")
    hands.tab_to("button[value=next]")
    hands.press("Enter")


def test_ten_observations_are_answered_with_the_keyboard_alone(page_on, server, world, capsys):
    page = page_on(1280)
    hands = signed_in(page, world.cast.rosa_responder.email)
    hands.tab_to("#main a.filing")
    hands.press("Enter")
    spent = {True: [], False: []}
    for place, number in enumerate(numbers(server)):
        heading = page.get_by_role("heading", level=1)
        expect(heading).to_contain_text(number)
        with_template = place % 2 == 1
        hands.keys = 0
        answer(hands, with_template=with_template)
        spent[with_template].append(hands.keys)
        expect(page.locator("#main .notice.good")).to_contain_text("se envió a aprobación")
    expect(page.locator("#main .notice.good")).to_contain_text("No le queda nada por responder")
    with server.database():
        sent = list(Answer.select())
    assert [each.state for each in sent] == [AnswerState.SUBMITTED] * OBSERVATIONS
    assert {each.decision for each in sent} == {Decision.NOT_INCORPORATED}
    assert sum("tiene un plazo de 3 meses" in each.text for each in sent) == OBSERVATIONS // 2
    with capsys.disabled():
        print(  # noqa: T201
            f"\nper observation: 0 clicks; {max(spent[False])} keys besides the text when it is "
            f"typed, {max(spent[True])} with a template"
        )
    assert max(spent[False] + spent[True]) <= MOST_KEYS


SCREENS = (
    "/gestion/",
    "/gestion/plantillas",
    "/gestion/plantillas/nueva",
    "/gestion/manual",
    "/gestion/manual/primera-consulta",
    "/gestion/observaciones/{number}",
    "/gestion/observaciones/{number}/respuesta",
    "/gestion/observaciones/{number}/asignacion",
    "/gestion/observaciones/{number}/impedimento",
    "/gestion/observaciones/{number}/notas",
    "/gestion/observaciones/{number}/etiquetas",
    "/gestion/observaciones/{number}/partes",
)


def test_axe_finds_nothing_on_any_screen_of_a_responder(page_on, server, world):
    page = page_on(1280)
    signed_in(page, world.cast.rosa_responder.email)
    number = numbers(server)[0]
    for screen in SCREENS:
        page.goto(screen.format(number=number))
        assert_accessible(page)


def test_without_javascript_a_template_fills_the_answer(page_on, server, world):
    page = page_on(360, javascript=False)
    signed_in(page, world.cast.rosa_responder.email)
    page.goto(f"/gestion/observaciones/{numbers(server)[0]}/respuesta")
    page.get_by_label("Motivo").first.fill("Lo que escribí.")
    page.get_by_label("Usar una plantilla").select_option(label="Plazo de la acción")
    page.get_by_role("button", name="Ponerla en la respuesta").click()
    expect(page.locator("textarea[name=text]")).to_have_value(
        "Gracias por escribir. La acción 1.1 tiene un plazo de 3 meses."
    )
    expect(page.locator("textarea[name=reason]")).to_have_value("Lo que escribí.")


def test_a_reason_says_what_it_lacks_as_it_is_typed_r7(page_on, server, world):
    page = page_on(360)
    signed_in(page, world.cast.rosa_responder.email)
    page.goto(f"/gestion/observaciones/{numbers(server)[0]}/respuesta")
    reason, lacks = page.get_by_label("Motivo de la decisión"), page.locator("#reason-count")
    expect(lacks).to_have_text("Al menos 40 caracteres, sin contar los espacios.")
    reason.press_sequentially("No hay 👍 \u200b.")
    expect(lacks).to_have_text("Caracteres que faltan: 33")
    reason.press_sequentially(" Es así, y consta en el acta de la mesa.")
    expect(lacks).to_have_text("Caracteres que faltan: 3")
    reason.press_sequentially(" Sí.")
    expect(lacks).to_have_text("La extensión es suficiente.")
    assert_accessible(page)
