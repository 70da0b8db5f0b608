"""Lists of observations that someone keeps under a name."""

import pytest

from tests.cast import an_announced_plan
from webapp.models import Event, SavedFilter

PLAN = "/gestion/planes/plan-de-prueba"
NEW = f"{PLAN}/listas/nueva?vencidas=si&persona=yo&otra=cosa"


@pytest.fixture(autouse=True)
def plan(cast):
    return an_announced_plan(cast)


def test_a_list_is_kept_under_a_name_and_found_above_the_filters(cast, desk):
    person = desk(cast.rosa_responder)
    page = person.fill(NEW, name="Mías,  vencidas")
    assert page.response.location == f"{PLAN}/observaciones?persona=yo&vencidas=si"
    page = person.get(page.response.location)
    assert f"{PLAN}/observaciones?persona=yo&vencidas=si" in page.links
    assert "Mías, vencidas" in page.words
    assert "Mías" not in desk(cast.mario_moderator).get(f"{PLAN}/observaciones").words


def test_the_same_name_again_replaces_the_list(cast, desk):
    person = desk(cast.rosa_responder)
    person.fill(NEW, name="Mías")
    person.fill(f"{PLAN}/listas/nueva?persona=yo", name="Mías")
    assert [each.query for each in SavedFilter.select()] == ["persona=yo"]
    assert Event.select().where(Event.verb == "filter.kept").count() == 2


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize(
    ("address", "name"), [(NEW, " "), (NEW, "x" * 61), (f"{PLAN}/listas/nueva", "Todas")]
)
def test_bad_input_is_refused(cast, desk, address, name, htmx):
    page = desk(cast.rosa_responder).fill(address, 422, htmx=htmx, name=name)
    assert page.all(".//*[@class='summary']")
    assert not SavedFilter.select().exists()


def test_a_list_is_taken_away_by_whoever_keeps_it_alone(cast, desk):
    person = desk(cast.rosa_responder)
    person.fill(NEW, name="Mías")
    kept = SavedFilter.get()
    other = desk(cast.mario_moderator)
    token = other.get("/gestion/").form(inside=".//header")["csrf_token"]
    other.post(f"{PLAN}/listas/{kept.id}/retiro", {"csrf_token": token}, 403)
    person.fill(f"{PLAN}/listas")
    assert not SavedFilter.select().exists()
    person.post(f"{PLAN}/listas/{kept.id}/retiro", {"csrf_token": token_of(person)}, 404)


def token_of(person):
    return person.get("/gestion/").form(inside=".//header")["csrf_token"]


def test_who_audits_keeps_none_and_a_stranger_signs_in(cast, desk, visitor):
    desk(cast.aldo_auditor).get(NEW, 403)
    visitor.get(f"{PLAN}/listas", 302)
