"""Actions that came out of the consultation, and those that went: as the public reads them."""

import csv
import io
from datetime import date, timedelta

import pytest

from tests.cast import AFTER_CLOSE, Cast, later
from tests.visitor import Visitor
from tests.worlds import NEW_ACTION, a_delivered_report, a_plan_that_gains_and_loses_an_action
from webapp.figures.of_plan import Figures
from webapp.models import Plan
from webapp.vocabulary import Origin, PlanField, RoundScope
from webapp.workflow import adjusting, adjusting_actions, announcing, answering, publishing
from webapp.workflow.announcing import WindowDays

PLAN = "/planes/plan-de-prueba"
NEW, GONE = f"{PLAN}/acciones/1.3", f"{PLAN}/acciones/1.2"
SAYS = str(NEW_ACTION[PlanField.ACTIVITY])
PROPOSAL, OBJECTION = "CMC-2026-000001", "CMC-2026-000002"
NEXT_DAY = later(AFTER_CLOSE, days=1)
OPEN_AGAIN = AFTER_CLOSE + timedelta(days=22)
EVERYWHERE = (
    PLAN,
    f"{PLAN}?vista=cambios",
    f"{PLAN}/acciones/1.1",
    f"{PLAN}/acciones/1.2",
    f"{PLAN}/acciones/2.1",
    f"{PLAN}/ediciones",
    f"{PLAN}/ediciones/1",
    f"{PLAN}/cambios",
    f"{PLAN}/observaciones",
    f"{PLAN}/observaciones.json",
    f"{PLAN}/resultados",
    f"{PLAN}/informe",
    f"{PLAN}/novedades.atom",
    f"/observaciones/{PROPOSAL}",
    f"/observaciones/{OBJECTION}",
    "/buscar?q=veredas+vereda",
    "/",
)


@pytest.fixture
def adjusting_plan(cast: Cast, clock) -> Plan:
    """1.3 added and 1.2 withdrawn, and nothing of it out."""
    clock(NEXT_DAY)
    return a_plan_that_gains_and_loses_an_action(cast, out=False)


@pytest.fixture
def plan(cast: Cast, clock) -> Plan:
    """The same, published."""
    clock(NEXT_DAY)
    return a_plan_that_gains_and_loses_an_action(cast)


def one_more_round(plan: Plan, cast: Cast, clock, scope: RoundScope = RoundScope.WHOLE) -> None:
    window = WindowDays(first_day=date(2026, 4, 6), last_day=date(2026, 4, 24))
    announcing.announce_round(plan, window, scope=scope, by=cast.elena_editor, at=NEXT_DAY)
    clock(OPEN_AGAIN)


class TestBeforeItsEditionIsOut:
    def test_nothing_public_shows_a_new_action(self, adjusting_plan, visitor: Visitor):
        for address in EVERYWHERE:
            response = visitor.client.get(address)
            assert response.status_code == 200, address
            text = response.get_data(as_text=True)
            assert SAYS not in text, address
            assert "1.3" not in text.replace("31.3", ""), address

    def test_its_addresses_do_not_exist(self, adjusting_plan, visitor: Visitor):
        visitor.get(NEW, 404)
        visitor.get(f"{NEW}/observaciones/nueva", 404)
        visitor.get(f"{NEW}/formulario.pdf", 404)
        visitor.get(f"{PLAN}/observaciones?accion=1.3", 400)
        sent = visitor.get("/seguimiento").form()
        visitor.post(f"{NEW}/observaciones", {**sent, "body": "Bien."}, 404)

    def test_neighbours_go_past_it(self, adjusting_plan, visitor: Visitor):
        links = visitor.get(GONE).links
        assert f"{PLAN}/acciones/2.1" in links
        assert NEW not in links

    def test_a_withdrawn_one_is_as_it_was(self, adjusting_plan, visitor: Visitor):
        page = visitor.get(GONE)
        assert "retirada" not in page.words
        assert GONE in visitor.get(PLAN).links


class TestANewAction:
    def test_has_its_page_which_says_since_when_why_and_because_of_whom(self, plan, visitor):
        page = visitor.get(NEW)
        assert page.h1 == "Acción 1.3"
        assert "Acción nueva Desde la edición 2" in page.words
        assert SAYS in page.words
        assert page.words.count("Nadie las oía.") == 1
        assert f"/observaciones/{PROPOSAL}" in page.links

    def test_is_marked_on_the_plan_with_its_changes(self, plan, visitor):
        page = visitor.get(f"{PLAN}?vista=cambios")
        item = page.text_of(".//li[@id='action-1.3']")
        assert "Acción nueva" in item
        assert item.count("Nadie las oía.") == 1
        assert "Acción nueva" not in visitor.get(PLAN).words

    def test_is_told_as_one_thing_in_the_changelog(self, plan, visitor):
        page = visitor.get(f"{PLAN}/cambios")
        told = page.text_of(".//article[@id='turn-1.3']")
        assert told.startswith("Acción nueva")
        for text in (SAYS, str(NEW_ACTION[PlanField.IMPROVEMENT]), "12 meses"):
            assert text in told
        assert told.count("Nadie las oía.") == told.count(PROPOSAL) == 1

    def test_is_what_its_observation_changed(self, plan, visitor):
        page = visitor.get(f"/observaciones/{PROPOSAL}")
        assert "Acción 1.3, acción nueva" in page.words
        assert NEW in page.links

    def test_is_found_by_its_words_and_listed_in_the_register(self, plan, visitor):
        assert NEW in visitor.get("/buscar?q=veredas").links
        assert visitor.get(f"{PLAN}/observaciones").all(".//option[@value='1.3']")
        visitor.get(f"{PLAN}/observaciones?accion=1.3")

    def test_is_commented_on_in_a_round_on_what_changed(self, plan, cast, clock, visitor):
        one_more_round(plan, cast, clock, RoundScope.CHANGED)
        assert f"{NEW}/observaciones/nueva" in visitor.get(NEW).links
        visitor.get(f"{NEW}/observaciones/nueva")


class TestAWithdrawnAction:
    def test_keeps_its_page_which_says_when_why_and_because_of_whom(self, plan, visitor):
        page = visitor.get(GONE)
        assert "Esta acción fue retirada en la edición 2" in page.words
        assert "Divulgar el plan." in page.words
        assert page.words.count("Ya se cumplió.") == 1
        assert f"/observaciones/{OBJECTION}" in page.links
        assert f"{PLAN}/cambios?de=1&a=2#turn-1.2" in page.links
        assert "Quiten la 1.2: ya se hizo." in page.words
        assert "Lo incorporamos." in page.words
        assert f"{PLAN}/acciones/1.1" in page.links
        assert NEW in page.links

    def test_is_not_in_the_plan_but_among_its_changes(self, plan, visitor):
        assert GONE not in visitor.get(PLAN).links
        assert GONE not in visitor.get(f"{PLAN}/ediciones/2").links
        assert GONE in visitor.get(f"{PLAN}/ediciones/1").links
        page = visitor.get(f"{PLAN}?vista=cambios")
        item = page.text_of(".//li[@id='action-1.2']")
        assert "Acción retirada" in item
        assert GONE in page.links
        assert "Divulgar el plan." in item

    def test_is_told_as_one_thing_in_the_changelog(self, plan, visitor):
        told = visitor.get(f"{PLAN}/cambios").text_of(".//article[@id='turn-1.2']")
        assert told.startswith("Acción retirada")
        assert "2 meses" in told
        assert told.count("Ya se cumplió.") == told.count(OBJECTION) == 1

    def test_is_no_continuation_of_what_stays(self, cast, clock, visitor, plan):
        one_more_round(plan, cast, clock)
        by, at = cast.elena_editor, later(OPEN_AGAIN, days=20)
        edition = adjusting.start_edition(plan, by=by, at=at)
        wording = plan.public_action("2.1.1").wording_in(edition)
        why = adjusting.Why(origin=Origin.OWN_MOTION, reason="Sobra. Así lo decidió la Mesa.")
        adjusting_actions.withdraw(wording, why, version=1, by=by, at=at)
        assert f"{PLAN}/acciones/2.1.1" in visitor.get(f"{PLAN}/acciones/2.1").links
        answering.publish_report(plan, by=cast.alba_approver, at=at)
        publishing.publish_edition(plan, by=by, at=at)
        assert Figures(plan.fresh(), plan.fresh().announced_round).actions_changed == 1
        page = visitor.get(f"{PLAN}/acciones/2.1")
        assert "Sigue en la acción" not in page.words
        assert "continúa la acción 2.1" in visitor.get(f"{PLAN}/acciones/2.1.1").words.casefold()

    def test_is_where_its_observations_lead(self, plan, visitor):
        for address in (f"/observaciones/{OBJECTION}", f"{PLAN}/observaciones?accion=1.2"):
            page = visitor.get(address)
            assert GONE in page.links
            assert OBJECTION in page.words
        assert OBJECTION in visitor.get(f"{PLAN}/observaciones?categoria=1").words
        assert OBJECTION in visitor.get("/buscar?q=quiten").words

    def test_takes_no_observations_and_hands_the_text_back(self, plan, cast, clock, visitor):
        one_more_round(plan, cast, clock)
        page = visitor.get(GONE)
        assert "Esta acción fue retirada en la edición 2." in page.words
        assert f"{GONE}/observaciones/nueva" not in page.links
        refused = visitor.get(f"{GONE}/observaciones/nueva", 409)
        assert "Esta acción fue retirada en la edición 2." in refused.words
        sent = visitor.get(f"{PLAN}/acciones/1.1/observaciones/nueva").form()
        kept = visitor.post(f"{GONE}/observaciones", {**sent, "body": "Devuélvanla."}, 409)
        assert "Devuélvanla." in kept.words
        visitor.get(f"{GONE}/formulario.pdf", 404)

    def test_leaves_no_heading_without_a_word_when_it_was_the_last(self, cast, clock, visitor):
        clock(NEXT_DAY)
        plan = a_plan_that_gains_and_loses_an_action(cast)
        by, at = cast.elena_editor, later(OPEN_AGAIN, days=20)
        one_more_round(plan, cast, clock)
        edition = adjusting.start_edition(plan, by=by, at=at)
        why = adjusting.Why(
            origin=Origin.OWN_MOTION, reason="Ya no hace falta. Así lo decidió la Mesa."
        )
        for code in ("2.1.1", "2.1"):
            action = plan.public_action(code)
            adjusting_actions.withdraw(action.wording_in(edition), why, version=1, by=by, at=at)
        answering.publish_report(plan, by=cast.alba_approver, at=at)
        publishing.publish_edition(plan, by=by, at=at)
        for address in (PLAN, f"{PLAN}/ediciones/3", f"{PLAN}?vista=cambios"):
            page = visitor.get(address)
            assert "2. Responder En esta edición la categoría no tiene acciones." in page.words
        assert f"{PLAN}/acciones/2.1.1" in visitor.get(f"{PLAN}/acciones/2.1").links
        visitor.get(f"{PLAN}/resultados")
        visitor.get(f"{PLAN}/cambios?de=1&a=3")


def test_results_and_report_say_how_many_are_new_and_withdrawn_r18(plan, visitor):
    figures = Figures(plan)
    assert (figures.actions_changed, figures.actions_new, figures.actions_withdrawn) == (0, 1, 1)
    words = visitor.get(f"{PLAN}/resultados").words
    assert "0 de 3 acciones con cambios" in words
    assert "1 acción nueva" in words
    assert "1 acción retirada" in words
    assert "Hicimos Agregamos la acción 1.3. Nadie las oía." in words
    assert "Hicimos Retiramos la acción 1.2. Ya se cumplió." in words
    report = visitor.get(f"{PLAN}/informe").words
    assert "Acciones nuevas1" in report
    assert "Acciones retiradas1" in report
    assert "Acción 1.3 (acción nueva), actividad de gestión (edición 2)" in report


def test_internal_reports_and_the_year_say_so_too_r18(plan, cast, visitor):
    a_delivered_report(plan, cast)
    words = visitor.get("/participacion/informes/1").words
    assert "Acciones nuevas 1" in words
    assert "Acciones retiradas 1" in words
    words = visitor.get("/participacion/2026").words
    assert "1 acción nueva" in words
    assert "1 acción retirada" in words


def test_the_report_and_the_year_lead_from_them_to_the_changes_r18(plan, cast, visitor):
    facts = visitor.get(f"{PLAN}/informe").all(".//dt[.='Acciones nuevas']/..//a")
    assert [each.get("href") for each in facts] == [f"{PLAN}/cambios?de=1&a=2"]
    a_delivered_report(plan, cast)
    links = [each for each in visitor.get("/participacion/2026").links if "#hicimos" in each]
    assert len(links) == 3


def test_the_links_of_the_main_points_lead_to_the_changelog(plan, visitor):
    links = [each for each in visitor.get(f"{PLAN}/resultados").links if "#turn-" in each]
    assert len(links) == 2
    for link in links:
        address, _, anchor = link.partition("#")
        assert visitor.get(address).all(f".//*[@id='{anchor}']")


def test_no_page_has_two_things_of_one_name(plan, visitor):
    pages = [each for each in EVERYWHERE if not each.endswith((".json", ".atom"))]
    for address in (*pages, NEW, f"{PLAN}/ediciones/2"):
        names = [each.get("id") for each in visitor.get(address).all(".//*[@id]")]
        assert len(names) == len(set(names)), address


def test_open_data_has_the_actions_of_each_edition(plan, visitor):
    response = visitor.client.get(f"{PLAN}/acciones.csv")
    rows = csv.DictReader(
        io.StringIO(response.get_data(as_text=True).lstrip("\ufeff")), delimiter=";"
    )
    held = {(row["edicion"], row["accion"]) for row in rows}
    assert {edition for edition, code in held if code == "1.2"} == {"1"}
    assert {edition for edition, code in held if code == "1.3"} == {"2"}
