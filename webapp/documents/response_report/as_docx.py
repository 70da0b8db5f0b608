"""The report as a Word document for signature: real styles, header rows that repeat."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from webapp.documents.response_report.report_words import SIGNATURE_LINES, SIGNATURES, ReportWords
from webapp.documents.response_report.sections import sections_of
from webapp.documents.response_report.shapes import Grid, Line, ReportSection, Voice, is_short
from webapp.figures.response_report import ResponseReport
from webapp.queries.report_matrix import MatrixRow
from webapp.text.markup import for_xml
from webapp.vocabulary.messages import N_

_WIDE = Mm(249)
_FACTS = (Mm(62), _WIDE - Mm(62))
_MATRIX = (Mm(38), Mm(62), Mm(29), Mm(64), _WIDE - Mm(193))
_SHADED = "ECEFF1"
_WARNING = RGBColor(0x9B, 0x1C, 0x1C)
_AT_ONCE = 100
_SMALL = 15
"""Rows of a table that is not broken over two pages."""
_FONT = "Arial"
_OF_MATRIX = "Matrix"
"""The style of the text in the matrix."""


def docx(report: ResponseReport, voice: Voice) -> bytes:
    """The report in letter size, landscape. Raises Superseded."""
    words = ReportWords(report, voice)
    document = Document()
    _set_up(document, words)
    document.add_paragraph(for_xml(words.title), style="Title")
    document.add_paragraph(for_xml(words.subject), style="Subtitle")
    if words.draft:
        _warning(document.add_paragraph(), words.draft)
    for section in sections_of(words):
        _section(document, words, section)
    last = None
    for title, rows, empty in (
        (words.matrix_title, report.matrix(), N_("No observation was received in term.")),
        (words.annex_title, report.annex(), N_("No observation was received out of term.")),
    ):
        document.add_heading(for_xml(title), 1)
        last = _matrix(document, words, rows) or document.add_paragraph(words.say(empty))
    _signatures(document, words, after=last)
    shelf = BytesIO()
    document.save(shelf)
    return _timeless(shelf)


def _timeless(package: BytesIO) -> bytes:
    """The package without the time of its making: the same report gives the same bytes."""
    shelf = BytesIO()
    with ZipFile(package) as made, ZipFile(shelf, "w", ZIP_DEFLATED) as packed:
        for each in made.infolist():
            packed.writestr(ZipInfo(each.filename), made.read(each), ZIP_DEFLATED)
    return shelf.getvalue()


def _set_up(document: Any, words: ReportWords) -> None:
    frozen = words.report.frozen
    core = document.core_properties
    core.title = for_xml(f"{words.title} · {words.subject}")[:255]
    core.author = core.last_modified_by = for_xml(words.entity)[:255]
    core.comments = words.seal
    core.language = words.voice.language
    if frozen:
        core.created = core.modified = frozen.frozen_at
    _say_language(document, words.voice.language)
    _style(document)
    page = document.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = Mm(279.4), Mm(215.9)
    page.left_margin = page.right_margin = Mm(15)
    page.top_margin, page.bottom_margin = Mm(20), Mm(22)
    page.footer_distance = Mm(9)
    _head_and_foot(page, words)


def _say_language(document: Any, language: str) -> None:
    for element in document.styles.element.iter(qn("w:lang")):
        element.set(qn("w:val"), language)


def _style(document: Any) -> None:
    """One type throughout, and colours that print well."""
    sizes = {"Normal": 10, "Title": 22, "Subtitle": 13, "Heading 1": 15, "Heading 2": 11.5}
    for name, size in sizes.items():
        font = document.styles[name].font
        font.name, font.size = _FONT, Pt(size)
        font.color.rgb, font.italic = RGBColor(0x1D, 0x1D, 0x1B), False
        fonts = document.styles[name].element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
    document.styles["Normal"].paragraph_format.space_after = Pt(4)
    cell = document.styles.add_style(_OF_MATRIX, WD_STYLE_TYPE.PARAGRAPH)
    cell.base_style, cell.font.size = document.styles["Normal"], Pt(9)
    cell.paragraph_format.space_after = Pt(2)


def _head_and_foot(page: Any, words: ReportWords) -> None:
    head = page.header.paragraphs[0]
    if words.draft:
        _warning(head, words.draft)
    else:
        head.add_run(for_xml(" · ".join(filter(None, (words.entity, words.standing)))))
    foot = page.footer.paragraphs[0]
    if words.seal:
        foot.add_run(words.seal).font.size = Pt(8)
        foot.add_run("\n")
    foot.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    foot.add_run(words.say(N_("Page")) + " ")
    _field(foot, "PAGE")
    foot.add_run(" / ")
    _field(foot, "NUMPAGES")


def _field(paragraph: Any, name: str) -> None:
    """A number that the word processor fills in."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _warning(paragraph: Any, text: str) -> None:
    run = paragraph.add_run(text)
    run.bold, run.font.color.rgb = True, _WARNING


def _section(document: Any, words: ReportWords, section: ReportSection) -> None:
    document.add_heading(for_xml(section.title), 1)
    if section.facts:
        table = _table(document, _FACTS)
        for name, value in words.facts(section):
            row = table.add_row()
            _keep_whole(row)
            _fill(row.cells[0], [Line(name, main=True)], _FACTS[0], shaded=True)
            _fill(row.cells[1], _paragraphs(value), _FACTS[1])
    for place, note in enumerate(section.notes):
        paragraph = document.add_paragraph(for_xml(note))
        if not place:
            paragraph.paragraph_format.space_before = Pt(6)
    for grid in section.grids:
        _grid(document, words, grid)


def _grid(document: Any, words: ReportWords, grid: Grid) -> None:
    document.add_heading(for_xml(grid.title), 2)
    figures = max(0, len(grid.header) - grid.figures)
    texts = len(grid.header) - figures
    widths = [(_WIDE - Mm(34) * figures) // texts] * texts + [Mm(34)] * figures
    table = _table(document, widths)
    _header(table, grid.header, widths)
    for texts_of_row in words.rows(grid):
        row = table.add_row()
        _keep_whole(row)
        for place, (cell, value) in enumerate(zip(row.cells, texts_of_row, strict=True)):
            _fill(cell, _paragraphs(value), widths[place])
            if place >= texts:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if len(table.rows) <= _SMALL:
        for row in list(table.rows)[:-1]:
            _keep_with_next(row)


def _matrix(document: Any, words: ReportWords, rows: Iterable[MatrixRow]) -> Any:
    """Add the table of some observations; give its last row, nothing without any."""
    table, count, style = None, 0, document.styles[_OF_MATRIX].style_id
    scratch = _table(document, _MATRIX)
    for count, cells in enumerate(map(words.cells, rows), start=1):
        if table is None:
            table = _table(document, _MATRIX)
            _header(table, words.columns, _MATRIX)
        if count % _AT_ONCE == 0:
            _move_rows(scratch, table)
        row = scratch.add_row()
        if is_short(cells):
            _keep_whole(row)
        for cell, lines, width in zip(row.cells, cells, _MATRIX, strict=True):
            _fill(cell, lines, width, style=style)
    if table is not None:
        _move_rows(scratch, table)
    scratch._tbl.getparent().remove(scratch._tbl)
    return table.rows[-1] if table is not None else None


def _move_rows(scratch: Any, table: Any) -> None:
    """Adding a row costs more the longer the table is: rows are made in a short one."""
    table._tbl.extend(list(scratch._tbl.tr_lst))


def _table(document: Any, widths: Sequence[int]) -> Any:
    table = document.add_table(rows=0, cols=len(widths), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    return table


def _header(table: Any, names: Sequence[str], widths: Sequence[int]) -> None:
    row = table.add_row()
    for cell, name, width in zip(row.cells, names, widths, strict=True):
        _fill(cell, [Line(name, main=True)], width, shaded=True)
    properties = row._tr.get_or_add_trPr()
    for mark in ("w:cantSplit", "w:tblHeader"):
        properties.append(OxmlElement(mark))


def _paragraphs(text: str) -> list[Line]:
    return [Line(each) for each in text.split("\n") if each.strip()] or [Line("")]


def _fill(
    cell: Any, lines: Sequence[Line], width: int, *, shaded: bool = False, style: str = ""
) -> None:
    cell.width = width
    paragraph = cell.paragraphs[0]
    for place, line in enumerate(lines):
        if place:
            paragraph = cell.add_paragraph()
        runs = [paragraph.add_run(f"{for_xml(line.label)}: ")] if line.label else []
        runs.append(paragraph.add_run(for_xml(line.text)))
        if line.label or line.main:
            runs[0].bold = True
        if style:
            paragraph._p.style = style  # by its id: asking for it by name reads every style
    if shaded:
        shade = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", _SHADED)):
            shade.set(qn(f"w:{name}"), value)
        cell._tc.get_or_add_tcPr().append(shade)


def _keep_whole(row: Any) -> None:
    """Let a row not be broken over two pages."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _keep_with_next(row: Any) -> None:
    for cell in row.cells:
        for paragraph in cell.paragraphs:
            paragraph.paragraph_format.keep_with_next = True


def _signatures(document: Any, words: ReportWords, *, after: Any) -> None:
    """Lines to sign on, with what is signed: programs that break pages before them all the same
    leave no sheet of mere signatures."""
    if isinstance(after, Paragraph):
        after.paragraph_format.keep_with_next = True
    else:
        _keep_with_next(after)
    document.add_heading(words.say(N_("Signatures")), 1)
    signed = document.add_paragraph(
        for_xml(". ".join(filter(None, (words.title, words.subject, words.standing))))
    )
    signed.paragraph_format.keep_with_next = True
    widths = [_WIDE // (len(SIGNATURES) + 1)] * (len(SIGNATURES) + 1)
    table = _table(document, widths)
    _header(table, ["", *(words.say(each) for each in SIGNATURES)], widths)
    for name in SIGNATURE_LINES:
        row = table.add_row()
        row.height = Mm(11)
        _fill(row.cells[0], [Line(words.say(name), main=True)], widths[0], shaded=True)
        for cell, width in zip(row.cells[1:], widths[1:], strict=True):
            cell.width = width
    for row in table.rows:
        _keep_whole(row)
        _keep_with_next(row)
