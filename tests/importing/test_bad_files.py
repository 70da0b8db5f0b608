"""Bad input is refused with a clear fault, whole, before it costs anything."""

import struct
import zipfile
from io import BytesIO

import pytest

from tests.importing.makers import (
    HEADINGS,
    SMALL_PLAN,
    delimited,
    markdown,
    word_document,
    workbook,
)
from webapp.importing import FileFault, PlanColumn, UnreadableFile, read_plan
from webapp.importing.archive import MAX_BYTES_INSIDE, MAX_PARTS
from webapp.importing.faults import FileKind
from webapp.importing.file_kinds import MAX_BYTES, MAX_TEXT_BYTES
from webapp.importing.table import MAX_ROWS

XLSX = workbook(SMALL_PLAN)
DOCX = word_document(SMALL_PLAN)
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def refusal(filename: str, content: bytes) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as caught:
        read_plan(filename, content)
    return caught.value


def rewritten(content: bytes, extra: dict[str, bytes]) -> bytes:
    """An archive with parts added or put in the place of others."""
    stream = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(content)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name not in extra:
                new.writestr(name, old.read(name))
        for name, data in extra.items():
            new.writestr(name, data)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("filename", "content", "fault"),
    [
        ("plan.csv", b"", FileFault.EMPTY_FILE),
        ("plan.docx", b" \r\n ", FileFault.EMPTY_FILE),
        ("plan.pdf", b"%PDF-1.7 ...", FileFault.PDF),
        ("plan.doc", OLD, FileFault.OLD_OFFICE),
        ("locked.xlsx", OLD, FileFault.OLD_OFFICE),
        ("plan.odt", b"text", FileFault.UNKNOWN_KIND),
        ("plan", b"text", FileFault.UNKNOWN_KIND),
        ("plan.csv", bytes(range(256)) * 9, FileFault.NOT_TEXT),
        ("plan.xlsx", XLSX[:900], FileFault.DAMAGED),
        ("plan.csv", b"Hola, mundo", FileFault.EMPTY_TABLE),
        ("plan.csv", b"Una carta sin tabla", FileFault.NO_TABLE),
        ("plan.md", b"# Plan\n\nsin tabla\n", FileFault.NO_TABLE),
        ("plan.txt", b"una sola palabra\n", FileFault.NO_TABLE),
        ("plan.csv", delimited([HEADINGS]), FileFault.EMPTY_TABLE),
        ("plan.md", markdown([HEADINGS]), FileFault.EMPTY_TABLE),
        ("plan.xlsx", workbook([HEADINGS]), FileFault.EMPTY_TABLE),
        ("plan.xlsx", workbook([]), FileFault.NO_TABLE),
        ("plan.docx", word_document(), FileFault.NO_TABLE),
        ("plan.docx", word_document([HEADINGS]), FileFault.EMPTY_TABLE),
    ],
)
def test_a_file_without_a_plan_is_refused(filename: str, content: bytes, fault: FileFault) -> None:
    assert refusal(filename, content).fault is fault


@pytest.mark.parametrize(
    ("filename", "content", "kind"),
    [
        ("plan.docx", XLSX, FileKind.XLSX),
        ("plan.xlsx", DOCX, FileKind.DOCX),
        ("plan.csv", XLSX, FileKind.XLSX),
        ("plan.txt", b"%PDF-1.4", FileKind.PDF),
        ("plan.xlsx", delimited(SMALL_PLAN), FileKind.TEXT),
        ("plan.md", b"\x89PNG\r\n\x1a\n", FileKind.IMAGE),
        ("plan.csv", OLD, FileKind.OLD_OFFICE),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(
    filename: str, content: bytes, kind: FileKind
) -> None:
    refused = refusal(filename, content)
    assert refused.fault is FileFault.NOT_WHAT_ITS_NAME_SAYS
    assert refused.params == {"ending": filename[4:], "kind": kind}


def test_a_file_larger_than_a_plan_can_be_is_refused() -> None:
    text = b"a;b\n" * (MAX_TEXT_BYTES // 4 + 1)
    assert refusal("plan.csv", text).fault is FileFault.TOO_LARGE
    assert refusal("plan.docx", b"PK" + bytes(MAX_BYTES)).fault is FileFault.TOO_LARGE


def test_an_excel_file_of_nothing_but_zeros_is_not_unpacked() -> None:
    bomb = rewritten(XLSX, {"xl/media/zeros.bin": bytes(MAX_BYTES_INSIDE + 1)})
    assert len(bomb) < 100_000
    refused = refusal("plan.xlsx", bomb)
    assert refused.fault is FileFault.TOO_MUCH_INSIDE
    assert refused.params == {"megabytes": 50}


def test_an_excel_file_that_lies_about_its_size_is_refused() -> None:
    zeros = bytes(MAX_BYTES_INSIDE + 1)
    bomb = rewritten(XLSX, {"xl/worksheets/sheet1.xml": zeros})
    lie = bomb.replace(struct.pack("<L", len(zeros)), struct.pack("<L", 1_000))
    assert lie != bomb
    assert refusal("plan.xlsx", lie).fault in (FileFault.DAMAGED, FileFault.TOO_MUCH_INSIDE)


def test_an_archive_with_too_many_parts_is_refused() -> None:
    parts = {f"word/media/{number}": b"" for number in range(MAX_PARTS + 1)}
    assert refusal("plan.docx", rewritten(DOCX, parts)).fault is FileFault.TOO_MANY_PARTS


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    ("filename", "content", "part"),
    [
        ("plan.xlsx", XLSX, "xl/worksheets/sheet1.xml"),
        ("plan.xlsx", XLSX, "xl/sharedStrings.xml"),
        ("plan.docx", DOCX, "word/document.xml"),
    ],
)
def test_entities_that_expand_are_refused(
    filename: str, content: bytes, part: str, encoding: str
) -> None:
    laughs = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
    text = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ja">{laughs}]><x>&l9;</x>'
    bomb = rewritten(content, {part: text.encode(encoding)})
    assert refusal(filename, bomb).fault is FileFault.FORBIDDEN_CONTENT


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_an_excel_file_with_broken_markup_is_damaged(part: str) -> None:
    assert refusal("plan.xlsx", rewritten(XLSX, {part: b"<x>"})).fault is FileFault.DAMAGED


@pytest.mark.slow
def test_a_sheet_too_heavy_for_its_size_ends_its_own_process_only() -> None:
    cells = b"<c><v>1</v></c>" * 3_000_000
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b"<sheetData><row>" + cells + b"</row></sheetData></worksheet>"
    )
    heavy = rewritten(XLSX, {"xl/worksheets/sheet1.xml": sheet})
    assert refusal("plan.xlsx", heavy).fault is FileFault.TOO_MUCH_WORK


def long_plan(rows: int) -> list[tuple[str, ...]]:
    return [HEADINGS, *(("Mirar", f"Leer {n}", f"Mejorar {n}", "5", "e") for n in range(rows - 1))]


def test_5000_rows_are_read() -> None:
    assert read_plan("plan.csv", delimited(long_plan(MAX_ROWS))).outline.action_count == 4_999
    assert read_plan("plan.xlsx", workbook(long_plan(MAX_ROWS))).outline.action_count == 4_999


def test_more_than_5000_rows_are_refused() -> None:
    for filename, content in (
        ("plan.csv", delimited(long_plan(MAX_ROWS + 1))),
        ("plan.txt", delimited(long_plan(MAX_ROWS + 1), "\t")),
        ("plan.md", markdown(long_plan(MAX_ROWS + 1))),
        ("plan.xlsx", workbook(long_plan(MAX_ROWS + 1))),
    ):
        refused = refusal(filename, content)
        assert refused.fault is FileFault.TOO_MANY_ROWS
        assert refused.params == {"limit": 5_000}


def test_more_columns_than_a_plan_can_have_are_refused() -> None:
    wide = [[*HEADINGS, *["x"] * 200], ["Mirar"] * 205]
    for filename, content in (
        ("plan.csv", delimited(wide)),
        ("plan.txt", delimited(wide, "\t")),
        ("plan.md", markdown(wide)),
        ("plan.xlsx", workbook(wide)),
    ):
        assert refusal(filename, content).fault is FileFault.TOO_MANY_COLUMNS


def test_a_text_of_endless_lines_is_refused_at_once() -> None:
    headings = delimited([HEADINGS], "\t")
    for filename in ("plan.csv", "plan.txt", "plan.md"):
        assert refusal(filename, headings + b"\n" * 60_000).fault in (
            FileFault.TOO_MANY_ROWS,
            FileFault.EMPTY_TABLE,
        )


def test_a_far_away_cell_costs_nothing() -> None:
    rows: list[tuple[object, ...]] = [*SMALL_PLAN]
    far = rewritten(
        workbook(rows),
        {
            "xl/worksheets/sheet1.xml": zipfile.ZipFile(BytesIO(workbook(rows)))
            .read("xl/worksheets/sheet1.xml")
            .replace(
                b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v/></c></row></sheetData>'
            )
        },
    )
    assert read_plan("plan.xlsx", far).outline.action_count == 3


def test_a_missing_column_is_named_and_nothing_can_be_made_of_the_reading() -> None:
    reading = read_plan("plan.csv", delimited([row[1:] for row in SMALL_PLAN]))
    assert reading.missing == (PlanColumn.CATEGORY,)
    with pytest.raises(UnreadableFile) as caught:
        reading.refuse_if_incomplete()
    assert caught.value.fault is FileFault.MISSING_COLUMN
    assert caught.value.params == {"columns": (PlanColumn.CATEGORY,)}


def test_a_table_of_which_no_row_is_an_action_gives_no_plan() -> None:
    reading = read_plan("plan.csv", delimited([HEADINGS, ("Mirar", "", "m", "1", "e")]))
    assert len(reading.unreadable) == 1
    with pytest.raises(UnreadableFile) as caught:
        reading.refuse_if_incomplete()
    assert caught.value.fault is FileFault.NO_ACTION_READ


def test_the_process_apart_sees_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENMIENDA_NO_SUCH_SETTING", "would stop the application")
    assert read_plan("plan.xlsx", XLSX).outline.action_count == 3
