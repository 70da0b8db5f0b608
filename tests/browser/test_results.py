"""The results in a browser: charts read without colour or sight, and two sheets on paper."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.conftest import PageOn, Server, assert_accessible, serving
from tests.cast import (
    AFTER_CLOSE,
    MONDAY,
    WHILE_OPEN,
    Cast,
    a_cast,
    filed,
    later,
    shown,
    wording,
)
from tests.conftest import in_use
from tests.ports import free_port
from tests.requirements_of_machine import require
from tests.worlds import a_sample_plan, adjusted
from webapp.models import Action, Plan, Territory, ValueGroup
from webapp.vocabulary import (
    Decision,
    Kind,
    PlanField,
    PublicityChannel,
    PublicityStage,
    TerritoryKind,
)
from webapp.workflow import answering, publicising
from webapp.workflow.publicising import Sending

pytestmark = [pytest.mark.browser, pytest.mark.slow]

RESULTS = "/planes/plan-de-31-acciones/resultados"
A_LONG_TEXT = (
    "Pongan un buzón en la vereda número {n}, cerca de la escuela y del puesto de salud, porque "
    "quienes viven lejos no pueden venir al Concejo a decir lo que piensan de cada acción."
)
A_LONG_REASON = (
    "No alcanza el presupuesto de esta vigencia para la solicitud {n}; se estudiará cuando se "
    "prepare el plan del año siguiente con las dependencias que la tienen a cargo."
)


def sixteen_places() -> list[Territory]:
    """The territories there are, and as many more as make sixteen."""
    places = list(Territory.select())
    more = [
        Territory.create(
            name=f"Corregimiento de Santa Bárbara {n}",
            kind=TerritoryKind.CORREGIMIENTO,
            position=100 + n,
        )
        for n in range(16 - len(places))
    ]
    return [*places, *more][:16]


def made_known(plan: Plan, cast: Cast) -> None:
    """Word of the consultation went out by eight channels."""
    for channel in list(PublicityChannel)[:8]:
        publicising.note(
            plan.announced_round,
            Sending(
                stage=PublicityStage.ANNOUNCEMENT,
                channel=channel,
                on=MONDAY.date(),
                audience="Habitantes de las comunas y de los corregimientos",
                details="Tres veces por semana, con las fechas y la dirección de la página.",
            ),
            by=cast.elena_editor,
            at=WHILE_OPEN,
        )


@pytest.fixture(scope="module")
def server(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all of these: they read."""
    folder = tmp_path_factory.mktemp("told")
    shutil.copy(sqlite_template, folder / "enmienda.db")
    database_url = f"sqlite:///{folder / 'enmienda.db'}"
    a_plan_spoken_of(database_url)
    with serving(database_url, folder=folder, port=free_port()) as server:
        yield server


def a_plan_spoken_of(database_url: str) -> None:
    """31 actions, every category of them spoken of, answered and changed."""
    with contextmanager(in_use)(database_url):
        cast = a_cast()
        plan = a_sample_plan(cast)
        actions = plan.actions.order_by(Action.position)
        codes = [each.code for each in actions if each.takes_comments]
        groups, places = ValueGroup.public()[:8], sixteen_places()
        kinds = [*Kind, None]
        comments = [
            shown(
                filed(
                    plan,
                    A_LONG_TEXT.format(n=n),
                    code=code,
                    at=later(WHILE_OPEN, days=n % 14 - 6),
                    kind=kinds[n % 6],
                    value_group=groups[n % 8],
                    territory=places[n % 16],
                ).comment,
                cast,
                later(WHILE_OPEN, days=7),
            )
            for n, code in enumerate([*codes, None] * 5)
        ]
        refused = [Decision.NOT_INCORPORATED, Decision.ALREADY_INCLUDED, Decision.OUT_OF_SCOPE]
        for n, comment in enumerate(comments[20:]):
            reply = answering.Reply(
                decision=refused[n % 3],
                text="Gracias por escribir.",
                reason=A_LONG_REASON.format(n=n),
                cites="Acción 1.1",
            )
            answer = answering.submit(
                comment, reply, version=None, by=cast.rosa_responder, at=AFTER_CLOSE
            )
            answering.approve(answer, version=1, by=cast.alba_approver, at=AFTER_CLOSE)
        values: dict[str, dict[PlanField, object]] = {
            code: {
                PlanField.IMPROVEMENT: f"{wording(plan, code).improvement} Hacerlo {n} veces.",
                PlanField.TERM_MONTHS: 7,
            }
            for n, code in enumerate(codes[::2], start=2)
        }
        made_known(plan, cast)
        adjusted(plan, cast, comments[:20], values)


def test_everyone_can_read_it_in_light_and_dark_and_on_a_narrow_phone(page_on: PageOn):
    page = page_on(360)
    page.goto(RESULTS)
    assert_accessible(page)
    for summary in page.locator(".charted summary").all():
        summary.click()
    assert_accessible(page)


def nodes(page: Page) -> Iterator[dict[str, Any]]:
    """The accessibility tree, as a screen reader gets it."""
    session = page.context.new_cdp_session(page)
    session.send("Accessibility.enable")
    yield from session.send("Accessibility.getFullAXTree")["nodes"]


def test_a_screen_reader_gets_the_name_of_each_chart_and_what_it_shows(page_on: PageOn):
    page = page_on(1280)
    page.goto(RESULTS)
    charts = [
        (node["name"]["value"], node["description"]["value"])
        for node in nodes(page)
        if node.get("role", {}).get("value") in ("image", "img")
    ]
    names = [name for name, _ in charts]
    assert names == [
        "Por día",
        "Por tipo",
        "Por canal",
        "Por acción",
        "Por grupo de valor",
        "Por territorio",
        "Qué se decidió",
    ]
    assert all("en total. La más larga:" in about for _, about in charts)


def test_the_numbers_stand_on_the_bars_within_the_chart(page_on: PageOn):
    page = page_on(320)
    page.goto(RESULTS)
    for chart in page.locator("svg.chart").all():
        frame = chart.bounding_box()
        assert frame
        for number in chart.locator("text").all():
            box = number.bounding_box()
            assert box
            assert box["x"] + box["width"] <= frame["x"] + frame["width"] + 1


WIDTH_AMONG = """([font, other]) => {
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = `40px "${font}", ${other}`;
    return pen.measureText("millimetre").width;
}"""


def set_in(page: Page, font: str) -> None:
    """Let the page be set in a font of the machine."""
    widths = [page.evaluate(WIDTH_AMONG, [font, other]) for other in ("monospace", "serif")]
    require(widths[0] == widths[1], f"{font} is not installed (Debian: fonts-dejavu-core)")
    page.evaluate("font => document.documentElement.style.setProperty('--serif', font)", font)


@pytest.mark.parametrize("font", ["", "DejaVu Serif", "DejaVu Sans"])
@pytest.mark.parametrize("paper", ["Letter", "A4"])
def test_it_fits_on_two_sheets_of_paper_whatever_the_fonts(page_on: PageOn, paper: str, font: str):
    page = page_on(1280)
    page.goto(RESULTS)
    if font:
        set_in(page, font)
    sheets = PdfReader(BytesIO(page.pdf(format=paper))).pages
    words = " ".join(" ".join(each.extract_text() for each in sheets).split())
    for said in ("Preguntamos", "Ustedes dijeron", "Esto hicimos", "Lo principal", "Nivel de"):
        assert said in words
    assert len(sheets) <= 2


def test_every_page_of_it_works_without_script(page_on: PageOn):
    page = page_on(360, javascript=False)
    page.goto(RESULTS)
    page.locator("#por-accion summary").click()
    first = page.locator("#por-accion td a").first
    count = int(first.inner_text())
    first.click()
    expect(page.locator("ul.entries > li")).to_have_count(count)
