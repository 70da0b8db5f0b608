"""Answers: a decision has a reason (R7), and who drafts does not approve (R11)."""

import pytest

from tests.cast import (
    AFTER_CLOSE,
    PASSWORD,
    WHILE_OPEN,
    a_cast,
    an_announced_plan,
    filed,
    later,
    shown,
)
from webapp.models import Answer, Event
from webapp.vocabulary import AnswerState, Decision, OfficialState, Phase, Role
from webapp.workflow import announcing, answering, staffing
from webapp.workflow.acts import OPERATOR
from webapp.workflow.answering import Reply
from webapp.workflow.refusals import Incomplete, Invalid, NotAllowed, StaleCopy, WrongState

REPLY = Reply(
    decision=Decision.NOT_INCORPORATED,
    text="Gracias.",
    reason="No hay presupuesto. Así consta en el acta de la mesa directiva.",
)


def submitted(comment, cast, reply=REPLY, *, by=None, at=AFTER_CLOSE):
    return answering.submit(comment, reply, version=None, by=by or cast.rosa_responder, at=at)


def approved(comment, cast, reply=REPLY, *, at=AFTER_CLOSE):
    answer = submitted(comment, cast, reply, at=at)
    return answering.approve(answer, version=answer.version, by=cast.alba_approver, at=at)


def someone_with(*roles):
    return staffing.add_staff(
        email="ambos@concejo.example",
        name="Ambos Roles",
        roles=roles,
        password=PASSWORD,
        by=OPERATOR,
        at=WHILE_OPEN,
    )


@pytest.mark.parametrize("decision", list(Decision))
def test_every_decision_needs_a_text_and_a_reason_r7(sqlite, decision):
    cast = a_cast()
    comment = filed(an_announced_plan(cast)).comment
    for text, reason, field in (("", REPLY.reason, "text"), ("Texto.", " ", "reason")):
        with pytest.raises(Invalid) as refused:
            submitted(
                comment, cast, Reply(decision=decision, text=text, reason=reason, cites="1.2")
            )
        assert set(refused.value.faults) == {field}
    answer = submitted(
        comment,
        cast,
        Reply(
            decision=decision,
            text="Texto.",
            reason="Motivo. Así consta en el acta de la mesa directiva.",
            cites="1.2",
        ),
    )
    assert answer.state is AnswerState.SUBMITTED


def test_without_a_decision_it_is_not_submitted_r7(database):
    cast = a_cast()
    comment = filed(an_announced_plan(cast)).comment
    with pytest.raises(Invalid) as refused:
        submitted(
            comment,
            cast,
            Reply(
                decision=None,
                text="Texto.",
                reason="Motivo. Así consta en el acta de la mesa directiva.",
            ),
        )
    assert set(refused.value.faults) == {"decision"}


def test_already_included_cites_where_r7(database):
    cast = a_cast()
    comment = filed(an_announced_plan(cast)).comment
    reply = Reply(
        decision=Decision.ALREADY_INCLUDED,
        text="Ya está.",
        reason="Lo dice el plan. Así consta en el acta de la mesa directiva.",
    )
    with pytest.raises(Invalid) as refused:
        submitted(comment, cast, reply)
    assert set(refused.value.faults) == {"cites"}


def test_a_draft_may_be_unfinished_and_is_kept(database):
    cast = a_cast()
    comment = filed(an_announced_plan(cast)).comment
    reply = Reply(decision=None, text="Voy a mitad de ca", reason="")
    answer = answering.draft(comment, reply, version=None, by=cast.rosa_responder, at=AFTER_CLOSE)
    assert answer.fresh().text == "Voy a mitad de ca"
    assert answer.state is AnswerState.DRAFT


def test_answers_may_be_written_while_the_consultation_is_open(database):
    cast = a_cast()
    comment = filed(an_announced_plan(cast)).comment
    assert submitted(comment, cast, at=WHILE_OPEN).state is AnswerState.SUBMITTED


def test_what_came_before_a_cancellation_is_answered_all_the_same(database):
    cast = a_cast()
    plan = an_announced_plan(cast)
    comment = filed(plan).comment
    announcing.cancel(
        plan, reason="Se retira. Así lo decidió la Mesa.", by=cast.elena_editor, at=AFTER_CLOSE
    )
    assert submitted(comment.fresh(), cast).state is AnswerState.SUBMITTED


def submitted_when_a_word_was_enough(comment, cast):
    """An answer that was handed to whoever approves before a reason had a least length."""
    answer = submitted(comment, cast)
    Answer.update(reason="Sin recursos.").where(Answer.id == answer.id).execute()
    return answer.fresh()


def test_a_reason_that_is_too_short_is_not_approved_and_says_what_to_do_r7(database):
    cast = a_cast()
    comment = shown(filed(an_announced_plan(cast)).comment, cast)
    answer = submitted_when_a_word_was_enough(comment, cast)
    with pytest.raises(WrongState) as refused:
        answering.approve(answer, version=answer.version, by=cast.alba_approver, at=AFTER_CLOSE)
    assert refused.value.params["numbers"] == comment.filing_number
    answer = answering.give_back(
        answer, note="Complete el motivo.", version=answer.version, by=cast.alba_approver,
        at=AFTER_CLOSE,
    )  # fmt: skip
    answer = answering.submit(
        comment, REPLY, version=answer.version, by=cast.rosa_responder, at=AFTER_CLOSE
    )
    answering.approve(answer, version=answer.version, by=cast.alba_approver, at=AFTER_CLOSE)


def test_nor_published_when_it_was_approved_before_r7(database):
    cast = a_cast()
    plan = an_announced_plan(cast)
    comment = shown(filed(plan).comment, cast)
    answer = approved(comment, cast)
    Answer.update(reason="Sin recursos.").where(Answer.id == answer.id).execute()
    with pytest.raises(WrongState):
        answering.publish(answer, version=answer.version, by=cast.alba_approver, at=AFTER_CLOSE)
    with pytest.raises(WrongState):
        answering.publish_report(plan, by=cast.alba_approver, at=AFTER_CLOSE)
    assert answer.fresh().state is AnswerState.APPROVED


def test_who_drafts_does_not_approve_even_with_both_roles_r11(database):
    cast = a_cast()
    both = someone_with(Role.RESPONDER, Role.APPROVER)
    comment = filed(an_announced_plan(cast)).comment
    answer = submitted(comment, cast, by=both)
    with pytest.raises(NotAllowed):
        answering.approve(answer, version=answer.version, by=both, at=AFTER_CLOSE)
    assert answer.fresh().state is AnswerState.SUBMITTED


def test_who_wrote_any_earlier_version_does_not_approve_r11(database):
    cast = a_cast()
    both = someone_with(Role.RESPONDER, Role.APPROVER)
    comment = filed(an_announced_plan(cast)).comment
    first = answering.draft(comment, REPLY, version=None, by=both, at=AFTER_CLOSE)
    answer = answering.submit(
        comment, REPLY, version=first.version, by=cast.rosa_responder, at=AFTER_CLOSE
    )
    with pytest.raises(NotAllowed):
        answering.approve(answer, version=answer.version, by=both, at=AFTER_CLOSE)
    answering.approve(answer, version=answer.version, by=cast.alba_approver, at=AFTER_CLOSE)


def test_a_responder_does_not_approve_and_an_approver_does_not_draft(database):
    cast = a_cast()
    comment = filed(an_announced_plan(cast)).comment
    with pytest.raises(NotAllowed):
        submitted(comment, cast, by=cast.alba_approver)
    answer = submitted(comment, cast)
    with pytest.raises(NotAllowed):
        answering.approve(answer, version=answer.version, by=cast.rosa_responder, at=AFTER_CLOSE)


def test_the_second_of_two_stale_drafts_is_refused_and_shows_the_first_r12(database):
    cast = a_cast()
    comment = filed(an_announced_plan(cast)).comment
    first = answering.draft(comment, REPLY, version=None, by=cast.rosa_responder, at=AFTER_CLOSE)
    mine = Reply(decision=None, text="Lo mío.", reason="")
    answering.draft(comment, mine, version=first.version, by=cast.rosa_responder, at=AFTER_CLOSE)
    theirs = Reply(decision=None, text="Lo de otra.", reason="")
    for stale in (first.version, None):
        with pytest.raises(StaleCopy) as refused:
            answering.draft(comment, theirs, version=stale, by=cast.rosa_responder, at=AFTER_CLOSE)
        assert refused.value.current.text == "Lo mío."


def test_what_was_approved_is_what_was_read_r12(database):
    cast = a_cast()
    comment = filed(an_announced_plan(cast)).comment
    answer = submitted(comment, cast)
    returned = answering.give_back(
        answer, note="Más amable.", version=answer.version, by=cast.alba_approver, at=AFTER_CLOSE
    )
    answering.submit(
        comment, REPLY, version=returned.version, by=cast.rosa_responder, at=AFTER_CLOSE
    )
    with pytest.raises(StaleCopy):
        answering.approve(answer, version=answer.version, by=cast.alba_approver, at=AFTER_CLOSE)


def test_a_returned_answer_says_what_to_mend_and_goes_back_to_its_drafter(database):
    cast = a_cast()
    comment = filed(an_announced_plan(cast)).comment
    answer = approved(comment, cast)
    with pytest.raises(Invalid):
        answering.give_back(
            answer, note=" ", version=answer.version, by=cast.alba_approver, at=AFTER_CLOSE
        )
    returned = answering.give_back(
        answer, note="Cite la ley.", version=answer.version, by=cast.alba_approver, at=AFTER_CLOSE
    )
    assert returned.state is AnswerState.RETURNED
    assert returned.return_note == "Cite la ley."
    assert returned.approved_by is None


def test_a_submitted_answer_is_no_longer_a_draft(database):
    cast = a_cast()
    comment = filed(an_announced_plan(cast)).comment
    answer = submitted(comment, cast)
    with pytest.raises(WrongState):
        answering.draft(
            comment, REPLY, version=answer.version, by=cast.rosa_responder, at=AFTER_CLOSE
        )
    assert answer.fresh().version == answer.version


def test_one_answer_is_published_only_approved_and_of_a_moderated_observation_r6(database):
    cast = a_cast()
    plan = an_announced_plan(cast)
    comment = filed(plan).comment
    answer = submitted(comment, cast)
    with pytest.raises(WrongState):
        answering.publish(answer, version=answer.version, by=cast.alba_approver, at=AFTER_CLOSE)
    answer = answering.approve(
        answer, version=answer.version, by=cast.alba_approver, at=AFTER_CLOSE
    )
    with pytest.raises(WrongState):
        answering.publish(answer, version=answer.version, by=cast.alba_approver, at=AFTER_CLOSE)
    shown(comment, cast)
    out = answering.publish(answer, version=answer.version, by=cast.alba_approver, at=AFTER_CLOSE)
    assert out.published_at == AFTER_CLOSE
    assert plan.fresh().answers_published == 1


def test_the_report_waits_for_every_observation_in_term(database):
    cast = a_cast()
    plan = an_announced_plan(cast)
    ready, unmoderated, unanswered = (
        shown(filed(plan).comment, cast),
        *(filed(plan).comment for _ in "ab"),
    )
    shown(unanswered, cast)
    approved(ready, cast)
    approved(unmoderated, cast)
    with pytest.raises(Incomplete) as refused:
        answering.publish_report(plan, by=cast.alba_approver, at=AFTER_CLOSE)
    assert refused.value.missing == [unmoderated, unanswered]
    assert plan.fresh().phase(AFTER_CLOSE) is Phase.ANSWERING


def test_the_report_publishes_all_together_with_one_event_each_r16_r17(database):
    cast = a_cast()
    plan = an_announced_plan(cast)
    for _ in range(3):
        approved(shown(filed(plan).comment, cast), cast)
    before = Event.head().position
    assert answering.publish_report(plan, by=cast.alba_approver, at=AFTER_CLOSE) == 3
    verbs = [event.verb for event in Event.select().where(Event.position > before)]
    assert sorted(verbs) == ["answer.published"] * 3 + ["report.frozen", "report.published"]
    assert plan.fresh().phase(AFTER_CLOSE) is Phase.REPORT_PUBLISHED
    assert plan.fresh().answers_published == 3


def test_the_report_publishes_only_what_was_listed_r16(database):
    cast = a_cast()
    plan = an_announced_plan(cast)
    answer = approved(shown(filed(plan).comment, cast), cast)
    listed = [(answer.id, answer.version)]
    approved(shown(filed(plan).comment, cast), cast)
    with pytest.raises(WrongState):
        answering.publish_report(plan, by=cast.alba_approver, at=AFTER_CLOSE, listed=listed)
    assert answer.fresh().state is AnswerState.APPROVED


def test_the_report_is_not_published_while_people_may_still_file(database):
    cast = a_cast()
    plan = an_announced_plan(cast)
    approved(shown(filed(plan).comment, cast), cast, at=WHILE_OPEN)
    with pytest.raises(WrongState):
        answering.publish_report(plan, by=cast.alba_approver, at=WHILE_OPEN)


def test_decisions_map_to_the_states_of_the_official_report():
    assert {decision: decision.official_state for decision in Decision} == {
        Decision.INCORPORATED: OfficialState.ACCEPTED,
        Decision.PARTIALLY_INCORPORATED: OfficialState.ACCEPTED,
        Decision.NOT_INCORPORATED: OfficialState.NOT_ACCEPTED,
        Decision.ALREADY_INCLUDED: OfficialState.NOT_ACCEPTED,
        Decision.OUT_OF_SCOPE: OfficialState.NOT_APPLICABLE,
        Decision.INFORMATIVE_REPLY: OfficialState.NOT_APPLICABLE,
    }


def test_workflow_decision_and_publication_move_apart_r6(database):
    cast = a_cast()
    plan = an_announced_plan(cast)
    comment = shown(filed(plan).comment, cast)
    answer = approved(comment, cast)
    again = shown(comment.fresh(), cast, at=later(AFTER_CLOSE, hours=1))
    assert again.answers.first().state is AnswerState.APPROVED
    assert answer.fresh().decision is Decision.NOT_INCORPORATED
    assert answer.fresh().published_at is None
