"""Words that were covered stand in nothing that the public can fetch, at any address (R21)."""

import io
import itertools
import zipfile
from collections.abc import Iterator

import pytest
from flask import Flask
from pypdf import PdfReader

from tests.canaries import NAME, a_plan_that_names, covered, named
from tests.cast import AFTER_CLOSE, later
from tests.worlds import a_delivered_report
from webapp.models import Comment, InternalReport, Plan

CANARY = NAME.split()[1][:7]
NOT_PUBLIC = ("desk.", "session.", "subscriptions.leaving", "subscriptions.confirmation", "static")


@pytest.fixture
def plan(cast, clock) -> Plan:
    clock(later(AFTER_CLOSE, days=1))
    plan = a_plan_that_names(cast)
    a_delivered_report(plan, cast, title=named("Consulta"), lessons=named("Lecciones"))
    return plan


def _addresses(app: Flask, plan: Plan) -> Iterator[str]:
    """Every address of the map that the public may get, with what this plan has in its place."""
    document = plan.listed_documents[-1]
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
    }
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and not rule.endpoint.startswith(NOT_PUBLIC):
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
    """The addresses that tell the name, or other words."""
    words = words or (CANARY,)
    client = app.test_client()
    telling = set()
    for address in _addresses(app, plan):
        response = client.get(address)
        assert response.status_code < 500, address
        if response.status_code == 200:
            text = _text_of(response.get_data())
            telling.update(address for each in words if each in text)
    return telling


def test_what_may_be_covered_is_kept_in_no_cache_without_asking_again_r21(app, plan, cast):
    client = app.test_client()
    document = plan.listed_documents[-1]
    for address in (
        f"/planes/{plan.slug}/documentos/{document.id}/{document.filename}",
        f"/planes/{plan.slug}/ediciones/1.json",
        "/participacion/informes/1.json",
    ):
        assert client.get(address).headers["Cache-Control"] == "no-cache", address


def test_what_was_covered_is_told_at_no_public_address_r21(app, plan, cast):
    before = _telling(app, plan)
    assert len(before) > 40
    covered(plan, cast)
    assert _telling(app, plan) == set()


def test_what_would_confirm_a_guess_of_what_was_covered_is_told_nowhere_r13(app, plan, cast):
    report = InternalReport.get()
    salts = [each.salt for each in plan.published_editions] + [report.told["salt"]]
    assert len(_telling(app, plan, *salts)) > 3
    covered(plan, cast)
    assert _telling(app, plan, *salts) == set()
