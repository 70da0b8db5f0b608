"""After the answers: a citizen learns what came of hers, a journalist checks what was published."""

import hashlib
import re
import shutil
import subprocess
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PageOn, Server, assert_accessible, serving, tab_to
from tests.cast import a_cast, an_announced_plan, filed, shown
from tests.conftest import in_use
from tests.ports import free_port
from tests.post_office import PostOffice, open_post_office
from tests.worlds import adjusted
from webapp.models import Entity
from webapp.values import clock, time_zones
from webapp.vocabulary import AuthorKind, PlanField
from webapp.workflow.announcing import WindowDays

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PLAN = "/planes/plan-de-prueba"
NUBIA = "nubia@vecinas.example"
SECONDS_TO_ARRIVE = 60


@pytest.fixture(scope="module")
def office() -> Iterator[PostOffice]:
    with open_post_office() as office:
        yield office


@pytest.fixture(scope="module")
def server(
    office: PostOffice, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """One server for all of these journeys: they read."""
    folder, port = tmp_path_factory.mktemp("record"), free_port()
    shutil.copy(sqlite_template, folder / "enmienda.db")
    database_url = f"sqlite:///{folder / 'enmienda.db'}"
    a_plan_adjusted_today(database_url)
    mail = {"ENMIENDA_MAIL_URL": office.url, "ENMIENDA_BASE_URL": f"http://127.0.0.1:{port}"}
    with serving(database_url, folder=folder, port=port, **mail) as server:
        yield server


def a_plan_adjusted_today(database_url: str) -> None:
    """Because of what Nubia and others said in the last weeks."""
    now = clock.now()
    announced = now - timedelta(days=30)
    with contextmanager(in_use)(database_url):
        cast = a_cast()
        first_day = time_zones.to_local(announced, Entity.current().zone).date() + timedelta(days=1)
        window = WindowDays(first_day=first_day, last_day=first_day + timedelta(days=16))
        plan = an_announced_plan(cast, window=window, at=announced)
        during = announced + timedelta(days=5)
        hers = filed(
            plan, "Pongan un buzón en Zaragoza.", at=during, author_kind=AuthorKind.PERSON,
            name="Nubia Arango", email=NUBIA, consent=True,
        ).comment  # fmt: skip
        others = [filed(plan, f"También yo, {n}.", at=during).comment for n in range(5)]
        comments = [shown(each, cast, during) for each in (hers, *others)]
        wording = {PlanField.IMPROVEMENT: "Construir un buzón en Zaragoza."}
        adjusted(plan, cast, comments, {"1.1": wording}, now - timedelta(hours=1))


def mail_about(office: PostOffice, words: str) -> EmailMessage:
    """The letter with these words in its subject, once it has arrived."""
    until = time.monotonic() + SECONDS_TO_ARRIVE
    while time.monotonic() < until:
        for address, message in office.taken:
            if words in message["Subject"] and address == NUBIA:
                return message
        time.sleep(0.1)
    pytest.fail(f"no letter about “{words}”: {[each['Subject'] for _, each in office.taken]}")


def test_a_citizen_goes_from_the_notice_to_the_change_that_names_her(
    page_on: PageOn, server: Server, office: PostOffice
):
    letter = mail_about(office, "ajustado")
    text = letter.get_body(("plain",)).get_content()
    assert "Pepa" not in text
    assert "Construir un buzón en Zaragoza." in text
    link = re.search(r"http://127[^\s>]+", text)
    assert link, text

    page = page_on(360)
    page.goto(link[0])
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert_accessible(page)
    if "/observaciones/" not in page.url:
        page.get_by_role("link", name="CMC-", exact=False).first.click()
    expect(page.locator("ins", has_text="Zaragoza").first).to_be_visible()
    expect(page.get_by_text("Incorporada", exact=False).first).to_be_visible()


def downloaded(page: Page, link: str, folder: Path) -> Path:
    """What a link of the page gives to whoever follows it."""
    with page.expect_download() as download:
        page.locator(f"a[href$='{link}']").first.click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def test_a_journalist_downloads_the_report_and_checks_its_digest(
    page_on: PageOn, server: Server, tmp_path: Path
):
    page = page_on(1280)
    page.goto(PLAN)
    page.get_by_role("link", name="Resultados").first.click()
    assert_accessible(page)
    page.goto(f"{PLAN}/informe")
    assert_accessible(page)
    digest = page.locator("code", has_text=re.compile("^[0-9a-f]{64}$")).first.inner_text()

    lines = downloaded(page, "/informe.jsonl", tmp_path)
    printed = subprocess.run(
        ["sha256sum", str(lines)],  # noqa: S607 (the machine's own)
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert printed.split()[0] == digest


def test_a_journalist_takes_the_whole_case_file_and_every_checksum_holds(
    page_on: PageOn, server: Server, tmp_path: Path
):
    page = page_on(1280)
    page.goto("/datos")
    assert_accessible(page)
    case = downloaded(page, "/expediente.zip", tmp_path)
    with zipfile.ZipFile(case) as archive:
        archive.extractall(tmp_path)
        folder = tmp_path / archive.namelist()[0].partition("/")[0]
    checked = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"],  # noqa: S607 (the machine's own)
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert checked.returncode == 0, checked.stdout + checked.stderr
    index = (folder / "indice.csv").read_text("utf-8-sig")
    assert hashlib.sha256((folder / "LEEME.txt").read_bytes()).hexdigest() in index


def test_the_charts_can_be_read_by_keyboard_and_by_a_screen_reader(page_on: PageOn, server: Server):
    page = page_on(360)
    page.goto(f"{PLAN}/resultados")
    charts = page.get_by_role("img")
    assert charts.count() >= 4
    for chart in charts.all():
        name = page.locator(f"#{chart.get_attribute('aria-labelledby').split()[0]}")
        assert name.text_content().strip()
        about = page.locator(f"#{chart.get_attribute('aria-describedby')}")
        assert re.search(r"\d", about.text_content())
    table = page.locator("#por-canal details summary")
    tab_to(page, table, at_most=120)
    page.keyboard.press("Enter")
    expect(page.locator("#por-canal table")).to_be_visible()


@pytest.mark.parametrize(
    "address",
    ["/participacion", "/participacion/informes", "/participacion/buenas-practicas",
     f"{PLAN}/suscripcion", "/buscar?q=buzones", f"{PLAN}/observaciones"],
)  # fmt: skip
def test_axe_finds_nothing_on_the_pages_of_the_record(page_on: PageOn, server: Server, address):
    page = page_on(360)
    page.goto(address)
    assert_accessible(page)
