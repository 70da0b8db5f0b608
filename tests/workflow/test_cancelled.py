"""What was filed in a cancelled plan is still answered, and another plan takes its place (B6)."""

from datetime import date

import pytest

from tests.cast import (
    AFTER_CLOSE,
    WHILE_OPEN,
    Cast,
    a_cast,
    a_draft,
    an_announced_plan,
    filed,
    later,
    shown,
)
from tests.worlds import answered
from webapp.models import Correction, Plan
from webapp.vocabulary import AnswerState, CorrectionKind, Decision, Ground
from webapp.workflow import announcing, answering, correcting, moderating, verifying
from webapp.workflow.announcing import WindowDays
from webapp.workflow.refusals import Invalid, WrongState

REASON = "Se rehace porque cambió la ley."
AFTERWARDS = later(WHILE_OPEN, days=1)
IN_APRIL = WindowDays(first_day=date(2026, 4, 6), last_day=date(2026, 4, 24))


@pytest.fixture
def cast(database: object) -> Cast:
    return a_cast()


@pytest.fixture
def plan(cast: Cast) -> Plan:
    """Cancelled while it was open, with one observation."""
    plan = an_announced_plan(cast)
    shown(filed(plan).comment, cast)
    announcing.cancel(plan, reason=REASON, by=cast.elena_editor, at=WHILE_OPEN)
    return plan.fresh()


def test_what_was_filed_is_answered_by_two_people_as_ever_r11(plan, cast):
    comment = plan.consultation.comments.get()
    answer = answered(comment, cast, at=AFTERWARDS)
    answer = answering.publish(answer, version=answer.version, by=cast.alba_approver, at=AFTERWARDS)
    assert answer.state is AnswerState.PUBLISHED
    assert plan.fresh().answers_published == 1
    verifying.verify()


def test_no_answer_promises_a_change_that_cannot_follow_r8(plan, cast):
    comment = plan.consultation.comments.get()
    answer = answered(comment, cast, Decision.INCORPORATED, at=AFTERWARDS)
    with pytest.raises(WrongState):
        answering.publish(answer, version=answer.version, by=cast.alba_approver, at=AFTERWARDS)


class TestWhatFollowsFromNoCancellation:
    def proposed(self, plan: Plan, cast: Cast) -> Correction:
        return correcting.propose(
            CorrectionKind.CANCELLATION_TAKEN_BACK, plan, plan=plan,
            reason="Se canceló el plan que no era.", by=cast.elena_editor, at=AFTERWARDS,
        )  # fmt: skip

    def test_a_successor_named_by_mistake_and_taken_away_again_r21(self, plan, cast):
        other = an_announced_plan(cast, "otro-plan", window=IN_APRIL, at=AFTERWARDS)
        announcing.name_successor(plan, other, by=cast.elena_editor, at=AFTERWARDS)
        with pytest.raises(WrongState):
            self.proposed(plan, cast)
        announcing.name_successor(plan, None, by=cast.elena_editor, at=AFTERWARDS)
        correcting.approve(
            self.proposed(plan, cast), version=1, by=cast.alba_approver, at=AFTERWARDS
        )
        assert plan.fresh().cancelled_at is None
        verifying.verify()

    def test_a_report_made_anew_because_of_what_is_shown_r21(self, cast):
        plan = an_announced_plan(cast)
        comment = shown(filed(plan).comment, cast)
        answered(comment, cast)
        answering.publish_report(plan, by=cast.alba_approver, at=AFTER_CLOSE)
        announcing.cancel(plan, reason=REASON, by=cast.elena_editor, at=AFTER_CLOSE)
        comment = comment.fresh()
        moderating.withhold(
            comment, ground=Ground.INSULT_OR_THREAT, note="Trata mal a una persona.",
            version=comment.version, by=cast.mario_moderator, at=AFTERWARDS,
        )  # fmt: skip
        assert self.proposed(plan.fresh(), cast)


class TestTheSuccessor:
    def named(self, plan: Plan, successor: Plan | None, cast: Cast) -> None:
        announcing.name_successor(plan, successor, by=cast.elena_editor, at=AFTERWARDS)

    def test_it_is_chosen_later_and_can_be_chosen_again_r21(self, plan, cast):
        other = an_announced_plan(cast, "otro-plan", window=IN_APRIL, at=AFTERWARDS)
        self.named(plan, other, cast)
        assert plan.fresh().successor == other
        verifying.verify()
        self.named(plan, None, cast)
        assert plan.fresh().successor is None
        verifying.verify()

    def test_it_is_another_plan_that_is_public(self, plan, cast):
        for successor in (plan, a_draft(cast, "en-preparacion", window=IN_APRIL)):
            with pytest.raises(Invalid):
                self.named(plan, successor, cast)

    def test_only_a_cancelled_plan_has_one(self, plan, cast):
        other = an_announced_plan(cast, "otro-plan", window=IN_APRIL, at=AFTERWARDS)
        with pytest.raises(WrongState):
            self.named(other, plan, cast)

    def test_from_then_on_the_cancellation_stands_r21(self, plan, cast):
        other = an_announced_plan(cast, "otro-plan", window=IN_APRIL, at=AFTERWARDS)
        self.named(plan, other, cast)
        with pytest.raises(WrongState):
            correcting.propose(
                CorrectionKind.CANCELLATION_TAKEN_BACK,
                plan,
                plan=plan,
                reason="Se canceló el plan que no era.",
                by=cast.elena_editor,
                at=AFTERWARDS,
            )

    def test_what_was_altered_is_found_r17(self, plan, cast):
        other = an_announced_plan(cast, "otro-plan", window=IN_APRIL, at=AFTERWARDS)
        Plan.update(successor=other).where(Plan.id == plan.id).execute()
        assert verifying.examine().faults
