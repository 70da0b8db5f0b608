"""The report of observations and answers, as the public and the desk reach it."""

import hashlib
import json
import zipfile
from contextlib import ExitStack
from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.cast import AFTER_CLOSE, a_draft, an_announced_plan, filed, later, shown
from tests.queries import listened
from tests.worlds import an_adjusted_plan, crowd
from webapp import downloads, report_files
from webapp.documents import response_report
from webapp.models import Comment, Report, ReportFile
from webapp.vocabulary import Ground
from webapp.workflow import moderating

REPORT = "/planes/plan-de-prueba/informe"
FILES = ("pdf", "docx", "xlsx", "jsonl")


def test_the_report_of_an_open_plan_is_a_draft_and_says_so(visitor, cast):
    plan = an_announced_plan(cast)
    comment = shown(filed(plan).comment, cast)
    page = visitor.get(REPORT)
    assert page.h1 == "Informe de observaciones y respuestas"
    assert "BORRADOR" in page.words
    assert comment.filing_number in page.words
    assert "Descripción de la consulta" in page.words
    assert f"{REPORT}.pdf" in page.links


def test_the_frozen_report_says_its_number_and_its_digest(visitor, cast, clock):
    an_adjusted_plan(cast)
    clock(later(AFTER_CLOSE, days=1))
    page = visitor.get(REPORT)
    assert "BORRADOR" not in page.words
    assert "Informe n.º 1" in page.words
    assert Report.get().digest in page.words


def test_the_lines_are_the_very_bytes_of_the_digest(visitor, cast, clock):
    an_adjusted_plan(cast)
    clock(later(AFTER_CLOSE, days=1))
    content = visitor.client.get(f"{REPORT}.jsonl").data
    assert hashlib.sha256(content).hexdigest() == Report.get().digest
    header, *rows = content.decode().splitlines()
    assert json.loads(header)["results"]["observations"] == len(rows) == 1


@pytest.mark.parametrize("form", FILES)
def test_each_file_can_be_had_while_a_draft_and_once_frozen(visitor, cast, clock, form):
    an_announced_plan(cast, "otro-plan")
    an_adjusted_plan(cast)
    clock(later(AFTER_CLOSE, days=1))
    for slug in ("otro-plan", "plan-de-prueba"):
        response = visitor.client.get(f"/planes/{slug}/informe.{form}")
        assert response.status_code == 200
        assert response.data
        assert ("borrador" in response.headers["Content-Disposition"]) is (slug == "otro-plan")


def test_the_files_of_a_frozen_report_are_kept_and_their_digest_is_shown(visitor, cast, clock):
    an_adjusted_plan(cast)
    clock(later(AFTER_CLOSE, days=1))
    first = visitor.client.get(f"{REPORT}.docx")
    clock(later(AFTER_CLOSE, days=2))
    assert visitor.client.get(f"{REPORT}.docx").data == first.data
    kept = ReportFile.get()
    assert kept.sha256 == hashlib.sha256(first.data).hexdigest()
    assert kept.sha256 in visitor.get(REPORT).words
    again = visitor.client.get(f"{REPORT}.docx", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_a_draft_keeps_no_file(visitor, cast):
    an_announced_plan(cast)
    visitor.client.get(f"{REPORT}.xlsx")
    assert not ReportFile.select().exists()


def test_a_text_withheld_after_the_freezing_is_in_no_file_any_more_r3(visitor, cast, clock):
    an_adjusted_plan(cast)
    clock(later(AFTER_CLOSE, days=1))
    before = visitor.client.get(f"{REPORT}.pdf").data
    assert "Pongan un buzón" in " ".join(p.extract_text() for p in PdfReader(BytesIO(before)).pages)
    comment = Comment.get()
    moderating.withhold(
        comment, ground=Ground.PERSONAL_DATA, note="", version=comment.version,
        by=cast.mario_moderator, at=later(AFTER_CLOSE, days=1),
    )  # fmt: skip
    after = visitor.client.get(f"{REPORT}.pdf").data
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(after)).pages)
    assert "Pongan un buzón" not in text
    page = visitor.get(REPORT)
    assert "Informe n.º 2" in page.words
    assert "Se volvió a decidir qué se muestra de una observación." in page.words
    for report in Report.select():
        assert report.digest in page.words


def test_the_matrix_goes_by_pages_and_the_annex_apart(visitor, cast):
    plan = an_announced_plan(cast)
    crowd(plan, 60)
    page = visitor.get(REPORT)
    assert len(page.all(".//li[@id]")) == 25
    (following,) = [link for link in page.links if "despues=" in link]
    second = visitor.get(following)
    assert len(second.all(".//li[@id]")) == 25
    assert "Datos básicos" not in second.words
    annex = visitor.get(f"{REPORT}?parte=extemporaneas")
    assert len(annex.all(".//li[@id]")) == plan.fresh().comments_late == 10


def test_one_too_long_for_a_pdf_offers_the_workbook(visitor, cast, monkeypatch):
    plan = an_announced_plan(cast)
    crowd(plan, 30)
    monkeypatch.setattr(report_files, "LARGEST", 20)
    response = visitor.client.get(f"{REPORT}.pdf")
    assert response.status_code == 303
    page = visitor.get(response.headers["Location"].partition("#")[0])
    assert "demasiado largo para un PDF" in page.words
    assert f"{REPORT}.xlsx" in page.links
    assert f"{REPORT}.pdf" not in page.links
    assert response_report.LARGEST == 5_000


@pytest.mark.parametrize("ending", ["", *(f".{form}" for form in FILES)])
def test_there_is_no_report_of_a_plan_that_was_not_announced(visitor, cast, ending):
    a_draft(cast)
    visitor.get(f"{REPORT}{ending}", 404)
    visitor.get(f"/planes/no-hay/informe{ending}", 404)


def test_there_is_no_report_of_a_round_that_was_not_announced(visitor, cast):
    an_announced_plan(cast)
    visitor.get(f"{REPORT}?ronda=2", 404)
    visitor.get(f"{REPORT}?ronda=0", 400)
    visitor.get(f"{REPORT}?despues=x", 400)


def test_the_whole_of_one_round_is_its_report(visitor, cast, clock):
    an_adjusted_plan(cast)
    clock(later(AFTER_CLOSE, days=1))
    assert "Informe n.º 1" in visitor.get(f"{REPORT}?ronda=todas").words


def test_a_frozen_report_costs_no_more_queries_than_a_draft(visitor, cast, clock):
    an_announced_plan(cast, "otro-plan")
    an_adjusted_plan(cast)
    clock(later(AFTER_CLOSE, days=1))
    costs = []
    for slug in ("otro-plan", "plan-de-prueba"):
        with listened() as heard:
            visitor.get(f"/planes/{slug}/informe")
        costs.append(len(heard))
    assert costs[1] <= costs[0] <= 20


def test_the_desk_offers_the_word_file_for_signature(desk, cast):
    an_announced_plan(cast)
    page = desk(cast.alba_approver).get("/gestion/planes/plan-de-prueba/respuestas/publicacion")
    assert f"{REPORT}.docx" in page.links


def test_what_is_kept_has_no_address_that_a_visitor_wrote_in_the_request(visitor, cast, clock):
    an_adjusted_plan(cast)
    clock(later(AFTER_CLOSE, days=1))
    for address in (f"{REPORT}.pdf", "/planes/plan-de-prueba/expediente.zip"):
        visitor.client.get(address, headers={"Host": "elsewhere.example"}).close()
    for kept in ReportFile.select():
        assert "elsewhere.example" not in _words_of(kept), kept.form
    assert ReportFile.select().count() == 3


def _words_of(kept: ReportFile) -> str:
    shelf = BytesIO(kept.content)
    if kept.form == "pdf":
        return "".join(page.extract_text() for page in PdfReader(shelf).pages)
    with zipfile.ZipFile(shelf) as file:
        return "".join(file.read(name).decode(errors="replace") for name in file.namelist())


def test_whoever_asks_for_many_files_at_once_is_told_to_come_back(visitor, cast):
    an_announced_plan(cast)
    with ExitStack() as taken:
        for _ in range(downloads.AT_ONCE):
            taken.enter_context(downloads.a_place())
        for address in (f"{REPORT}.xlsx", "/planes/plan-de-prueba/expediente.zip"):
            response = visitor.client.get(address)
            assert response.status_code == 503
            assert "Retry-After" in response.headers
        assert visitor.get(REPORT).status == 200
    assert visitor.client.get(f"{REPORT}.xlsx").status_code == 200
