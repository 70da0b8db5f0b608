"""Words that were covered stand in nothing that the public can fetch, at any address (R21)."""

import csv
import io
import itertools
import zipfile
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader

from tests.canaries import (
    CLEAN,
    IN_THE_FILE,
    IN_THE_FILE_NAME,
    NAME,
    a_copy_proposed,
    a_plan_that_names,
    covered,
    named,
    replaced,
)
from tests.cast import AFTER_CLOSE, an_account, later
from tests.worlds import a_delivered_report
from webapp.models import Comment, Document, Event, InternalReport, Plan
from webapp.vocabulary import Role
from webapp.workflow import correcting

CANARY = NAME.split()[1][:7]
NOT_PUBLIC = ("desk.", "session.", "subscriptions.leaving", "subscriptions.confirmation", "static")


@pytest.fixture
def plan(cast, clock) -> Plan:
    clock(later(AFTER_CLOSE, days=1))
    plan = a_plan_that_names(cast)
    a_delivered_report(plan, cast, title=named("Consulta"), lessons=named("Lecciones"))
    return plan


def _addresses(app: Flask, plan: Plan, *, desk: bool = False) -> Iterator[str]:
    """Every address of the map that the public may get, or the desk, with what this plan has in its
    place."""
    document = Document.listed(plan)[-1]
    given = {
        "slug": [plan.slug],
        "code": ["1.1", "1.2", "2.1"],
        "number": ["1", "2"],
        "filing_number": [each.filing_number for each in Comment.select()],
        "form": ["csv", "json", "xlsx"],
        "year": ["2026"],
        "name": ["privacidad"],
        "filename": [document.filename],
        "tracking_code": ["nadie"],
        "what": ["nombre", "grupo", "territorio"],
    }
    if desk:
        given |= {"name": ["areas"], "part": ["salidas"], "number": ["1", "2", "3"]}
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and _is_asked(rule.endpoint, desk=desk):
            names = sorted(rule.arguments)
            for values in itertools.product(*(given[name] for name in names)):
                built = rule.build(dict(zip(names, values, strict=True)))
                if built:
                    yield built[1]
    yield from (
        f"/planes/{plan.slug}?vista=cambios",
        f"/planes/{plan.slug}/cambios?de=1&a=2",
        "/buscar?q=mondragon",
        "/buscar?q=canales",
        "/buscar?q=gracias",
    )


def _text_of(data: bytes) -> str:
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as parcel:
            return "\n".join(_text_of(parcel.read(each)) for each in parcel.namelist())
    if data.startswith(b"%PDF") and len(data) > 100:
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    return data.decode("utf-8", "replace")


def _telling(app: Flask, plan: Plan, *words: str) -> set[str]:
    """The public addresses that tell the name, or other words."""
    told = _that_tell(app.test_client(), words or (CANARY,), _addresses(app, plan))
    return {address for address, _ in told}


def _is_asked(endpoint: str, *, desk: bool) -> bool:
    return endpoint.startswith("desk.") if desk else not endpoint.startswith(NOT_PUBLIC)


def _entries_of_the_log() -> Iterator[str]:
    yield from (f"/gestion/bitacora/{each.position}" for each in Event.select(Event.position))


def _that_tell(
    client: FlaskClient, words: Iterable[str], addresses: Iterable[str]
) -> set[tuple[str, str]]:
    """The addresses that tell some words, in what they give or in its headers, with the words."""
    telling = set()
    for address in addresses:
        response = client.get(address)
        assert response.status_code < 500, address
        told = f"{unquote(str(response.headers))}\n{_text_of(response.get_data())}"
        telling |= {(address, each) for each in words if each in told}
    return telling


def test_what_may_be_covered_is_kept_in_no_cache_without_asking_again_r21(app, plan, cast):
    client = app.test_client()
    document = Document.listed(plan)[-1]
    for address in (
        f"/planes/{plan.slug}/documentos/{document.id}/{document.filename}",
        f"/planes/{plan.slug}/ediciones/1.json",
        "/participacion/informes/1.json",
    ):
        assert client.get(address).headers["Cache-Control"] == "no-cache", address


def test_a_file_that_a_clean_copy_replaced_is_told_at_no_address_of_public_or_desk_r21(
    app, plan, cast, desk
):
    document = Document.listed(plan)[-1]
    old = f"/planes/{plan.slug}/documentos/{document.id}/{document.filename}"
    words = (IN_THE_FILE, IN_THE_FILE_NAME)
    told = _that_tell(app.test_client(), words, [old, f"/planes/{plan.slug}/expediente.zip"])
    assert len(told) == 4
    replaced(document, cast, covers_name=True)
    assert not _that_tell(app.test_client(), words, _addresses(app, plan))
    everyone = desk(an_account("Todo Terreno", *Role)).client
    of_the_desk = [*_addresses(app, plan, desk=True), *_entries_of_the_log()]
    assert len(of_the_desk) > 200
    assert not _that_tell(everyone, words, of_the_desk)
    sent_on = app.test_client().get(old)
    assert sent_on.location.endswith("/limpio.pdf")
    assert app.test_client().get(sent_on.location).get_data() == CLEAN.content


def test_what_was_covered_is_told_at_no_public_address_r21(app, plan, cast):
    before = _telling(app, plan)
    assert len(before) > 40
    covered(plan, cast)
    assert _telling(app, plan) == set()


def test_what_would_confirm_a_guess_of_what_was_covered_is_told_nowhere_r13(app, plan, cast):
    report = InternalReport.get()
    salts = [each.salt for each in plan.published_editions] + [report.content["salt"]]
    assert len(_telling(app, plan, *salts)) > 3
    covered(plan, cast)
    assert _telling(app, plan, *salts) == set()


def test_a_copy_of_a_file_held_since_before_a_clean_copy_is_never_the_one_that_is_given_r13(
    app, plan, cast
):
    document = Document.listed(plan)[-1]
    address = f"/planes/{plan.slug}/documentos/{document.id}/"
    held = app.test_client().get(f"{address}{document.filename}")
    correction = a_copy_proposed(document, cast)
    # The clock was put back: the copy is given since the very moment the old file was.
    correcting.approve(correction, version=1, by=cast.alba_approver, at=document.added_at)
    of_before = {"If-Modified-Since": held.headers.get("Last-Modified", str(held.date))}
    given = app.test_client().get(f"{address}{CLEAN.filename}", headers=of_before)
    assert (given.status_code, given.get_data()) == (200, CLEAN.content)
    again = {"If-None-Match": given.headers["ETag"]}
    assert app.test_client().get(f"{address}{CLEAN.filename}", headers=again).status_code == 304


def test_the_log_as_a_spreadsheet_gives_no_salt_of_what_is_covered_r13(app, plan, cast, desk):
    covered(plan, cast)
    auditor = desk(an_account("Audita", Role.AUDITOR)).client
    sheet = auditor.get("/gestion/bitacora.csv").get_data(as_text=True).lstrip("\ufeff")
    rows = [
        row
        for row in csv.reader(io.StringIO(sheet), delimiter=";")
        if "[nombre suprimido]" in str(row)
    ]
    assert len(rows) > 10
    assert not [row for row in rows if '"salt"' in str(row)]
