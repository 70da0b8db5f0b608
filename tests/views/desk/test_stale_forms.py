"""A form carries the round and the edition it was opened on: a stale tab saves nothing (R12)."""

from datetime import date, timedelta

import pytest

from tests.cast import AFTER_CLOSE, an_announced_plan, filed, later, shown, wording
from tests.worlds import adjusted
from webapp.models.edition_content import changes_of
from webapp.vocabulary import Origin, PlanField, RoundScope
from webapp.workflow import adjusting, announcing
from webapp.workflow.adjusting import Why
from webapp.workflow.announcing import WindowDays

ADJUST = "/gestion/planes/plan-de-prueba/ajuste"
ACTION = f"{ADJUST}/1.1"
REPORT = "/gestion/planes/plan-de-prueba/respuestas/publicacion"
OWN_MOTION = {"origin": "own_motion", "reason": "La Mesa Directiva lo pidió."}
NEXT = later(AFTER_CLOSE, days=2)
CLOSED_AGAIN = AFTER_CLOSE + timedelta(days=42)
IN_APRIL = WindowDays(first_day=date(2026, 4, 6), last_day=date(2026, 4, 24))


@pytest.fixture
def plan(cast, clock):
    plan = an_announced_plan(cast)
    clock(AFTER_CLOSE)
    return plan


@pytest.fixture
def comment(plan, cast):
    return shown(filed(plan).comment, cast)


@pytest.fixture
def next_round(plan, comment, cast, clock):
    """Adjust the plan, hold a second round on it, and stand where that one is being answered."""

    def held():
        adjusted(plan, cast, [comment], {"1.1": {PlanField.TERM_MONTHS: 6}})
        announcing.announce_round(
            plan, IN_APRIL, scope=RoundScope.WHOLE, by=cast.elena_editor, at=NEXT
        )
        clock(CLOSED_AGAIN)

    return held


def start(plan, cast, at=AFTER_CLOSE):
    return adjusting.start_edition(plan, by=cast.elena_editor, at=at)


def reworded(plan, cast, at, *, code="1.1"):
    (change,) = adjusting.reword(
        wording(plan, code), {PlanField.IMPROVEMENT: "Otro texto."},
        Why(origin=Origin.OWN_MOTION, reason="La Mesa Directiva lo pidió."),
        version=wording(plan, code).version, by=cast.elena_editor, at=at,
    )  # fmt: skip
    return change


def renewed(stale, visitor):
    """The fields of an old tab, sent in the session of today."""
    token = visitor.get("/gestion/").form(inside=".//header")["csrf_token"]
    return {**stale, "csrf_token": token}


@pytest.mark.parametrize(
    ("address", "typed"),
    [
        (ACTION, {"improvement": "De marzo."}),
        (f"{ACTION}/retiro", {}),
        (f"{ADJUST}/categorias/1", {"title": "Oír"}),
        (f"{ADJUST}/categorias/1/acciones/nueva", {"activity": "Ir a las veredas."}),
    ],
)
def test_a_tab_of_one_edition_is_not_saved_onto_the_draft_of_the_next_r12(
    plan, next_round, cast, desk, address, typed
):
    start(plan, cast)
    stale = {**desk(cast.elena_editor).get(address).form(), **OWN_MOTION, **typed}
    next_round()
    edition = start(plan.fresh(), cast, CLOSED_AGAIN)
    elena = desk(cast.elena_editor)
    stale = renewed(stale, elena)
    for version in (stale.get("version", ""), str(wording(plan, "1.1").version)):
        page = elena.post(address, {**stale, "version": version}, 409)
        assert "otra ronda u otra edición" in page.words
        assert page.form()["reason"] == OWN_MOTION["reason"]
        assert not changes_of(edition)
    elena.post(address, page.form())
    assert changes_of(edition)


def test_a_change_is_not_explained_by_a_form_of_another_that_had_its_number_r12(plan, cast, desk):
    start(plan, cast)
    elena = desk(cast.elena_editor)
    change = reworded(plan, cast, AFTER_CLOSE)
    address = f"/gestion/cambios/{change.id}"
    stale = {**elena.get(address).form(), "reason": "El motivo de otro cambio."}
    undo = elena.get(address).form(1)
    elena.post(f"{address}/deshecho", undo)
    other = reworded(plan, cast, AFTER_CLOSE, code="1.2")
    assert other.id == change.id
    elena.post(address, {**stale, "version": str(other.version)}, 409)
    elena.post(f"{address}/deshecho", {**undo, "version": str(other.version)}, 409)
    assert other.fresh().reason == "La Mesa Directiva lo pidió."


def test_a_change_made_again_is_not_undone_by_a_form_of_the_former_one_r12(plan, cast, desk):
    start(plan, cast)
    elena = desk(cast.elena_editor)
    change = reworded(plan, cast, AFTER_CLOSE)
    address = f"/gestion/cambios/{change.id}"
    undo = elena.get(address).form(1)
    elena.post(f"{address}/deshecho", undo)
    again = reworded(plan, cast, AFTER_CLOSE)
    elena.post(f"/gestion/cambios/{again.id}/deshecho", undo, 409)


def test_the_adjusted_edition_of_one_round_is_not_started_by_a_tab_of_another_r12(
    plan, next_round, cast, desk
):
    stale = desk(cast.elena_editor).get(ADJUST).form()
    next_round()
    elena = desk(cast.elena_editor)
    elena.post(ADJUST, renewed(stale, elena), 409)
    assert plan.fresh().draft_edition is None


def test_the_report_of_one_round_is_not_published_by_a_tab_of_another_r12(
    plan, next_round, cast, desk
):
    next_round()
    alba = desk(cast.alba_approver)
    alba.post(REPORT, renewed({"listed": "", "about": "round:1 edition:1"}, alba), 409)
    assert plan.fresh().announced_round.report_published_at is None
