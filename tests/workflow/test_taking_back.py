"""What two people approved by mistake is taken back by two, and both stay told (R21)."""

import pytest

from tests.cast import (
    AFTER_CLOSE,
    WHILE_OPEN,
    Cast,
    a_cast,
    an_announced_plan,
    filed,
    later,
    shown,
)
from tests.in_step import in_step
from tests.worlds import an_adjusted_plan, answered
from webapp.figures.of_plan import Figures
from webapp.models import Comment, Correction, Notice, Plan, Report
from webapp.models.edition_content import content_of
from webapp.queries import belated
from webapp.vocabulary import (
    AnnulmentGround,
    AuthorKind,
    CorrectionKind,
    NoticeKind,
    Renewal,
)
from webapp.workflow import (
    annulling,
    answering,
    correcting,
    taking_back,
    tallying,
    verifying,
    withdrawing,
)
from webapp.workflow.refusals import Incomplete, Invalid, NotAllowed, WrongState

WHY = "Se miró el expediente equivocado."
LATER = later(AFTER_CLOSE, hours=1)


@pytest.fixture
def cast(database: object) -> Cast:
    return a_cast()


@pytest.fixture
def plan(cast: Cast) -> Plan:
    return an_announced_plan(cast)


@pytest.fixture
def comments(plan: Plan, cast: Cast) -> list[Comment]:
    """Two in term, the first of a person with an address."""
    person = {"author_kind": AuthorKind.PERSON, "name": "Ana Ríos", "consent": True}
    first = filed(plan, email="ana@correo.example", **person).comment
    return [shown(each, cast) for each in (first, filed(plan, "Otra cosa.").comment)]


def approved(correction, cast, at=LATER) -> Correction:
    return correcting.approve(correction, version=correction.version, by=cast.alba_approver, at=at)


def annulled(comments, cast, at=LATER) -> Correction:
    plan = comments[0].plan
    return approved(
        correcting.propose(
            CorrectionKind.ANNULMENT, comments[0] if len(comments) == 1 else plan, plan=plan,
            reason="Se trajo el archivo equivocado.",
            details=annulling.proposal(AnnulmentGround.WRONG_FILE, comments),
            by=cast.mario_moderator, at=at,
        ),
        cast,
        at,
    )  # fmt: skip


def to_take_back(annulment, comments, cast, *, by=None, at=LATER) -> Correction:
    return correcting.propose(
        CorrectionKind.ANNULMENT_TAKEN_BACK, annulment, plan=annulment.plan, reason=WHY,
        details=taking_back.proposal(annulment, comments), by=by or cast.mario_moderator, at=at,
    )  # fmt: skip


def reinstated(annulment, comments, cast, at=LATER) -> Correction:
    return approved(to_take_back(annulment, comments, cast, at=at), cast, at)


# --- annulments -----------------------------------------------------------------------------------


def test_a_registration_stands_again_with_its_number_and_counts_r3_r18(plan, comments, cast):
    annulment = annulled(comments, cast, WHILE_OPEN)
    number = comments[0].filing_number
    reinstated(annulment, comments, cast, WHILE_OPEN)
    comment = comments[0].fresh()
    assert (comment.filing_number, comment.annulment_id) == (number, None)
    assert comment.reinstated_at == WHILE_OPEN
    assert plan.fresh().comments_total == 2
    assert Figures(plan.fresh()).total == 2
    in_step(tallying.compared())
    assert not verifying.examine().faults


def test_it_waits_for_an_answer_again_and_holds_up_the_report_r10(plan, comments, cast):
    annulment = annulled(comments[:1], cast, AFTER_CLOSE)
    answered(comments[1], cast)
    reinstated(annulment, comments[:1], cast, AFTER_CLOSE)
    with pytest.raises(Incomplete) as missing:
        answering.publish_report(plan, by=cast.alba_approver, at=LATER)
    assert missing.value.missing == comments[:1]


def test_after_the_report_it_is_in_another_and_its_answer_makes_an_addendum_r10_r18(
    plan, comments, cast
):
    annulment = annulled(comments[:1], cast, AFTER_CLOSE)
    answered(comments[1], cast)
    answering.publish_report(plan, by=cast.alba_approver, at=AFTER_CLOSE)
    round_ = plan.announced_round
    reinstated(annulment, comments[:1], cast)
    report = Report.newest(round_)
    assert (report.number, report.why) == (2, Renewal.REINSTATEMENT)
    assert report.about == comments[0].filing_number
    (told,) = belated.of([round_])
    assert (told.registered, told.unanswered) == (1, 1)
    in_step(tallying.compared())
    assert not verifying.examine().faults
    held = answered(comments[0].fresh(), cast, at=LATER)
    answering.publish(held, version=held.version, by=cast.alba_approver, at=LATER)
    report = Report.newest(round_)
    assert (report.number, report.why) == (3, Renewal.ADDENDUM)
    assert belated.of([round_])[0].unanswered == 0
    in_step(tallying.compared())
    assert not verifying.examine().faults


def test_the_answer_that_was_out_counts_again_r18(plan, comments, cast):
    for each in comments:
        answered(each, cast)
    answering.publish_report(plan, by=cast.alba_approver, at=AFTER_CLOSE)
    annulment = annulled(comments, cast)
    assert plan.fresh().answers_published == 0
    reinstated(annulment, comments[:1], cast)
    assert plan.fresh().answers_published == 1
    assert Figures(plan.fresh()).answered == 1
    reports = Report.of(plan.announced_round)
    assert [each.why for each in reports][:2] == [Renewal.REINSTATEMENT, Renewal.ANNULMENT]
    in_step(tallying.compared())
    assert not verifying.examine().faults


def test_one_of_many_is_taken_back_and_later_the_others(comments, cast):
    annulment = annulled(comments, cast)
    reinstated(annulment, comments[1:], cast)
    assert comments[0].fresh().annulment_id == annulment.id
    with pytest.raises(WrongState):
        to_take_back(annulment, comments, cast)
    reinstated(annulment, comments[:1], cast)
    assert not verifying.examine().faults


def test_it_can_be_annulled_again_and_taken_back_again_r21(plan, comments, cast):
    for _ in range(2):
        reinstated(annulled(comments[:1], cast), comments[:1], cast)
    again = annulled(comments[:1], cast)
    assert comments[0].fresh().annulment_id == again.id
    assert plan.fresh().comments_total == 1
    assert Correction.reinstatement_of(comments[0].fresh()).id == again.id - 1
    assert not verifying.examine().faults


def test_its_author_is_told(comments, cast):
    reinstated(annulled(comments, cast), comments, cast)
    kinds = [each.kind for each in Notice.select().where(Notice.comment == comments[0])]
    assert NoticeKind.REINSTATED in kinds


def test_only_what_it_annulled_is_taken_back_and_by_two_people_r21(plan, comments, cast):
    annulment = annulled(comments[:1], cast)
    with pytest.raises(WrongState):
        to_take_back(annulment, comments[1:], cast)
    with pytest.raises(Invalid):
        to_take_back(annulment, [], cast)
    with pytest.raises(NotAllowed):
        to_take_back(annulment, comments[:1], cast, by=cast.rosa_responder)
    waiting = to_take_back(annulment, comments[:1], cast)
    with pytest.raises(WrongState):
        to_take_back(annulment, comments[:1], cast)
    with pytest.raises(NotAllowed):
        correcting.approve(waiting, version=1, by=cast.mario_moderator, at=LATER)
    assert comments[0].fresh().annulment_id == annulment.id
    other = Correction.get_by_id(waiting.id)
    with pytest.raises(WrongState):
        correcting.propose(
            CorrectionKind.ANNULMENT_TAKEN_BACK, other, plan=plan, reason=WHY,
            details=taking_back.proposal(other, comments[:1]), by=cast.mario_moderator, at=LATER,
        )  # fmt: skip


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE comment SET reinstated_at = NULL",
        "UPDATE comment SET reinstated_at = '2026-01-01 00:00:00'",
        "UPDATE comment SET annulment_id = (SELECT MIN(id) FROM correction)",
        "UPDATE correction SET state = 'taken_back' WHERE kind = 'annulment_taken_back'",
        "DELETE FROM correction WHERE kind = 'annulment_taken_back'",
    ],
)
def test_a_reinstatement_that_was_altered_is_found_r17(comments, cast, database, sql):
    reinstated(annulled(comments[:1], cast), comments[:1], cast)
    assert not verifying.examine().faults
    database.execute_sql(sql)
    assert verifying.examine().faults


# --- the withdrawal of an adjusted plan -----------------------------------------------------------


@pytest.fixture
def adjusted(cast: Cast) -> Plan:
    return an_adjusted_plan(cast)


def withdrawn(plan, cast) -> Correction:
    edition = plan.current_edition
    return approved(
        correcting.propose(
            CorrectionKind.EDITION_WITHDRAWN, edition, plan=plan, reason="Faltaba la firma.",
            details=withdrawing.proposal(edition, None), by=cast.elena_editor, at=LATER,
        ),
        cast,
    )  # fmt: skip


def to_stand_again(withdrawal, cast) -> Correction:
    return correcting.propose(
        CorrectionKind.WITHDRAWAL_TAKEN_BACK, withdrawal, plan=withdrawal.plan, reason=WHY,
        details=taking_back.proposal(withdrawal), by=cast.elena_editor, at=LATER,
    )  # fmt: skip


def test_an_adjusted_plan_stands_again_as_it_was_published_r1_r21(adjusted, cast):
    edition = adjusted.current_edition
    before = content_of(edition)
    for _ in range(2):
        withdrawal = withdrawn(adjusted, cast)
        assert Correction.withdrawal_of(edition) == withdrawal
        made = approved(to_stand_again(withdrawal, cast), cast)
        assert Correction.withdrawal_of(edition) is None
    assert made.before == {"digest": edition.digest}
    assert content_of(adjusted.fresh().current_edition) == before
    assert [each.takes_back for each in Correction.public(adjusted)] == [3, None, 1, None]
    assert not verifying.examine().faults


def test_not_once_it_was_taken_back_or_another_round_is_held(adjusted, cast):
    withdrawal = withdrawn(adjusted, cast)
    waiting = to_stand_again(withdrawal, cast)
    correcting.take_back(waiting, version=1, by=cast.elena_editor, at=LATER)
    approved(to_stand_again(withdrawal, cast), cast)
    with pytest.raises(WrongState):
        to_stand_again(withdrawal, cast)
