"""Open data: what its tables hold, and that the three forms hold the same."""

import csv
import io
import json
import tracemalloc
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from tests.cast import (
    AFTER_CLOSE,
    WHILE_OPEN,
    Cast,
    a_cast,
    an_announced_plan,
    filed,
    shown,
)
from tests.documents.test_delimited import as_it_came
from tests.queries import listened
from tests.worlds import SECRET, an_adjusted_plan, answered, crowd
from webapp.documents import open_data
from webapp.documents.datasets import (
    STREAMED,
    Column,
    Dataset,
    Spelling,
    Type,
    dictionary,
    write_workbook,
)
from webapp.documents.open_data import (
    ACTIONS,
    ANSWERS,
    CHANGES,
    DATASETS,
    DESK_OBSERVATIONS,
    OBSERVATIONS,
)
from webapp.figures.of_plan import Figures
from webapp.models import Action, Comment, Plan, Territory, ValueGroup
from webapp.queries.public_register import RegisterFilter
from webapp.text.redaction import RedactionKind, Span
from webapp.vocabulary import AuthorKind, Decision, Ground, Publication
from webapp.workflow import answering, handling, moderating, splitting
from webapp.workflow.answering import Reply
from webapp.workflow.splitting import LetterPiece

CONTRACT = (
    "radicado, fecha_recepcion, canal, plan, edicion, accion, aspecto, tipo, postura, remitente, "
    "grupo_valor, territorio, extemporanea, publicacion, motivo_publicacion, texto, "
    "texto_propuesto, decision, estado, respuesta, motivo, dependencia, fecha_respuesta, cambios, "
    "ronda, fecha_registro, condicion, se_atiende_en, anulacion, correccion"
).split(", ")
HOSTILE = (
    "<script>alert(1)</script>",
    '=HYPERLINK("http://malo.example";"Clic")',
    "+57 300; -1; @usuario\n\n\tsangría",
    "#let x = 1\n#x",
    "Ñandú 👩‍👩‍👧 עברית مرحبا \u202eal revés\u202c",
    "A" * 400,
    "x" * 5_000,
    "\"comillas\"; 'simples', y\nlíneas",
    "_x0041_ no es una A",
)


def spelling() -> Spelling:
    return Spelling(lambda message: message, ZoneInfo("America/Bogota"))


@pytest.fixture
def cast(database) -> Cast:
    return a_cast()


@pytest.fixture
def plan(cast) -> Plan:
    return an_announced_plan(cast)


def rows_of(plan: Plan, *, desk: bool = False) -> list[dict]:
    """The observations as JSON has them."""
    columns = DESK_OBSERVATIONS if desk else OBSERVATIONS
    return as_json(columns, open_data.observations(plan, spelling(), desk=desk))


def as_json(dataset, rows) -> list[dict]:
    return json.loads(b"".join(STREAMED["json"](dataset, rows, spelling())))


def as_csv(dataset, rows) -> list[dict]:
    text = b"".join(STREAMED["csv"](dataset, rows, spelling())).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def as_sheets(dataset, rows, path: Path, **options) -> list[list[tuple]]:
    write_workbook(path, dataset, rows, spelling(), **options)
    book = openpyxl.load_workbook(path)
    return [[tuple(map(_read, row)) for row in sheet.iter_rows(values_only=True)] for sheet in book]


def _read(cell: object) -> object:
    """As spreadsheets read it: `_x0041_` stands for a character (openpyxl leaves it be)."""
    return unescape(cell) if isinstance(cell, str) else cell


# --- what the tables hold -------------------------------------------------------------------------


def test_the_columns_are_those_of_the_contract_in_its_order():
    assert OBSERVATIONS.header == CONTRACT


def test_every_column_of_every_table_is_in_the_dictionary_with_its_closed_list():
    for dataset in (*DATASETS, DESK_OBSERVATIONS):
        told = dictionary(dataset, str)
        assert [name for name, *_ in told] == dataset.header
        assert len(set(dataset.header)) == len(dataset.header)
        assert all(bool(column.words) is (column.written is Type.WORD)
                   for column in dataset.columns)  # fmt: skip
        assert all(meaning for _, meaning, _, _ in told)


def test_rows_count_the_same_as_the_figures(plan):
    """R18: every total of a dimension is the number of rows that say it."""
    crowd(plan, 60)
    figures, rows = Figures(plan.fresh()), rows_of(plan)
    in_term = [row for row in rows if not row["extemporanea"]]

    def counted(column: str) -> dict:
        values = [row[column] for row in in_term if row[column] is not None]
        return {value: values.count(value) for value in values}

    assert (len(in_term), len(rows) - len(in_term)) == (figures.total, figures.late)
    assert counted("canal") == {word.message: n for word, n in figures.by_channel}
    assert counted("tipo") == {word.message: n for word, n in figures.by_kind if word}
    assert counted("accion") == {each.code: n for each, n in figures.by_action if each}
    assert counted("decision") == {word.message: n for word, n in figures.by_decision}
    assert counted("estado") == {word.message: n for word, n in figures.by_state.items() if n}
    assert len([row for row in in_term if row["respuesta"]]) == figures.answered


def test_of_what_is_not_shown_there_is_a_reason_and_no_text(plan):
    """R3, R6"""
    crowd(plan, 12)
    for row in rows_of(plan):
        hidden = row["publicacion"] in (Publication.WITHHELD.message, Publication.PENDING.message)
        assert (row["texto"] is None) is hidden
        whole = row["publicacion"] == Publication.SHOWN.message
        assert (row["motivo_publicacion"] is None) is whole
        assert SECRET not in str(row)


def test_an_answer_is_there_once_it_is_out_and_not_before(plan, cast):
    """R6"""
    comment = shown(filed(plan).comment, cast)
    answer = answered(comment, cast, text="Aún no sale.")
    (row,) = rows_of(plan)
    assert "Aún no sale." not in str(row)
    assert not list(open_data.answers(plan))
    answering.publish(answer, version=answer.version, by=cast.alba_approver, at=AFTER_CLOSE)
    (row,) = rows_of(plan)
    assert (row["decision"], row["estado"]) == ("Informative reply", "Not applicable")
    assert (row["respuesta"], row["motivo"]) == (
        "Aún no sale.",
        "Es lo que corresponde. Así consta en el acta de la mesa directiva.",
    )
    assert row["fecha_respuesta"] == "2026-03-20T09:00:00-05:00"
    (reply,) = as_json(ANSWERS, open_data.answers(plan))
    assert (reply["radicado"], reply["respuesta"]) == (comment.filing_number, "Aún no sale.")


def test_nobody_is_named_who_did_not_ask_for_it_and_few_are_not_told_apart(plan, cast):
    """R13, R14"""
    group, sensitive = ValueGroup.public()[0], ValueGroup.get(ValueGroup.sensitive)
    place = Territory.select().first()
    person = {
        "author_kind": AuthorKind.PERSON, "name": "Pepa Pérez", "email": "pepa@example.com",
        "phone": "3001234567", "consent": True,
    }  # fmt: skip
    for number in range(3):
        filed(plan, f"Uno {number}", value_group=group, territory=place, **person)
    shown(filed(plan, "Dos", value_group=sensitive, publish_name=True, **person).comment, cast)
    rows = rows_of(plan)
    assert {row["grupo_valor"] for row in rows} == {None}
    assert sensitive.name not in str(rows)
    assert "pepa@example.com" not in str(rows)
    assert "3001234567" not in str(rows)
    assert [row["remitente"] for row in rows] == ["Person"] * 3 + ["Pepa Pérez"]
    assert {row["territorio"] for row in rows} == {None}


def test_a_place_is_told_with_its_authors_leave_and_never_a_minors(plan, cast):
    """R13, R14"""
    place = Territory.select().first()
    of_it = {"territory": place, "publish_territory": True, "author_kind": AuthorKind.PERSON}
    shown(filed(plan, "Uno", **of_it).comment, cast)
    shown(filed(plan, "Dos", **of_it | {"publish_territory": False}).comment, cast)
    shown(filed(plan, "Tres", **of_it, is_minor=True).comment, cast)
    assert [(row["remitente"], row["territorio"]) for row in rows_of(plan)] == [
        (f"Person, {place.name}", place.name),
        ("Person", None),
        ("A minor", None),
    ]


def test_a_letter_in_parts_is_one_observation_with_the_answer_to_each_part(plan, cast):
    text = "Pongan un buzón.\n\nY publiquen las respuestas."
    letter = shown(filed(plan, text, code=None).comment, cast)
    one, two = (plan.actions.where(Action.code == code).get() for code in ("1.1", "2.1"))
    first, second = text.split("\n\n")
    by = cast.rosa_responder
    parts = splitting.split(
        letter, [LetterPiece(first, one), LetterPiece(second, two)], version=letter.version, by=by,
        at=AFTER_CLOSE,
    )  # fmt: skip
    no = {
        "decision": Decision.NOT_INCORPORATED,
        "text": "No se puede.",
        "reason": "Es caro. Así consta en el acta de la mesa directiva.",
    }
    already = {
        "decision": Decision.ALREADY_INCLUDED,
        "text": "Ya está.",
        "reason": "Se hará. Así consta en el acta de la mesa directiva.",
        "cites": "Acción 2.1",
    }
    for part, reply in zip(parts, (no, already), strict=True):
        splitting.answer_part(part, **reply, version=part.version, by=by, at=AFTER_CLOSE)
    whole = Reply(
        decision=None,
        text="Respondemos cada parte.",
        reason="Cada una. Así consta en el acta de la mesa directiva.",
    )
    answer = answering.submit(letter.fresh(), whole, version=None, by=by, at=AFTER_CLOSE)
    approver = cast.alba_approver
    answer = answering.approve(answer, version=answer.version, by=approver, at=AFTER_CLOSE)
    answering.publish(answer, version=answer.version, by=approver, at=AFTER_CLOSE)

    (row,) = rows_of(plan)
    assert "Part 1 (action 1.1). Not incorporated: No se puede. Es caro." in row["respuesta"]
    assert "Where the plan says it: Acción 2.1" in row["respuesta"]
    replies = as_json(ANSWERS, open_data.answers(plan))
    assert [(each["parte"], each["accion"]) for each in replies] == [
        (None, None), (1, "1.1"), (2, "2.1"),
    ]  # fmt: skip
    assert replies[2]["donde_lo_dice"] == "Acción 2.1"


def test_changes_and_actions_say_which_observations_and_which_edition(cast):
    plan = an_adjusted_plan(cast)
    changes = as_json(CHANGES, open_data.changes(plan))
    assert [(each["edicion"], each["accion"], each["campo"]) for each in changes] == [
        (2, "1.1", "Improvement"), (2, "1.1", "Term"),
    ]  # fmt: skip
    assert changes[1]["observaciones"] == ["CMC-2026-000001"]
    assert (changes[1]["antes"], changes[1]["despues"]) == ("3", "6")
    (row,) = rows_of(plan)
    assert row["cambios"] == [
        "Edition 2, action 1.1: Improvement", "Edition 2, action 1.1: Term",
    ]  # fmt: skip
    actions = as_json(ACTIONS, open_data.actions(plan))
    assert len(actions) == 8
    terms = [each["plazo_meses"] for each in actions if each["accion"] == "1.1"]
    assert terms == [3, 6]
    assert sum(each["observaciones_en_termino"] for each in actions) == 1
    assert {each["accion"]: each["continua_a"] for each in actions}["2.1.1"] == "2.1"


def test_the_desks_copy_has_the_originals_and_no_contact_data(plan, cast):
    person = {"author_kind": AuthorKind.PERSON, "name": "Pepa Pérez", "email": "pepa@example.com",
              "consent": True}  # fmt: skip
    comment = filed(plan, "Soy Zutana y opino.", **person).comment
    moderating.redact(
        comment,
        moderating.Redactions(body=[Span(4, 10, RedactionKind.NAME)]),
        ground=Ground.PERSONAL_DATA,
        version=1,
        by=cast.mario_moderator,
        at=WHILE_OPEN,
    )
    handling.note(comment, "Preguntar a Planeación.", by=cast.rosa_responder, at=WHILE_OPEN)
    (row,) = rows_of(plan, desk=True)
    assert row["texto"] == "Soy [nombre suprimido] y opino."
    assert row["texto_original"] == "Soy Zutana y opino."
    assert row["notas"] == ["Preguntar a Planeación."]
    assert "Pepa" not in str(row)
    assert "pepa@example.com" not in str(row)
    assert "Zutana" not in str(rows_of(plan))


# --- how they are read ----------------------------------------------------------------------------


def test_many_are_read_in_batches_each_with_a_constant_number_of_queries(plan):
    crowd(plan, 1_100)
    with listened() as heard:
        numbers = [row.comment.id for row in open_data.observations(plan, spelling())]
    assert numbers == sorted(numbers)
    assert len(numbers) == len(set(numbers)) == 1_100
    assert len(heard) <= 3 * 4 + 4
    newest = open_data.observations(plan, spelling(), RegisterFilter(newest_first=True))
    assert [row.comment.id for row in newest] == numbers[::-1]
    with listened() as heard:
        list(open_data.observations(plan, spelling(), desk=True))
    assert len(heard) <= 3 * 6 + 4


def test_a_download_that_began_has_what_there_was_then(plan):
    crowd(plan, 600)
    rows = open_data.observations(plan, spelling())
    first = next(rows)
    crowd(plan, 5)
    assert 1 + len(list(rows)) == 600
    assert first.comment.filing_number == "CMC-2026-000001"


# --- how they are written -------------------------------------------------------------------------


def test_hostile_texts_come_out_as_text_in_every_form(plan, cast, tmp_path):
    for text in HOSTILE:
        shown(filed(plan, text).comment, cast)
    kept = [each.public_body for each in Comment.select().order_by(Comment.id)]
    assert kept == list(HOSTILE)

    assert [row["texto"] for row in rows_of(plan)] == kept
    cells = as_csv(OBSERVATIONS, open_data.observations(plan, spelling()))
    written = [row["texto"] for row in cells]
    assert [as_it_came(text) for text in written] == kept
    assert not [text for text in written if text.startswith(("=", "+", "-", "@", "\t", "\r"))]
    rows = open_data.observations(plan, spelling())
    sheet, _ = as_sheets(OBSERVATIONS, rows, tmp_path / "x.xlsx")
    column = sheet[0].index("texto")
    assert [row[column] for row in sheet[1:]] == kept
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    assert not [cell for row in book.worksheets[0] for cell in row if cell.data_type == "f"]


TABLE = Dataset[tuple](
    "cosas",
    "Things",
    "One row per thing.",
    (
        Column("texto", "Text", Type.TEXT, lambda row: row[0], long=True),
        Column("numero", "Number", Type.NUMBER, lambda row: row[1]),
        Column("si", "Yes or no", Type.YES_NO, lambda row: row[2]),
        Column("lista", "List", Type.LIST, lambda row: row[3]),
    ),
)
TEXTS = st.text(
    st.characters(exclude_categories=("Cc", "Cs"), include_characters="\n\t"), max_size=80
)
ROWS = st.lists(
    st.tuples(TEXTS, st.none() | st.integers(0, 10**9), st.booleans(), st.lists(TEXTS, max_size=3)),
    max_size=6,
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=ROWS)
@example(rows=[("\n=", None, False, [])])
def test_what_is_written_reads_back(rows, tmp_path):
    read = as_json(TABLE, rows)
    assert [
        (each["texto"] or "", each["numero"], each["si"], each["lista"]) for each in read
    ] == rows

    cells = as_csv(TABLE, rows)
    for (text, number, yes, _), cell in zip(rows, cells, strict=True):
        assert as_it_came(cell["texto"]) == text
        assert cell["numero"] == ("" if number is None else str(number))
        assert cell["si"] == ("yes" if yes else "no")

    sheet, _ = as_sheets(TABLE, rows, tmp_path / "x.xlsx")
    assert [(cell[0] or "", cell[1]) for cell in sheet[1:]] == [(row[0], row[1]) for row in rows]


def test_instants_have_the_offset_of_the_zone_and_nothing_is_null_by_another_name():
    dataset = Dataset[object]("x", "X", "X", (Column("v", "V", Type.TEXT, lambda row: row),))
    values = [datetime(2026, 3, 10, 14, 0), date(2026, 3, 10), "", None, Decision.INCORPORATED]
    assert [row["v"] for row in as_json(dataset, values)] == [
        "2026-03-10T09:00:00-05:00", "2026-03-10", None, None, "Incorporated",
    ]  # fmt: skip
    assert as_json(dataset, []) == []


def test_a_sheet_that_is_full_goes_on_in_another_one(tmp_path):
    rows = [(str(number), number, True, []) for number in range(5)]
    first, second, third, _ = as_sheets(TABLE, rows, tmp_path / "x.xlsx", sheet_rows=2)
    assert [row[1] for sheet in (first, second, third) for row in sheet[1:]] == [0, 1, 2, 3, 4]
    assert first[0] == second[0] == third[0]
    only, _ = as_sheets(TABLE, [], tmp_path / "y.xlsx")
    assert only == [("texto", "numero", "si", "lista")]


@pytest.mark.slow
def test_memory_does_not_grow_with_the_rows(tmp_path):
    def most(count: int, form: str) -> int:
        rows = ((f"Observación {number}\n" * 3, number, True, []) for number in range(count))
        tracemalloc.start()
        if form == "xlsx":
            write_workbook(tmp_path / f"{count}.xlsx", TABLE, rows, spelling())
        else:
            for _ in STREAMED[form](TABLE, rows, spelling()):
                pass
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return peak

    for form in ("csv", "json", "xlsx"):
        assert most(24_000, form) - most(12_000, form) < 1024**2, form
