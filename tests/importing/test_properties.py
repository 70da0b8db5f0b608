"""What holds for any table and any file."""

import csv
import zipfile
from contextlib import suppress
from io import BytesIO, StringIO

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.importing.makers import HEADINGS, markdown, word_document, workbook
from webapp.importing import UnreadableFile, read_plan
from webapp.importing.docx import read_docx
from webapp.importing.reading import read_table
from webapp.importing.table import clean
from webapp.importing.xlsx import read_xlsx

CELL = st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n"), max_size=40)
CLEAN_CELL = CELL.map(clean)
ROWS = st.lists(st.tuples(*[CLEAN_CELL] * len(HEADINGS)).filter(any), min_size=1, max_size=6).map(
    lambda rows: [HEADINGS, *rows]
)


@settings(deadline=None)
@given(st.text())
def test_a_clean_text_stays_as_it_is(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@settings(deadline=None)
@given(ROWS, st.sampled_from([";", ",", "\t"]), st.sampled_from(["\n", "\r\n"]))
def test_a_table_written_as_csv_comes_back(
    rows: list[tuple[str, ...]], delimiter: str, end: str
) -> None:
    stream = StringIO()
    csv.writer(stream, delimiter=delimiter, lineterminator=end).writerows(rows)
    table = read_table("plan.csv", stream.getvalue().encode("utf-8-sig"))
    assert [row.cells for row in table.rows] == rows


@settings(deadline=None)
@given(ROWS)
def test_a_table_written_as_markdown_comes_back(rows: list[tuple[str, ...]]) -> None:
    plain = [tuple(cell.replace("*", "").replace("_", "") for cell in row) for row in rows]
    plain = [tuple(clean(cell) for cell in row) for row in plain if any(map(clean, row))]
    table = read_table("plan.md", markdown(plain))
    assert [row.cells for row in table.rows] == plain


@settings(max_examples=40, deadline=None)
@given(ROWS)
def test_a_table_written_as_excel_comes_back(rows: list[tuple[str, ...]]) -> None:
    safe = [tuple("" if cell.startswith("=") else cell for cell in row) for row in rows]
    safe = [row for row in safe if any(row)]
    assert [row.cells for row in read_xlsx(workbook(safe)).rows] == safe


@settings(max_examples=25, deadline=None)
@given(ROWS)
def test_a_table_written_as_word_comes_back(rows: list[tuple[str, ...]]) -> None:
    whole = [tuple(cell or "-" for cell in row) for row in rows]
    assert [row.cells for row in read_docx(word_document(whole)).rows] == whole


FILENAMES = st.sampled_from(["p.csv", "p.tsv", "p.txt", "p.md", "p.pdf", "p"])


@settings(deadline=None)
@example("p.txt", "Categoría\tActividad\n\tx\n\x0c**\tNit 1\n".encode())
@example("p.csv", b'"')
@given(FILENAMES, st.binary() | st.text().map(str.encode))
def test_any_bytes_are_read_or_refused(filename: str, content: bytes) -> None:
    with suppress(UnreadableFile):
        read_plan(filename, content)


PIECES = (
    *HEADINGS,
    "Paso 1.",
    "5 meses",
    "Nit: 900.1-2",
    "Código:",
    "Fecha: 31/02/2024",
    "Página 2 de 3",
    "Aprobó:",
    "---",
    "**",
    "|",
    '"',
    "x",
    "",
    "\x00",
    "👩",
)
LINES = st.lists(st.lists(st.sampled_from(PIECES), max_size=7), max_size=14)


@settings(max_examples=300, deadline=None)
@example("p.csv", [["Categoría", "Actividad"], ['"', "x"], ["Nit: 900.1-2", '"']], "\t")
@given(FILENAMES, LINES, st.sampled_from(["\t", ";", ",", "|", " | "]))
def test_any_heap_of_familiar_pieces_is_read_or_refused(
    filename: str, lines: list[list[str]], delimiter: str
) -> None:
    content = "\n".join(delimiter.join(line) for line in lines).encode()
    try:
        reading = read_plan(filename, content)
    except UnreadableFile:
        return
    codes = [row.code for row in reading.outline.rows()]
    assert len(codes) == len(set(codes))
    assert all(category.actions for category in reading.outline.categories)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(["p.xlsx", "p.docx"]),
    st.dictionaries(
        st.sampled_from(
            ["xl/workbook.xml", "word/document.xml", "[Content_Types].xml", "_rels/.rels"]
        ),
        st.binary(max_size=60),
    ),
)
def test_any_archive_is_read_or_refused(filename: str, parts: dict[str, bytes]) -> None:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in {"xl/workbook.xml": b"", "word/document.xml": b"", **parts}.items():
            archive.writestr(name, data)
    with suppress(UnreadableFile):
        read_plan(filename, stream.getvalue())
