"""Taking back from the desk what was approved by mistake, and what everyone reads then (R21)."""

import pytest

from tests.canaries import NAME, a_plan_that_names, covered
from tests.cast import AFTER_CLOSE, WHILE_OPEN, an_announced_plan, filed, later, shown
from tests.worlds import an_adjusted_plan, answered
from webapp.models import Comment, Correction
from webapp.vocabulary import AnnulmentGround, CorrectionKind
from webapp.workflow import annulling, answering, correcting, handling, uncovering

WHY = "Se miró el expediente equivocado."
PLAN = "/planes/plan-de-prueba"


@pytest.fixture
def comments(cast, clock):
    plan = an_announced_plan(cast)
    clock(WHILE_OPEN)
    return [shown(filed(plan, text).comment, cast) for text in ("Una.", "Otra.", "Y otra.")]


@pytest.fixture
def annulment(comments, cast):
    """Of all of them, as a wrong file."""
    correction = correcting.propose(
        CorrectionKind.ANNULMENT, comments[0].plan, plan=comments[0].plan,
        reason="Se trajo el archivo equivocado.",
        details=annulling.proposal(AnnulmentGround.WRONG_FILE, comments),
        by=cast.mario_moderator, at=WHILE_OPEN,
    )  # fmt: skip
    return correcting.approve(correction, version=1, by=cast.alba_approver, at=WHILE_OPEN)


def address_of(correction):
    return f"/gestion/correcciones/{correction.id}/sin-efecto"


def approve_last(approver):
    last = Correction.select().order_by(Correction.id.desc()).get()
    approver.post(
        f"/gestion/correcciones/{last.id}/aprobacion",
        approver.get(f"/gestion/correcciones/{last.id}").form(0),
    )


def test_some_registrations_stand_again_from_one_to_another(comments, annulment, cast, desk):
    mario = desk(cast.mario_moderator)
    page = mario.get(f"/gestion/correcciones/{annulment.id}")
    assert address_of(annulment) in page.links
    mario.get(address_of(annulment))
    first, last = comments[0].filing_number, comments[1].filing_number
    mario.fill(address_of(annulment), first=first, last=last, reason=WHY)
    approve_last(desk(cast.alba_approver))
    annulled = [each.fresh().annulment_id for each in comments]
    assert annulled == [None, None, annulment.id]


def test_one_is_reached_from_its_own_page_with_its_number(comments, annulment, cast, desk):
    mario, number = desk(cast.mario_moderator), comments[2].filing_number
    page = mario.get(f"/gestion/observaciones/{number}")
    (link,) = [each for each in page.links if "sin-efecto" in each]
    assert mario.get(link).form()["first"] == number
    assert not [
        each
        for each in desk(cast.rosa_responder).get(f"/gestion/observaciones/{number}").links
        if "sin-efecto" in each
    ]


def test_everyone_reads_that_it_stands_again_and_that_it_was_annulled(
    comments, annulment, cast, desk, visitor
):
    desk(cast.mario_moderator).fill(address_of(annulment), reason=WHY)
    approve_last(desk(cast.alba_approver))
    read = visitor.get(f"/observaciones/{comments[0].filing_number}")
    assert "se anuló por error y vuelve a contar" in read.words
    assert WHY in read.words
    assert "No sigue una respuesta" not in read.words
    told = visitor.get(f"{PLAN}/correcciones").words
    assert f"Deja sin efecto la corrección n.º {annulment.id}" in told
    assert "Se trajo el archivo equivocado." in told


def test_after_the_report_its_page_says_that_an_addendum_follows_r10(
    comments, cast, clock, desk, visitor
):
    clock(later(AFTER_CLOSE, hours=2))
    for each in comments[1:]:
        answered(each, cast)
    correction = correcting.propose(
        CorrectionKind.ANNULMENT, comments[0], plan=comments[0].plan, reason=WHY,
        details=annulling.proposal(AnnulmentGround.TEST, comments[:1]),
        by=cast.mario_moderator, at=AFTER_CLOSE,
    )  # fmt: skip
    correcting.approve(correction, version=1, by=cast.alba_approver, at=AFTER_CLOSE)
    answering.publish_report(comments[0].plan, by=cast.alba_approver, at=AFTER_CLOSE)
    desk(cast.mario_moderator).fill(address_of(correction), reason=WHY)
    approve_last(desk(cast.alba_approver))
    read = visitor.get(f"/observaciones/{comments[0].filing_number}").words
    assert "Volvió a contar después del informe" in read
    report = visitor.get(f"{PLAN}/informe").words
    assert "n.º 2" in report
    assert comments[0].filing_number in report
    assert "1 observación se registró después del informe" in visitor.get(f"{PLAN}").words


def test_what_is_missing_is_said_and_what_cannot_be_is_refused(comments, annulment, cast, desk):
    mario = desk(cast.mario_moderator)
    back = mario.fill(address_of(annulment), 422, reason="Corto.")
    assert back.form()["reason"] == "Corto."
    mario.fill(address_of(annulment), 422, first="CMC-2026-000099", reason=WHY)
    mario.fill(address_of(annulment), reason=WHY)
    mario.fill(address_of(annulment), 409, reason=WHY)
    mario.get("/gestion/correcciones/999/sin-efecto", 404)
    waiting = Correction.select().order_by(Correction.id.desc()).get()
    page = mario.get(f"/gestion/correcciones/{waiting.id}/sin-efecto")
    assert "no se deja sin efecto" in page.words
    desk(cast.rosa_responder).get(address_of(annulment), 403)


def test_a_moderator_does_not_take_back_what_an_editor_decides(cast, clock, desk):
    plan = an_adjusted_plan(cast)
    clock(later(AFTER_CLOSE, days=3))
    elena = desk(cast.elena_editor)
    location = elena.fill(
        f"/gestion{PLAN}/plan-ajustado/retiro", reason="Faltaba la firma de la Mesa."
    ).response.location
    mario = desk(cast.mario_moderator)
    approve_last(desk(cast.alba_approver))
    withdrawal = Correction.withdrawal_of(plan.current_edition)
    assert address_of(withdrawal) in elena.get(location).links
    assert address_of(withdrawal) not in mario.get(location).links
    mario.get(address_of(withdrawal), 403)
    elena.get(address_of(withdrawal))


def test_covered_words_are_chosen_by_their_marks_and_read_again_r13(cast, clock, desk, visitor):
    plan = a_plan_that_names(cast)
    cover = covered(plan, cast)
    clock(later(AFTER_CLOSE, hours=6))
    mario = desk(cast.mario_moderator)
    page = mario.get(address_of(cover))
    assert NAME not in page.words
    assert "[nombre suprimido]" in page.words
    mario.fill(address_of(cover), 422, reason=WHY)
    for each in cover.details["texts"]:
        assert each["sha256"] not in page.html
    boxes = [str(each.number) for each in uncovering.passages_of(cover)]
    mario.fill(address_of(cover), passages=boxes, order="Auto 12 de 2026", reason=WHY)
    approve_last(desk(cast.alba_approver))
    assert NAME in visitor.get(f"/planes/{plan.slug}").words
    told = visitor.get(f"/planes/{plan.slug}/correcciones").words
    assert "Auto 12 de 2026" in told


def test_an_impediment_is_lifted_by_who_declared_it_and_another(comments, cast, desk, visitor):
    comment: Comment = comments[0]
    page = f"/gestion/observaciones/{comment.filing_number}"
    lift = f"{page}/impedimento/levantamiento"
    rosa, alba = desk(cast.rosa_responder), desk(cast.alba_approver)
    assert lift not in rosa.get(page).links
    assert "no tiene un impedimento" in rosa.get(lift).words
    handling.recuse(
        comment, reason="Es mi vecina.", version=comment.handlings.get().version,
        by=cast.rosa_responder, at=WHILE_OPEN,
    )  # fmt: skip
    assert lift in rosa.get(page).links
    assert lift not in alba.get(page).links
    rosa.get(lift)
    rosa.fill(lift, 422, reason="Corto.")
    rosa.fill(lift, reason="Lo declaré en la que no era.")
    read = alba.get(f"/gestion/correcciones/{Correction.get().id}").words
    assert "el público no" in read
    approve_last(alba)
    assert lift not in rosa.get(page).links
    assert "Lo declaré" not in visitor.get(f"{PLAN}/correcciones").words
    assert "/correcciones" not in visitor.get(PLAN).links
    desk(cast.aldo_auditor).get(lift, 403)
