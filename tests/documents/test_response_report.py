"""The report as files: readable by all, the same in each, whatever people wrote."""

import os
import subprocess
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
import time_machine
from babel.dates import format_date
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from docx import Document
from openpyxl import load_workbook
from peewee import Database
from pypdf import PdfReader

from tests.cast import AFTER_CLOSE, WHILE_OPEN, a_cast, an_announced_plan, filed, received, shown
from tests.requirements_of_machine import require, soffice
from tests.worlds import adjusted, answered
from webapp.documents.response_report import ReportWords, Voice, docx, pdf, sections_of, xlsx
from webapp.documents.response_report.as_pdf import fits_on_a_page
from webapp.figures import response_report
from webapp.figures.response_report import FIRST_FORM, ResponseReport
from webapp.vocabulary import Channel, Decision, Ground, PlanField
from webapp.workflow import commenting, moderating, splitting
from webapp.workflow.splitting import LetterPiece

CATALOGUES = Path(__file__).parents[2] / "webapp/translations/es/LC_MESSAGES"
SPANISH: dict[str, str] = {}
for file in CATALOGUES.glob("*.po"):
    for message in read_po(file.open("rb"), locale="es"):
        if isinstance(message.id, str) and message.string:
            SPANISH[message.id] = str(message.string)
VOICE = Voice(
    translate=SPANISH.__getitem__,
    write_day=lambda day: format_date(day, "d 'de' MMMM 'de' y", locale="es_CO"),
    write_number=lambda number: format_decimal(number, locale="es_CO"),
    base="https://plan.example",
)
HOSTILE = "<script>alert(1)</script> #let x = 1 {{ 7*7 }} %(code)s \x07\x1b\ufffe"
FORMULA = '=HYPERLINK("http://example.com")'
LETTERS = "ñ" * 400
DRAFT = "BORRADOR"
SECONDS_FOR_OFFICE = 300
DEJAVU = Path("/usr/share/fonts/truetype/dejavu")


@pytest.fixture
def frozen(sqlite: Database) -> ResponseReport:
    """A report with every sort of row: answered, withheld, in parts, late, hostile."""
    cast = a_cast()
    plan = an_announced_plan(cast)
    plain = shown(filed(plan, "Pongan un buzón 😀 مرحبا 漢.").comment, cast)
    hostile = shown(filed(plan, f"{HOSTILE} {LETTERS}", proposed_text=FORMULA).comment, cast)
    withheld = moderating.withhold(
        filed(plan, "Insultos.").comment,
        ground=Ground.INSULT_OR_THREAT,
        note="",
        version=1,
        by=cast.mario_moderator,
        at=WHILE_OPEN,
    )
    letter = shown(filed(plan, "Primero esto. Segundo aquello.", code=None).comment, cast)
    pieces = [LetterPiece("Primero esto.", plain.action), LetterPiece("Segundo aquello.", None)]
    by, at = cast.rosa_responder, AFTER_CLOSE
    parts = splitting.split(letter, pieces, version=letter.version, by=by, at=at)
    for part, text in zip(parts, ("Respuesta de la una.", "Respuesta de la otra."), strict=True):
        splitting.answer_part(
            part, decision=Decision.OUT_OF_SCOPE, text=text,
            reason="Por esto. Así consta en el acta de la mesa directiva.",
            version=part.version, by=by, at=at,
        )  # fmt: skip
    late, pending = (
        received(
            commenting.Filing(body=body), plan=plan.fresh(), action=None, submission_id="",
            channel=Channel.FRONT_DESK, received_at=at, by=cast.mario_moderator, at=at,
        ).comment
        for body in ("Llegué tarde.", "Nadie me ha leído.")
    )  # fmt: skip
    shown(late, cast, at)
    assert pending.late
    answered(letter.fresh(), cast, text="Cada parte se responde aparte.")
    for comment in (hostile, withheld, late):
        answered(comment, cast, Decision.NOT_INCORPORATED, "No se pudo.")
    adjusted(plan, cast, [plain], {"1.1": {PlanField.TERM_MONTHS: 6}})
    plan = plan.fresh()
    return response_report.content(plan, plan.announced_round)


@pytest.fixture
def draft(sqlite: Database) -> ResponseReport:
    """A report of ninety observations, none answered."""
    plan = an_announced_plan(a_cast())
    for number in range(90):
        filed(plan, f"Observación {number}.")
    plan = plan.fresh()
    return response_report.content(plan, plan.announced_round)


def words(text: str) -> str:
    return " ".join(text.split())


def pages_of(content: bytes) -> list[str]:
    return [words(page.extract_text()) for page in PdfReader(BytesIO(content)).pages]


def structure(reader: PdfReader) -> list[str]:
    """The kinds of element that assistive technology reads, as often as they come."""
    found, waiting = [], [reader.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        element = waiting.pop().get_object()
        if isinstance(element, list):
            waiting.extend(element)
        elif isinstance(element, dict):
            found.append(element.get("/S"))
            if "/K" in element:
                waiting.append(element["/K"])
    return found


def made_xlsx(report: ResponseReport, folder: Path) -> Path:
    path = folder / "report.xlsx"
    xlsx(report, VOICE, path)
    return path


@pytest.fixture(scope="session")
def office_profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where LibreOffice keeps what it makes at its first start, and finds one family of fonts.

    What fits into a cell on paper would else depend on the fonts of the machine.
    """
    require(DEJAVU.is_dir(), "the DejaVu fonts are not installed (Debian: fonts-dejavu-core)")
    folder = tmp_path_factory.mktemp("office")
    fonts = f"<dir>{DEJAVU}</dir><cachedir>{folder / 'fonts'}</cachedir>"
    (folder / "fonts.conf").write_text(f"<fontconfig>{fonts}</fontconfig>")
    return folder


def in_office(report: ResponseReport, folder: Path, profile: Path) -> dict[str, list[str]]:
    """The pages that LibreOffice makes of the Word and of the Excel file, by their ending."""
    word, table = folder / "word.docx", folder / "table.xlsx"
    word.write_bytes(docx(report, VOICE))
    xlsx(report, VOICE, table)
    subprocess.run(
        [soffice(), f"-env:UserInstallation=file://{profile}", "--headless",
         "--convert-to", "pdf", "--outdir", folder, word, table],
        env=os.environ | {"FONTCONFIG_FILE": str(profile / "fonts.conf")},
        check=True, capture_output=True, timeout=SECONDS_FOR_OFFICE,
    )  # fmt: skip
    return {path.suffix: pages_of(path.with_suffix(".pdf").read_bytes()) for path in (word, table)}


SAID = (
    "Informe de observaciones y respuestas",
    "Datos básicos",
    "Descripción de la consulta",
    "15 días calendario",
    "Canales de recepción",
    "Resultados de la consulta",
    "[texto retenido: tiene insultos o amenazas]",
    "<script>alert(1)</script> #let x = 1 {{ 7*7 }} %(code)s",
    "Respuesta de la otra.",
    "6 meses",
    "Llegué tarde.",
    "[en revisión]",
)


@pytest.mark.slow
def test_the_pdf_says_it_all_and_is_accessible(frozen):
    content = pdf(frozen, VOICE)
    reader = PdfReader(BytesIO(content))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("es")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    assert reader.metadata.title.startswith("Informe de observaciones y respuestas · ")
    assert reader.metadata.author == "Concejo Municipal"
    kinds = structure(reader)
    assert kinds.count("/H1") == 1
    assert kinds.count("/H2") == 6
    assert kinds.count("/TH") >= 15
    assert [each.title for each in reader.outline if not isinstance(each, list)] == [SAID[0]]
    pages = pages_of(content)
    whole = " ".join(pages)
    for text in (*SAID, FORMULA, frozen.digest):
        assert text in whole, text
    assert whole.replace(" ", "").count("ñ") >= 400
    assert whole.count(frozen.digest) > len(pages), "whole where it is told, too"
    assert "\u200b" not in whole
    assert "Pongan un buzón [cara sonriendo]" in whole
    assert whole.count("□") == 1, "of what has no name and no font"
    assert all(f"SHA-256: {frozen.digest}" in page for page in pages)
    assert DRAFT not in whole


@pytest.mark.slow
def test_every_page_of_a_draft_says_so(draft):
    pages = pages_of(pdf(draft, VOICE))
    assert len(pages) > 3
    assert all(DRAFT in page for page in pages)


@pytest.mark.slow
def test_the_header_of_the_matrix_stands_on_each_of_its_pages(draft):
    pages = pages_of(pdf(draft, VOICE))
    assert all("Estado y decisión" in page for page in pages if "CMC-2026-" in page)


def test_the_word_file_has_real_styles_language_and_headers_that_repeat(frozen):
    document = Document(BytesIO(docx(frozen, VOICE)))
    styles = {paragraph.style.name for paragraph in document.paragraphs}
    assert {"Title", "Heading 1", "Heading 2"} <= styles
    core = document.core_properties
    assert core.title.startswith("Informe de observaciones y respuestas")
    assert (core.author, core.language) == ("Concejo Municipal", "es-CO")
    matrices = [table for table in document.tables if len(table.columns) == 5]
    assert len(matrices) == 2
    for table in matrices:
        assert table.rows[0]._tr.xpath("./w:trPr/w:tblHeader")
    assert 'w:val="es-CO"' in document.styles.element.xml
    assert "NUMPAGES" in document.sections[0].footer._element.xml
    words_in = words(" ".join(cell.text for table in document.tables for row in table.rows
                              for cell in row.cells))  # fmt: skip
    for name in ("Elaboró", "Revisó", "Aprobó", "Firma"):
        assert name in words_in


def test_the_word_file_breaks_no_short_row_and_keeps_what_is_signed_by_the_signatures(frozen):
    document = Document(BytesIO(docx(frozen, VOICE)))
    facts = [table for table in document.tables if len(table.columns) in (2, 3)]
    assert len(facts) > 5
    for table in facts:
        assert all(row._tr.xpath("./w:trPr/w:cantSplit") for row in table.rows)
    signed, heading = document.paragraphs[-1], document.paragraphs[-2]
    assert (heading.text, heading.style.name) == ("Firmas", "Heading 1")
    assert "Plan de prueba. Informe n.º 1, cerrado" in signed.text
    assert signed.paragraph_format.keep_with_next
    annex = document.tables[-2].rows[-1].cells[0].paragraphs[0]
    assert annex.text == "CMC-2026-000006"
    assert annex.paragraph_format.keep_with_next


def test_a_small_table_of_the_word_file_stays_on_its_page(frozen):
    document = Document(BytesIO(docx(frozen, VOICE)))
    (states,) = [table for table in document.tables if table.rows[0].cells[0].text == "Estado"]
    *most, last = [row.cells[0].paragraphs[0].paragraph_format for row in states.rows]
    assert all(each.keep_with_next for each in most)
    assert not last.keep_with_next


def test_a_small_table_of_the_pdf_stays_on_its_page_and_a_long_one_breaks():
    few = [["Radio", "3"]] * 15
    assert fits_on_a_page(few)
    assert not fits_on_a_page([*few, ["Cartelera", "1"]])
    assert not fits_on_a_page([["Radio", "a" * 5_000]])


@pytest.mark.slow
def test_each_small_table_of_the_pdf_is_whole_on_one_page(frozen):
    pages = pages_of(pdf(frozen, VOICE))
    ends = [
        ("Observaciones recibidas a tiempo", "Asistencia a las reuniones"),
        ("Respuestas por estado", "No aplica"),
        ("Respuestas por decisión", "Fuera de alcance"),
    ]
    for first, last in ends:
        assert any(first in page and last in page for page in pages), first


def test_the_word_file_of_the_same_report_is_the_same(frozen):
    first = docx(frozen, VOICE)
    with time_machine.travel(datetime(2030, 1, 1, tzinfo=UTC), tick=False):
        assert docx(frozen, VOICE) == first


@pytest.mark.slow
def test_word_and_excel_open_in_libreoffice_and_say_the_same(frozen, tmp_path, office_profile):
    for pages in in_office(frozen, tmp_path, office_profile).values():
        whole = " ".join(pages)
        for text in (*SAID[3:6], "tiene insultos o amenazas", "Respuesta de la otra."):
            assert text in whole, text
        assert "😀" in whole
        assert frozen.digest in whole.replace(" ", "")
        assert whole.replace(" ", "").count("ñ") >= 400


@pytest.mark.slow
def test_every_page_of_a_draft_says_so_in_word_and_excel(draft, tmp_path, office_profile):
    for ending, pages in in_office(draft, tmp_path, office_profile).items():
        assert len(pages) > 2
        assert all(DRAFT in page for page in pages), ending


def test_the_workbook_has_a_sheet_for_each_part_with_filters_and_nothing_but_values(
    frozen, tmp_path
):
    path = made_xlsx(frozen, tmp_path)
    book = load_workbook(path)
    assert book.sheetnames == ["datos", "consulta", "resultados", "matriz", "anexo"]
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref
        assert not [cell for row in sheet for cell in row if cell.data_type == "f"]
    header, *rows = book["matriz"].values
    by_number = {row[0]: dict(zip(header, row, strict=True)) for row in rows}
    assert len(by_number) == 4
    assert by_number["CMC-2026-000002"]["Redacción que propone"] == FORMULA
    assert by_number["CMC-2026-000003"]["Observación"] == (
        "[texto retenido: tiene insultos o amenazas]"
    )
    assert book.properties.creator == "Concejo Municipal"
    for part in zipfile.ZipFile(path).namelist():
        if part.endswith(".xml"):
            ElementTree.fromstring(zipfile.ZipFile(path).read(part))  # noqa: S314 (our own)


def test_the_workbook_has_thin_lines_around_every_cell(frozen, tmp_path):
    book = load_workbook(made_xlsx(frozen, tmp_path))
    for sheet in book:
        for row in sheet:
            assert all(cell.border.left.style == cell.border.bottom.style == "thin" for cell in row)
    assert book["matriz"]["C2"].alignment.horizontal == "left"


def test_the_workbook_has_no_annex_of_nothing(draft, tmp_path):
    assert "anexo" not in load_workbook(made_xlsx(draft, tmp_path)).sheetnames


def test_figures_agree_with_the_rows_in_the_workbook_r18(frozen, tmp_path):
    book = load_workbook(made_xlsx(frozen, tmp_path))
    results = {row[1]: row[2] for row in book["resultados"].values}
    assert results["Observaciones recibidas a tiempo"] == book["matriz"].max_row - 1
    assert results["Observaciones extemporáneas"] == book["anexo"].max_row - 1
    states = [row[9] for row in book["matriz"].iter_rows(min_row=2, values_only=True)]
    for state in ("Aceptada", "No aceptada", "No aplica"):
        assert results[state] == states.count(state), state


def test_one_who_was_there_a_few_times_is_not_counted_out_r14(frozen):
    few = {**frozen.header, "results": {**frozen.header["results"], "attendance": None}}
    facts = dict(_facts(replace(frozen, header=few)))
    assert (
        facts["Asistencia a las reuniones de 5 personas o más"] == "Menos de 5 personas en cada una"
    )


def test_a_report_frozen_in_the_first_form_is_told_as_it_was(frozen):
    results = {
        name: value
        for name, value in frozen.header["results"].items()
        if name not in ("by_kind", "by_group", "by_territory")
    }
    (held,) = frozen.header["rounds"]
    first = {name: value for name, value in held.items() if name not in ("edition", "scope")}
    results["meetings"], results["attendance"] = 2, 9
    header = {**frozen.header, "form": FIRST_FORM, "results": results, "rounds": [first]}
    del header["cancelled"]
    facts = dict(_facts(replace(frozen, header=header)))
    assert facts["Acciones en total"] == "3"
    assert facts["Asistencia a las reuniones"] == "9", "of all, also of those of fewer than five"
    assert facts["Edición consultada"].startswith("Edición 1")


def _facts(report: ResponseReport) -> list[tuple[str, str]]:
    words = ReportWords(report, VOICE)
    return [fact for section in sections_of(words) for fact in words.facts(section)]


def test_a_day_is_said_as_the_voice_says_it(frozen):
    assert VOICE.write_day(date(2026, 3, 17)) == "17 de marzo de 2026"
    assert dict(_facts(frozen))["Cierre"] == "17 de marzo de 2026, 11:59\xa0p.\xa0m."
