"""A whole file of observations: upload, preview, confirm; all of them or none."""

from io import BytesIO

import pytest
from openpyxl import Workbook

from tests.cast import AFTER_CLOSE, BLANK_TEXTS, MONDAY, a_draft, an_announced_plan, later, wording
from webapp.models import Comment, Meeting, ValueGroup
from webapp.vocabulary import Channel
from webapp.workflow import drafting

UPLOAD = "/gestion/planes/plan-de-prueba/recepcion/archivo"
CONFIRM = f"{UPLOAD}/confirmacion"
HEADINGS = "Acción;Canal;Fecha de recibo;Hora;Observación;Radicado externo"
ROWS = (
    "1.1;ventanilla;09/03/2026;10:30;Pongan un buzón.;R-1",
    ";correo;10/03/2026;;En general, bien.;R-2",
    "2.1;taller;05/03/2026;;Respondan a tiempo.;R-3",
)


@pytest.fixture
def plan(cast, clock):
    return an_announced_plan(cast)


@pytest.fixture
def mario(cast, desk, plan):
    return desk(cast.mario_moderator)


def a_csv(*rows: str, headings: str = HEADINGS, name: str = "observaciones.csv"):
    return (BytesIO("\n".join([headings, *rows]).encode()), name)


def sent(visitor, file, status: int = 200, **said):
    return visitor.fill(UPLOAD, status, file=file, **said)


def test_what_was_read_is_shown_and_nothing_is_filed_before_the_confirmation(mario):
    page = sent(mario, a_csv(*ROWS))
    assert "Radicar 3 observaciones" in page.words
    assert "Respondan a tiempo." in page.words
    assert not Comment.select().exists()
    done = mario.post(CONFIRM, page.form())
    assert "Se radicaron 3 observaciones" in mario.get(done.response.location).words
    filed = list(Comment.select().order_by(Comment.id))
    assert [each.channel for each in filed] == [Channel.FRONT_DESK, Channel.EMAIL, Channel.EVENT]
    assert filed[0].received_at.isoformat() == "2026-03-09T15:30:00"
    assert filed[1].action is None


def test_an_excel_file_reads_the_same(mario):
    book = Workbook()
    for row in (HEADINGS, *ROWS):
        book.active.append(row.split(";"))
    content = BytesIO()
    book.save(content)
    content.seek(0)
    page = sent(mario, (content, "observaciones.xlsx"))
    mario.post(CONFIRM, page.form())
    assert Comment.select().count() == 3


def test_the_same_file_again_has_nothing_new(mario):
    mario.post(CONFIRM, sent(mario, a_csv(*ROWS)).form())
    page = sent(mario, a_csv(*ROWS))
    assert "Este archivo no trae nada nuevo" in page.words
    assert not page.all(".//main//form")
    page = sent(mario, a_csv(*ROWS, ";correo;10/03/2026;;Otra.;R-4"))
    assert "Radicar 1 observación" in page.words
    mario.post(CONFIRM, page.form())
    assert Comment.select().count() == 4


def test_a_confirmation_sent_twice_files_once(mario):
    form = sent(mario, a_csv(*ROWS)).form()
    mario.post(CONFIRM, form)
    mario.post(CONFIRM, form)
    assert Comment.select().count() == 3


def test_each_wrong_row_says_one_thing_and_none_can_be_filed(mario):
    page = sent(
        mario,
        a_csv(
            ROWS[0],
            "9.9;paloma;ayer;;Dos errores.;R-2",
            "9.9;correo;10/03/2026;;Otra acción.;R-3",
            "1.1;correo;11/03/2026;;Del futuro.;R-4",
            "1.1;correo;10/03/2026;;;R-5",
        ),
    )
    assert "4 filas por corregir" in page.words
    assert "El plan no tiene la acción «9.9»" in page.words
    assert page.words.count("Fila 3") == 1
    assert not page.all(".//main//form")


def test_what_rows_do_not_say_is_said_once_for_all(mario):
    page = sent(mario, a_csv("Hola.", "Adiós.", headings="Observación"))
    assert "2 filas por corregir" in page.words
    page = sent(
        mario,
        a_csv("Hola.", "Adiós.", headings="Observación"),
        channel="event",
        received_on="2026-03-05",
    )
    mario.post(CONFIRM, page.form())
    assert {each.channel for each in Comment.select()} == {Channel.EVENT}


def test_all_may_hang_on_a_meeting(mario):
    mario.fill(
        "/gestion/planes/plan-de-prueba/reuniones/nueva",
        title="Taller",
        place="Escuela",
        held_on="2026-03-05",
    )
    meeting = Meeting.get()
    page = sent(mario, a_csv(*ROWS), meeting=str(meeting.id))
    mario.post(CONFIRM, page.form())
    assert meeting.made.count() == 3


def test_late_ones_are_told_before_and_marked_after_r5(desk, cast, clock, plan):
    clock(AFTER_CLOSE)
    mario = desk(cast.mario_moderator)
    page = sent(mario, a_csv(ROWS[0], "1.1;correo;19/03/2026;;Llegó tarde.;R-9"))
    assert "Extemporánea: 1" in page.words
    mario.post(CONFIRM, page.form())
    assert (plan.fresh().comments_total, plan.fresh().comments_late) == (1, 1)


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ((BytesIO(b""), "vacio.csv"), "vacío"),
        ((BytesIO(b"%PDF-1.7"), "carta.pdf"), "PDF"),
        ((BytesIO(b"PK\x03\x04basura"), "roto.xlsx"), "dañado"),
        (a_csv("x", headings="Nombre;Correo"), "columna"),
        (a_csv(*(f";correo;10/03/2026;;Fila {n}.;R-{n}" for n in range(20_001))), "20000"),
    ],
    ids=["empty", "pdf", "damaged", "no text", "too many"],
)
def test_a_file_that_cannot_be_read_is_refused_whole(mario, file, words):
    page = sent(mario, file, 422)
    assert words in page.text_of(".//*[@id='file-error']").replace(".", "")
    assert "#file" in page.links


def test_without_a_file_it_asks_for_one_as_page_and_fragment(mario):
    assert "Escoja el archivo" in mario.fill(UPLOAD, 422).words
    assert "<html" not in mario.fill(UPLOAD, 422, htmx=True).html


def test_a_preview_that_is_old_altered_or_of_someone_else_is_refused(mario, desk, cast):
    form = sent(mario, a_csv(*ROWS)).form()
    assert (
        "ya no es válida"
        in mario.post(CONFIRM, {**form, "sealed_file": form["sealed_file"][:-2]}, 409).words
    )
    elena = desk(cast.elena_editor)
    token = elena.get(UPLOAD).form()["csrf_token"]
    elena.post(CONFIRM, {**form, "csrf_token": token}, 409)
    assert not Comment.select().exists()


def test_what_changed_meanwhile_is_said_and_nothing_is_filed(mario, cast):
    action = f"1.1;correo;10/03/2026;;Con grupo.;R-9;{ValueGroup.offered()[0].name}"
    form = sent(mario, a_csv(action, headings=f"{HEADINGS};Grupo de valor")).form()
    ValueGroup.update(active=False).execute()
    page = mario.post(CONFIRM, form, 409)
    assert "Algo cambió mientras tanto" in page.words
    assert not Comment.select().exists()


def test_each_row_says_what_it_counts_for_r3(mario, plan, cast):
    drafting.close_action(
        wording(plan, "1.1").action,
        reason="La ley ya lo ordena, y no depende del plan.",
        by=cast.elena_editor,
        at=MONDAY,
    )
    page = sent(mario, a_csv(*ROWS, ";correo;02/03/2026;;Antes de abrir.;R-4"))
    assert "Sobre una acción que no recibía observaciones: 1" in page.words
    assert "Antes de la apertura: 1" in page.words
    mario.post(CONFIRM, page.form())
    assert (plan.fresh().comments_total, plan.fresh().comments_late) == (3, 1)


def test_a_plan_that_takes_none_says_so(mario, cast, desk, clock, plan):
    a_draft(cast, "en-preparacion")
    mario.get("/gestion/planes/en-preparacion/recepcion/archivo", 404)
    for person in (cast.rosa_responder, cast.aldo_auditor, cast.ada_admin):
        desk(person).get(UPLOAD, 403)
    clock(later(AFTER_CLOSE, days=1))
    desk(cast.elena_editor).get(UPLOAD)


def test_a_stranger_is_sent_to_sign_in(visitor, plan):
    assert "/gestion/entrar" in visitor.get(UPLOAD, 302).response.location


def test_a_row_whose_text_nobody_can_see_is_to_be_corrected_r7(mario):
    blank = [text for text in BLANK_TEXTS.values() if "\n" not in text]
    rows = [f"1.1;correo;10/03/2026;;{text};R-{number}" for number, text in enumerate(blank)]
    page = sent(mario, a_csv(*rows))
    assert f"{len(blank)} filas por corregir" in page.words
    assert page.words.count("La observación no tiene texto.") == len(blank)
    assert not page.all(".//main//form")
