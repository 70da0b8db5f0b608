"""The real server and a real Chromium, for the journeys that people make."""

import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.request import urlopen

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Locator,
    Page,
    expect,
    sync_playwright,
)

from tests.cast import Cast, a_cast, an_announced_plan, filed, shown
from tests.conftest import in_use
from tests.ports import free_port
from tests.processes import Command
from tests.requirements_of_machine import chromium
from webapp.models import Entity, Plan
from webapp.values import clock, time_zones
from webapp.workflow.announcing import WindowDays

SECONDS_TO_START = 60
SECONDS_TO_END = 60
PATIENCE = 30_000
"""Milliseconds for what comes at once on a quiet machine; only a test that fails waits for them."""
CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WCAG_2_2_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# To bring over all that it found in order takes the browser longer than to look.
ASK_AXE = """async tags => {
    const { violations } = await axe.run({ runOnly: tags, resultTypes: ["violations"] });
    return { violations };
}"""
NO_FAULT = re.compile(
    "the server responded with a status of (404|409|422)"
    "|^htmx:(afterRequest|sendAbort),"  # a preview that a newer one overtook
)


expect.set_options(timeout=PATIENCE)


@dataclass(frozen=True)
class World:
    """Whom and what the server's database begins with."""

    cast: Cast
    plan: Plan | None = None


@dataclass(frozen=True)
class Server:
    """The program as whoever installs it runs it, on a database of its own."""

    address: str
    database_url: str

    def database(self) -> AbstractContextManager[object]:
        """A look into what it wrote, while it serves."""
        return contextmanager(in_use)(self.database_url)


PageOn = Callable[..., Page]


@pytest.fixture
def world(sqlite_url: str) -> World:
    """The cast, and a plan that takes observations now, with one shown on its action 1.1.

    A module with other needs has a fixture of its own by this name.
    """
    with contextmanager(in_use)(sqlite_url):
        return an_open_world()


def an_open_world() -> World:
    """The cast, and a plan whose window is from the day before yesterday to in twenty days."""
    cast, announced = a_cast(), clock.now() - timedelta(days=3)
    first_day = time_zones.to_local(announced, Entity.current().zone).date() + timedelta(days=1)
    window = WindowDays(first_day=first_day, last_day=first_day + timedelta(days=22))
    plan = an_announced_plan(cast, window=window, at=announced)
    now = clock.now()  # not a day before, or in January it has a number of another year
    shown(filed(plan, "Hace falta un buzón en la plaza.", at=now).comment, cast, now)
    return World(cast, plan)


@pytest.fixture
def port() -> int:
    """Where the server listens."""
    return free_port()


@pytest.fixture
def settings() -> dict[str, str]:
    """Settings of the server. A module with other needs has a fixture of its own by this name."""
    return {}


@pytest.fixture
def server(
    world: World, sqlite_url: str, tmp_path: Path, port: int, settings: dict[str, str]
) -> Iterator[Server]:
    """The running server. A module whose journeys only read has one for them all."""
    with serving(sqlite_url, folder=tmp_path, port=port, **settings) as server:
        yield server


@contextmanager
def serving(database_url: str, *, folder: Path, port: int, **settings: str) -> Iterator[Server]:
    """Run the server on a database until the block ends."""
    environment = {n: v for n, v in os.environ.items() if not n.startswith("ENMIENDA_")}
    environment |= {"ENMIENDA_DATABASE_URL": database_url, **settings}
    running = Command("serve", "--port", str(port), folder=folder, environment=environment)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_until_it_answers(running, f"{address}/salud")
        yield Server(address, database_url)
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(timeout=SECONDS_TO_END)


def _wait_until_it_answers(server: Command, address: str) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until:
        assert server.returncode is None, f"the server ended: {server.errors}"
        try:
            with urlopen(address, timeout=SECONDS_TO_START):  # noqa: S310 (the address is our own)
                return
        except OSError:
            time.sleep(0.05)
    pytest.fail(f"the server does not answer: {server.errors}")


@pytest.fixture(scope="session")
def chrome() -> Iterator[Browser]:
    """The machine's own Chromium."""
    executable = chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture
def page_on(chrome: Browser, server: Server) -> Iterator[PageOn]:
    """Someone's browser: `page_on(360)`, `page_on(1280, javascript=False, scheme="dark")`.

    Addresses are the server's own. At the end nothing may have gone wrong in its console, unless
    `console=False` says that it will.
    """
    contexts, complaints = [], []

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error" and not NO_FAULT.search(message.text):
            complaints.append(message.text)

    def page_on(
        width: int = 360, *, javascript: bool = True, scheme: str = "light", console: bool = True
    ) -> Page:
        context = chrome.new_context(
            base_url=server.address,
            viewport={"width": width, "height": 740},
            locale="es-CO",
            color_scheme=scheme,
            reduced_motion="reduce",  # colours that still glide would be measured half way
            java_script_enabled=javascript,
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        if console:
            page.on("console", listen)
            page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield page_on
    for context in contexts:
        context.close()
    assert complaints == []


def assert_accessible(page: Page) -> None:
    """Nothing that axe finds against WCAG 2.2 A and AA, in light and in dark; and at 320 pixels
    nothing to scroll sideways for."""
    viewport = page.viewport_size
    page.evaluate(AXE_SCRIPT)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        results = AxeResults(page.evaluate(ASK_AXE, WCAG_2_2_AA))
        assert results.violations_count == 0, f"{page.url} ({scheme})\n{results.generate_report()}"
    page.set_viewport_size({"width": 320, "height": 740})
    wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wider <= 0, f"{page.url} is {wider} pixels too wide at 320"
    page.set_viewport_size(viewport)


def tab_to(page: Page, target: Locator, *, at_most: int = 60) -> None:
    """Reach an element as someone without a mouse does, and see where the focus is on the way."""
    for _ in range(at_most):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            outline = target.evaluate("element => getComputedStyle(element).outlineStyle")
            assert outline != "none", "the focus cannot be seen"
            return
    pytest.fail(f"{target} cannot be reached with {at_most} presses of Tab")
