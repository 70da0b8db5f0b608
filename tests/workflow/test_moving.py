"""An observation considered under another action: bound as filed, counted there (R2, R18, R21)."""

from datetime import date

import pytest

from tests.cast import (
    AFTER_CLOSE,
    CLOSES_AT,
    a_cast,
    an_announced_plan,
    filed,
    later,
    received,
    shown,
)
from tests.in_step import in_step
from tests.worlds import answered
from webapp.models import Action, MainPoint, Report
from webapp.queries import desk_list, public_register
from webapp.vocabulary import AnnulmentGround, Channel, CorrectionKind, Renewal
from webapp.workflow import (
    annulling,
    answering,
    correcting,
    moving,
    tallying,
    verifying,
)
from webapp.workflow.commenting import Filing
from webapp.workflow.refusals import Invalid, WrongState
from webapp.workflow.reopening import Reopening

WHY = "Trata del punto de atención de la 1.2."


@pytest.fixture
def cast(database):
    return a_cast()


@pytest.fixture
def plan(cast):
    return an_announced_plan(cast)


def action(plan, code) -> Action:
    return plan.actions.where(Action.code == code).get()


def moved(cast, comment, code, *, at=AFTER_CLOSE):
    plan = comment.plan
    correction = correcting.propose(
        CorrectionKind.MOVE,
        comment,
        plan=plan,
        reason=WHY,
        details=moving.proposal(plan.public_action(code)),
        by=cast.mario_moderator,
        at=at,
    )
    return correcting.approve(correction, version=1, by=cast.alba_approver, at=at)


def test_it_stays_bound_to_what_was_read_and_counts_where_it_is_considered_r2(plan, cast):
    comment = shown(filed(plan, "Pongan un punto de atención.", code="1.1").comment, cast)
    correction = moved(cast, comment, "1.2")
    comment = comment.fresh()
    assert (comment.action.code, comment.considered_under.code) == ("1.1", "1.2")
    assert (action(plan, "1.1").comments_total, action(plan, "1.2").comments_total) == (0, 1)
    assert correction.before == {"action": "1.1"}
    for code, count in (("1.1", 0), ("1.2", 1)):
        on_it = action(plan, code)
        assert (
            len(public_register.page(plan, public_register.RegisterFilter(action=on_it))) == count
        )
        assert len(desk_list.on(plan, on_it)) == count
    assert public_register.moved_from(action(plan, "1.1")) == [comment]
    in_step(tallying.compared())
    verifying.verify()


def test_one_on_the_whole_plan_finds_its_action_and_one_comes_back(plan, cast):
    general = shown(filed(plan, "Falta algo.", code=None).comment, cast)
    moved(cast, general, "1.1")
    assert action(plan, "1.1").comments_total == 1
    there = shown(filed(plan, "Es de aquí.", code="1.1").comment, cast)
    moved(cast, there, "1.2")
    moved(cast, there.fresh(), "1.1", at=later(AFTER_CLOSE, hours=1))
    assert not there.fresh().was_moved
    assert action(plan, "1.1").comments_total == 2
    in_step(tallying.compared())
    verifying.verify()


def test_its_published_answer_and_its_report_go_with_it_r18(plan, cast):
    comment = shown(filed(plan, "Pongan un punto.", code="1.1").comment, cast)
    answered(comment, cast)
    answering.publish_report(plan, by=cast.alba_approver, at=AFTER_CLOSE)
    moved(cast, comment, "1.2", at=later(AFTER_CLOSE, hours=1))
    assert MainPoint.get().action == action(plan, "1.2")
    assert Report.newest(plan.consultation).why is Renewal.MOVE
    assert plan.fresh().answers_published == 1
    in_step(tallying.compared())
    verifying.verify()


def test_it_moves_only_to_another_action_of_its_plan(plan, cast):
    comment = filed(plan, "Aquí está bien.", code="1.1").comment
    for code in ("1.1", "9.9"):
        with pytest.raises(Invalid):
            moved(cast, comment, code)


def test_an_annulled_one_moves_nowhere_and_a_moved_one_is_annulled_r3(plan, cast):
    comment = filed(plan, "Una prueba.", code="1.1").comment
    moved(cast, comment, "1.2")
    correction = correcting.propose(
        CorrectionKind.ANNULMENT,
        comment,
        plan=plan,
        reason="Era una prueba del sistema.",
        details=annulling.proposal(AnnulmentGround.TEST, [comment]),
        by=cast.mario_moderator,
        at=AFTER_CLOSE,
    )
    correcting.approve(correction, version=1, by=cast.alba_approver, at=AFTER_CLOSE)
    assert action(plan, "1.2").comments_total == 0
    with pytest.raises(WrongState):
        moved(cast, comment, "1.1")
    in_step(tallying.compared())
    verifying.verify()


def test_one_moved_by_another_way_is_found_r17(plan, cast, database):
    comment = filed(plan, "Una.", code="1.1").comment
    moved(cast, comment, "1.2")
    verifying.verify()
    database.execute_sql("UPDATE comment SET considered_under_id = action_id")
    assert verifying.examine().faults


def test_a_late_one_that_counts_after_a_reopening_counts_where_it_is_considered_r18(plan, cast):
    late = received(
        Filing(body="Llegó tarde."),
        plan=plan,
        action=action(plan, "1.1"),
        submission_id="papel",
        channel=Channel.FRONT_DESK,
        received_at=later(CLOSES_AT, hours=1),
        by=cast.mario_moderator,
        at=AFTER_CLOSE,
    ).comment
    moved(cast, late, "1.2")
    again = Reopening(first_day=date(2026, 3, 23), last_day=date(2026, 3, 27), counts_between=True)
    correction = correcting.propose(
        CorrectionKind.WINDOW_REOPENED,
        plan.consultation,
        plan=plan,
        reason="El sitio estuvo caído el último día.",
        details=again.details(),
        by=cast.elena_editor,
        at=AFTER_CLOSE,
    )
    correcting.approve(correction, version=1, by=cast.alba_approver, at=AFTER_CLOSE)
    assert not late.fresh().late
    assert (action(plan, "1.1").comments_total, action(plan, "1.2").comments_total) == (0, 1)
    in_step(tallying.compared())
    verifying.verify()
