"""The manual for staff: every screen leads to its part, and every part can be read."""

import pytest
from flask import Flask

from tests.cast import WHILE_OPEN, an_announced_plan, filed
from webapp.settings import paths
from webapp.views.desk import manual


@pytest.fixture
def auditor(cast, desk):
    return desk(cast.aldo_auditor)


def screens(app: Flask) -> set[str]:
    """The endpoints of the desk: those that only act answer with a page when they refuse."""
    return {each.endpoint for each in app.url_map.iter_rules() if each.endpoint[:5] == "desk."}


def test_every_screen_of_the_desk_has_its_part_of_the_manual(app: Flask):
    assert not [each for each in screens(app) if manual.part_of(each) is None]


def test_the_map_names_only_rooms_screens_and_parts_that_are_there(app: Flask):
    there = screens(app)
    places = there | {".".join(each.split(".")[:2]) for each in there}
    assert not set(manual.SCREENS) - places
    assert set(manual.SCREENS.values()) <= set(manual.PARTS)


def test_every_file_of_the_manual_is_a_part_and_is_explained_by_some_screen():
    files = {file.stem for file in (paths.content() / "manual").glob("*.md")}
    assert files == set(manual.PARTS)
    assert set(manual.PARTS) - set(manual.SCREENS.values()) == {"primera-consulta"}


def test_every_part_is_sound_html_in_spanish_with_the_way_to_the_next(auditor):
    index = auditor.get("/gestion/manual")
    for name in manual.PARTS:
        assert f"/gestion/manual/{name}" in index.links
        page = auditor.get(f"/gestion/manual/{name}")
        assert page.all(".//main//nav//a"), name


def test_the_checklist_for_the_first_consultation_can_be_printed(auditor):
    page = auditor.get("/gestion/manual/primera-consulta")
    assert page.words.count("☐") >= 20
    assert page.all(".//button[@data-print]")


@pytest.mark.parametrize(
    ("address", "part"),
    [
        ("/gestion/", "lo-que-espera"),
        ("/gestion/plantillas", "plantillas"),
        ("/gestion/observaciones/CMC-2026-000001", "moderar"),
        ("/gestion/observaciones/CMC-2026-000001/notas", "asignar"),
        ("/gestion/observaciones/CMC-2026-000001/respuesta", "responder"),
        ("/gestion/planes/plan-de-prueba/respuestas/publicacion", "publicar"),
    ],
)
def test_a_screen_links_to_its_part(cast, auditor, address, part):
    filed(an_announced_plan(cast), at=WHILE_OPEN)
    assert f"/gestion/manual/{part}" in auditor.get(address).links


def test_a_part_that_is_not_there_is_not_found_nor_is_a_file_beside_them(auditor):
    for name in ("nada", "..%2Fpages%2Fprivacidad", "Moderar"):
        auditor.get(f"/gestion/manual/{name}", 404)


def test_it_is_not_for_strangers(visitor):
    for address in ("/gestion/manual", "/gestion/manual/moderar"):
        visitor.get(address, 302)
