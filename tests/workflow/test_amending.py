"""A published answer is corrected by two people, beside the former one, which stays (R21)."""

import pytest

from tests.cast import (
    AFTER_CLOSE,
    MONDAY,
    PASSWORD,
    Cast,
    a_cast,
    an_account,
    an_announced_plan,
    filed,
    later,
    shown,
    wording,
)
from tests.worlds import an_adjusted_plan, answered
from webapp.figures.of_plan import Figures
from webapp.models import Answer, Comment, Correction, Notice, Plan, Report, Staff
from webapp.models.edition_content import content_of
from webapp.queries import report_matrix
from webapp.vocabulary import (
    AuthorKind,
    CorrectionKind,
    CorrectionState,
    Decision,
    NoticeKind,
    Origin,
    PlanField,
    Renewal,
    Role,
)
from webapp.workflow import (
    adjusting,
    amending,
    announcing,
    answering,
    correcting,
    handling,
    publishing,
    splitting,
    staffing,
    undoing,
    verifying,
)
from webapp.workflow.acts import OPERATOR
from webapp.workflow.answering import Reply
from webapp.workflow.refusals import Invalid, NotAllowed, StaleCopy, WrongState
from webapp.workflow.splitting import LetterPiece

WHY = "La respuesta citaba otra acción del plan."
LATER = later(AFTER_CLOSE, hours=1)
RIGHT = Reply(
    decision=Decision.NOT_INCORPORATED,
    text="Gracias. La acción 1.2 es la que trata de esto.",
    reason="El buzón se instala cuando haya presupuesto para hacerlo.",
)
YES = Reply(
    decision=Decision.INCORPORATED,
    text="Lo incorporamos en la acción 1.1.",
    reason="La plaza es el sitio al que más gente llega cada día.",
)


@pytest.fixture
def cast(database: object) -> Cast:
    return a_cast()


@pytest.fixture
def plan(cast: Cast) -> Plan:
    return an_announced_plan(cast)


@pytest.fixture
def comment(plan: Plan, cast: Cast) -> Comment:
    sent = filed(
        plan, author_kind=AuthorKind.PERSON, name="Ana Ríos", email="ana@correo.example",
        consent=True,
    )  # fmt: skip
    return shown(sent.comment, cast)


@pytest.fixture
def answer(plan: Plan, comment: Comment, cast: Cast) -> Answer:
    """Published with its report: an informative reply."""
    answered(comment, cast)
    answering.publish_report(plan, by=cast.alba_approver, at=AFTER_CLOSE)
    return comment.answers.get()


@pytest.fixture
def berta(cast: Cast) -> Staff:
    """Someone who drafts and approves."""
    return staffing.add_staff(
        email="berta@concejo.example", name="Berta Ambas",
        roles=(Role.RESPONDER, Role.APPROVER), password=PASSWORD, by=OPERATOR, at=MONDAY,
    )  # fmt: skip


def proposed(answer, cast, reply=RIGHT, *, by=None, reason=WHY, version=None) -> Correction:
    return correcting.propose(
        CorrectionKind.ANSWER,
        answer,
        plan=answer.comment.plan,
        reason=reason,
        details=amending.details_of(answer, reply, version=version or answer.version),
        by=by or cast.rosa_responder,
        at=LATER,
    )


def approved(correction, by) -> Correction:
    return correcting.approve(correction, version=correction.version, by=by, at=LATER)


def corrected(answer, cast, reply=RIGHT) -> Answer:
    approved(proposed(answer, cast, reply), cast.alba_approver)
    return answer.fresh()


def test_nothing_changes_until_another_approves_then_the_new_answer_stands_r21(answer, cast):
    correction = proposed(answer, cast)
    assert answer.fresh().text == "Gracias por escribir."
    made = approved(correction, cast.alba_approver)
    now = answer.fresh()
    assert (now.decision, now.text, now.reason) == (RIGHT.decision, RIGHT.text, RIGHT.reason)
    assert now.published_at == AFTER_CLOSE
    assert made.comment == answer.comment
    assert made.before["text"] == "Gracias por escribir."
    assert made.before["decision"] == Decision.INFORMATIVE_REPLY
    assert not verifying.examine().faults


def test_figures_report_and_search_follow_the_correction_r18(plan, answer, cast):
    round_ = plan.announced_round
    corrected(answer, cast)
    plan = plan.fresh()
    assert Figures(plan, round_).by_decision == [(Decision.NOT_INCORPORATED, 1)]
    report = Report.newest(round_)
    assert (report.number, report.why) == (2, Renewal.CORRECTION)
    assert report.about == answer.comment.filing_number
    (row,) = report_matrix.page([round_], None, late=False, after=0, limit=9)
    assert row.published.reply.text == RIGHT.text
    assert [each.before["text"] for each in row.published.corrections] == ["Gracias por escribir."]
    assert not verifying.examine().faults


def test_its_author_gets_a_letter_of_it(answer, cast):
    corrected(answer, cast)
    kinds = [each.kind for each in Notice.select().where(Notice.comment == answer.comment)]
    assert NoticeKind.ANSWER_CORRECTED in kinds


def test_it_is_corrected_again_and_every_former_answer_stays_r21(answer, cast):
    corrected(answer, cast)
    again = Reply(**{**vars(RIGHT), "text": "Gracias. Nos equivocamos dos veces."})
    corrected(answer.fresh(), cast, again)
    texts = [each.before["text"] for each in Correction.of_answers([answer.comment_id])[1]]
    assert texts == ["Gracias por escribir.", RIGHT.text]
    assert not verifying.examine().faults


def test_the_drafters_of_either_answer_do_not_approve_it_r11(answer, cast, berta):
    with pytest.raises(NotAllowed):
        approved(proposed(answer, cast, by=berta), berta)
    correction = Correction.get()
    correcting.take_back(correction, version=correction.version, by=berta, at=LATER)
    Answer.update(drafters=[cast.rosa_responder.id, berta.id]).execute()
    correction = proposed(answer.fresh(), cast)
    with pytest.raises(NotAllowed):
        approved(correction, berta)
    assert approved(correction, cast.alba_approver).state is CorrectionState.APPROVED
    assert cast.rosa_responder.id in answer.fresh().drafters


def test_whoever_declared_an_impediment_neither_proposes_approves_nor_rejects_it_r11(
    answer, cast, berta
):
    correction = proposed(answer, cast)
    held = answer.comment.handlings.get()
    handling.recuse(
        answer.comment, reason="Soy pariente de quien escribió.",
        version=held.version, by=berta, at=LATER,
    )  # fmt: skip
    with pytest.raises(NotAllowed):
        approved(correction, berta)
    with pytest.raises(NotAllowed):
        correcting.reject(
            correction, note="No hace falta.", version=correction.version, by=berta, at=LATER
        )
    correcting.take_back(correction, version=correction.version, by=cast.rosa_responder, at=LATER)
    with pytest.raises(NotAllowed):
        proposed(answer, cast, by=berta)


def test_it_is_held_to_the_rules_of_any_answer_r7(answer, cast):
    for wrong in (
        Reply(**{**vars(RIGHT), "reason": "Porque sí."}),
        Reply(**{**vars(RIGHT), "text": "\u200b"}),
        Reply(**{**vars(RIGHT), "decision": None}),
        Reply(**{**vars(RIGHT), "decision": Decision.ALREADY_INCLUDED}),
        answering.Reply(**{name: getattr(answer, name) for name in amending.SUBSTANCE}),
    ):
        with pytest.raises(Invalid):
            proposed(answer, cast, wrong)
    with pytest.raises(Invalid):
        proposed(answer, cast, reason="Error.")
    assert not Correction.select().exists()


def test_an_answer_that_is_not_out_is_not_corrected(comment, cast):
    held = answered(comment, cast)
    with pytest.raises(WrongState):
        proposed(held, cast)


def test_it_is_proposed_over_the_answer_that_was_read_r12(answer, cast):
    seen = answer.version
    corrected(answer, cast)
    with pytest.raises(StaleCopy):
        proposed(answer.fresh(), cast, version=seen)


def test_corrected_to_incorporated_it_needs_a_change_of_its_round_r8(plan, answer, comment, cast):
    with pytest.raises(WrongState):
        proposed(answer, cast, YES)
    by = cast.elena_editor
    adjusting.start_edition(plan, by=by, at=LATER)
    (change,) = adjusting.reword(
        wording(plan, "1.1"), {PlanField.TERM_MONTHS: 9},
        adjusting.Why(origin=Origin.OBSERVATIONS, reason="Lo pidió en la plaza.",
                      comments=[comment]),
        version=1, by=by, at=LATER,
    )  # fmt: skip
    correction = proposed(answer, cast, YES)
    undoing.undo(change, version=change.version, by=by, at=LATER)
    with pytest.raises(WrongState):
        approved(correction, cast.alba_approver)
    assert answer.fresh().decision is Decision.INFORMATIVE_REPLY


def test_corrected_away_from_incorporated_the_published_edition_stays_r1(cast):
    plan = an_adjusted_plan(cast)
    answer = Answer.get()
    before = content_of(plan.current_edition)
    corrected(answer, cast)
    assert content_of(plan.fresh().current_edition) == before
    assert publishing.gate(plan.fresh()) == []
    assert not verifying.examine().faults


def test_once_corrected_away_a_promise_no_longer_holds_up_a_cancellation_r8(plan, comment, cast):
    by = cast.elena_editor
    adjusting.start_edition(plan, by=by, at=AFTER_CLOSE)
    (change,) = adjusting.reword(
        wording(plan, "1.1"), {PlanField.TERM_MONTHS: 9},
        adjusting.Why(origin=Origin.OBSERVATIONS, reason="Lo pidió en la plaza.",
                      comments=[comment]),
        version=1, by=by, at=AFTER_CLOSE,
    )  # fmt: skip
    answered(comment, cast, Decision.INCORPORATED)
    answering.publish_report(plan, by=cast.alba_approver, at=AFTER_CLOSE)
    corrected(comment.answers.get(), cast)
    undoing.undo(change, version=change.version, by=by, at=LATER)
    announcing.cancel(plan, reason="La alcaldía retira el plan.", by=by, at=LATER)
    assert plan.fresh().cancelled_at == LATER


def test_in_a_cancelled_plan_no_answer_is_corrected_to_incorporated_r8(plan, answer, comment, cast):
    by = cast.elena_editor
    adjusting.start_edition(plan, by=by, at=LATER)
    adjusting.reword(
        wording(plan, "1.1"), {PlanField.TERM_MONTHS: 9},
        adjusting.Why(origin=Origin.OBSERVATIONS, reason="Lo pidió en la plaza.",
                      comments=[comment]),
        version=1, by=by, at=LATER,
    )  # fmt: skip
    announcing.cancel(plan, reason="La alcaldía retira el plan.", by=by, at=LATER)
    with pytest.raises(WrongState):
        proposed(answer, cast, YES)
    assert corrected(answer, cast).decision is RIGHT.decision


def test_of_a_letter_in_parts_the_whole_text_is_corrected_and_not_its_decision(plan, comment, cast):
    rosa = cast.rosa_responder
    for part in splitting.split(
        comment, [LetterPiece("Pongan un buzón", None), LetterPiece("en la plaza.", None)],
        version=comment.version, by=rosa, at=AFTER_CLOSE,
    ):  # fmt: skip
        splitting.answer_part(
            part, decision=RIGHT.decision, text=RIGHT.text, reason=RIGHT.reason,
            version=part.version, by=rosa, at=AFTER_CLOSE,
        )  # fmt: skip
    held = answering.submit(comment, RIGHT, version=None, by=rosa, at=AFTER_CLOSE)
    answering.approve(held, version=held.version, by=cast.alba_approver, at=AFTER_CLOSE)
    answering.publish_report(plan, by=cast.alba_approver, at=AFTER_CLOSE)
    held = comment.answers.get()
    with pytest.raises(Invalid):
        proposed(held, cast, Reply(**{**vars(RIGHT), "decision": Decision.OUT_OF_SCOPE}))
    now = corrected(held, cast, Reply(**{**vars(RIGHT), "text": "Va por partes, corregida."}))
    assert now.text == "Va por partes, corregida."
    assert not verifying.examine().faults


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE answer SET text = 'Otra cosa.'",
        "UPDATE answer SET text = 'Gracias por escribir.', decision = 'informative_reply'",
        "UPDATE answer SET drafters = '[]'",
        "UPDATE correction SET details = '{}'",
        "DELETE FROM correction",
    ],
)
def test_a_corrected_answer_that_was_altered_is_found_r17(answer, cast, database, sql):
    corrected(answer, cast)
    assert not verifying.examine().faults
    database.execute_sql(sql)
    assert verifying.examine().faults


def test_whoever_approved_the_former_answer_may_propose_its_correction_r11(plan, comment, cast):
    both = an_account("Sara Suma", Role.RESPONDER, Role.APPROVER)
    reply = Reply(decision=Decision.INFORMATIVE_REPLY, text="Gracias.", reason=RIGHT.reason)
    drafted = answering.submit(comment, reply, version=None, by=cast.rosa_responder, at=AFTER_CLOSE)
    answering.approve(drafted, version=drafted.version, by=both, at=AFTER_CLOSE)
    answering.publish_report(plan, by=cast.alba_approver, at=AFTER_CLOSE)
    answer = comment.answers.get()
    correction = correcting.propose(
        CorrectionKind.ANSWER,
        answer,
        plan=plan,
        reason=WHY,
        details=amending.details_of(answer, RIGHT, version=answer.version),
        by=both,
        at=LATER,
    )
    correcting.approve(correction, version=1, by=cast.alba_approver, at=LATER)
    assert both.id in answer.fresh().drafters
    verifying.verify()
