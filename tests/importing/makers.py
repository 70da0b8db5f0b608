"""Files made for the tests, and the real plan from where it lies beside the checkout."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path

from docx import Document
from docx.document import Document as WordDocument
from docx.table import Table as WordTable
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.requirements_of_machine import shared_file

ROOT = Path(__file__).parents[2]

HEADINGS = ("Categoría", "Actividad de gestión", "Alternativa de mejora", "Plazo", "Evaluación")
SMALL_PLAN = (
    HEADINGS,
    ("Mirar", "Leer las encuestas", "Leerlas cada mes", "5 meses", "Contar las leídas"),
    ("", "Preguntar en la plaza", "Preguntar los sábados", "1 año", "Contar las respuestas"),
    ("Hacer", "Abrir la ventanilla", "Abrirla también de noche", "3", "Contar las visitas"),
)


def cartago_pages() -> list[list[list[str]]]:
    """The rows of the real plan, page by page, each page with its headings first."""
    pages: list[list[list[str]]] = []
    for line in shared_file("cartago-as-extracted.txt").read_text("utf-8").split("\n"):
        cells = line.split("\t")
        if len(cells) == 5 and cells[0] == "CATEGORÍAS":
            pages.append([])
        if len(cells) == 5:
            pages[-1].append(cells)
    return pages


def delimited(rows: Iterable[Sequence[str]], delimiter: str = ";") -> bytes:
    """Rows without anything that needs quoting, as CSV."""
    return "".join(delimiter.join(row) + "\r\n" for row in rows).encode()


def saved(document: WordDocument | Workbook) -> bytes:
    """A workbook or a Word document as its file."""
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def workbook(rows: Iterable[Sequence[object]]) -> bytes:
    """A workbook with one sheet."""
    book = Workbook()
    fill_sheet(book.active, rows)
    return saved(book)


def fill_sheet(sheet: Worksheet, rows: Iterable[Sequence[object]]) -> None:
    """Append rows; a blank text is an empty cell."""
    for row in rows:
        sheet.append([cell if cell != "" else None for cell in row])


def merge_down(sheet: Worksheet, column: int, first: int, last: int) -> None:
    """Merge the blank cells of a column with the filled one above them."""
    top = first
    for row in range(first, last + 2):
        if row > last or sheet.cell(row, column).value is not None:
            if row - 1 > top:
                sheet.merge_cells(
                    start_row=top, end_row=row - 1, start_column=column, end_column=column
                )
            top = row


def word_table(document: WordDocument, rows: Sequence[Sequence[str]]) -> WordTable:
    """A table in a Word document, the blank cells of its first column merged with those above."""
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            table.cell(number, column).text = cell
    for number in range(2, len(rows)):
        if not rows[number][0]:
            above = table.cell(number - 1, 0)
            table.cell(number, 0).text = ""
            text = above.text
            merged = above.merge(table.cell(number, 0))
            merged.text = text
    return table


def word_document(*tables: Sequence[Sequence[str]]) -> bytes:
    """A Word document with these tables."""
    document = Document()
    for rows in tables:
        word_table(document, rows)
        document.add_paragraph("")
    return saved(document)


def markdown(rows: Sequence[Sequence[str]]) -> bytes:
    """Rows as a Markdown table."""

    def cell(text: str) -> str:
        return text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", "<br>")

    lines = ["| " + " | ".join(map(cell, row)) + " |" for row in rows]
    lines.insert(1, "|" + "---|" * len(rows[0]))
    return ("\n".join(lines) + "\n").encode()
