"""Letters in parts: split, answered and shown."""

import pytest

from tests.cast import AFTER_CLOSE, WHILE_OPEN, an_announced_plan, filed, shown
from webapp.models import Action, Part
from webapp.models.edition_content import changes_of
from webapp.text.redaction import RedactionKind
from webapp.vocabulary import AnswerState, Decision, Ground, Origin
from webapp.workflow import adjusting, answering, moderating, splitting
from webapp.workflow.splitting import LetterPiece

FIRST, SECOND = "Pongan un buzón en la plaza.", "Y publiquen las respuestas cada mes."
LETTER = f"{FIRST}\n\n{SECOND}"
SAID = {
    "decision": "not_incorporated",
    "text": "Gracias.",
    "reason": "No hay presupuesto. Así consta en el acta de la mesa directiva.",
}


@pytest.fixture
def plan(cast, clock):
    return an_announced_plan(cast)


@pytest.fixture
def filing(plan, cast, clock):
    receipt = filed(plan, LETTER, code=None)
    shown(receipt.comment, cast)
    clock(AFTER_CLOSE)
    return receipt


@pytest.fixture
def letter(filing):
    return filing.comment.fresh()


@pytest.fixture
def rosa(cast, desk, clock):
    clock(AFTER_CLOSE)
    return desk(cast.rosa_responder)


def at(letter, place=""):
    return f"/gestion/observaciones/{letter.filing_number}{place}"


def is_split(letter, cast):
    pieces = [LetterPiece(FIRST, letter.plan.actions.first()), LetterPiece(SECOND, None)]
    return splitting.split(
        letter, pieces, version=letter.fresh().version, by=cast.rosa_responder, at=AFTER_CLOSE
    )


def is_published(letter, cast, first=Decision.INCORPORATED, second=Decision.OUT_OF_SCOPE):
    parts = is_split(letter, cast)
    edition = adjusting.start_edition(letter.plan, by=cast.elena_editor, at=AFTER_CLOSE)
    adjusting.retitle(
        edition.categories.first(), "Oír mejor a la gente",
        adjusting.Why(
            origin=Origin.OBSERVATIONS, reason="Lo pidió la carta, en su parte.", comments=[letter]
        ),
        version=1, by=cast.elena_editor, at=AFTER_CLOSE,
    )  # fmt: skip
    for part, decision in zip(parts, (first, second), strict=True):
        splitting.answer_part(
            part,
            decision=decision,
            text=f"Sobre la parte {part.position}.",
            reason=f"Motivo {part.position}. Así consta en el acta de la mesa directiva.",
            version=part.version,
            by=cast.rosa_responder,
            at=AFTER_CLOSE,
        )
    reply = answering.Reply(
        decision=None,
        text="Va por partes.",
        reason="Cada una el suyo. Así consta en el acta de la mesa directiva.",
    )
    answer = answering.submit(letter, reply, version=None, by=cast.rosa_responder, at=AFTER_CLOSE)
    by, when = cast.alba_approver, AFTER_CLOSE
    answer = answering.approve(answer, version=answer.version, by=by, at=when)
    answering.publish(answer, version=answer.version, by=by, at=when)


def test_the_form_begins_with_the_paragraphs_of_the_letter(letter, rosa):
    form = rosa.get(at(letter, "/partes")).form()
    assert form["row1_excerpt"] == FIRST
    assert form["row2_excerpt"] == SECOND
    assert form["row3_excerpt"] == ""


def test_it_is_split_and_each_part_answered_one_after_the_other(letter, rosa):
    page = rosa.fill(at(letter, "/partes"), row1_action="1.1")
    assert page.response.location == at(letter, "/partes")
    assert [(part.excerpt, part.action and part.action.code) for part in letter.parts] == [
        (FIRST, "1.1"),
        (SECOND, None),
    ]
    page = rosa.fill(at(letter, "/partes/1"), **SAID)
    assert page.response.location == at(letter, "/partes/2")
    page = rosa.fill(at(letter, "/partes/2"), **{**SAID, "decision": "incorporated"})
    assert page.response.location == at(letter, "/respuesta")
    answer = rosa.get(at(letter, "/respuesta"))
    assert not answer.all(".//input[@name='decision']")
    assert "Parcialmente incorporada" in answer.words
    rosa.post(at(letter, "/respuesta"), {**answer.form(), "then": "submit"})
    sent = letter.answers.get()
    assert (sent.state, sent.decision) == (
        AnswerState.SUBMITTED,
        Decision.PARTIALLY_INCORPORATED,
    )


@pytest.mark.parametrize("htmx", [False, True])
def test_the_letter_is_not_submitted_before_its_parts(letter, rosa, cast, htmx):
    is_split(letter, cast)
    form = {**rosa.get(at(letter, "/respuesta")).form(), "then": "submit", "text": "Mía."}
    page = rosa.post(at(letter, "/respuesta"), form, 422, htmx=htmx)
    assert "Responda primero cada parte" in page.words
    assert page.form(inside=".//div[@id='answer']")["text"] == "Mía."


@pytest.mark.parametrize("htmx", [False, True])
def test_words_that_are_not_in_the_letter_are_refused_and_kept(letter, rosa, htmx):
    page = rosa.fill(at(letter, "/partes"), 422, row1_excerpt="Otra cosa.", htmx=htmx)
    assert "como la lee el público" in page.words
    assert page.form(inside=".//div[@id='letter']")["row1_excerpt"] == "Otra cosa."
    assert not letter.parts.exists()


def test_more_rows_come_without_script_and_save_nothing(letter, rosa):
    page = rosa.fill(at(letter, "/partes"), 200, row3_excerpt="buzón", more="1")
    form = page.form()
    assert form["row3_excerpt"] == "buzón"
    assert "row6_excerpt" in form
    assert not letter.parts.exists()


def test_a_letter_that_is_not_shown_is_not_split(plan, rosa, cast, clock):
    pending = filed(plan, LETTER, code=None).comment
    clock(AFTER_CLOSE)
    page = rosa.get(at(pending, "/partes"))
    assert not page.all(".//textarea")
    assert "buzón" not in page.words
    token = rosa.get("/gestion/").form(inside=".//header")["csrf_token"]
    sent = {"csrf_token": token, "version": 1, "row1_excerpt": FIRST, "row2_excerpt": SECOND}
    rosa.post(at(pending, "/partes"), {**sent, "row1_action": "", "row2_action": ""}, 409)


def test_the_second_of_two_who_split_or_answer_loses_nothing_r12(letter, rosa, cast):
    first = rosa.get(at(letter, "/partes")).form()
    one, _ = is_split(letter, cast)
    page = rosa.post(at(letter, "/partes"), {**first, "row1_excerpt": "buzón"}, 409)
    assert page.form()["row1_excerpt"] == "buzón"
    typed = rosa.get(at(letter, "/partes/1")).form()
    splitting.answer_part(
        one,
        decision=Decision.INCORPORATED,
        text="La de otra.",
        reason="Se hará. Así consta en el acta de la mesa directiva.",
        version=one.version,
        by=cast.rosa_responder,
        at=AFTER_CLOSE,
    )
    page = rosa.post(at(letter, "/partes/1"), {**typed, **SAID, "text": "La mía."}, 409)
    assert "La de otra." in page.words
    assert page.form()["text"] == "La mía."
    rosa.post(at(letter, "/partes/1"), page.form())
    assert Part.get(Part.position == 1).text == "La mía."


@pytest.mark.parametrize("htmx", [False, True])
def test_a_part_without_decision_or_reason_is_refused_r7(letter, rosa, cast, htmx):
    is_split(letter, cast)
    page = rosa.fill(at(letter, "/partes/1"), 422, text="Sí.", htmx=htmx)
    for field in ("decision", "reason"):
        assert page.text_of(f".//*[@id='{field}-error']")
    rosa.get(at(letter, "/partes/3"), 404)


def test_it_is_answered_as_one_again(letter, rosa, cast):
    is_split(letter, cast)
    page = rosa.get(at(letter, "/partes"))
    rosa.post(at(letter, "/partes/union"), page.form(1))
    assert not letter.parts.exists()
    assert rosa.get(at(letter, "/respuesta")).all(".//input[@name='decision']")


def test_once_the_answer_is_out_nothing_changes(letter, rosa, cast):
    is_published(letter, cast)
    page = rosa.get(at(letter, "/partes"))
    assert not page.all(".//main//form")
    token = rosa.get("/gestion/").form(inside=".//header")["csrf_token"]
    sent = {"csrf_token": token, "version": letter.fresh().version}
    rosa.post(at(letter, "/partes/union"), sent, 409)
    rosa.post(at(letter, "/partes/1"), {**sent, **SAID}, 409)


def test_the_auditor_reads_the_parts_and_answers_none(letter, cast, desk):
    is_split(letter, cast)
    auditor = desk(cast.aldo_auditor)
    assert FIRST in auditor.get(at(letter, "/partes")).words
    auditor.get(at(letter, "/partes/1"), 403)


def test_its_public_answer_gives_each_part_with_its_decision(filing, letter, cast, visitor):
    addresses = (
        f"/observaciones/{letter.filing_number}",
        f"/seguimiento/{filing.tracking_code}",
        "/planes/plan-de-prueba/observaciones",
    )
    is_split(letter, cast)
    for address in addresses:
        assert "Parte 1" not in visitor.get(address).words
    is_published(letter, cast)
    for address in addresses:
        words = visitor.get(address).words
        for said in ("Parte 1", "Sobre la parte 1.", "Incorporada", "Sobre la parte 2."):
            assert said in words, (said, address)


def test_the_public_never_reads_in_a_part_what_was_suppressed_since_r3(
    filing, letter, cast, visitor
):
    is_published(letter, cast)
    moderating.redact(
        letter,
        moderating.everywhere(letter, "la plaza", RedactionKind.ADDRESS),
        ground=Ground.PERSONAL_DATA,
        version=letter.fresh().version,
        by=cast.mario_moderator,
        at=AFTER_CLOSE,
    )
    for address in (
        f"/observaciones/{letter.filing_number}",
        "/planes/plan-de-prueba/observaciones",
    ):
        page = visitor.get(address)
        assert "la plaza" not in page.html
        assert "Sobre la parte 1." in page.words
    moderating.withhold(
        letter,
        ground=Ground.PERSONAL_DATA,
        note="",
        version=letter.fresh().version,
        by=cast.mario_moderator,
        at=AFTER_CLOSE,
    )
    assert SECOND not in visitor.get(f"/observaciones/{letter.filing_number}").html
    assert WHILE_OPEN < AFTER_CLOSE


def is_split_over(letter, cast, plan):
    pieces = [
        LetterPiece(FIRST, plan.actions.where(Action.code == "1.1").get()),
        LetterPiece(SECOND, plan.actions.where(Action.code == "2.1").get()),
    ]
    return splitting.split(
        letter, pieces, version=letter.fresh().version, by=cast.rosa_responder, at=AFTER_CLOSE
    )


def test_the_part_about_an_action_stands_beside_it_while_it_is_adjusted_r15(
    letter, plan, cast, desk
):
    is_split_over(letter, cast, plan)
    adjusting.start_edition(plan, by=cast.elena_editor, at=AFTER_CLOSE)
    elena = desk(cast.elena_editor)
    for code, own, other in (("1.1", FIRST, SECOND), ("2.1", SECOND, FIRST)):
        page = elena.get(f"/gestion/planes/plan-de-prueba/ajuste/{code}")
        assert own in page.words
        assert other not in page.words
        assert page.all(f".//input[@name='comments'][@value='{letter.filing_number}']")
    elena.fill(
        "/gestion/planes/plan-de-prueba/ajuste/2.1",
        term_months="8", origin="observations", reason="Lo pidió la carta, en su parte.",
        comments=[letter.filing_number],
    )  # fmt: skip
    (change,) = changes_of(plan.fresh().draft_edition)
    assert change.comments == [letter]


def test_the_public_page_of_an_action_tells_the_parts_about_it_once_answered_r6_r15(
    letter, plan, cast, visitor
):
    first, second = is_split_over(letter, cast, plan)
    page = visitor.get("/planes/plan-de-prueba/acciones/2.1")
    assert letter.filing_number not in page.words
    for part in (first, second):
        splitting.answer_part(
            part, decision=Decision.NOT_INCORPORATED, text=f"Sobre la parte {part.position}.",
            reason="No hay presupuesto para hacerlo durante este año.",
            version=part.version, by=cast.rosa_responder, at=AFTER_CLOSE,
        )  # fmt: skip
    reply = answering.Reply(
        decision=None,
        text="Va por partes.",
        reason="Cada parte de la carta lleva su decisión y su motivo.",
    )
    answer = answering.submit(letter, reply, version=None, by=cast.rosa_responder, at=AFTER_CLOSE)
    by = cast.alba_approver
    answer = answering.approve(answer, version=answer.version, by=by, at=AFTER_CLOSE)
    answering.publish(answer, version=answer.version, by=by, at=AFTER_CLOSE)
    page = visitor.get("/planes/plan-de-prueba/acciones/2.1")
    assert SECOND in page.words
    assert "Sobre la parte 2." in page.words
    assert f"/observaciones/{letter.filing_number}#part-2" in page.links
    assert "Sobre la parte 1." not in page.words
