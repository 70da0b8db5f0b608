"""Each format as offices write it: merged cells, titles above, other headings, other encodings."""

from collections.abc import Sequence

import pytest
from docx import Document
from openpyxl import Workbook

from tests.importing.makers import (
    HEADINGS,
    ROOT,
    SMALL_PLAN,
    delimited,
    fill_sheet,
    markdown,
    saved,
    word_document,
    word_table,
    workbook,
)
from webapp.importing import PlanColumn, PlanReading, RowFault, read_plan
from webapp.importing.columns import guess_mapping


def codes_and_activities(reading: PlanReading) -> list[tuple[str, str]]:
    return [(row.code, row.activity) for row in reading.outline.rows()]


SMALL = [
    ("1.1", "Leer las encuestas"),
    ("1.2", "Preguntar en la plaza"),
    ("2.1", "Abrir la ventanilla"),
]


@pytest.mark.parametrize(
    ("filename", "content"),
    [
        ("plan.csv", delimited(SMALL_PLAN, ";")),
        ("plan.csv", delimited(SMALL_PLAN, ",")),
        ("plan.tsv", delimited(SMALL_PLAN, "\t")),
        ("plan.txt", delimited(SMALL_PLAN, "\t")),
        ("plan.txt", delimited(SMALL_PLAN, ";")),
        ("PLAN.CSV", b"sep=;\r\n" + delimited(SMALL_PLAN)),
        ("plan.csv", b"\xef\xbb\xbf" + delimited(SMALL_PLAN)),
        ("plan.csv", delimited(SMALL_PLAN).decode().encode("cp1252")),
        ("plan.txt", delimited(SMALL_PLAN, "\t").decode().encode("utf-16")),
        ("plan.md", markdown(SMALL_PLAN)),
        ("plan.xlsx", workbook(SMALL_PLAN)),
        ("plan.docx", word_document(SMALL_PLAN)),
    ],
)
def test_every_format_gives_the_same_plan(filename: str, content: bytes) -> None:
    reading = read_plan(filename, content)
    assert codes_and_activities(reading) == SMALL
    assert [row.term_months for row in reading.outline.rows()] == [5, 12, 3]
    assert [category.title for category in reading.outline.categories] == ["Mirar", "Hacer"]
    assert not reading.unreadable


def test_a_cell_may_hold_the_delimiter_quotation_marks_and_lines() -> None:
    cell = '"Leer; ""todo""\ny contar"'
    reading = read_plan("plan.csv", f"Categoría;Actividad;Plazo\nMirar;{cell};5\n".encode())
    (action,) = reading.outline.actions()
    assert action.activity == 'Leer; "todo"\ny contar'


def test_a_quotation_mark_that_is_never_closed_swallows_nothing() -> None:
    rows = [("Categoría", "Actividad"), ("Mirar", '"Leer'), ("Mirar", "Contar"), ("Mirar", "Ver")]
    reading = read_plan("plan.csv", delimited(rows))
    assert [row.activity for row in reading.outline.actions()] == ['"Leer', "Contar", "Ver"]


def test_titles_above_the_headings_and_columns_in_another_order() -> None:
    rows: list[Sequence[object]] = [
        ("Plan de participación del Concejo",),
        ("Código: PC.PL.002", "", "Fecha de aprobación: 21 de mayo de 2024"),
        (),
        ("Responsables", "Plazo (meses)", "Indicador", "ACCIONES DE MEJORA", "Actividades", "Eje"),
        ("Planeación", 5, "Número de lecturas", "Leerlas cada mes", "Leer las encuestas", "Mirar"),
        ("Archivo", 3.0, "", "Guardarlas", "Ordenar las encuestas", ""),
    ]
    reading = read_plan("plan.xlsx", workbook(rows))
    first, second = reading.outline.actions()
    assert reading.outline.facts.title == "Plan de participación del Concejo"
    assert reading.outline.facts.code == "PC.PL.002"
    assert str(reading.outline.facts.approved_on) == "2024-05-21"
    assert (first.responsible_area, first.improvement) == ("Planeación", "Leerlas cada mes")
    assert (first.term_months, second.term_months) == (5, 3)
    assert first.notes == (("Indicador", "Número de lecturas"),)
    assert second.notes == ()


def test_a_cell_as_wide_as_the_table_is_the_title_of_the_rows_below_in_excel() -> None:
    book = Workbook()
    fill_sheet(
        book.active,
        [
            ("Actividad", "Alternativa de mejora", "Plazo"),
            ("Mirar",),
            ("Leer las encuestas", "Leerlas cada mes", "5"),
            ("Preguntar en la plaza", "Preguntar los sábados", "5"),
            ("Hacer",),
            ("Abrir la ventanilla", "Abrirla de noche", "5"),
        ],
    )
    for row in (2, 5):
        book.active.merge_cells(start_row=row, end_row=row, start_column=1, end_column=3)
    assert codes_and_activities(read_plan("plan.xlsx", saved(book))) == SMALL


def test_a_cell_as_wide_as_the_table_is_the_title_of_the_rows_below_in_word() -> None:
    document = Document()
    table = word_table(
        document,
        [
            ("Actividad", "Alternativa de mejora", "Plazo"),
            ("Mirar", "", ""),
            ("Leer las encuestas", "Leerlas cada mes", "5"),
            ("Preguntar en la plaza", "Preguntar los sábados", "5"),
            ("Hacer", "", ""),
            ("Abrir la ventanilla", "Abrirla de noche", "5"),
        ],
    )
    for row in (1, 4):
        table.cell(row, 0).merge(table.cell(row, 2))
    assert codes_and_activities(read_plan("plan.docx", saved(document))) == SMALL


def test_a_term_merged_over_several_rows_is_the_term_of_each() -> None:
    book = Workbook()
    rows = [SMALL_PLAN[0], *((*row[:3], "", row[4]) for row in SMALL_PLAN[1:])]
    fill_sheet(book.active, rows)
    book.active["D2"] = "4 meses"
    book.active.merge_cells("D2:D4")
    reading = read_plan("plan.xlsx", saved(book))
    assert [row.term_months for row in reading.outline.actions()] == [4, 4, 4]


def test_sheets_that_are_hidden_or_hold_something_else_are_left_out() -> None:
    book = Workbook()
    fill_sheet(book.active, [("Instrucciones",), ("Llene", "la hoja siguiente")])
    fill_sheet(book.create_sheet(), SMALL_PLAN)
    hidden = book.create_sheet()
    fill_sheet(hidden, [*SMALL_PLAN, ("Oculta", "No leer", "x", "1", "x")])
    hidden.sheet_state = "hidden"
    assert codes_and_activities(read_plan("plan.xlsx", saved(book))) == SMALL


def test_a_word_table_that_goes_on_in_another_without_headings_is_one_plan() -> None:
    content = word_document(SMALL_PLAN, [("", "Atender", "Atender mejor", "2", "Contar")])
    expected = [*SMALL, ("2.2", "Atender")]
    assert codes_and_activities(read_plan("plan.docx", content)) == expected


def test_a_word_table_about_the_document_is_not_part_of_the_plan() -> None:
    control = [("Código", "PC.PL.002"), ("Fecha de aprobación", "21/05/2024")]
    reading = read_plan("plan.docx", word_document(control, SMALL_PLAN))
    assert codes_and_activities(reading) == SMALL
    assert reading.outline.facts.code == "PC.PL.002"
    assert str(reading.outline.facts.approved_on) == "2024-05-21"


def test_markdown_keeps_bars_and_line_breaks_and_drops_the_marks_around_a_cell() -> None:
    text = (
        "# Plan de participación\n\nFecha de inicio: 16/12/2024\n\n"
        "Categoría | Actividad | Plazo\n:--- | --- | ---:\n"
        "**Mirar** | Leer \\| contar<br>todo | 5 meses\n\nFin.\n"
    )
    reading = read_plan("plan.md", text.encode())
    (action,) = reading.outline.actions()
    assert action.activity == "Leer | contar\ntodo"
    assert reading.outline.categories[0].title == "Mirar"
    assert reading.outline.facts.title == "Plan de participación"
    assert str(reading.outline.starts_on) == "2024-12-16"


def test_the_sample_plan_has_the_shape_of_the_real_one() -> None:
    reading = read_plan("plan.csv", (ROOT / "content/samples/plan.csv").read_bytes())
    assert [len(category.actions) for category in reading.outline.categories] == [5, 5, 7, 3, 7, 5]
    assert reading.outline.action_count == 31
    assert [join.code for join in reading.joined] == ["6.3.1"]
    assert not reading.unreadable


# --- rows


def read_rows(*rows: Sequence[str]) -> PlanReading:
    return read_plan("plan.csv", delimited([HEADINGS, *rows]))


def test_each_row_that_cannot_be_read_is_told_with_its_number_and_reason() -> None:
    reading = read_rows(
        ("", "Sin categoría", "m", "1", "e"),
        ("Mirar", "", "Una mejora", "1", "e"),
        ("Mirar", "Leer", "m", "1", "e"),
        ("", "Partida", "m", "1", "e", "sobra"),
        ("Vacía", "", "", "", ""),
    )
    assert [(row.row, row.fault) for row in reading.unreadable] == [
        (2, RowFault.NO_CATEGORY),
        (3, RowFault.NO_ACTIVITY),
        (5, RowFault.TOO_MANY_CELLS),
        (6, RowFault.NO_ACTION_BELOW),
    ]
    assert reading.unreadable[1].text == "Mirar | Una mejora | 1 | e"
    assert codes_and_activities(reading) == [("1.1", "Leer")]


def test_a_row_with_only_a_category_is_the_title_of_the_rows_below() -> None:
    reading = read_rows(
        ("Mirar", "", "", "", ""),
        ("", "Leer las encuestas", "m", "1", "e"),
        ("", "Preguntar en la plaza", "m", "1", "e"),
        ("Hacer", "", "", "", ""),
        ("", "Abrir la ventanilla", "m", "1", "e"),
    )
    assert codes_and_activities(reading) == SMALL


def test_several_rows_with_only_an_activity_are_actions_still_to_be_written() -> None:
    reading = read_rows(
        ("Mirar", "Leer", "m", "1", "e"), ("", "Ver", "", "", ""), ("", "Oír", "", "", "")
    )
    assert [row.code for row in reading.outline.rows()][:2] == ["1.1", "1.2"]


def test_two_categories_that_meet_at_a_page_break_stay_two() -> None:
    page = "\t".join(HEADINGS)
    text = (
        f"{page}\nMirar lo hecho\tLeer\tm\t1\te\n\nPágina 2 de 2\n\n"
        f"{page}\nHacer lo nuevo\tAbrir\tm\t1\te\n"
    )
    reading = read_plan("plan.txt", text.encode())
    assert [category.title for category in reading.outline.categories] == [
        "Mirar lo hecho",
        "Hacer lo nuevo",
    ]
    assert not reading.joined


def test_a_line_without_columns_inside_the_table_is_told() -> None:
    text = "\t".join(HEADINGS) + "\nMirar\tLeer\tm\t1\te\nresto de una celda\n"
    reading = read_plan("plan.txt", text.encode())
    assert [(row.row, row.fault) for row in reading.unreadable] == [(3, RowFault.OUTSIDE_COLUMNS)]


def test_a_date_that_does_not_exist_is_told_and_not_invented() -> None:
    rows = [("Fecha de aprobación: 31/02/2024", "", "", "", ""), *SMALL_PLAN]
    reading = read_plan("plan.csv", delimited(rows))
    assert reading.outline.facts.approved_on is None
    assert [(row.row, row.text, row.fault) for row in reading.unreadable] == [
        (1, "31/02/2024", RowFault.WRONG_DATE)
    ]


def test_control_characters_go_emoji_and_accents_stay() -> None:
    cell = "Leer\x07 las\u00a0 encuestas\u200b 👩\u200d🌾 n\u0303"
    reading = read_rows(("Mirar", cell, "m", "1", "e"))
    assert codes_and_activities(reading) == [("1.1", "Leer las encuestas 👩\u200d🌾 ñ")]


# --- columns


def test_the_mapping_can_be_corrected() -> None:
    rows = [("Tema", "Qué", "Plazo"), ("Mirar", "Leer", "5"), ("", "Ver", "3")]
    guess = read_plan("plan.csv", delimited(rows))
    assert guess.missing == (PlanColumn.CATEGORY, PlanColumn.ACTIVITY)
    assert guess.outline.action_count == 0
    corrected = {0: PlanColumn.CATEGORY, 1: PlanColumn.ACTIVITY}
    reading = read_plan("plan.csv", delimited(rows), corrected)
    assert reading.mapping == {**corrected, 2: PlanColumn.TERM}
    assert codes_and_activities(reading) == [("1.1", "Leer"), ("1.2", "Ver")]


def test_a_correction_takes_a_part_from_the_column_that_had_it_by_guess() -> None:
    corrections = {2: PlanColumn.ACTIVITY}
    reading = read_plan("plan.csv", delimited(SMALL_PLAN), corrections)
    assert reading.mapping[1] is PlanColumn.NOTE
    assert next(reading.outline.actions()).activity == "Leerlas cada mes"


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("CATEGORÍAS", PlanColumn.CATEGORY),
        ("Eje estratégico", PlanColumn.CATEGORY),
        ("ACTIVIDADES DE GESTIÓN", PlanColumn.ACTIVITY),
        ("Actividad a desarrollar", PlanColumn.ACTIVITY),
        ("Descripcion de la activiadd", PlanColumn.ACTIVITY),
        ("DISEÑE ALTERNATIVAS DE MEJORA", PlanColumn.IMPROVEMENT),
        ("Acción de mejora", PlanColumn.IMPROVEMENT),
        ("FECHA", PlanColumn.TERM),
        ("Plazo (en meses)", PlanColumn.TERM),
        ("Fecha de inicio", PlanColumn.NOTE),
        (
            "EVALUACIÓN DE LA EFICACIA DE LAS ACCIONES IMPLEMENTADAS",
            PlanColumn.EFFICACY_CHECK,
        ),
        ("Dependencia  responsable", PlanColumn.RESPONSIBLE_AREA),
        ("N°", PlanColumn.IGNORE),
        ("#", PlanColumn.IGNORE),
        ("Código", PlanColumn.NOTE),
        ("Presupuesto", PlanColumn.NOTE),
        ("", PlanColumn.NOTE),
        ("Cualquier otra cosa", PlanColumn.NOTE),
    ],
)
def test_a_heading_is_recognised_by_what_it_resembles(heading: str, column: PlanColumn) -> None:
    assert guess_mapping([heading]) == {0: column}
