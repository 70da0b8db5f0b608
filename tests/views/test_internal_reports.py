"""The public archive of internal reports: each for ever, under its number."""

import hashlib
import json
from pathlib import Path

import pytest

from tests.cast import AFTER_CLOSE, an_announced_plan, later
from tests.queries import listened
from tests.worlds import a_delivered_report, an_adjusted_plan
from webapp.models import InternalReport, ValueGroup
from webapp.vocabulary import ParticipationSpace
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


def test_that_of_a_workshop_tells_no_figure_of_the_consultation(visitor, cast, report):
    a_delivered_report(
        report.consultation.plan,
        cast,
        title="Taller",
        space=ParticipationSpace.WORKING_TABLE,
        contributions="Piden bancas.",
    )
    page = visitor.get(f"{ARCHIVE}/2")
    assert "Piden bancas." in page.words
    for of_the_round in ("Observaciones a tiempo", "Indicadores", "Formulación participativa"):
        assert of_the_round in visitor.get(f"{ARCHIVE}/1").words
        assert of_the_round not in page.words


def test_one_delivered_in_the_first_form_is_told_as_it_was(visitor, cast, report):
    snapshot = (Path(__file__).parent / "internal_report_1.json").read_text(encoding="utf-8")
    workshop = internal_reporting.start(
        report.consultation,
        internal_reporting.Account(
            title="Taller", cycle_phase=report.cycle_phase, space=ParticipationSpace.WORKING_TABLE
        ),
        by=cast.elena_editor,
        at=AFTER_CLOSE,
    )
    InternalReport.update(
        number=2,
        year=2026,
        delivered_at=AFTER_CLOSE,
        snapshot=snapshot,
        digest=internal_reporting.digest_of(snapshot),
    ).where(InternalReport.id == workshop.id).execute()
    told = visitor.get(f"{ARCHIVE}/2").words
    assert "Observaciones a tiempo" in told
    assert "Reuniones realizadas 2 Personas que asistieron 9" in told
    assert "2 actividades" in visitor.get("/participacion/2026").words


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


def test_the_archive_leads_to_a_year_of_which_a_report_is_awaited(visitor, cast, clock):
    an_announced_plan(cast)
    assert "/participacion/2026" not in visitor.get(ARCHIVE).links
    clock(AFTER_CLOSE)
    assert "/participacion/2026" in visitor.get(ARCHIVE).links


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
