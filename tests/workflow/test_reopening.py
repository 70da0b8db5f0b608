"""A window opened again by a decision, an extension withdrawn: by two people, told (R5, R21)."""

from datetime import date, datetime

import pytest

from tests.cast import (
    AFTER_CLOSE,
    CLOSES_AT,
    WHILE_OPEN,
    Cast,
    a_cast,
    an_announced_plan,
    filed,
    later,
    shown,
)
from tests.worlds import answered
from webapp.figures.of_plan import Figures
from webapp.models import Comment, Correction, Entity, Event, Extension, Notice, Plan, Report
from webapp.vocabulary import Channel, CorrectionKind, Phase, Standing
from webapp.workflow import announcing, answering, correcting, intake, publishing, verifying
from webapp.workflow.commenting import Arrival, Filing
from webapp.workflow.refusals import Invalid, NotAllowed, StaleCopy, WindowClosed, WrongState
from webapp.workflow.reopening import Reopening

WHY = "La página estuvo caída todo el último día, según la constancia."
AGAIN = Reopening(first_day=date(2026, 3, 23), last_day=date(2026, 3, 27), counts_between=True)
REOPENS_AT = datetime(2026, 3, 23, 5)
CLOSES_AGAIN = datetime(2026, 3, 28, 5)
"""Midnight after 27 March, in Bogotá."""
IN_BETWEEN = later(CLOSES_AT, hours=9)


@pytest.fixture
def cast(database: object) -> Cast:
    return a_cast()


@pytest.fixture
def plan(cast: Cast) -> Plan:
    """Closed, with one observation in term."""
    plan = an_announced_plan(cast)
    filed(plan)
    return plan


def typed_in(plan: Plan, cast: Cast, received_at: datetime, at: datetime) -> Comment:
    entry = Arrival(
        filing=Filing(body="Llegó en papel."),
        action=None,
        channel=Channel.FRONT_DESK,
        received_at=received_at,
    )
    return intake.receive(entry, plan=plan, by=cast.mario_moderator, at=at).comment.fresh()


def proposed(plan: Plan, cast: Cast, again: Reopening = AGAIN, at=AFTER_CLOSE) -> Correction:
    return correcting.propose(
        CorrectionKind.WINDOW_REOPENED,
        plan.fresh().announced_round,
        plan=plan,
        reason=WHY,
        details=again.details(),
        by=cast.elena_editor,
        at=at,
    )


def reopened(plan: Plan, cast: Cast, again: Reopening = AGAIN, at=AFTER_CLOSE) -> Plan:
    correction = proposed(plan, cast, again, at)
    correcting.approve(correction, version=1, by=cast.alba_approver, at=at)
    return plan.fresh()


def totals(plan: Plan) -> tuple[int, int]:
    plan = plan.fresh()
    return plan.comments_total, plan.comments_late


class TestOpeningAgain:
    def test_it_takes_two_people_and_then_goes_by_the_clock_r5_r21(self, plan, cast):
        proposed(plan, cast)
        assert plan.fresh().phase(REOPENS_AT) is Phase.ANSWERING
        plan = reopened_by_approving(plan, cast)
        assert plan.phase(AFTER_CLOSE) is Phase.ANNOUNCED
        assert plan.phase(REOPENS_AT) is Phase.OPEN
        assert plan.phase(CLOSES_AGAIN) is Phase.ANSWERING
        with pytest.raises(WindowClosed):
            filed(plan, "Antes.", at=later(REOPENS_AT, seconds=-1))
        assert filed(plan, "Otra vez.", at=REOPENS_AT).comment.standing is Standing.IN_TERM
        with pytest.raises(WindowClosed):
            filed(plan, "Después.", at=CLOSES_AGAIN)
        verifying.verify()

    def test_what_came_in_between_counts_when_that_was_chosen_r5(self, plan, cast):
        comment = typed_in(plan, cast, IN_BETWEEN, AFTER_CLOSE)
        answer = answered(shown(comment, cast, AFTER_CLOSE), cast)
        answering.publish(answer, version=answer.version, by=cast.alba_approver, at=AFTER_CLOSE)
        assert totals(plan) == (1, 1)
        plan = reopened(plan, cast)
        assert comment.fresh().standing is Standing.IN_TERM
        assert totals(plan) == (2, 0)
        assert plan.answers_published == 1
        assert (Figures(plan).total, Figures(plan).answered) == (2, 1)
        after = typed_in(plan, cast, later(IN_BETWEEN, hours=1), REOPENS_AT)
        assert after.standing is Standing.IN_TERM
        verifying.verify()

    def test_and_stays_late_when_that_was_chosen_r5(self, plan, cast):
        comment = typed_in(plan, cast, IN_BETWEEN, AFTER_CLOSE)
        again = Reopening(first_day=AGAIN.first_day, last_day=AGAIN.last_day, counts_between=False)
        plan = reopened(plan, cast, again)
        assert comment.fresh().standing is Standing.LATE
        after = typed_in(plan, cast, later(IN_BETWEEN, hours=1), REOPENS_AT)
        assert after.standing is Standing.LATE
        assert totals(plan) == (1, 2)
        verifying.verify()

    def test_its_days_are_those_of_both_windows_r20(self, plan, cast):
        plan = reopened(plan, cast)
        assert plan.announced_round.calendar_days(Entity.current().zone) == 15 + 5

    def test_neither_report_nor_edition_come_out_meanwhile_and_the_report_tells_it(
        self, plan, cast
    ):
        plan = reopened(plan, cast)
        with pytest.raises(WrongState):
            answering.publish_report(plan, by=cast.alba_approver, at=AFTER_CLOSE)
        with pytest.raises(WrongState):
            publishing.publish_edition(plan, by=cast.elena_editor, at=REOPENS_AT)
        comment = shown(plan.consultation.comments.get(), cast, AFTER_CLOSE)
        answered(comment, cast, at=AFTER_CLOSE)
        answering.publish_report(plan, by=cast.alba_approver, at=CLOSES_AGAIN)
        (told,) = Report.newest(plan.consultation).header["rounds"][0]["extensions"]
        assert (told["reason"], told["counts_between"]) == (WHY, True)
        assert told["reopens_at"].startswith("2026-03-23")
        verifying.verify()

    def test_once_the_report_is_out_it_is_too_late(self, plan, cast):
        answered(shown(Comment.get(), cast, AFTER_CLOSE), cast)
        answering.publish_report(plan, by=cast.alba_approver, at=AFTER_CLOSE)
        with pytest.raises(WrongState):
            proposed(plan, cast, at=later(AFTER_CLOSE, minutes=1))

    def test_while_it_is_open_it_is_extended_instead(self, plan, cast):
        with pytest.raises(WrongState):
            proposed(plan, cast, at=WHILE_OPEN)

    def test_days_that_cannot_be_are_refused_and_asked_again_on_approval(self, plan, cast):
        backwards = Reopening(
            first_day=date(2026, 3, 23), last_day=date(2026, 3, 22), counts_between=True
        )
        with pytest.raises(Invalid):
            proposed(plan, cast, backwards)
        correction = proposed(plan, cast)
        with pytest.raises(Invalid):
            correcting.approve(
                correction, version=1, by=cast.alba_approver, at=later(CLOSES_AGAIN, hours=1)
            )

    def test_approved_when_its_first_day_has_begun_it_opens_at_once(self, plan, cast):
        at = later(REOPENS_AT, hours=10)
        plan = reopened(plan, cast, at=at)
        assert plan.announced_round.reopens_at == at
        assert plan.announced_round.calendar_days(Entity.current().zone) == 15 + 4

    def test_only_editors_propose_it_and_a_form_of_before_is_stale_r12(self, plan, cast):
        with pytest.raises(NotAllowed):
            correcting.propose(
                CorrectionKind.WINDOW_REOPENED,
                plan.consultation,
                plan=plan,
                reason=WHY,
                details=AGAIN.details(),
                by=cast.mario_moderator,
                at=AFTER_CLOSE,
            )
        version = plan.consultation.version
        plan = reopened(plan, cast)
        with pytest.raises(StaleCopy):
            announcing.extend(
                plan.consultation,
                last_day=date(2026, 3, 31),
                reason=WHY,
                version=version,
                by=cast.elena_editor,
                at=REOPENS_AT,
            )

    def test_it_is_opened_again_more_than_once(self, plan, cast):
        plan = reopened(plan, cast)
        once_more = Reopening(
            first_day=date(2026, 4, 6), last_day=date(2026, 4, 7), counts_between=False
        )
        plan = reopened(plan, cast, once_more, at=later(CLOSES_AGAIN, days=2))
        assert plan.announced_round.calendar_days(Entity.current().zone) == 15 + 5 + 2
        at = later(CLOSES_AGAIN, days=4)
        assert typed_in(plan, cast, IN_BETWEEN, at).standing is Standing.IN_TERM
        assert typed_in(plan, cast, CLOSES_AGAIN, at).standing is Standing.LATE
        verifying.verify()

    @pytest.mark.parametrize(
        "sql",
        [
            "UPDATE extension SET reopens_at = NULL",
            "UPDATE extension SET counts_between = NOT counts_between",
            "UPDATE consultation SET reopens_at = closed_at",
            "UPDATE comment SET standing = 'late', late = NOT late WHERE standing = 'in_term'",
        ],
    )
    def test_what_was_altered_is_found_r17(self, plan, cast, database, sql):
        typed_in(plan, cast, IN_BETWEEN, AFTER_CLOSE)
        reopened(plan, cast)
        database.execute_sql(sql)
        assert verifying.examine().faults


class TestAnExtensionWithdrawn:
    def extended(self, plan: Plan, cast: Cast, day: date = date(2026, 5, 17)) -> Extension:
        round_ = plan.fresh().announced_round
        return announcing.extend(
            round_,
            last_day=day,
            reason="Lo pidieron las juntas de acción comunal.",
            confirmed=True,
            version=round_.version,
            by=cast.elena_editor,
            at=WHILE_OPEN,
        )

    def withdrawn(self, extension: Extension, cast: Cast, at=WHILE_OPEN) -> None:
        correction = correcting.propose(
            CorrectionKind.EXTENSION_WITHDRAWN,
            extension,
            plan=extension.consultation.plan,
            reason="Era marzo y no mayo: se escribió mal.",
            by=cast.elena_editor,
            at=at,
        )
        correcting.approve(correction, version=1, by=cast.alba_approver, at=at)

    def test_the_earlier_close_holds_again_and_it_stays_told_r21(self, plan, cast):
        extension = self.extended(plan, cast)
        self.withdrawn(extension, cast)
        assert plan.fresh().announced_round.closes_at == CLOSES_AT
        assert extension.fresh().withdrawn_reason == "Era marzo y no mayo: se escribió mal."
        assert Event.select().where(Event.verb == "consultation.extension_withdrawn").count() == 1
        with pytest.raises(WindowClosed):
            filed(plan, "Tarde.", at=CLOSES_AT)
        verifying.verify()

    def test_not_once_the_earlier_close_has_passed_r5(self, plan, cast):
        extension = self.extended(plan, cast)
        with pytest.raises(WrongState):
            self.withdrawn(extension, cast, at=CLOSES_AT)

    def test_only_the_last_that_stands_and_once(self, plan, cast):
        first = self.extended(plan, cast, date(2026, 3, 20))
        second = self.extended(plan, cast)
        with pytest.raises(WrongState):
            self.withdrawn(first, cast)
        self.withdrawn(second, cast)
        with pytest.raises(WrongState):
            self.withdrawn(second, cast)
        self.withdrawn(first, cast)
        assert plan.fresh().announced_round.closes_at == CLOSES_AT
        verifying.verify()


def test_what_came_while_a_plan_was_cancelled_by_mistake_counts_by_when_it_came_r21(plan, cast):
    announcing.cancel(plan, reason=WHY, by=cast.elena_editor, at=WHILE_OPEN)
    comment = typed_in(plan, cast, later(WHILE_OPEN, hours=1), later(WHILE_OPEN, hours=2))
    assert comment.standing is Standing.AFTER_CANCELLATION
    correction = correcting.propose(
        CorrectionKind.CANCELLATION_TAKEN_BACK,
        plan,
        plan=plan,
        reason="Se canceló el plan que no era.",
        by=cast.elena_editor,
        at=later(WHILE_OPEN, hours=3),
    )
    correcting.approve(correction, version=1, by=cast.alba_approver, at=later(WHILE_OPEN, hours=4))
    assert comment.fresh().standing is Standing.IN_TERM
    assert totals(plan) == (2, 0)
    assert not Notice.select().exists()
    verifying.verify()


def reopened_by_approving(plan: Plan, cast: Cast) -> Plan:
    correction = Correction.get()
    correcting.approve(correction, version=1, by=cast.alba_approver, at=AFTER_CLOSE)
    return plan.fresh()
