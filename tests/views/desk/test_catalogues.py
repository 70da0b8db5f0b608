"""The entity's own lists, on the desk."""

import pytest

from webapp.models import Area, Territory, ValueGroup
from webapp.vocabulary import TerritoryKind

LISTS = "/gestion/catalogos"


@pytest.fixture
def admin(cast, desk):
    """Ada, signed in."""
    return desk(cast.ada_admin)


def test_there_are_three_lists(admin):
    page = admin.get(LISTS)
    names = {"dependencias", "grupos-de-valor", "territorios"}
    assert {f"{LISTS}/{name}" for name in names} <= {*page.links}
    for name in names:
        admin.get(f"{LISTS}/{name}")
    admin.get(f"{LISTS}/sabores", 404)


def test_an_entry_is_added_at_the_end_and_offered(admin):
    last = len(admin.get(f"{LISTS}/dependencias").all(".//main//form")) - 1
    admin.fill(f"{LISTS}/dependencias", number=last, name=" Archivo  general ")
    assert Area.offered()[-1].name == "Archivo general"


def test_a_group_may_be_sensitive_and_a_territory_has_its_kind(admin):
    last = len(admin.get(f"{LISTS}/grupos-de-valor").all(".//main//form")) - 1
    admin.fill(f"{LISTS}/grupos-de-valor", number=last, name="Reclusos", sensitive="y")
    assert ValueGroup.get(ValueGroup.name == "Reclusos").sensitive
    last = len(admin.get(f"{LISTS}/territorios").all(".//main//form")) - 1
    admin.fill(f"{LISTS}/territorios", number=last, name="La Grecia", kind="corregimiento")
    assert Territory.get(Territory.name == "La Grecia").kind is TerritoryKind.CORREGIMIENTO
    page = admin.fill(f"{LISTS}/territorios", 422, number=last + 1, name="Otra", kind="isla")
    assert page.form(last + 1)["name"] == "Otra"


def test_an_entry_is_renamed_retired_and_brought_back(admin):
    number = Area.get(Area.name == "Planeación").id
    address = f"{LISTS}/dependencias/{number}"
    form = admin.get(address).form()
    del form["active"]
    admin.post(address, {**form, "name": "Planeación Municipal"})
    held = Area.get_by_id(number)
    assert (held.name, held.active) == ("Planeación Municipal", False)
    assert held not in Area.offered()
    assert "Retirada" in admin.get(f"{LISTS}/dependencias").words
    admin.fill(address, active="y")
    assert Area.get_by_id(number) in Area.offered()


def test_a_name_is_needed_and_is_not_taken(admin):
    number = Area.get(Area.name == "Planeación").id
    page = admin.fill(f"{LISTS}/dependencias/{number}", 422, name="Control Interno")
    assert "Ese nombre ya está en la lista." in page.words
    page = admin.fill(f"{LISTS}/dependencias/{number}", 422, name=" ")
    assert "Escriba el nombre." in page.words


def test_two_people_see_both_names(admin):
    """R12"""
    number = Area.get(Area.name == "Planeación").id
    address = f"{LISTS}/dependencias/{number}"
    form = admin.get(address).form()
    admin.fill(address, name="El suyo")
    page = admin.post(address, {**form, "name": "El mío"}, 409)
    assert "El suyo" in page.text_of(".//*[@role='alert']")
    assert page.form()["name"] == "El mío"
    admin.post(address, page.form())
    assert Area.get_by_id(number).name == "El mío"


def test_an_entry_moves_up_and_down(admin):
    first, second = Area.offered()[:2]
    form = admin.get(f"{LISTS}/dependencias").form()
    for way, expected in (("down", [second, first]), ("up", [first, second])):
        admin.post(f"{LISTS}/dependencias/{first.id}/posicion", {**form, "to": way})
        assert Area.offered()[:2] == expected
    admin.post(f"{LISTS}/dependencias/{first.id}/posicion", {**form, "to": "up"})
    assert Area.offered()[0] == first


def test_whoever_audits_reads_them_and_changes_nothing(cast, desk):
    auditor = desk(cast.aldo_auditor)
    page = auditor.get(f"{LISTS}/dependencias")
    assert "Planeación" in page.words
    assert not page.all(".//main//form")
    token = page.form(inside=".//header")
    auditor.post(f"{LISTS}/dependencias", {**token, "name": "Otra"}, 403)
    auditor.get(f"{LISTS}/dependencias/1", 403)
    desk(cast.elena_editor).get(LISTS, 403)
