"""Internal reports at the desk: writing, reading whole, delivering, correcting."""

import pytest

from tests.cast import AFTER_CLOSE, WHILE_OPEN, a_draft, an_announced_plan, filed
from webapp.models import Area, InternalReport

LIST = "/gestion/planes/plan-de-prueba/informes-internos"


@pytest.fixture
def plan(cast, clock):
    return an_announced_plan(cast)


@pytest.fixture
def elena(cast, desk, plan, clock):
    clock(AFTER_CLOSE)
    return desk(cast.elena_editor)


@pytest.fixture
def typed():
    return {
        "area": str(Area.get(Area.name == "Planeación").id),
        "activities": "Se hizo un taller.",
        "contributions": "Pidieron un buzón.",
        "results": "Cambió una acción.",
    }


def test_a_draft_is_written_read_whole_and_delivered(elena, visitor, typed):
    form = elena.get(f"{LIST}/nuevo").form()
    assert form["title"] == "Consulta: Plan de prueba"
    assert (form["cycle_phase"], form["space"]) == ("formulation", "consultation")
    saved = elena.fill(f"{LIST}/nuevo", **typed, then="deliver")
    delivery = saved.response.location
    page = elena.get(delivery)
    assert "Se hizo un taller." in page.words
    assert "Observaciones a tiempo" in page.words
    assert page.words.count("No aplica: no hubo observaciones") == 2
    assert "Aún no se sabe" not in page.words
    visitor.get("/participacion/informes/1", 404)
    done = elena.fill(delivery, recipient="Oficina de Planeación")
    assert done.response.location == delivery
    page = elena.get(delivery)
    assert "El informe quedó entregado." in page.words
    assert "/participacion/informes/1" in page.links
    assert "Se hizo un taller." in visitor.get("/participacion/informes/1").words
    assert "Oficina de Planeación" in elena.get(LIST).words
    assert not elena.get(delivery).all(".//main//form[@method='post']")


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "a" * 201}, "title"),
        ({"space": "plaza"}, "space"),
        ({"cycle_phase": ""}, "cycle_phase"),
        ({"area": "9999"}, "area"),
        ({"results": "a" * 20_001}, "results"),
        ({"is_good_practice": "y", "good_practice": ""}, "good_practice"),
    ],
)
def test_what_cannot_be_so_is_refused_and_kept(elena, typed, told, field):
    page = elena.fill(f"{LIST}/nuevo", 422, **{**typed, **told})
    assert page.all(f".//*[@id='{field}-error']")
    assert not InternalReport.select().exists()


def test_it_says_what_is_missing_and_refuses_to_be_delivered(elena, typed):
    saved = elena.fill(f"{LIST}/nuevo", **{**typed, "activities": "", "contributions": ""})
    delivery = saved.response.location.replace("edicion", "entrega")
    page = elena.get(delivery)
    assert "Las actividades realizadas" in page.words
    assert "Los aportes; si no hubo, dígalo" in page.words
    assert not page.all(".//main//form[@method='post']")
    token = elena.get(saved.response.location).form()
    assert "Aún falta" in elena.post(delivery, {**token, "recipient": "Alcaldía"}, 409).words


def test_it_waits_until_the_consultation_has_closed(cast, desk, plan, clock, typed):
    clock(WHILE_OPEN)
    elena = desk(cast.elena_editor)
    saved = elena.fill(f"{LIST}/nuevo", **typed)
    delivery = saved.response.location.replace("edicion", "entrega")
    assert "cuando la consulta haya cerrado" in elena.get(delivery).words
    token = elena.get(saved.response.location).form()
    elena.post(delivery, {**token, "recipient": "Alcaldía"}, 409)


def test_a_delivered_one_is_corrected_by_another_only_once(elena, typed):
    saved = elena.fill(f"{LIST}/nuevo", **typed, then="deliver")
    elena.fill(saved.response.location, recipient="Alcaldía")
    correct = next(link for link in elena.get(LIST).links if "corrige=1" in link)
    assert elena.get(correct).form()["results"] == "Cambió una acción."
    second = elena.fill(correct, results="Cambiaron dos.", then="deliver")
    elena.fill(correct, 409, results="Otra vez.")
    elena.fill(second.response.location, recipient="Alcaldía")
    assert InternalReport.numbered(2).content["replaces"] == 1
    assert not [link for link in elena.get(LIST).links if "corrige=1" in link]


def test_a_delivered_one_cannot_be_edited_or_thrown_away(elena, typed):
    saved = elena.fill(f"{LIST}/nuevo", **typed)
    edit = saved.response.location
    form = elena.get(edit).form()
    elena.fill(edit.replace("edicion", "entrega"), recipient="Alcaldía")
    elena.post(edit, {**form, "results": "Otra cosa."}, 409)
    elena.post(edit.replace("edicion", "retiro"), form, 409)
    assert InternalReport.get().results == "Cambió una acción."


def test_two_who_write_at_once_see_both_and_lose_neither_r12(elena, typed):
    edit = elena.fill(f"{LIST}/nuevo", **typed).response.location
    mine = elena.get(edit).form()
    elena.fill(edit, results="Uno.")
    page = elena.post(edit, {**mine, "results": "Dos."}, 409)
    assert "Uno." in page.words
    elena.post(edit, page.form())
    assert InternalReport.get().results == "Dos."


def test_a_draft_is_thrown_away(elena, typed):
    edit = elena.fill(f"{LIST}/nuevo", **typed).response.location
    elena.fill(edit.replace("edicion", "retiro"))
    assert not InternalReport.select().exists()
    elena.get(edit, 404)


def test_others_read_and_do_not_write(desk, cast, elena, typed):
    edit = elena.fill(f"{LIST}/nuevo", **typed).response.location
    aldo = desk(cast.aldo_auditor)
    assert not [link for link in aldo.get(LIST).links if "nuevo" in link or "edicion" in link]
    for address in (f"{LIST}/nuevo", edit, edit.replace("edicion", "entrega"),
                    edit.replace("edicion", "retiro")):  # fmt: skip
        aldo.get(address, 403)


def test_that_of_another_plan_or_of_a_draft_is_not_found(elena, cast, typed):
    number = InternalReport.select().count()
    elena.fill(f"{LIST}/nuevo", **typed)
    an_announced_plan(cast, "otro-plan")
    a_draft(cast, "en-preparacion")
    elena.get(f"/gestion/planes/otro-plan/informes-internos/{number + 1}/edicion", 404)
    elena.get("/gestion/planes/en-preparacion/informes-internos/nuevo", 404)
    assert (
        "aún no está anunciado"
        in elena.get("/gestion/planes/en-preparacion/informes-internos").words
    )
    for asked in ("ronda=7", "corrige=7"):
        elena.get(f"{LIST}/nuevo?{asked}", 404)


def test_a_stranger_is_sent_to_sign_in(visitor, plan):
    assert "/gestion/entrar" in visitor.get(LIST, 302).response.location


def test_what_is_not_known_of_observations_that_came_is_said_so(elena, plan, typed):
    filed(plan)
    saved = elena.fill(f"{LIST}/nuevo", **typed, then="deliver")
    page = elena.get(saved.response.location)
    assert "Aún no se sabe" in page.words
    assert "Sin indicar el tipo" in page.words
    assert "No aplica: no hubo" not in page.words
