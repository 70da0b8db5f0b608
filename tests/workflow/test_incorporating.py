"""Incorporated is said in public only with a change of the observation's own round (R8)."""

from datetime import date, timedelta

import pytest

from tests.cast import (
    AFTER_CLOSE,
    Cast,
    a_cast,
    an_announced_plan,
    filed,
    later,
    received,
    shown,
    wording,
)
from tests.worlds import an_adjusted_plan, answered
from webapp.models import Comment, Plan
from webapp.models.edition_content import changes_of, content_of
from webapp.vocabulary import AnswerState, Channel, Decision, Origin, PlanField, RoundScope
from webapp.workflow import (
    adjusting,
    adjusting_actions,
    announcing,
    answering,
    commenting,
    publishing,
    undoing,
)
from webapp.workflow.adjusting import Why
from webapp.workflow.announcing import WindowDays
from webapp.workflow.refusals import Incomplete, Refused, WrongState

ADJUSTED = later(AFTER_CLOSE, days=2)
CLOSED_AGAIN = ADJUSTED + timedelta(days=40)
OWN_MOTION = Why(origin=Origin.OWN_MOTION, reason="Lo decidió la Mesa Directiva.")


@pytest.fixture
def cast(database: object) -> Cast:
    return a_cast()


@pytest.fixture
def plan(cast: Cast) -> Plan:
    return an_announced_plan(cast)


@pytest.fixture
def comment(plan: Plan, cast: Cast) -> Comment:
    return shown(filed(plan).comment, cast)


def because_of(*comments):
    return Why(origin=Origin.OBSERVATIONS, reason="Lo pidieron en la plaza.", comments=comments)


def changed(plan, cast, why, field=PlanField.IMPROVEMENT, value="Otro texto.", *, at=AFTER_CLOSE):
    adjusting.start_edition(plan, by=cast.elena_editor, at=at)
    current = wording(plan, "1.1")
    return adjusting.reword(
        current, {field: value}, why, version=current.version, by=cast.elena_editor, at=at
    )


def out(answer, cast, at=AFTER_CLOSE):
    return answering.publish(answer, version=answer.version, by=cast.alba_approver, at=at)


def typed_in_late(plan, cast):
    return received(
        commenting.Filing(body="Llegué tarde, con una propuesta."),
        plan=plan, action=None, submission_id="", channel=Channel.FRONT_DESK,
        received_at=AFTER_CLOSE, by=cast.mario_moderator, at=ADJUSTED,
    ).comment  # fmt: skip


def a_second_round(plan, cast):
    window = WindowDays(first_day=date(2026, 4, 6), last_day=date(2026, 4, 24))
    announcing.announce_round(
        plan, window, scope=RoundScope.WHOLE, by=cast.elena_editor, at=ADJUSTED
    )
    return plan.fresh()


@pytest.mark.parametrize("decision", [each for each in Decision if each.needs_change])
def test_no_answer_says_incorporated_before_a_change_names_it_r8(plan, comment, cast, decision):
    answer = answered(comment, cast, decision)
    with pytest.raises(Incomplete) as refused:
        out(answer, cast)
    assert refused.value.missing == [comment]
    changed(plan, cast, because_of(comment))
    assert out(answer.fresh(), cast).state is AnswerState.PUBLISHED


def test_the_report_does_not_go_out_with_one_incorporated_without_its_change_r8(
    plan, comment, cast
):
    answer = answered(comment, cast, Decision.INCORPORATED)
    with pytest.raises(Incomplete) as refused:
        answering.publish_report(plan, by=cast.alba_approver, at=AFTER_CLOSE)
    assert refused.value.missing == [comment]
    assert answer.fresh().published_at is None


def test_a_late_one_of_a_round_that_is_over_is_not_incorporated_once_the_next_is_announced_r8(cast):
    plan = an_adjusted_plan(cast)
    late = shown(typed_in_late(plan, cast), cast, ADJUSTED)
    a_second_round(plan, cast)
    with pytest.raises(WrongState):
        out(answered(late, cast, Decision.INCORPORATED, at=ADJUSTED), cast, ADJUSTED)


def test_a_change_of_a_later_round_does_not_make_it_incorporated_in_its_own_r8(cast):
    plan = an_adjusted_plan(cast)
    late = shown(typed_in_late(plan, cast), cast, ADJUSTED)
    plan = a_second_round(plan, cast)
    changed(plan, cast, because_of(late), PlanField.TERM_MONTHS, 9, at=CLOSED_AGAIN)
    answer = answered(late, cast, Decision.PARTIALLY_INCORPORATED, at=CLOSED_AGAIN)
    with pytest.raises(WrongState):
        out(answer, cast, CLOSED_AGAIN)


def undone(change, _plan, cast):
    undoing.undo(change, version=change.version, by=cast.elena_editor, at=AFTER_CLOSE)


def explained_by_others(change, _plan, cast):
    adjusting.explain(
        change, OWN_MOTION, version=change.version, by=cast.elena_editor, at=AFTER_CLOSE
    )


def put_back(_change, plan, cast):
    changed(plan, cast, OWN_MOTION, value="Construir dos mecanismos de recolección.")


def reworded_for_others(_change, plan, cast):
    changed(plan, cast, OWN_MOTION, value="Ningún mecanismo.")


def withdrawn_for_others(_change, plan, cast):
    current = wording(plan, "1.1")
    adjusting_actions.withdraw(
        current, OWN_MOTION, version=current.version, by=cast.elena_editor, at=AFTER_CLOSE
    )


@pytest.mark.parametrize(
    "act",
    [undone, explained_by_others, put_back, reworded_for_others, withdrawn_for_others],
)
def test_the_last_change_that_names_a_published_incorporated_one_stays_r8(plan, comment, cast, act):
    (change,) = changed(plan, cast, because_of(comment))
    out(answered(comment, cast, Decision.INCORPORATED), cast)
    with pytest.raises(Incomplete) as refused:
        act(change.fresh(), plan, cast)
    assert refused.value.missing == [comment]
    assert [each.comments for each in changes_of(plan.fresh().draft_edition)] == [[comment]]


def test_one_of_two_changes_that_name_it_may_go_r8(plan, comment, cast):
    (change,) = changed(plan, cast, because_of(comment))
    changed(plan, cast, because_of(comment), PlanField.TERM_MONTHS, 9)
    out(answered(comment, cast, Decision.INCORPORATED), cast)
    undone(change, plan, cast)
    assert publishing.gate(plan.fresh()) == []


def test_a_plan_is_not_cancelled_over_answers_that_promise_its_adjusted_edition_r8(
    plan, comment, cast
):
    changed(plan, cast, because_of(comment))
    answered(comment, cast, Decision.INCORPORATED)
    answering.publish_report(plan, by=cast.alba_approver, at=AFTER_CLOSE)
    with pytest.raises(Incomplete) as refused:
        announcing.cancel(
            plan, reason="La alcaldía retira el plan.", by=cast.elena_editor, at=ADJUSTED
        )
    assert refused.value.missing == [comment]
    assert plan.fresh().cancelled_at is None


def test_answers_that_promise_nothing_do_not_hold_up_a_cancellation(plan, comment, cast):
    answered(comment, cast, Decision.NOT_INCORPORATED)
    answering.publish_report(plan, by=cast.alba_approver, at=AFTER_CLOSE)
    announcing.cancel(plan, reason="La alcaldía retira el plan.", by=cast.elena_editor, at=ADJUSTED)
    assert plan.fresh().cancelled_at == ADJUSTED


def test_in_a_cancelled_plan_nothing_is_said_to_be_incorporated_r8(plan, comment, cast):
    changed(plan, cast, because_of(comment))
    answer = answered(comment, cast, Decision.INCORPORATED)
    announcing.cancel(plan, reason="La alcaldía retira el plan.", by=cast.elena_editor, at=ADJUSTED)
    with pytest.raises(WrongState):
        out(answer, cast, ADJUSTED)


def test_every_refusal_leaves_everything_as_it_was_r8(plan, comment, cast):
    (change,) = changed(plan, cast, because_of(comment))
    out(answered(comment, cast, Decision.INCORPORATED), cast)
    before = content_of(plan.fresh().draft_edition)
    with pytest.raises(Refused):
        undone(change.fresh(), plan, cast)
    assert content_of(plan.fresh().draft_edition) == before
