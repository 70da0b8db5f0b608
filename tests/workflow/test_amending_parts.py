"""The published answer to a part of a letter is corrected by two, beside the former (R21)."""

import pytest

from tests.cast import (
    AFTER_CLOSE,
    Cast,
    a_cast,
    an_account,
    an_announced_plan,
    filed,
    later,
    shown,
)
from tests.worlds import a_letter_in_parts_answered
from webapp.figures.of_plan import Figures
from webapp.models import Comment, Correction, Notice, Part, Plan, Report
from webapp.queries import report_matrix
from webapp.vocabulary import (
    AuthorKind,
    CorrectionKind,
    Decision,
    NoticeKind,
    Renewal,
    Role,
)
from webapp.workflow import (
    amending,
    amending_parts,
    answering,
    correcting,
    handling,
    splitting,
    verifying,
)
from webapp.workflow.amending_parts import PartReply
from webapp.workflow.answering import Reply
from webapp.workflow.refusals import Invalid, NotAllowed, StaleCopy, WrongState
from webapp.workflow.splitting import LetterPiece

WHY = "La parte citaba otra acción del plan."
LATER = later(AFTER_CLOSE, hours=1)
FORMER = "No hay presupuesto para un buzón."
RIGHT = PartReply(
    decision=Decision.OUT_OF_SCOPE,
    text="El buzón es de otra entidad.",
    reason="Los buzones de la plaza son del operador de correo del país.",
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
def parts(plan: Plan, comment: Comment, cast: Cast) -> list[Part]:
    """Two parts, answered and out with the report: not incorporated, and out of scope."""
    a_letter_in_parts_answered(comment, cast, FORMER)
    answering.publish_report(plan, by=cast.alba_approver, at=AFTER_CLOSE)
    return list(comment.parts.order_by(Part.position))


def proposed(part, cast, reply=RIGHT, *, by=None, reason=WHY, version=None) -> Correction:
    return correcting.propose(
        CorrectionKind.PART,
        part,
        plan=part.comment.plan,
        reason=reason,
        details=amending_parts.details_of(part, reply, version=version or part.version),
        by=by or cast.rosa_responder,
        at=LATER,
    )


def approved(correction, by) -> Correction:
    return correcting.approve(correction, version=correction.version, by=by, at=LATER)


def corrected(part, cast, reply=RIGHT) -> Part:
    approved(proposed(part, cast, reply), cast.alba_approver)
    return part.fresh()


def test_nothing_changes_until_another_approves_then_the_new_answer_stands_r21(parts, cast):
    correction = proposed(parts[0], cast)
    assert parts[0].fresh().text == FORMER
    made = approved(correction, cast.alba_approver)
    now = parts[0].fresh()
    assert (now.decision, now.text, now.reason) == (RIGHT.decision, RIGHT.text, RIGHT.reason)
    assert (made.part, made.before["text"], made.comment) == (1, FORMER, parts[0].comment)
    assert parts[1].fresh().text == FORMER
    assert not verifying.examine().faults


def test_the_letters_decision_figures_and_report_follow_r18(plan, comment, parts, cast):
    assert comment.answers.get().decision is Decision.NOT_INCORPORATED
    corrected(parts[0], cast)
    assert comment.answers.get().decision is Decision.OUT_OF_SCOPE
    round_ = plan.announced_round
    assert Figures(plan.fresh(), round_).by_decision == [(Decision.OUT_OF_SCOPE, 1)]
    report = Report.newest(round_)
    assert (report.number, report.why) == (2, Renewal.CORRECTION)
    (row,) = report_matrix.page([round_], None, late=False, after=0, limit=9)
    assert [each.text for each in row.published.parts] == [RIGHT.text, FORMER]
    assert [(each.part, each.before["text"]) for each in row.published.corrections] == [(1, FORMER)]


def test_its_author_gets_a_letter_of_it(comment, parts, cast):
    corrected(parts[0], cast)
    kinds = [each.kind for each in Notice.select().where(Notice.comment == comment)]
    assert NoticeKind.ANSWER_CORRECTED in kinds


def test_parts_and_whole_are_corrected_again_and_again_r21(comment, parts, cast):
    corrected(parts[0], cast)
    answer = comment.answers.get()
    whole = Reply(**amending.content_of(answer) | {"decision": answer.decision, "text": "Va así."})
    approved(
        correcting.propose(
            CorrectionKind.ANSWER, answer, plan=comment.plan, reason=WHY,
            details=amending.details_of(answer, whole, version=answer.version),
            by=cast.rosa_responder, at=LATER,
        ),
        cast.alba_approver,
    )  # fmt: skip
    again = PartReply(**{**vars(RIGHT), "decision": Decision.NOT_INCORPORATED})
    corrected(parts[1].fresh(), cast, again)
    corrected(parts[0].fresh(), cast, PartReply(**{**vars(RIGHT), "text": "Es de otra."}))
    texts = [each.before["text"] for each in Correction.of_answers([comment.id])[comment.id]]
    assert texts == [FORMER, "Le respondemos por partes.", FORMER, RIGHT.text]
    assert comment.answers.get().decision is Decision.NOT_INCORPORATED
    assert not verifying.examine().faults


def test_a_correction_of_the_whole_over_a_decision_that_changed_meanwhile_is_refused_r12(
    comment, parts, cast
):
    answer = comment.answers.get()
    whole = Reply(**amending.content_of(answer) | {"decision": answer.decision, "text": "Va así."})
    waiting = correcting.propose(
        CorrectionKind.ANSWER, answer, plan=comment.plan, reason=WHY,
        details=amending.details_of(answer, whole, version=answer.version),
        by=cast.rosa_responder, at=LATER,
    )  # fmt: skip
    corrected(parts[0], cast)
    with pytest.raises(WrongState):
        approved(waiting, cast.alba_approver)


def test_whoever_wrote_any_word_of_it_does_not_approve_it_r11(comment, parts, cast):
    sara = an_account("Sara Suma", Role.RESPONDER, Role.APPROVER)
    with pytest.raises(NotAllowed):
        approved(proposed(parts[0], cast, by=sara), sara)
    correction = Correction.get()
    approved(correction, cast.alba_approver)
    assert sara.id in comment.answers.get().drafters
    with pytest.raises(NotAllowed):
        approved(proposed(parts[1].fresh(), cast, PartReply(**{**vars(RIGHT), "text": "No."})),
                 sara)  # fmt: skip


def test_whoever_declared_an_impediment_has_no_part_in_it_r11(comment, parts, cast):
    sara = an_account("Sara Suma", Role.RESPONDER, Role.APPROVER)
    handling.recuse(
        comment, reason="Soy pariente de quien escribió.",
        version=comment.handlings.get().version, by=sara, at=LATER,
    )  # fmt: skip
    with pytest.raises(NotAllowed):
        proposed(parts[0], cast, by=sara)
    with pytest.raises(NotAllowed):
        approved(proposed(parts[0], cast), sara)


def test_it_is_held_to_the_rules_of_any_answer_r7_r8(parts, cast):
    for wrong in (
        {"reason": "Porque sí."},
        {"text": "\u200b"},
        {"decision": None},
        {"decision": Decision.ALREADY_INCLUDED},
        amending_parts.content_of(parts[0]) | {"decision": parts[0].decision},
    ):
        with pytest.raises(Invalid):
            proposed(parts[0], cast, PartReply(**{**vars(RIGHT), **wrong}))
    with pytest.raises(Invalid):
        proposed(parts[0], cast, reason="Error.")
    with pytest.raises(WrongState):
        proposed(parts[0], cast, PartReply(**{**vars(RIGHT), "decision": Decision.INCORPORATED}))
    assert not Correction.select().exists()


def test_it_is_proposed_over_the_part_that_was_read_r12(parts, cast):
    seen = parts[0].version
    corrected(parts[0], cast)
    with pytest.raises(StaleCopy):
        proposed(parts[0].fresh(), cast, version=seen)


def test_a_part_that_is_not_out_is_not_corrected(comment, cast):
    pieces = [LetterPiece("Pongan un buzón", None), LetterPiece("en la plaza.", None)]
    part, _ = splitting.split(
        comment, pieces, version=comment.version, by=cast.rosa_responder, at=AFTER_CLOSE
    )
    with pytest.raises(WrongState):
        proposed(part, cast)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE part SET text = 'Otra cosa.' WHERE position = 1",
        "UPDATE part SET text = 'Otra cosa.' WHERE position = 2",
        "UPDATE part SET decision = 'not_incorporated' WHERE position = 1",
        "UPDATE answer SET decision = 'not_incorporated'",
        "UPDATE answer SET drafters = '[]'",
        "UPDATE correction SET details = '{}'",
        "UPDATE correction SET kind = 'answer'",
        "DELETE FROM correction",
    ],
)
def test_a_corrected_part_that_was_altered_is_found_r17(parts, cast, database, sql):
    corrected(parts[0], cast)
    assert not verifying.examine().faults
    database.execute_sql(sql)
    assert verifying.examine().faults
