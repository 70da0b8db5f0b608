"""Open data at its addresses: the files, their filters, their dictionary and their catalogue."""

import csv
import io
import json
import os
import tempfile
import zipfile
from pathlib import Path
from threading import Event, Semaphore, Thread

import openpyxl
import pytest

from tests.cast import AFTER_CLOSE, WHILE_OPEN, an_announced_plan, filed, later, shown
from tests.queries import listened
from tests.worlds import an_adjusted_plan, answered, crowd
from webapp.documents.open_data import DATASETS, OBSERVATIONS
from webapp.models import Plan, ValueGroup
from webapp.vocabulary import Kind
from webapp.web.downloads import STREAMS
from webapp.workflow import answering

PLAN = "/planes/plan-de-prueba"
TABLES = ("observaciones", "respuestas", "cambios", "acciones")
FORMS = ("csv", "json", "xlsx")
NEXT_DAY = later(AFTER_CLOSE, days=1)


@pytest.fixture
def plan(cast, visitor, clock) -> Plan:
    """An adjusted plan with a crowd, the day after."""
    plan = an_adjusted_plan(cast)
    crowd(plan, 24)
    clock(NEXT_DAY)
    return plan.fresh()


@pytest.fixture
def shelf(tmp_path, monkeypatch) -> Path:
    """Where temporary files are made during the test."""
    folder = tmp_path / "shelf"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def rows(response, form: str) -> list[dict]:
    assert response.status_code == 200
    if form == "json":
        return json.loads(response.data)
    if form == "csv":
        text = io.StringIO(response.get_data().decode("utf-8-sig"), newline="")
        return list(csv.DictReader(text, delimiter=";"))
    header, *found = openpyxl.load_workbook(io.BytesIO(response.data)).worksheets[0].values
    return [dict(zip(header, row, strict=True)) for row in found]


# --- the files ------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", TABLES)
def test_every_table_comes_in_three_forms_that_hold_the_same_rows(visitor, plan, table):
    counted = set()
    for form in FORMS:
        response = visitor.client.get(f"{PLAN}/{table}.{form}")
        found = rows(response, form)
        counted.add(len(found))
        assert list(found[0]) == next(each.header for each in DATASETS if each.name == table)
        name = f"plan-de-prueba-{table}.{form}"
        assert response.headers["Content-Disposition"] == f"attachment; filename={name}"
    assert len(counted) == 1


def test_there_are_as_many_rows_as_the_screen_says(visitor, plan):
    """R18"""
    found = rows(visitor.client.get(f"{PLAN}/observaciones.csv"), "csv")
    late = [row for row in found if row["extemporanea"] == "sí"]
    assert (len(found) - len(late), len(late)) == (plan.comments_total, plan.comments_late)
    words = visitor.get(f"{PLAN}/observaciones").words
    assert f"{plan.comments_total} observaciones recibidas a tiempo" in words


def test_words_are_spanish_and_dates_have_their_offset(visitor, plan):
    row = rows(visitor.client.get(f"{PLAN}/observaciones.json"), "json")[0]
    assert (row["decision"], row["estado"]) == ("Incorporada", "Aceptada")
    assert row["publicacion"] == "Publicada tal como llegó"
    assert row["fecha_recepcion"] == "2026-03-10T09:00:00-05:00"
    assert row["extemporanea"] is False
    assert row["cambios"][1] == "Edición 2, acción 1.1: Plazo"


def test_the_file_is_narrowed_down_as_the_register_is(visitor, cast):
    plan = an_announced_plan(cast)
    shown(filed(plan, "El buzón.", kind=Kind.PROPOSAL).comment, cast)
    shown(filed(plan, "La radio.", code="2.1").comment, cast)
    for query, count in {"": 2, "tipo=proposal": 1, "accion=2.1": 1, "q=buz%C3%B3n": 1}.items():
        listed = visitor.get(f"{PLAN}/observaciones?{query}")
        assert len(listed.all(".//ul[@class='entries']/li")) == count
        for form in FORMS:
            response = visitor.client.get(f"{PLAN}/observaciones.{form}?{query}")
            assert len(rows(response, form)) == count, (query, form)
        offered = f"{PLAN}/observaciones.csv?{query}".removesuffix("?")
        assert offered in listed.links
    newest = rows(visitor.client.get(f"{PLAN}/observaciones.json?orden=recientes"), "json")
    assert [row["accion"] for row in newest] == ["2.1", "1.1"]


def test_a_plan_that_is_not_public_has_no_files(visitor, cast):
    for slug in ("plan-de-prueba", "otro"):
        for table in TABLES:
            visitor.get(f"/planes/{slug}/{table}.csv", 404)
        visitor.get(f"/planes/{slug}/expediente.zip", 404)


def test_what_no_list_offers_is_refused_and_another_form_is_not_there(visitor, cast):
    an_announced_plan(cast)
    group = ValueGroup.get(ValueGroup.sensitive)
    for query in ("tipo=nada", "accion=9.9", "grupo=99999", f"grupo={group.id}"):
        visitor.get(f"{PLAN}/observaciones.csv?{query}", 400)
    visitor.get(f"{PLAN}/observaciones.ods", 404)


def test_a_reader_who_has_it_as_it_is_gets_nothing_new(visitor, plan, cast):
    address = f"{PLAN}/observaciones.xlsx"
    tag = visitor.client.get(address).headers["ETag"]
    again = visitor.client.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    an_announced_plan(cast, "otro-plan")
    assert visitor.client.get(address, headers={"If-None-Match": tag}).status_code == 200


def test_a_head_makes_no_file(visitor, plan, shelf):
    for address in ("observaciones.xlsx", "observaciones.csv", "expediente.zip"):
        with listened() as heard:
            response = visitor.client.head(f"{PLAN}/{address}")
        assert (response.status_code, response.data) == (200, b"")
        assert len(heard) < 8


# --- a download that breaks off -------------------------------------------------------------------


@pytest.mark.parametrize("name", ["observaciones.xlsx", "observaciones.csv", "expediente.zip"])
def test_a_download_that_breaks_off_leaves_nothing_and_the_next_one_is_whole(
    visitor, plan, shelf, name
):
    whole = visitor.client.get(f"{PLAN}/{name}").data
    for _ in range(2):
        response = visitor.client.get(f"{PLAN}/{name}", buffered=False)
        next(iter(response.response))
        assert not list(shelf.iterdir()), "the file is gone before its first byte is sent"
        response.close()
    assert not list(shelf.iterdir())
    assert not _open_files_of(shelf)
    again = visitor.client.get(f"{PLAN}/{name}")
    assert again.status_code == 200
    if name.endswith("csv"):
        assert again.data == whole
    else:
        assert zipfile.ZipFile(io.BytesIO(again.data)).testzip() is None


def _open_files_of(folder: Path) -> list[str]:
    held = (os.readlink(each) for each in Path("/proc/self/fd").iterdir() if each.is_symlink())
    return [each for each in held if each.startswith(str(folder))]


def test_workbooks_and_case_files_are_not_made_without_end(visitor, plan):
    for _ in range(30):
        assert visitor.client.get(f"{PLAN}/cambios.xlsx").status_code == 200
    refused = visitor.client.get(f"{PLAN}/acciones.xlsx")
    assert refused.status_code == 429
    assert refused.headers["Retry-After"]
    assert visitor.client.get(f"{PLAN}/acciones.csv").status_code == 200


def test_downloads_that_nobody_reads_leave_threads_to_the_others(app, visitor, plan):
    address = f"{PLAN}/observaciones.csv"
    begun, over = Semaphore(0), Event()

    def ask_and_not_read() -> None:
        response = app.test_client().get(address)
        begun.release()
        over.wait(60)
        response.close()

    readers = [Thread(target=ask_and_not_read) for _ in range(STREAMS)]
    for reader in readers:
        reader.start()
    for _ in readers:
        assert begun.acquire(timeout=60)
    refused = visitor.client.get(address)
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "30")
    over.set()
    for reader in readers:
        reader.join()
    assert visitor.client.get(address).data


# --- the page of open data and its catalogue ------------------------------------------------------


def test_the_page_offers_every_file_and_says_what_each_column_is(visitor, plan):
    page = visitor.get("/datos")
    for table in TABLES:
        for form in FORMS:
            assert f"{PLAN}/{table}.{form}" in page.links
    assert f"{PLAN}/expediente.zip" in page.links
    assert f"{PLAN}/ediciones/2.json" in page.links
    assert "/registro.json" in page.links
    columns = [
        " ".join("".join(cell.itertext()).split())
        for cell in page.all(".//section[@id='observaciones']//tbody/tr/th")
    ]
    assert columns == OBSERVATIONS.header
    assert "CC BY 4.0" in page.words
    assert "Ley 1712 de 2014" in page.words
    assert "Respaldo · Objeción · Propuesta" in page.words


def test_the_plans_own_page_leads_to_its_data(visitor, plan):
    links = visitor.get(PLAN).links
    assert "/datos#plan-plan-de-prueba" in links
    assert f"{PLAN}/expediente.zip" in links


def modified(visitor) -> dict[str, str]:
    """When each data set of the plan changed, as the catalogue says."""
    found = json.loads(visitor.client.get("/datos/catalogo.jsonld").data)
    return {
        each["@id"].partition("#")[2]: each["dct:modified"]["@value"]
        for each in [*found["dcat:dataset"], {**found, "@id": "#catalogo"}]
    }


def test_the_catalogue_says_when_the_data_last_changed(visitor, cast):
    plan = an_announced_plan(cast)
    comment = filed(plan, at=WHILE_OPEN).comment
    said = modified(visitor)
    assert said["datos-observaciones"] == "2026-03-10T09:00:00-05:00"
    assert said["datos-ediciones"] == "2026-03-02T10:00:00-05:00"
    assert said["catalogo"] == "2026-03-10T09:00:00-05:00"
    comment = shown(comment, cast, at=later(WHILE_OPEN, hours=1))
    assert modified(visitor)["datos-observaciones"] == "2026-03-10T10:00:00-05:00"
    answer = answered(comment, cast, at=later(WHILE_OPEN, hours=2))
    said = modified(visitor)
    assert said["datos-respuestas"] == "2026-03-10T10:00:00-05:00", "an answer not out yet (R6)"
    assert said["expediente"] == "2026-03-10T11:00:00-05:00", "it has every entry of the log"
    answering.publish(
        answer, version=answer.version, by=cast.alba_approver, at=later(WHILE_OPEN, hours=3)
    )
    assert modified(visitor)["datos-respuestas"] == "2026-03-10T12:00:00-05:00"


def test_the_catalogue_costs_the_same_with_more_plans_and_observations(visitor, cast):
    plan = an_announced_plan(cast)
    with listened() as few:
        modified(visitor)
    for number in range(3):
        filed(an_announced_plan(cast, f"otro-{number}"), form=f"{number}")
        filed(plan, f"Otra {number}.", form=f"p{number}")
    with listened() as many:
        modified(visitor)
    assert len(few) == len(many) <= 6


def test_the_catalogue_is_sound_and_its_files_are_there(visitor, plan):
    page = visitor.get("/datos")
    (link,) = page.all(".//link[@type='application/ld+json']")
    response = visitor.client.get(link.get("href"))
    assert response.mimetype == "application/ld+json"
    found = json.loads(response.data)
    assert found["@type"] == "dcat:Catalog"
    assert found["dct:publisher"]["foaf:name"] == "Concejo Municipal"
    datasets = found["dcat:dataset"]
    assert len({each["@id"] for each in datasets}) == len(datasets) == 6
    used = {key.partition(":")[0] for each in datasets for key in each if ":" in key}
    assert used <= set(found["@context"])
    for dataset in datasets:
        assert dataset["dct:temporal"]["dcat:startDate"]["@value"] == "2026-03-03T00:00:00-05:00"
        for distribution in dataset["dcat:distribution"]:
            address = distribution["dcat:downloadURL"]["@id"].removeprefix("http://localhost")
            answer = visitor.client.head(address)
            assert answer.status_code == 200, address
            assert distribution["dcat:mediaType"]["@id"].endswith(f"/{answer.mimetype}")


def test_without_plans_the_page_and_the_catalogue_say_so(visitor, cast):
    assert "Todavía no se ha publicado ningún plan" in visitor.get("/datos").words
    assert json.loads(visitor.client.get("/datos/catalogo.jsonld").data)["dcat:dataset"] == []
