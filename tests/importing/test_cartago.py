"""The real plan of Cartago gives the same plan and the same findings in every format."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache

import pytest
from docx import Document
from openpyxl import Workbook

from tests.importing.makers import (
    cartago_pages,
    fill_sheet,
    merge_down,
    saved,
    word_table,
)
from tests.requirements_of_machine import shared_file
from webapp.importing import PlanReading, read_plan
from webapp.values.draft_checker import Finding, FindingKind, check
from webapp.values.plan_outline import CategoryOutline, Field, JoinKind

ABOVE = (
    "CONCEJO MUNICIPAL DE CARTAGO Nit: 900.215.967-5",
    "CODIGO: PC.PL.002",
    "PLAN DE MEJORAMIENTO POLITICA PARTICIPACION CIUDADANA",
    "FECHA DE APROBACIÓN: 21/05/2024",
)
BELOW = (
    "Fecha: 14/11/2024",
    "Aprobó:",
    "Comité Institucional de Gestión y Desempeño",
    "Acta No. 02 de 2024",
)
TERMS = [
    [5, 5, 5, 5, 5],
    [5, 5, 5, 3, 5],
    [5, 5, 3, 3, 3, 3, 3],
    [3, 2, 3],
    [5, 5, 5, 5, 5, 3, 2],
    [3, 5, 5, None, 5],
]
REPEATED = ["2.2", "2.5", "3.3", "3.7", "5.1", "5.2", "5.3", "5.4"]


@cache
def text_out_of_the_pdf() -> PlanReading:
    return read_plan("plan.txt", shared_file("cartago-as-extracted.txt").read_bytes())


@cache
def word_with_merged_categories() -> PlanReading:
    document = Document()
    header = document.sections[0].header
    for line in ABOVE:
        header.add_paragraph(line)
    for page in cartago_pages():
        word_table(document, page)
        document.add_paragraph("")
    for line in BELOW:
        document.add_paragraph(line)
    return read_plan("plan.docx", saved(document))


@cache
def excel_with_merged_categories() -> PlanReading:
    book = Workbook()
    sheet = book.active
    for number, line in enumerate(ABOVE, start=1):
        fill_sheet(sheet, [[line]])
        sheet.merge_cells(start_row=number, end_row=number, start_column=1, end_column=5)
    for page in cartago_pages():
        first = sheet.max_row + 2
        fill_sheet(sheet, page)
        merge_down(sheet, 1, first, sheet.max_row)
    fill_sheet(sheet, [[line] for line in BELOW])
    return read_plan("plan.xlsx", saved(book))


@cache
def excel_with_columns_in_another_order() -> PlanReading:
    rows = [
        [*ABOVE],
        ["Tiempo", "Verificación de eficacia", "Acción de mejora", "Actividad", "Eje"],
    ]
    for page in cartago_pages():
        rows += [row[::-1][1:2] + row[::-1][:1] + row[::-1][2:] for row in page[1:]]
        rows.append(rows[1])
    book = Workbook()
    fill_sheet(book.active, [*rows, *([line] for line in BELOW)])
    return read_plan("plan.xlsx", saved(book))


READERS: list[Callable[[], PlanReading]] = [
    text_out_of_the_pdf,
    word_with_merged_categories,
    excel_with_merged_categories,
    excel_with_columns_in_another_order,
]


def rows_of_the_tsv() -> list[list[str]]:
    lines = shared_file("cartago.tsv").read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines[1:]]


def assert_is_the_plan(categories: tuple[CategoryOutline, ...]) -> None:
    expected = rows_of_the_tsv()
    rows = [row for category in categories for row in category.actions]
    titles = [category.title for category in categories for _ in category.actions]
    assert titles == [row[1] for row in expected]
    assert [row.activity for row in rows] == [row[2] for row in expected]
    assert [row.improvement for row in rows] == [row[3] for row in expected]
    assert [row.term_text for row in rows] == [row[4] for row in expected]
    assert [row.efficacy_check for row in rows] == [row[5] for row in expected]
    assert [[row.term_months for row in category.actions] for category in categories] == TERMS
    assert [row.continues for row in rows if row.code == "6.3.1"] == ["6.3"]
    assert [row.code for row in categories[5].actions] == ["6.1", "6.2", "6.3", "6.3.1", "6.4"]


def told(findings: list[Finding]) -> list[tuple[FindingKind, str | None, int]]:
    return [(finding.kind, finding.code, len(finding.codes)) for finding in findings]


FINDINGS_OF_THE_ROWS = [
    (FindingKind.EMPTY_CELLS, "6.3.1", 0),
    *((FindingKind.REPEATED_IMPROVEMENT, code, 0) for code in REPEATED),
    (FindingKind.IDENTICAL_EFFICACY_CHECKS, None, 31),
    (FindingKind.NO_RESPONSIBLE_AREA, None, 31),
]


@pytest.mark.parametrize("read", READERS)
def test_it_has_6_categories_31_actions_and_a_continuation(read: Callable[[], PlanReading]) -> None:
    reading = read()
    assert len(reading.outline.categories) == 6
    assert reading.outline.action_count == 31
    assert_is_the_plan(reading.outline.categories)
    assert not reading.unreadable
    assert not reading.missing


@pytest.mark.parametrize("read", READERS)
def test_it_says_whose_it_is_and_when_it_was_approved(read: Callable[[], PlanReading]) -> None:
    facts = read().outline.facts
    assert facts.title == "PLAN DE MEJORAMIENTO POLITICA PARTICIPACION CIUDADANA"
    assert facts.code == "PC.PL.002"
    assert facts.entity_name == "CONCEJO MUNICIPAL DE CARTAGO"
    assert facts.tax_number == "900.215.967-5"
    assert facts.approved_on == date(2024, 5, 21)
    assert facts.elaborated_on == date(2024, 11, 14)
    assert facts.approved_by == "Comité Institucional de Gestión y Desempeño"
    assert facts.minutes == "Acta No. 02 de 2024"


@pytest.mark.parametrize("read", READERS)
def test_the_title_and_the_action_split_by_a_page_are_joined(
    read: Callable[[], PlanReading],
) -> None:
    joined = [(join.kind, join.code) for join in read().joined]
    assert joined == [(JoinKind.CATEGORY_TITLE, "2"), (JoinKind.ACTION, "6.3.1")]


@pytest.mark.parametrize("read", READERS)
def test_the_draft_checker_finds_what_is_wrong_and_nothing_else(
    read: Callable[[], PlanReading],
) -> None:
    reading = read()
    findings = check(reading.outline, joined=reading.joined)
    assert told(findings) == [
        (FindingKind.APPROVED_BEFORE_ELABORATED, None, 0),
        (FindingKind.NO_START_DATE, None, 0),
        (FindingKind.CATEGORY_TITLE_SPLIT, "2", 0),
        *FINDINGS_OF_THE_ROWS,
    ]
    assert findings[3].params["fields"] == (Field.IMPROVEMENT, Field.TERM, Field.EFFICACY_CHECK)


def test_the_tsv_gives_the_same_plan_and_the_findings_that_rows_can_show() -> None:
    reading = read_plan("plan.tsv", shared_file("cartago.tsv").read_bytes())
    assert reading.outline.action_count == 31
    assert_is_the_plan(reading.outline.categories)
    assert told(check(reading.outline, joined=reading.joined)) == [
        (FindingKind.NO_START_DATE, None, 0),
        *FINDINGS_OF_THE_ROWS,
    ]


def test_a_stored_draft_is_checked_without_what_the_reader_joined() -> None:
    outline = replace(text_out_of_the_pdf().outline, starts_on=date(2024, 12, 16))
    assert told(check(outline)) == [
        (FindingKind.APPROVED_BEFORE_ELABORATED, None, 0),
        *FINDINGS_OF_THE_ROWS,
    ]
