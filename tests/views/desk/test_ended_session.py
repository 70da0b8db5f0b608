"""A form of the desk sent after the session has ended gives its text back, and keeps it nowhere."""

import pytest

from tests.cast import WHILE_OPEN, an_announced_plan, later
from webapp.models import Event

CANCELLATION = "/gestion/planes/plan-de-prueba/cancelacion"
REASON = "Se rehace porque cambió la ley que lo manda.\nY lo pidieron las juntas <del> río."
HERE = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def plan(cast, clock):
    clock(WHILE_OPEN)
    return an_announced_plan(cast)


def written(visitor):
    return visitor.get(CANCELLATION).form() | {"reason": REASON}


def ended(desk, cast, clock):
    """A form with its text, and the browser in which the session ended meanwhile."""
    elena = desk(cast.elena_editor)
    sent = written(elena)
    clock(later(WHILE_OPEN, days=2))
    return elena, sent


def test_the_text_comes_back_with_a_way_to_sign_in_and_nothing_is_saved(plan, cast, desk, clock):
    elena, sent = ended(desk, cast, clock)
    before = Event.select().count()
    page = elena.post(CANCELLATION, sent, 409)
    assert page.h1 == "Su sesión terminó: no se guardó nada"
    assert page.form()["reason"] == REASON
    assert page.form()["about"] == sent["about"]
    assert "csrf_token" not in page.form()
    assert "/gestion/entrar" in page.links
    assert "no-store" in page.response.headers["Cache-Control"]
    assert Event.select().count() == before
    assert plan.fresh().cancelled_at is None


def test_once_signed_in_the_same_form_comes_back_with_it_and_is_sent_only_then(
    plan, cast, desk, clock
):
    elena, sent = ended(desk, cast, clock)
    page = elena.post(CANCELLATION, sent, 409)
    elena.signed_in(cast.elena_editor)
    answer = elena.client.post(CANCELLATION, data=page.form(), headers=HERE)
    assert answer.status_code == 422
    assert plan.fresh().cancelled_at is None
    elena.post(CANCELLATION, written(elena) | {"reason": page.form()["reason"]})
    assert plan.fresh().cancel_reason == REASON


def test_htmx_shows_it_in_the_place_of_the_whole_page(plan, cast, desk, clock):
    elena, sent = ended(desk, cast, clock)
    page = elena.post(CANCELLATION, sent, 409, htmx=True)
    assert page.response.headers["HX-Retarget"] == "body"


def test_another_site_gets_nothing_shown_here(plan, visitor):
    answer = visitor.client.post(
        CANCELLATION, data={"reason": REASON}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 400
    assert "cambió la ley" not in answer.get_data(as_text=True)


def test_a_password_is_never_shown_back(plan, cast, desk, clock, visitor):
    elena = desk(cast.elena_editor)
    token = elena.get("/gestion/").form(inside=".//header")["csrf_token"]
    clock(later(WHILE_OPEN, days=2))
    typed = {"csrf_token": token, "current": "secreta secreta", "reason": REASON}
    page = elena.post("/gestion/mi-cuenta/clave", typed, 302)
    assert "secreta" not in page.html
