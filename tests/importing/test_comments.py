"""Observations gathered off line: every row read or every fault of it said, nothing in between."""

import csv
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from io import StringIO

import pytest
from babel.messages.pofile import read_po
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from tests.importing.makers import ROOT, delimited, saved, workbook
from webapp.importing.best_sheet import MAX_COMMENTS
from webapp.importing.comment_columns import CommentColumn, guess_comment_columns
from webapp.importing.comment_faults import _MESSAGES, CommentFault, UnreadableComments
from webapp.importing.comment_values import EARLIEST_YEAR, LATEST_YEAR, moment_of, time_of
from webapp.importing.comments import (
    CommentRow,
    CommentsReading,
    fingerprint,
    fingerprints,
    read_comments,
    read_comments_sheet,
)
from webapp.importing.faults import FileFault, UnreadableFile
from webapp.importing.sheets import read_best_sheet
from webapp.vocabulary import AuthorKind, Channel, Kind, Stance, Target

HEADINGS = (
    "Acción",
    "Canal",
    "Fecha de recibo",
    "Hora",
    "Texto",
    "Texto propuesto",
    "Tipo",
    "Postura",
    "Aspecto",
    "Remitente tipo",
    "Nombre",
    "Organización",
    "Correo",
    "Teléfono",
    "Grupo de valor",
    "Territorio",
    "Menor de edad",
    "Autoriza datos",
    "Publicar nombre",
    "Publicar grupo",
    "Publicar territorio",
    "Número externo",
)
FULL = (
    "4.2",
    "Ventanilla",
    "14/11/2024",
    "2:30 p. m.",
    "Falta la vereda; ¿y el corregimiento?",
    "Llevarlo también a las veredas",
    "Propuesta de redacción",
    "Con ajustes",
    "Alternativa de mejora",
    "Organización",
    "Nubia Ñáñez",
    "Junta de Zaragoza",
    "nubia@ejemplo.co",
    "315 123 4567",
    "Juntas de acción comunal",
    "Corregimiento Zaragoza",
    "no",
    "Sí",
    "x",
    "",
    "sí",
    "2024-001",
)
FULL_ROW = CommentRow(
    row=2,
    action="4.2",
    channel=Channel.FRONT_DESK,
    received_on=date(2024, 11, 14),
    received_at=time(14, 30),
    body="Falta la vereda; ¿y el corregimiento?",
    proposed_text="Llevarlo también a las veredas",
    kind=Kind.WORDING_PROPOSAL,
    stance=Stance.WITH_CHANGES,
    target=Target.IMPROVEMENT,
    author_kind=AuthorKind.ORGANISATION,
    name="Nubia Ñáñez",
    organisation="Junta de Zaragoza",
    email="nubia@ejemplo.co",
    phone="315 123 4567",
    value_group="Juntas de acción comunal",
    territory="Corregimiento Zaragoza",
    consent=True,
    publish_name=True,
    publish_territory=True,
    external_number="2024-001",
)


def as_csv(rows: Sequence[Sequence[str]], delimiter: str = ";") -> str:
    stream = StringIO()
    csv.writer(stream, delimiter=delimiter).writerows(rows)
    return stream.getvalue()


def read_rows(headings: Sequence[str], *rows: Sequence[object]) -> CommentsReading:
    return read_comments_sheet(read_best_sheet(workbook([headings, *rows])))


def read_cell(heading: str, cell: object) -> CommentsReading:
    return read_rows(("Texto", heading), ("Falta la vereda", cell))


def faults_of(reading: CommentsReading) -> list[tuple[int, CommentColumn | None, CommentFault]]:
    return [(fault.row, fault.column, fault.fault) for fault in reading.faults]


def refusal(filename: str, content: bytes) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as caught:
        read_comments(filename, content)
    return caught.value


# --- formats


@pytest.mark.parametrize(
    ("filename", "content"),
    [
        ("o.csv", as_csv([HEADINGS, FULL]).encode()),
        ("o.csv", as_csv([HEADINGS, FULL]).encode("utf-8-sig")),
        ("o.csv", as_csv([HEADINGS, FULL]).encode("cp1252")),
        ("o.csv", as_csv([HEADINGS, FULL], ",").encode()),
        ("o.tsv", as_csv([HEADINGS, FULL], "\t").encode()),
        ("o.tsv", as_csv([HEADINGS, FULL], "\t").encode("utf-16")),
        ("o.XLSX", workbook([HEADINGS, FULL])),
    ],
)
def test_a_full_row_reads_the_same_from_any_format(filename: str, content: bytes) -> None:
    reading = read_comments(filename, content)
    assert reading.faults == ()
    assert reading.rows == (FULL_ROW,)
    assert reading.headings == HEADINGS


def test_columns_may_stand_in_any_order_below_a_title() -> None:
    order = list(reversed(range(len(HEADINGS))))
    rows = [
        ["Consolidado de observaciones", *[""] * (len(HEADINGS) - 1)],
        [HEADINGS[place] for place in order],
        [FULL[place] for place in order],
    ]
    assert read_comments("o.csv", as_csv(rows).encode()).rows == (replace(FULL_ROW, row=3),)


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("Código de la acción", CommentColumn.ACTION),
        ("MEDIO DE RECEPCIÓN", CommentColumn.CHANNEL),
        ("Fecha de radicación", CommentColumn.RECEIVED_ON),
        ("Hora de recibo", CommentColumn.RECEIVED_AT),
        ("Observación", CommentColumn.BODY),
        ("Comentarios", CommentColumn.BODY),
        ("Redacción propuesta", CommentColumn.PROPOSED_TEXT),
        ("Tipo de observación", CommentColumn.KIND),
        ("Posición", CommentColumn.STANCE),
        ("Tipo de remitente", CommentColumn.AUTHOR_KIND),
        ("Nombres y apellidos", CommentColumn.NAME),
        ("Correo electrónico", CommentColumn.EMAIL),
        ("Celular", CommentColumn.PHONE),
        ("Comuna o corregimiento", CommentColumn.TERRITORY),
        ("¿Es menor de edad?", CommentColumn.IS_MINOR),
        ("Autoriza el tratamiento de datos", CommentColumn.CONSENT),
        ("¿Autoriza publicar su nombre?", CommentColumn.PUBLISH_NAME),
        ("N.º de radicado", CommentColumn.EXTERNAL_NUMBER),
        ("Ítem", CommentColumn.IGNORE),
        ("Presupuesto", CommentColumn.IGNORE),
    ],
)
def test_a_heading_is_recognised_by_what_people_call_it(
    heading: str, column: CommentColumn
) -> None:
    assert guess_comment_columns([heading]) == {0: column}


def test_a_person_may_say_what_a_column_is() -> None:
    content = delimited([("Cosa", "Quién"), ("Falta la vereda", "Ana")])
    reading = read_comments("o.csv", content)
    assert reading.missing == (CommentColumn.BODY,)
    assert not reading.rows
    assert not reading.faults
    reading = read_comments("o.csv", content, {0: CommentColumn.BODY})
    assert reading.missing == ()
    assert reading.rows == (CommentRow(row=2, body="Falta la vereda"),)


def test_only_the_text_is_mandatory() -> None:
    reading = read_comments("o.csv", delimited([("Texto",), ("Falta la vereda",)]))
    assert reading.rows == (CommentRow(row=2, body="Falta la vereda"),)


# --- rows and faults


def test_every_fault_of_every_row_is_said_once_for_each_field() -> None:
    bad = ("", "Paloma", "31/02/2024", "25:00", "", *[""] * 6, "", "no es", "", "", "", "quizás")
    reading = read_rows(HEADINGS, bad, FULL, ("x" * 300, "", "", "10:00", "Bien"))
    assert faults_of(reading) == [
        (2, CommentColumn.CHANNEL, CommentFault.UNKNOWN_WORD),
        (2, CommentColumn.RECEIVED_ON, CommentFault.WRONG_DATE),
        (2, CommentColumn.RECEIVED_AT, CommentFault.WRONG_TIME),
        (2, CommentColumn.BODY, CommentFault.NO_TEXT),
        (2, CommentColumn.EMAIL, CommentFault.WRONG_EMAIL),
        (2, CommentColumn.IS_MINOR, CommentFault.NOT_YES_OR_NO),
        (4, CommentColumn.ACTION, CommentFault.TOO_LONG),
        (4, CommentColumn.RECEIVED_AT, CommentFault.TIME_WITHOUT_DATE),
    ]
    assert reading.faulty_rows == (2, 4)
    assert reading.rows == (replace(FULL_ROW, row=3),)


def test_an_unknown_word_comes_with_those_that_are_known() -> None:
    fault = read_cell("Postura", "tal vez").faults[0]
    assert fault.params["text"] == "tal vez"
    assert fault.params["accepted"] == tuple(Stance)


def test_a_text_of_5000_characters_fits_and_one_more_does_not() -> None:
    reading = read_rows(("Texto", "Canal"), ("ñ" * 5_000,), ("ñ" * 5_001,))
    assert [row.row for row in reading.rows] == [2]
    assert reading.faults[0].params == {"length": 5_001, "limit": 5_000}


def test_a_repeated_number_of_the_entity_is_a_fault_of_the_later_row() -> None:
    headings = ("Texto", "Radicado")
    reading = read_rows(headings, ("Uno", "R-1"), ("Dos", "r - 1"), ("Tres", ""), ("Cuatro", ""))
    assert [row.body for row in reading.rows] == ["Uno", "Tres", "Cuatro"]
    assert faults_of(reading) == [(3, CommentColumn.EXTERNAL_NUMBER, CommentFault.REPEATED_NUMBER)]
    assert reading.faults[0].params["first"] == 2


def test_a_row_with_nothing_but_its_number_is_no_observation() -> None:
    reading = read_rows(("Ítem", "Texto", "Canal"), (1, "Uno"), (2, ""), (3, ""))
    assert [row.body for row in reading.rows] == ["Uno"]
    assert reading.faults == ()


def test_a_row_with_more_cells_than_headings_is_said() -> None:
    reading = read_comments("o.csv", b"Texto;Canal\nUno;web;y;otro\nDos;web\n")
    assert faults_of(reading) == [(2, None, CommentFault.TOO_MANY_CELLS)]
    assert [row.body for row in reading.rows] == ["Dos"]


def test_headings_that_come_again_are_no_observation() -> None:
    rows = [("Texto", "Canal"), ("Uno", "web"), ("Texto", "Canal"), ("Dos", "web")]
    assert [row.row for row in read_comments("o.csv", delimited(rows)).rows] == [2, 4]


# --- people


def test_personal_data_without_authorisation_is_a_fault() -> None:
    reading = read_rows(("Texto", "Teléfono", "Autoriza datos"), ("Uno", 3151234567, "no"))
    assert faults_of(reading) == [(2, CommentColumn.CONSENT, CommentFault.NO_CONSENT)]


def test_r14_the_identity_of_a_minor_is_left_out_and_it_is_said() -> None:
    headings = ("Texto", "Nombre", "Correo", "Menor de edad", "Publicar nombre")
    row = read_rows(headings, ("Uno", "Luz", "no es correo", "Sí", "Sí")).rows[0]
    assert row.is_minor
    assert row.identity_left_out
    assert (row.name, row.email, row.publish_name) == ("", "", False)
    assert row.author_kind is AuthorKind.ANONYMOUS


def test_in_what_capacity_someone_files_follows_from_the_names_given() -> None:
    headings = ("Texto", "Nombre", "Organización", "Autoriza datos")
    rows = read_rows(headings, ("a",), ("b", "Ana", "", "si"), ("c", "Ana", "Junta", "SÍ")).rows
    assert [row.author_kind for row in rows] == [
        AuthorKind.ANONYMOUS,
        AuthorKind.PERSON,
        AuthorKind.ORGANISATION,
    ]


@pytest.mark.parametrize("yes", ["Sí", "SI", "x", 1, True, "verdadero", "Autoriza"])
def test_there_are_several_ways_to_say_yes(yes: object) -> None:
    assert read_cell("Autoriza datos", yes).rows[0].consent


@pytest.mark.parametrize("no", ["", "No", 0, False, "n/a"])
def test_there_are_several_ways_to_say_no(no: object) -> None:
    assert not read_cell("Autoriza datos", no).rows[0].consent


# --- actions


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("4.2", "4.2"),
        (4.2, "4.2"),
        ("4,2", "4.2"),
        (6, "6"),
        ("Acción 6.3.1", "6.3.1"),
        ("Acción n.º 4.2.", "4.2"),
        ("Todo el plan", ""),
        ("General", ""),
        ("", ""),
        ("La de los colegios", "La de los colegios"),
    ],
)
def test_an_action_is_named_as_the_plan_does(cell: object, code: str) -> None:
    assert read_cell("Acción", cell).rows[0].action == code


def test_the_action_4_10_written_as_a_number_does_not_become_4_1() -> None:
    book = Workbook()
    book.active.append(("Acción", "Texto"))
    book.active.append((4.1, "Uno"))
    book.active["A2"].number_format = "0.00"
    assert read_comments("o.xlsx", saved(book)).rows[0].action == "4.10"


def test_an_action_that_the_spreadsheet_turned_into_a_date_is_said() -> None:
    reading = read_cell("Acción", datetime(2024, 2, 4))
    assert faults_of(reading) == [(2, CommentColumn.ACTION, CommentFault.ACTION_BECAME_DATE)]


# --- dates and times


@pytest.mark.parametrize(
    "cell",
    [
        datetime(2024, 11, 14),
        date(2024, 11, 14),
        45610,
        "45610",
        "14/11/2024",
        "14-11-24",
        "14 / 11 / 2024",
        "2024-11-14",
        "14 de noviembre de 2024",
        "Jueves, 14 de noviembre del 2024",
        "noviembre 14 de 2024",
        "14-nov-2024",
        "14/nov./24",
    ],
)
def test_a_date_may_be_a_date_a_number_or_words(cell: object) -> None:
    row = read_cell("Fecha", cell).rows[0]
    assert (row.received_on, row.received_at) == (date(2024, 11, 14), None)


@pytest.mark.parametrize(
    "cell",
    [
        datetime(2024, 11, 14, 14, 30),
        45610.604166666664,
        "45610,6041666667",
        "14/11/2024 14:30",
        "14/11/2024, 2:30 p. m.",
        "14/11/2024 02:30:00 p.\xa0m.",
        "2024-11-14T14:30:00",
        "14 de noviembre de 2024 a las 2:30 pm",
    ],
)
def test_a_date_may_carry_its_time(cell: object) -> None:
    row = read_cell("Fecha", cell).rows[0]
    assert (row.received_on, row.received_at) == (date(2024, 11, 14), time(14, 30))


@pytest.mark.parametrize(
    "cell",
    [
        "31/02/2024",
        "11/14/2024",
        "14/11",
        "ayer",
        "14/11/0024",
        "14/11/1999",
        "14/11/2024 al 15/11/2024",
        "14/11/2024 99:00",
        "2024-11-14T14:30:00-05:00",
        "99999",
        "=HOY()",
        12,
    ],
)
def test_what_is_no_date_is_said(cell: object) -> None:
    assert faults_of(read_cell("Fecha", cell)) == [
        (2, CommentColumn.RECEIVED_ON, CommentFault.WRONG_DATE)
    ]


@pytest.mark.parametrize(
    ("cell", "clock"),
    [
        (time(14, 30), time(14, 30)),
        (timedelta(hours=14, minutes=30), time(14, 30)),
        (0.604166666666667, time(14, 30)),
        ("14:30", time(14, 30)),
        ("14:30:05", time(14, 30, 5)),
        ("2:30 p.m.", time(14, 30)),
        ("2 PM", time(14)),
        ("12 m.", time(12)),
        ("12:15 a. m.", time(0, 15)),
        ("14h30", time(14, 30)),
        ("9.05 am", time(9, 5)),
        (8, time(8)),
    ],
)
def test_a_time_may_be_a_time_a_number_or_words(cell: object, clock: time) -> None:
    reading = read_rows(("Texto", "Fecha", "Hora"), ("Uno", "14/11/2024", cell))
    assert reading.rows[0].received_at == clock


def test_two_times_that_disagree_are_said() -> None:
    reading = read_rows(("Texto", "Fecha", "Hora"), ("Uno", "14/11/2024 8:00", "9:00"))
    assert reading.faults[0].fault is CommentFault.TWO_TIMES
    assert reading.faults[0].params == {"with_date": "08:00", "alone": "09:00"}


@settings(deadline=None)
@given(st.dates(date(EARLIEST_YEAR, 1, 1), date(LATEST_YEAR, 12, 31)), st.times())
def test_any_moment_written_by_a_machine_comes_back(day: date, clock: time) -> None:
    clock = clock.replace(microsecond=0)
    serial = (datetime.combine(day, time()) - datetime(1899, 12, 30)).days
    assert moment_of(str(serial)) == (day, None)
    assert moment_of(day.strftime("%d/%m/%Y")) == (day, None)
    assert moment_of(f"{day.isoformat()} {clock.isoformat()}") == (day, clock)
    assert time_of(clock.strftime("%I:%M:%S %p")) == clock


@settings(deadline=None)
@given(st.text(alphabet="0123456789/-.,: apmTZdenoviembr\xa0²٣", max_size=30) | st.text())
def test_any_text_is_a_moment_or_is_none(text: str) -> None:
    moment_of(text)
    time_of(text)


# --- workbooks


def test_a_formula_is_read_as_it_is_written() -> None:
    row = read_cell("Territorio", '=HYPERLINK("http://x.co";"Comuna 3")').rows[0]
    assert row.territory == '=HYPERLINK("http://x.co";"Comuna 3")'
    reading = read_rows(("Texto", "Canal"), ("=1+1", "=A2"))
    assert faults_of(reading) == [(2, CommentColumn.CHANNEL, CommentFault.UNKNOWN_WORD)]


def test_merged_dates_channels_and_places_speak_for_each_row_and_nothing_else_does() -> None:
    book = Workbook()
    sheet = book.active
    headings = ("Fecha", "Canal", "Territorio", "Acción", "Nombre", "Autoriza datos", "Texto")
    sheet.append(headings)
    sheet.append(("14/11/2024", "Evento", "Comuna 3", "4.2", "Ana", "sí", "Uno"))
    sheet.append((None, None, None, None, None, None, "Dos"))
    sheet.append((None, None, None, None, None, None, "Tres"))
    sheet.append(("15/11/2024", "web", "", "", "", "", "Cuatro"))
    for column in "ABCDEF":
        sheet.merge_cells(f"{column}2:{column}4")
    rows = read_comments("o.xlsx", saved(book)).rows
    assert [row.body for row in rows] == ["Uno", "Dos", "Tres", "Cuatro"]
    assert [(row.received_on, row.channel, row.territory) for row in rows[:3]] == [
        (date(2024, 11, 14), Channel.EVENT, "Comuna 3")
    ] * 3
    assert [(row.action, row.name, row.consent) for row in rows[1:]] == [("", "", False)] * 3
    assert (rows[3].received_on, rows[3].territory) == (date(2024, 11, 15), "")


def test_merged_cells_without_an_observation_beside_them_are_no_rows() -> None:
    book = Workbook()
    book.active.append(("Fecha", "Texto"))
    book.active.append(("14/11/2024", "Uno"))
    book.active.merge_cells("A2:A900")
    reading = read_comments("o.xlsx", saved(book))
    assert len(reading.rows) == 1
    assert reading.faults == ()


def test_the_sheet_with_the_observations_is_found_and_the_others_are_named() -> None:
    book = Workbook()
    book.active.title = "Instrucciones"
    book.active.append(("Escriba", "una observación en cada fila"))
    sheet = book.create_sheet("Observaciones")
    sheet.append(("Texto", "Canal"))
    sheet.append(("Uno", "web"))
    hidden = book.create_sheet("Listas")
    hidden.append(("Texto", "Canal", "Acción"))
    hidden.sheet_state = "hidden"
    reading = read_comments("o.xlsx", saved(book))
    assert [row.body for row in reading.rows] == ["Uno"]
    assert reading.sheets_left_out == ("Instrucciones",)


# --- refusals and limits


@pytest.mark.parametrize(
    ("filename", "content", "fault"),
    [
        ("o.csv", b"", FileFault.EMPTY_FILE),
        ("o.csv", b"Texto;Canal\n", FileFault.EMPTY_TABLE),
        ("o.csv", b"Una carta\nsin tabla\n", FileFault.NO_TABLE),
        ("o.xlsx", workbook([]), FileFault.NO_TABLE),
        ("o.xlsx", workbook([HEADINGS, FULL])[:900], FileFault.DAMAGED),
        ("o.csv", workbook([HEADINGS, FULL]), FileFault.NOT_WHAT_ITS_NAME_SAYS),
        ("o.docx", b"texto", FileFault.UNKNOWN_KIND),
        ("o.pdf", b"%PDF-1.7", FileFault.PDF),
        ("o.csv", b"Texto" + b";x" * 300, FileFault.TOO_MANY_COLUMNS),
    ],
)
def test_a_file_without_observations_is_refused(
    filename: str, content: bytes, fault: FileFault
) -> None:
    assert refusal(filename, content).fault is fault


def test_a_refusal_speaks_of_observations_and_not_of_a_plan() -> None:
    refused = refusal("o.docx", b"texto")
    assert isinstance(refused, UnreadableComments)
    assert refused.message.startswith("“%(name)s” cannot be read. Bring the observations")
    assert refused.params["accepted"] == (".xlsx", ".csv", ".tsv")


def test_a_file_takes_20000_observations_and_no_more() -> None:
    rows = [("Texto", "Canal"), *[(f"Número {n}", "web") for n in range(MAX_COMMENTS)]]
    assert len(read_comments("o.csv", delimited(rows)).rows) == MAX_COMMENTS
    refused = refusal("o.csv", delimited([*rows, ("Una más", "web")]))
    assert (refused.fault, refused.params) == (FileFault.TOO_MANY_ROWS, {"limit": MAX_COMMENTS})


@pytest.mark.slow
def test_a_workbook_of_20000_full_rows_is_read() -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(HEADINGS)
    for number in range(MAX_COMMENTS):
        body = f"{number}: {'Falta la vereda. ' * 20}"
        sheet.append((*FULL[:2], datetime(2024, 11, 14), "8:00", body, *FULL[5:-1], f"R-{number}"))
    reading = read_comments("o.xlsx", saved(book))
    assert len(reading.rows) == MAX_COMMENTS
    assert len(set(fingerprints(reading.rows))) == MAX_COMMENTS


# --- fingerprints


def test_an_observation_is_recognised_whatever_its_row_case_or_corrected_labels() -> None:
    again = replace(
        FULL_ROW,
        row=90,
        body=FULL_ROW.body.upper().replace(" ", "  "),
        kind=Kind.PROPOSAL,
        name="Otra grafía",
    )
    assert fingerprint(again) == fingerprint(FULL_ROW)
    assert len(fingerprint(again)) == 64


@pytest.mark.parametrize(
    "change",
    [
        {"body": "Falta la vereda, y el corregimiento"},
        {"action": "4.3"},
        {"channel": Channel.EMAIL},
        {"received_on": date(2024, 11, 15)},
        {"received_at": None},
        {"proposed_text": ""},
        {"external_number": "2024-002"},
    ],
)
def test_another_observation_has_another_fingerprint(change: dict[str, object]) -> None:
    assert fingerprint(replace(FULL_ROW, **change)) != fingerprint(FULL_ROW)  # type: ignore[arg-type]


def test_r4_equal_texts_of_different_people_are_all_told_apart() -> None:
    reading = read_rows(("Texto", "Canal"), ("Igual", "evento"), ("Igual", "evento"), ("Otra",))
    first = fingerprints(reading.rows)
    assert len(set(first)) == 3
    assert fingerprints(reading.rows) == first


# --- any file


PIECES = (*HEADINGS, *FULL, "", "x", '"', "\x00", "=1+1", "45610", "²", "👩", "99/99/9999")
FILENAMES = st.sampled_from(["o.csv", "o.tsv", "o.txt", "o"])


@settings(deadline=None)
@example("o.csv", b'"')
@given(FILENAMES, st.binary() | st.text().map(str.encode))
def test_any_bytes_are_read_or_refused(filename: str, content: bytes) -> None:
    with suppress(UnreadableFile):
        read_comments(filename, content)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from(PIECES), max_size=9), max_size=12),
    st.sampled_from([";", ",", "\t"]),
    st.dictionaries(st.integers(-1, 9), st.sampled_from(list(CommentColumn)), max_size=4),
)
def test_any_heap_of_familiar_pieces_is_read_or_refused(
    lines: list[list[str]], delimiter: str, mapping: dict[int, CommentColumn]
) -> None:
    content = "\n".join(delimiter.join(line) for line in lines).encode()
    try:
        reading = read_comments("o.csv", content, mapping)
    except UnreadableFile:
        return
    assert all(row.body for row in reading.rows)
    assert not {row.row for row in reading.rows} & set(reading.faulty_rows)


CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**12), 10**12),
    st.floats(allow_nan=False, allow_infinity=False),
    st.datetimes(datetime(1901, 1, 1), datetime(2200, 1, 1)),
    st.times(),
    st.sampled_from(PIECES[:-6]),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=1, max_size=len(HEADINGS)), min_size=1, max_size=30))
def test_any_workbook_is_read_or_refused(rows: list[list[object]]) -> None:
    with suppress(UnreadableFile):
        read_rows(HEADINGS, *rows)


# --- messages


def test_each_message_has_its_spanish() -> None:
    folder = ROOT / "webapp/translations/es/LC_MESSAGES"
    known = {
        message.id: message.string
        for name in ("importing", "importing_comments")
        for message in read_po((folder / f"{name}.po").open("rb"), locale="es")
    }
    messages = [*_MESSAGES.values(), *(each.message for each in [*CommentColumn, *CommentFault])]
    for message in messages:
        assert known.get(message)
        assert message.count("%(") == known[message].count("%(")
