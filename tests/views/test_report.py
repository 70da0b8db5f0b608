"""The report of observations and answers, as the public and the desk reach it."""

import hashlib
import json
import zipfile
from contextlib import ExitStack
from datetime import date, datetime
from io import BytesIO
from xml.etree.ElementTree import Element

import pytest
from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader

from tests.cast import (
    AFTER_CLOSE,
    MONDAY,
    OPENS_AT,
    WHILE_OPEN,
    Cast,
    a_draft,
    an_announced_plan,
    filed,
    later,
    shown,
)
from tests.queries import listened
from tests.visitor import Page, Visitor
from tests.worlds import adjusted, an_adjusted_plan, answered, crowd, reported
from webapp.documents import response_report
from webapp.models import Comment, Plan, Report, ReportFile, Territory, ValueGroup
from webapp.presenting import report_files
from webapp.vocabulary import (
    Ground,
    Kind,
    PlanField,
    PublicityChannel,
    PublicityStage,
    RoundScope,
)
from webapp.web import downloads
from webapp.workflow import adjusting, announcing, answering, moderating, publicising
from webapp.workflow.announcing import WindowDays
from webapp.workflow.publicising import Sending

REPORT = "/planes/plan-de-prueba/informe"
FORMATS = ("pdf", "docx", "xlsx")
FILES = (*FORMATS, "jsonl")


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


SECOND_OPENS = datetime(2026, 4, 6, 5, 0)


def a_second_round(plan: Plan, cast: Cast, scope: RoundScope = RoundScope.WHOLE) -> Plan:
    """One more round on an adjusted plan, 6 to 20 April 2026."""
    window = WindowDays(first_day=date(2026, 4, 6), last_day=date(2026, 4, 20))
    at = later(AFTER_CLOSE, days=1)
    announcing.announce_round(plan, window, scope=scope, by=cast.elena_editor, at=at)
    return plan.fresh()


def test_before_the_opening_there_is_no_report_nor_a_file_of_nothing(visitor, cast, clock):
    an_announced_plan(cast)
    clock(later(MONDAY, hours=1))
    page = visitor.get(REPORT)
    assert "Todavía no hay informe" in page.words
    assert not [link for link in page.links if "/informe." in link]
    for form in FILES:
        visitor.get(f"{REPORT}.{form}", 404)
    clock(OPENS_AT)
    assert "BORRADOR" in visitor.get(REPORT).words


def test_a_consultation_cancelled_before_it_opened_has_none_and_promises_none(visitor, cast, clock):
    plan = an_announced_plan(cast)
    announcing.cancel(
        plan,
        reason="Se aplaza. Así lo decidió la Mesa.",
        by=cast.elena_editor,
        at=later(MONDAY, hours=1),
    )
    clock(WHILE_OPEN)
    page = visitor.get(REPORT)
    assert "se canceló antes de abrirse" in page.words
    assert "Todavía" not in page.words
    visitor.get(f"{REPORT}.pdf", 404)


def test_the_report_of_a_cancelled_plan_says_so_and_why_in_every_form(visitor, cast, clock):
    plan = an_announced_plan(cast)
    shown(filed(plan).comment, cast)
    announcing.cancel(plan, reason="Faltó un estudio.", by=cast.elena_editor, at=WHILE_OPEN)
    clock(AFTER_CLOSE)
    page = visitor.get(REPORT)
    assert "se cierra con una huella" not in page.words
    told = [page.words, *(_whole(visitor, form) for form in FORMATS)]
    for text in told:
        assert "CANCELADA el martes 10 de marzo de 2026" in text
        assert "Faltó un estudio." in text
        assert "Se iba a cerrar" in text
        assert "Días previstos para opinar" in text
        assert "Aún sin" not in text
        assert "BORRADOR" not in text
    sent = visitor.client.get(f"{REPORT}.xlsx").headers["Content-Disposition"]
    assert "plan-de-prueba-informe-cancelada.xlsx" in sent


def test_a_draft_says_what_it_still_lacks(visitor, cast, clock):
    plan = an_announced_plan(cast)
    clock(AFTER_CLOSE)
    assert "BORRADOR. Falta su publicación" in visitor.get(REPORT).words
    answering.publish_report(plan, by=cast.alba_approver, at=AFTER_CLOSE)
    assert "Aún faltan" not in visitor.get(REPORT).words


def test_with_every_answer_out_a_draft_lacks_the_adjusted_plan_alone(visitor, cast, clock):
    plan = an_announced_plan(cast)
    comment = shown(filed(plan).comment, cast)
    clock(AFTER_CLOSE)
    page = visitor.get(REPORT)
    assert "BORRADOR. Aún faltan respuestas o cambios" in page.words
    assert "Cuando estén publicadas todas las respuestas" in page.words
    answered(comment, cast)
    adjusting.start_edition(plan, by=cast.elena_editor, at=AFTER_CLOSE)
    answering.publish_report(plan, by=cast.alba_approver, at=AFTER_CLOSE)
    assert "BORRADOR. Falta publicar el plan ajustado" in visitor.get(REPORT).words


def test_what_changed_stays_the_change_of_that_round_whatever_comes_after(visitor, cast, clock):
    plan = an_adjusted_plan(cast)
    clock(later(AFTER_CLOSE, days=1))
    assert "/planes/plan-de-prueba/cambios?de=1&a=2" in visitor.get(REPORT).links
    for form in FORMATS:
        assert "/planes/plan-de-prueba/cambios?de=1&a=2" in _whole(visitor, form)
    a_second_round(plan, cast)
    clock(later(SECOND_OPENS, days=1))
    first = visitor.get(f"{REPORT}?ronda=1")
    assert "/planes/plan-de-prueba/cambios?de=1&a=2" in first.links


def test_a_second_round_does_not_hide_the_final_report_of_the_first(visitor, cast, clock):
    plan = a_second_round(an_adjusted_plan(cast), cast)
    clock(later(AFTER_CLOSE, days=2))
    page = visitor.get(REPORT)
    assert "Informe n.º 1 de la ronda 1" in page.words, "the second has nothing to tell yet"
    assert "Ronda 2: todavía no se abre" in page.words
    clock(later(SECOND_OPENS, days=1))
    filed(plan, "Otra vez.", at=later(SECOND_OPENS, days=1))
    page = visitor.get(REPORT)
    assert "BORRADOR" in page.words
    assert "Ronda 1: informe final, n.º 1, cerrado el viernes 20 de marzo de 2026" in page.words
    assert f"{REPORT}?ronda=1" in page.links
    assert "Ronda 2: borrador" in page.words
    assert "Informe n.º 1 de la ronda 1" in visitor.get(f"{REPORT}?ronda=1").words
    assert "Todavía no hay informe" not in page.words


def test_that_of_a_round_on_what_changed_says_how_many_actions_it_put_to_people(
    visitor, cast, clock
):
    a_second_round(an_adjusted_plan(cast), cast, RoundScope.CHANGED)
    clock(later(SECOND_OPENS, days=1))
    plan = "/planes/plan-de-prueba"
    second = visitor.get(f"{REPORT}?ronda=2")
    assert "Acciones puestas a consulta 1" in _spaced(second)
    assert "Acciones en total" not in second.words
    assert _fact(second, "Acciones puestas a consulta") == f"{plan}/cambios?de=1&a=2"
    first = visitor.get(f"{REPORT}?ronda=1")
    assert _fact(first, "Acciones en total") == f"{plan}/ediciones/1"


def _fact(page: Page, name: str) -> str:
    """Where the rows behind a fact are."""
    (fact,) = [each for each in page.all(".//dl/div") if _text(each.find("dt")) == name]
    return fact.find(".//a").get("href", "")


def test_the_report_of_all_rounds_gives_the_edition_of_each(visitor, cast, clock):
    a_second_round(an_adjusted_plan(cast), cast)
    clock(later(SECOND_OPENS, days=1))
    page = visitor.get(f"{REPORT}?ronda=todas")
    names, texts = ([_text(each) for each in page.all(f".//{tag}")] for tag in ("dt", "dd"))
    editions = [
        text for name, text in zip(names, texts, strict=True) if name == "Edición consultada"
    ]
    assert [each[:9] for each in editions] == ["Edición 1", "Edición 2"]


def test_the_open_data_of_a_report_is_that_of_its_round(visitor, cast, clock):
    plan = an_adjusted_plan(cast)
    clock(later(AFTER_CLOSE, days=1))
    csv = "/planes/plan-de-prueba/observaciones.csv"
    assert csv in visitor.get(REPORT).links
    a_second_round(plan, cast)
    clock(later(SECOND_OPENS, days=1))
    assert f"{csv}?ronda=1" in visitor.get(f"{REPORT}?ronda=1").links
    assert f"{csv}?ronda=2" in visitor.get(REPORT).links
    assert csv in visitor.get(f"{REPORT}?ronda=todas").links


def test_a_file_says_the_round_only_where_there_are_several(visitor, cast, clock):
    plan = an_adjusted_plan(cast)
    clock(later(AFTER_CLOSE, days=1))

    def name(asked: str = "") -> str:
        answer = visitor.client.get(f"{REPORT}.xlsx{asked}")
        return answer.headers["Content-Disposition"].partition("filename=")[2]

    assert name() == "plan-de-prueba-informe-1.xlsx"
    a_second_round(plan, cast)
    clock(later(SECOND_OPENS, days=1))
    assert name("?ronda=1") == "plan-de-prueba-informe-ronda-1-1.xlsx"
    assert name() == "plan-de-prueba-informe-ronda-2-borrador.xlsx"
    assert name("?ronda=todas") == "plan-de-prueba-informe-ronda-todas-borrador.xlsx"


def test_that_nothing_was_made_known_is_said_and_not_passed_over(visitor, cast):
    plan = an_announced_plan(cast)
    for text in (_spaced(visitor.get(REPORT)), *(_whole(visitor, each) for each in FORMATS)):
        assert "Canales de divulgación No se registró difusión." in text
    a_notice_on_the_radio(plan, cast)
    assert "No se registró difusión" not in visitor.get(REPORT).words


def a_notice_on_the_radio(plan: Plan, cast: Cast) -> None:
    sending = Sending(
        stage=PublicityStage.ANNOUNCEMENT,
        channel=PublicityChannel.RADIO,
        on=date(2026, 3, 2),
        audience="Todos",
    )
    publicising.note(plan.announced_round, sending, by=cast.elena_editor, at=WHILE_OPEN)


def test_each_figure_leads_to_its_rows_r18(visitor, cast, clock):
    plan = an_announced_plan(cast)
    of_them = [filed(plan, f"Texto {n}.", kind=Kind.PROPOSAL) for n in range(6)]
    comments = [shown(each.comment, cast) for each in of_them]
    comments += [shown(filed(plan, f"Otro {n}.", code=None).comment, cast) for n in range(5)]
    adjusted(plan, cast, comments, {"1.1": {PlanField.TERM_MONTHS: 9}})
    clock(later(AFTER_CLOSE, days=1))
    page = visitor.get(REPORT)
    leading = {
        _text(link): link.get("href", "")
        for link in page.all(".//main//dl//a") + page.all(".//main//table//a")
    }
    assert leading["11"].startswith("/planes/plan-de-prueba/observaciones?")
    followed = 0
    for link in page.all(".//main//table//td//a"):
        count, rows = int(_text(link)), visitor.get(link.get("href"))
        assert len(rows.all(".//main//ul[@class='entries']/li")) == count, link.get("href")
        followed += 1
    assert followed >= 5


def test_groups_and_territories_are_told_once_and_as_far_as_they_may_be_r14(visitor, cast):
    plan = an_announced_plan(cast)
    told, few, silent, *_ = ValueGroup.public()
    territory = Territory.get()
    for number in range(20):
        filed(plan, f"Texto {number}.", value_group=told, kind=Kind.QUESTION)
        filed(plan, f"Otro {number}.", territory=territory)
    for number in range(9):
        filed(plan, f"Más {number}.", value_group=few)
    filed(plan, "Soy la única.", value_group=silent)
    draft = visitor.get(REPORT).words
    assert told.name not in draft
    assert "Los grupos y territorios se dicen al publicar el informe." in draft
    reported(plan, cast)
    for text in (_spaced(visitor.get(REPORT)), *(_whole(visitor, each) for each in FORMATS)):
        assert f"{told.name} 20" in text
        assert f"sin contar las que permitieron mostrarlo: {silent.name}." in text
        assert f"{few.name} 9" in text
        assert f"{territory.name} 20" in text


def _text(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _spaced(page: Page) -> str:
    return " ".join(" ".join(page.tree.itertext()).split())


def _whole(visitor: Visitor, form: str) -> str:
    """All that a file says, in one line."""
    content = BytesIO(visitor.client.get(f"{REPORT}.{form}").data)
    if form == "pdf":
        return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(content).pages)
    if form == "xlsx":
        cells = (cell for sheet in load_workbook(content) for row in sheet.values for cell in row)
        return " ".join(str(cell) for cell in cells if cell is not None)
    document = Document(content)
    tables = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return " ".join([*(each.text for each in document.paragraphs), *tables])


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
    assert costs[1] <= costs[0] <= 24


def test_the_desk_offers_the_word_file_for_signature(desk, cast):
    an_announced_plan(cast)
    page = desk(cast.alba_approver).get("/gestion/planes/plan-de-prueba/respuestas/publicacion")
    assert f"{REPORT}.docx" in page.links


ANSWERS = "/gestion/planes/plan-de-prueba/respuestas/publicacion"
GATE = "/gestion/planes/plan-de-prueba/publicacion"
NO_ADDRESS = "Falta configurar la dirección de este sitio"
NO_PUBLICITY = "No se ha registrado cómo se divulgó la consulta"


def test_before_the_report_is_frozen_the_desk_says_what_it_would_lack(desk, cast, clock, app):
    plan = an_announced_plan(cast)
    comment = shown(filed(plan).comment, cast)
    assert NO_PUBLICITY not in desk(cast.alba_approver).get(ANSWERS).words, "it is still open"
    clock(AFTER_CLOSE)
    tells_what_lacks(desk(cast.elena_editor).get(ANSWERS))
    adjusting.start_edition(plan.fresh(), by=cast.elena_editor, at=AFTER_CLOSE)
    words = desk(cast.elena_editor).get(ANSWERS).words
    assert NO_PUBLICITY not in words, "the report is frozen with the edition"
    assert NO_ADDRESS not in words
    tells_what_lacks(desk(cast.elena_editor).get(GATE))
    a_notice_on_the_radio(plan, cast)
    app.config["BASE_URL"] = "https://plan.example"
    words = desk(cast.elena_editor).get(GATE).words
    assert NO_ADDRESS not in words
    assert NO_PUBLICITY not in words
    assert comment.filing_number in desk(cast.alba_approver).get(ANSWERS).words


def tells_what_lacks(page: Page) -> None:
    assert NO_ADDRESS in page.words
    assert "ENMIENDA_BASE_URL" in page.words
    assert NO_PUBLICITY in page.words
    assert "/gestion/planes/plan-de-prueba/difusion" in page.links


def test_the_desk_says_of_which_round_the_word_file_is(desk, cast, clock):
    plan = a_second_round(an_adjusted_plan(cast), cast)
    clock(later(AFTER_CLOSE, days=2))
    page = desk(cast.alba_approver).get(ANSWERS)
    assert f"{REPORT}.docx?ronda=1" in page.links
    clock(later(SECOND_OPENS, days=1))
    page = desk(cast.alba_approver).get(ANSWERS)
    assert "el informe de la ronda 2, para firmar" in page.words
    assert f"{REPORT}.docx?ronda=2" in page.links
    assert plan.announced_round.number == 2


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


def test_one_that_takes_its_turn_holds_up_no_other_download(visitor, cast):
    an_announced_plan(cast)
    with downloads.the_turn():
        response = visitor.client.get(f"{REPORT}.pdf")
        assert response.status_code == 503
        assert "Retry-After" in response.headers
        assert visitor.client.get("/planes/plan-de-prueba/observaciones.xlsx").status_code == 200


def test_asking_only_for_the_headers_of_a_draft_makes_nothing(visitor, cast):
    an_announced_plan(cast)
    with downloads.the_turn():
        response = visitor.client.head(f"{REPORT}.pdf")
    assert (response.status_code, response.mimetype) == (200, "application/pdf")
    assert response.content_length is None, "its length is not known"
