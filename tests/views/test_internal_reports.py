"""The public archive of internal reports: each for ever, under its number."""

import hashlib
import json

import pytest

from tests.cast import AFTER_CLOSE, an_announced_plan, later
from tests.queries import listened
from tests.worlds import a_delivered_report, an_adjusted_plan
from webapp.models import InternalReport, ValueGroup
from webapp.workflow import internal_reporting

ARCHIVE = "/participacion/informes"


@pytest.fixture
def report(cast, clock) -> InternalReport:
    clock(later(AFTER_CLOSE, days=1))
    return a_delivered_report(an_adjusted_plan(cast), cast)


def test_a_report_says_what_was_delivered_with_date_recipient_and_digest(visitor, report):
    page = visitor.get(f"{ARCHIVE}/1")
    assert page.h1 == "Consulta: Plan de prueba"
    for words in (
        "Oficina de Planeación",
        "sábado 21 de marzo de 2026",
        "Se publicó y se hizo un taller.",
        "Cambió una acción.",
        "Formulación participativa",
        report.digest,
    ):
        assert words in page.words, words


def test_its_file_is_the_very_text_of_the_digest(visitor, report):
    response = visitor.client.get(f"{ARCHIVE}/1.json")
    assert response.mimetype == "application/json"
    assert hashlib.sha256(response.data).hexdigest() == report.digest
    assert json.loads(response.data)["number"] == 1


def test_a_draft_is_not_in_the_archive_and_hostile_words_are_text(visitor, cast, report):
    a_delivered_report(
        report.consultation.plan, cast, title="<script>alert(1)</script>", results="=HYPERLINK() 🌱"
    )
    internal_reporting.start(
        report.consultation,
        internal_reporting.Account(
            title="Borrador secreto", cycle_phase=report.cycle_phase, space=report.space
        ),
        by=cast.elena_editor,
        at=AFTER_CLOSE,
    )
    page = visitor.get(ARCHIVE)
    assert "<script>alert(1)</script>" in page.words
    assert "Borrador secreto" not in page.words
    assert "=HYPERLINK() 🌱" in visitor.get(f"{ARCHIVE}/2").words
    visitor.get(f"{ARCHIVE}/3", 404)
    visitor.get(f"{ARCHIVE}/3.json", 404)


def test_a_replaced_report_stays_and_says_which_stands_in_its_place(visitor, cast, report):
    a_delivered_report(report.consultation.plan, cast, replaces=report, results="Cambiaron dos.")
    assert f"{ARCHIVE}/2" in visitor.get(f"{ARCHIVE}/1").links
    assert f"{ARCHIVE}/1" in visitor.get(f"{ARCHIVE}/2").links
    assert visitor.get(ARCHIVE).words.count("Reemplazado") == 1


def test_a_long_archive_goes_on_after_a_cursor_at_the_same_cost(visitor, cast, report):
    with listened() as one:
        visitor.get(ARCHIVE)
    for _ in range(26):
        a_delivered_report(report.consultation.plan, cast)
    with listened() as many:
        page = visitor.get(ARCHIVE)
    assert len(one) == len(many)
    following = next(link for link in page.links if "despues=" in link)
    assert following == f"{ARCHIVE}?despues=3"
    assert f"{ARCHIVE}/1" in visitor.get(following).links
    visitor.get(f"{ARCHIVE}?despues=x", 400)


def test_no_page_of_it_names_a_sensitive_group_or_who_wrote_it_r13_r14(visitor, cast, report):
    sensitive = [group.name for group in ValueGroup.select().where(ValueGroup.sensitive)]
    for address in (ARCHIVE, f"{ARCHIVE}/1", f"{ARCHIVE}/1.json"):
        text = visitor.client.get(address).get_data(as_text=True)
        assert "Elena Editora" not in text
        assert not [name for name in sensitive if name in text]


def test_without_any_the_archive_says_so(visitor, cast):
    an_announced_plan(cast)
    assert "Aún no se ha entregado ningún informe." in visitor.get(ARCHIVE).words
