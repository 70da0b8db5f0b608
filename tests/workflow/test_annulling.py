"""Annulled registrations: the number and the reason stay, nothing else counts (R3, R18, R21)."""

import pytest

from tests.cast import (
    AFTER_CLOSE,
    WHILE_OPEN,
    a_cast,
    an_announced_plan,
    filed,
    later,
    shown,
    wording,
)
from tests.in_step import in_step
from tests.worlds import answered
from webapp.models import Action, Comment, Notice, Report, Tally
from webapp.models.tally import commented
from webapp.queries import caseload, desk_list
from webapp.vocabulary import (
    AnnulmentGround,
    AuthorKind,
    CorrectionKind,
    Decision,
    NoticeKind,
    Origin,
    PlanField,
    Renewal,
)
from webapp.workflow import (
    adjusting,
    annulling,
    answering,
    correcting,
    personal_data,
    publishing,
    tallying,
    verifying,
)
from webapp.workflow.refusals import Incomplete, Invalid, NotAllowed, WrongState

WHY = "La misma carta llegó por correo y en papel."


@pytest.fixture
def cast(database):
    return a_cast()


@pytest.fixture
def plan(cast):
    return an_announced_plan(cast)


def proposed(cast, comments, *, ground=AnnulmentGround.DUPLICATE, same_as="", at=AFTER_CLOSE):
    plan = comments[0].plan
    return correcting.propose(
        CorrectionKind.ANNULMENT,
        comments[0] if len(comments) == 1 else plan,
        plan=plan,
        reason=WHY,
        details=annulling.proposal(ground, comments, same_as=same_as),
        by=cast.mario_moderator,
        at=at,
    )


def annulled(cast, comments, *, at=AFTER_CLOSE, **how):
    correction = proposed(cast, comments, at=at, **how)
    return correcting.approve(correction, version=1, by=cast.alba_approver, at=at)


def test_a_letter_registered_twice_counts_once_and_keeps_its_number_r3(plan, cast):
    first = filed(plan, "Pongan un buzón.").comment
    second = filed(plan, "Pongan un buzón.").comment
    correction = annulled(cast, [second], same_as=first.filing_number)
    second = second.fresh()
    assert (second.annulment, second.body) == (correction, "Pongan un buzón.")
    assert plan.fresh().comments_total == 1
    assert Action.get(Action.id == second.action_id).comments_total == 1
    assert verifying.verify()["comments"] == 2


def test_a_whole_intake_is_annulled_at_once_and_the_round_heard_nobody(plan, cast):
    comments = [filed(plan, f"Fila {number}.").comment for number in range(7)]
    annulled(cast, comments, ground=AnnulmentGround.WRONG_FILE)
    assert plan.fresh().comments_total == 0
    assert not Tally.select().exists()
    assert not commented([plan.consultation])
    in_step(tallying.compared())
    verifying.verify()


def test_nothing_waits_in_what_was_annulled_and_the_gate_opens_r10(plan, cast):
    comment = filed(plan, "Una prueba del sistema.").comment
    assert answering.without_approved_answer(plan) == [comment]
    annulled(cast, [comment], ground=AnnulmentGround.TEST)
    assert not answering.without_approved_answer(plan)
    assert not publishing.gate(plan)
    assert not list(caseload.unanswered())
    assert not desk_list.page(plan, desk_list.DeskFilter(unanswered=True))
    assert desk_list.page(plan, desk_list.DeskFilter())


def test_an_annulled_one_is_neither_answered_nor_published(plan, cast):
    drafted, approved = (shown(filed(plan, text).comment, cast) for text in ("Una.", "Dos."))
    answer = answered(approved, cast)
    annulled(cast, [drafted, approved], ground=AnnulmentGround.TEST)
    reply = answering.Reply(
        decision=Decision.OUT_OF_SCOPE, text="Gracias.", reason="No es un asunto de este plan. " * 2
    )
    with pytest.raises(WrongState):
        answering.submit(drafted, reply, version=None, by=cast.rosa_responder, at=AFTER_CLOSE)
    with pytest.raises(WrongState):
        answering.publish(answer, version=answer.version, by=cast.alba_approver, at=AFTER_CLOSE)
    assert not answering.ready_to_publish(plan)


def test_one_whose_answer_is_out_leaves_every_total_and_its_report_is_made_again(plan, cast):
    comments = [shown(filed(plan, text).comment, cast) for text in ("Una.", "La misma.")]
    for each in comments:
        answered(each, cast)
    answering.publish_report(plan, by=cast.alba_approver, at=AFTER_CLOSE)
    assert Report.newest(plan.consultation).number == 1
    first, second = comments
    annulled(cast, [second], same_as=first.filing_number, at=later(AFTER_CLOSE, hours=1))
    report = Report.newest(plan.consultation)
    assert (report.number, report.why) == (2, Renewal.ANNULMENT)
    assert second.filing_number in report.about
    assert plan.fresh().answers_published == 1
    in_step(tallying.compared())
    verifying.verify()


def test_what_a_change_rests_on_is_not_annulled_r9(plan, cast):
    comment = shown(filed(plan, "Pongan un buzón.").comment, cast)
    adjusting.start_edition(plan, by=cast.elena_editor, at=AFTER_CLOSE)
    why = adjusting.Why(
        origin=Origin.OBSERVATIONS, reason="Lo pidieron los vecinos.", comments=[comment]
    )
    values = {PlanField.IMPROVEMENT: "Construir un buzón."}
    adjusting.reword(
        wording(plan, "1.1"), values, why, version=1, by=cast.elena_editor, at=AFTER_CLOSE
    )
    with pytest.raises(Incomplete):
        proposed(cast, [comment], ground=AnnulmentGround.TEST)


def test_of_a_letter_registered_twice_one_always_stands(plan, cast):
    first, second = (filed(plan, "Pongan un buzón.").comment for _ in range(2))
    for same_as in ("", "CMC-2026-999999", second.filing_number):
        with pytest.raises(Invalid) as refused:
            proposed(cast, [second], same_as=same_as)
        assert set(refused.value.faults) == {"same_as"}
    annulled(cast, [second], same_as=first.filing_number)
    with pytest.raises(Invalid):
        proposed(cast, [first], same_as=second.filing_number)
    with pytest.raises(WrongState):
        proposed(cast, [second], same_as=first.filing_number)


def test_who_asks_does_not_approve_and_what_is_not_of_the_plan_is_not_annulled_r11(plan, cast):
    comment = filed(plan, "Una prueba.").comment
    correction = proposed(cast, [comment], ground=AnnulmentGround.TEST)
    with pytest.raises(NotAllowed):
        correcting.approve(correction, version=1, by=cast.mario_moderator, at=AFTER_CLOSE)
    other = an_announced_plan(cast, "otro-plan")
    with pytest.raises(Invalid):
        correcting.propose(
            CorrectionKind.ANNULMENT,
            other,
            plan=other,
            reason=WHY,
            details=annulling.proposal(AnnulmentGround.TEST, [comment]),
            by=cast.mario_moderator,
            at=WHILE_OPEN,
        )


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE comment SET annulment_id = NULL",
        "UPDATE comment SET annulment_id = 1 WHERE id = 1",
        "UPDATE correction SET details = '{}'",
    ],
)
def test_an_annulment_by_another_way_is_found_r17(plan, cast, database, sql):
    filed(plan, "Una que queda.")
    annulled(cast, [filed(plan, "Una prueba.").comment], ground=AnnulmentGround.TEST)
    verifying.verify()
    database.execute_sql(sql)
    assert verifying.examine().faults


def test_the_observations_of_an_intake_are_found_by_their_first_and_last_number(plan, cast):
    comments = [filed(plan, f"Fila {number}.").comment for number in range(4)]
    first, last = comments[1].filing_number.lower(), f" {comments[3].filing_number} "
    assert Comment.numbered_between(plan, first, last) == comments[1:]
    assert Comment.numbered_between(plan, first, "") == comments[1:2]
    assert not Comment.numbered_between(an_announced_plan(cast, "otro-plan"), first, last)


def test_its_author_is_told_once_and_hears_of_no_later_edition(plan, cast):
    first = filed(plan, "Pongan un buzón.").comment
    author = {"author_kind": AuthorKind.PERSON, "email": "nubia@correo.example", "consent": True}
    second = filed(plan, "Pongan un buzón.", **author).comment
    annulled(cast, [second], same_as=first.filing_number)
    for each in (shown(first, cast), first):
        if not each.answers.exists():
            answered(each, cast)
    answering.publish_report(plan, by=cast.alba_approver, at=AFTER_CLOSE)
    adjusting.start_edition(plan, by=cast.elena_editor, at=AFTER_CLOSE)
    publishing.publish_edition(plan, by=cast.elena_editor, at=later(AFTER_CLOSE, minutes=1))
    kinds = [each.kind for each in Notice.select().where(Notice.comment == second)]
    assert sorted(kinds) == [NoticeKind.ANNULLED, NoticeKind.RECEIPT]


def test_erasing_the_data_of_a_letter_reaches_its_annulled_registration_r13(plan, cast):
    """Its author has the code of one of them, and knows nothing of the other."""
    person = {"author_kind": AuthorKind.PERSON, "name": "Pepa Pérez", "consent": True}
    first = filed(plan, "Pongan un buzón.", **person).comment
    second = filed(plan, "Pongan un buzón.", **person).comment
    other = filed(plan, "Otra cosa.", **person).comment
    annulled(cast, [second], same_as=first.filing_number)
    personal_data.erase(first, by=None, at=later(AFTER_CLOSE, hours=2))
    assert first.submitter is None
    assert second.submitter is None
    assert other.submitter, "another letter is another matter"
    verifying.verify()
