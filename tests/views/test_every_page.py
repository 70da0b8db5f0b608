"""What holds for every public page: no personal data, links that lead somewhere, a constant cost.

That each is sound HTML in Spanish is seen by the test client itself (`tests/soundness.py`).
"""

import shutil
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from tests.cast import (
    AFTER_CLOSE,
    WHILE_OPEN,
    Cast,
    a_cast,
    an_announced_plan,
    filed,
    later,
    shown,
    wording,
)
from tests.conftest import in_use
from tests.queries import listened
from tests.views.conftest import on_database
from tests.visitor import Page, Visitor
from tests.worlds import (
    SECRET,
    a_delivered_report,
    a_sample_plan,
    adjusted,
    an_adjusted_plan,
    answered,
    crowd,
)
from webapp.models import ValueGroup
from webapp.vocabulary import AuthorKind, Ground, Origin, PlanField
from webapp.workflow import adjusting, drafting, moderating

HOUSE = Path(__file__).parents[2]
KILOBYTE = 1024

A_DAY_LATER = later(AFTER_CLOSE, days=1)
ADJUSTED, OPEN, ANSWERING = "plan-de-prueba", "plan-abierto", "plan-en-respuesta"

EXAMPLES: dict[str, tuple[str, ...]] = {
    "pages.home": ("/",),
    "pages.page": (
        "/paginas/como-participar",
        "/paginas/privacidad",
        "/paginas/accesibilidad",
        "/paginas/sobre",
    ),
    "plans.show": (
        "/planes/{plan}",
        "/planes/{plan}?vista=cambios",
    ),
    "plans.action": ("/planes/{plan}/acciones/1.1", "/planes/{plan}/acciones/2.1"),
    "plans.editions": ("/planes/{plan}/ediciones",),
    "plans.edition": ("/planes/{plan}/ediciones/1",),
    "plans.changes": ("/planes/{plan}/cambios",),
    "corrections.index": ("/planes/{plan}/correcciones",),
    "record.comments": (
        "/planes/{plan}/observaciones",
        "/planes/{plan}/observaciones?orden=recientes&tipo=proposal",
    ),
    "results.show": ("/planes/{plan}/resultados", "/planes/{plan}/resultados?ronda=1"),
    "record.comment": ("/observaciones/CMC-2026-000001", "/observaciones/CMC-2026-000002"),
    "search.show": (
        "/buscar",
        "/buscar?q=buzon",
        "/buscar?q=%C2%ABpublicar+el+plan%C2%BB&plan={plan}",
        "/buscar?q=hipop%C3%B3tamo&plan={plan}",
    ),
    "report.show": (
        "/planes/{plan}/informe",
        "/planes/{plan}/informe?parte=extemporaneas",
    ),
    "subscriptions.every": ("/suscripcion", "/suscripcion?pedida=1"),
    "subscriptions.new": ("/planes/{plan}/suscripcion", "/planes/{plan}/suscripcion?pedida=1"),
    "record.log": ("/registro", "/registro?entrada=3"),
    "participation.show": ("/participacion",),
    "participation.year": ("/participacion/2026",),
    "participation.good_practices": ("/participacion/buenas-practicas",),
    "internal_reports.index": ("/participacion/informes",),
    "internal_reports.show": ("/participacion/informes/1",),
    "open_data.index": ("/datos",),
}
"""Addresses of every kind of public page; `{plan}` is any plan."""

FORMS: dict[str, tuple[str, ...]] = {
    "comments.new": (f"/planes/{OPEN}/acciones/1.1/observaciones/nueva",),
    "comments.new_on_plan": (f"/planes/{OPEN}/observaciones/nueva",),
    "tracking.search": ("/seguimiento",),
}
"""Those that hold a form of their own, while the plan takes observations."""

NO_PAGES = {
    "static",
    "pages.health",
    "plans.edition_json",
    "plans.document",
    "open_data.actions",
    "open_data.answers",
    "open_data.case_file",
    "open_data.catalogue",
    "open_data.changes",
    "open_data.comments",
    "paper_forms.plan",
    "paper_forms.action",
    "paper_forms.poster",
    "comments.listed",
    "plans.short",
    "feeds.plan",
    "feeds.plans",
    "feeds.calendar",
    "internal_reports.snapshot",
    "record.checkpoint",
    "report.portable",
    "report.word",
    "report.workbook",
    "report.lines",
}
"""Public addresses that answer with something else than a page."""

ONES_OWN = (
    "desk.",
    "session.",
    "tracking.",
    "subscriptions.confirmation",
    "subscriptions.leaving",
)
"""What only one person may see: staff, or whoever has the tracking code or a link."""


def addresses(*slugs: str) -> list[str]:
    """Every example, once for each of the plans."""
    patterns = [each for group in EXAMPLES.values() for each in group]
    return sorted({each.format(plan=slug) for each in patterns for slug in slugs})


GOOD = {"is_good_practice": True, "good_practice": "Ir a la plaza el día de mercado."}
PEOPLE = ("Pepa Peralta", "pepa.peralta@example.com", "3105550199", "Junta Los Mangos")
HIDDEN = ("Respuesta que aún no sale.", "Redacción que aún no sale.", "Motivo que aún no sale.")


@pytest.fixture(scope="module")
def told(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An adjusted plan, an open one, one in answer; people's data, and much that is not out.

    The file of their database, made once.
    """
    file = tmp_path_factory.mktemp("told") / "enmienda.db"
    shutil.copy(sqlite_template, file)
    with contextmanager(in_use)(f"sqlite:///{file}"):
        cast = a_cast()
        a_delivered_report(an_adjusted_plan(cast), cast, **GOOD)
        _an_open_plan(cast)
        _a_plan_in_answer(cast)
    return file


def _an_open_plan(cast: Cast) -> None:
    plan = an_announced_plan(cast, OPEN)
    sensitive = ValueGroup.get(ValueGroup.sensitive)
    name, email, phone, organisation = PEOPLE
    person = {
        "author_kind": AuthorKind.PERSON,
        "name": name,
        "email": email,
        "phone": phone,
        "organisation": organisation,
        "value_group": sensitive,
        "consent": True,
    }
    shown(filed(plan, "Me parece bien.", **person).comment, cast)
    withheld = filed(plan, f"Llámenme: {phone}. {SECRET}", **person).comment
    moderating.withhold(
        withheld,
        ground=Ground.PERSONAL_DATA,
        note="",
        version=1,
        by=cast.mario_moderator,
        at=WHILE_OPEN,
    )
    filed(plan, f"Soy {name}. {SECRET}", code=None, **person)
    shown(filed(plan, "Soy joven.", is_minor=True, **person).comment, cast)
    drafting.close_action(
        wording(plan, "1.2").action,
        reason="Ya se cumplió. Así lo decidió la Mesa.",
        by=cast.elena_editor,
        at=WHILE_OPEN,
    )


def _a_plan_in_answer(cast: Cast) -> None:
    plan = an_announced_plan(cast, ANSWERING)
    comment = shown(filed(plan).comment, cast)
    answered(comment, cast, text=HIDDEN[0])
    adjusting.start_edition(plan, by=cast.elena_editor, at=AFTER_CLOSE)
    adjusting.reword(
        wording(plan, "1.1"),
        {PlanField.IMPROVEMENT: HIDDEN[1]},
        adjusting.Why(origin=Origin.OBSERVATIONS, reason=HIDDEN[2], comments=[comment]),
        version=1,
        by=cast.elena_editor,
        at=AFTER_CLOSE,
    )


@pytest.fixture(scope="module", params=[WHILE_OPEN, A_DAY_LATER], ids=["open", "closed"])
def moment(request: pytest.FixtureRequest) -> datetime:
    """While plans are open, and after they closed."""
    return request.param


@pytest.fixture(scope="module")
def pages(house: Flask, told: Path, moment: datetime) -> dict[str, Page]:
    """Every public page at that moment, fetched once."""
    found = addresses(ADJUSTED, OPEN, ANSWERING)
    if moment is WHILE_OPEN:
        found += [address for group in FORMS.values() for address in group]
    with (
        on_database(house, f"sqlite:///{told}"),
        time_machine.travel(moment.replace(tzinfo=UTC), tick=False),
    ):
        visitor = Visitor(house.test_client())
        return {address: visitor.get(address) for address in found}


@pytest.fixture
def with_those_plans(told: Path, sqlite_url: str) -> None:
    """The test's own database, as that one."""
    shutil.copy(told, sqlite_url.removeprefix("sqlite:///"))


@pytest.fixture
def reader(with_those_plans: None, app: Flask, clock, moment: datetime) -> Visitor:
    """A citizen at that moment."""
    clock(moment)
    return Visitor(app.test_client())


def test_every_public_address_is_looked_at_here(app: Flask):
    public = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in rule.methods and not rule.endpoint.startswith(ONES_OWN)
    }
    known = {*EXAMPLES, *FORMS, *NO_PAGES}
    assert not public - known


def test_no_public_page_holds_personal_data_or_what_is_not_published(pages, sqlite):
    """R6, R13, R14"""
    sensitive = [group.name for group in ValueGroup.select().where(ValueGroup.sensitive)]
    for address, page in pages.items():
        for words in (*PEOPLE, *HIDDEN, SECRET, "Elena Editora", "Rosa Respuesta"):
            assert words not in page.html, f"{words} on {address}"
        for name in sensitive:
            assert name not in page.html or address.endswith("/nueva"), f"{name} on {address}"


def test_every_public_page_links_only_to_pages_that_are_there(pages, reader):
    links = {link.partition("#")[0] for page in pages.values() for link in page.links}
    own = {link for link in links if link.startswith("/") and not link.startswith("/seguimiento")}
    for link in sorted(own):
        if not link.endswith("/observaciones/nueva"):
            assert reader.client.get(link).status_code == 200, link


# --- what a page costs ----------------------------------------------------------------------------


def test_a_page_takes_as_many_queries_with_thirty_observations_as_with_ten_thousand(
    visitor, cast, clock
):
    plan = an_adjusted_plan(cast)
    a_delivered_report(plan, cast, **GOOD)
    an_announced_plan(cast, OPEN)
    crowd(plan, 30)
    clock(later(AFTER_CLOSE, days=1))
    few = {address: _queries(visitor, address) for address in addresses(ADJUSTED)}
    crowd(plan, 9_970)
    many = {address: _queries(visitor, address) for address in addresses(ADJUSTED)}
    assert few == many
    assert max(many.values()) <= 24


def _queries(visitor: Visitor, address: str) -> int:
    with listened() as heard:
        visitor.get(address)
    counting = [query for query in heard if "COUNT(" in query.upper()]
    assert not counting, f"{address}: {counting}"
    return len(heard)


def test_a_first_visit_and_a_return_keep_within_their_weight(app: Flask, visitor, cast, clock):
    plan = _a_busy_plan(cast)
    clock(later(AFTER_CLOSE, days=1))
    for address in addresses(plan.slug):
        page = visitor.get(address)
        parts = _parts(page)
        sizes = [_on_the_wire(app, each) for each in (address, *parts)]
        assert len(sizes) <= 5, f"{address}: {parts}"
        assert sum(sizes) <= 45 * KILOBYTE, f"{address}: {sizes}"
        assert sizes[0] <= 12 * KILOBYTE, f"{address}: {sizes[0]} when one comes back"
        assert not page.all(".//img"), address


def _a_busy_plan(cast: Cast):
    plan = a_sample_plan(cast)
    comments = [shown(filed(plan, f"Pongan un buzón en la vereda {n}.").comment, cast)
                for n in range(12)]  # fmt: skip
    codes = [action.code for action in plan.actions]
    plan = adjusted(
        plan,
        cast,
        comments,
        {
            code: {
                PlanField.IMPROVEMENT: wording(plan, code).improvement
                + f" Hacerlo {number} veces.",
                PlanField.TERM_MONTHS: 7,
            }
            for number, code in enumerate(codes[::3])
        },
    )
    crowd(plan, 120)
    a_delivered_report(plan, cast, **GOOD)
    return plan


def _parts(page: Page) -> list[str]:
    """What a browser fetches for a page besides itself."""
    links = [
        each.get("href", "") for each in page.all(".//link[@rel]") if each.get("rel") != "alternate"
    ]
    scripts = [each.get("src", "") for each in page.all(".//script[@src]")]
    return [each for each in (*links, *scripts) if not each.startswith("data:")]


def _on_the_wire(app: Flask, address: str) -> int:
    """Bytes of an answer to a browser that has no https, headers included."""
    response = app.test_client().get(address, headers={"Accept-Encoding": "gzip, deflate"})
    assert response.status_code == 200, address
    return len(response.data) + len(str(response.headers))
