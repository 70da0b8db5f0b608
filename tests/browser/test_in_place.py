"""What changes comes back where it was: the focus and the scroll stay, and it is told."""

from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PageOn, Server, World, an_open_world, assert_accessible
from tests.browser.test_desk import at_the_desk
from tests.conftest import in_use
from webapp.models import Comment

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def world(sqlite_url: str) -> World:
    """The open plan with one observation."""
    with contextmanager(in_use)(sqlite_url):
        return an_open_world()


def test_tags_change_in_the_page_of_the_observation(page_on: PageOn, server: Server, world: World):
    with server.database():
        number = Comment.get().filing_number
    page = at_the_desk(page_on, world.cast.mario_moderator)
    page.goto(f"/gestion/observaciones/{number}")
    link = page.get_by_role("link", name="Cambiar las etiquetas")
    link.scroll_into_view_if_needed()
    link.click()
    expect(page.get_by_role("heading", name="Etiquetas")).to_be_focused()
    assert_accessible(page)
    page.get_by_label("Etiquetas").fill("vías")
    scrolled = page.evaluate("scrollY")
    page.get_by_role("button", name="Guardar").click()
    expect(page.get_by_role("link", name="Cambiar las etiquetas")).to_be_focused()
    expect(page.locator("#app-live")).to_have_text("Las etiquetas quedaron guardadas.")
    expect(page.locator("#holder .tag", has_text="vías")).to_be_visible()
    assert abs(page.evaluate("scrollY") - scrolled) < 400
    assert page.url.endswith(f"/gestion/observaciones/{number}")
    assert_accessible(page)
