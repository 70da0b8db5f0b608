"""Words that were covered stand in nothing that the public can fetch, whatever the address (R21)."""

import io
import re
import zipfile

import pytest

from tests.canaries import NAME, a_plan_that_names, covered
from tests.cast import AFTER_CLOSE, later
from tests.views.test_every_page import EXAMPLES, NO_PAGES
from webapp.models import Correction, Edition, Plan, Publicity

CANARY = re.compile(r"Mondrag(ó|o|\\u00f3|&oacute;|%C3%B3)n", re.IGNORECASE)
SLUG = "plan-de-prueba"
FILES = {
    "static": (),
    "pages.health": ("/salud",),
    "plans.edition_json": ("/planes/{plan}/ediciones/1.json", "/planes/{plan}/ediciones/2.json"),
    "plans.document": (),
    "plans.short": (),
    "open_data.actions": ("/planes/{plan}/datos/acciones.{form}",),
    "comments.listed": (),
}


@pytest.fixture
def plan(cast, clock) -> Plan:
    clock(later(AFTER_CLOSE, days=1))
    return a_plan_that_names(cast)


def _addresses(app, plan) -> set[str]:
    """Every public address of the plan, derived from the map: all that its rules can name."""
    values = {
        "slug": [plan.slug],
        "code": ["1.1", "1.2", "2.1"],
        "number": ["1", "2"],
        "filing_number": ["CMC-2026-000001"],
        "form": ["csv", "json", "xlsx", "ods"],
        "year": ["2026"],
        "name": ["como-participar"],
    }
    return values


def _words_of(response) -> str:
    data = response.get_data()
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as parcel:
            return "\n".join(parcel.read(each).decode("utf-8", "replace") for each in parcel.namelist())
    return data.decode("utf-8", "replace")
