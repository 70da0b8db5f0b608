"""A further window opened by mistake is withdrawn, or closes with the day (R5, R21)."""

from datetime import date, datetime

import pytest

from tests.cast import (
    AFTER_CLOSE,
    CLOSES_AT,
    Cast,
    a_cast,
    an_announced_plan,
    filed,
    later,
)
from webapp.models import Comment, Correction, Notice, Plan, Subscription
from webapp.vocabulary import Channel, CorrectionKind, NoticeKind, Phase, Standing
from webapp.workflow import announcing, correcting, intake, subscribing, taking_back, verifying
from webapp.workflow.commenting import Arrival, Filing
from webapp.workflow.refusals import NotAllowed, WindowClosed, WrongState
from webapp.workflow.reopening import Reopening
from webapp.workflow.subscribing import SubscriptionRequest

WHY = "Se reabrió el plan que no era, según el acta."
REOPENS_AT = datetime(2026, 3, 23, 5)
CLOSES_AGAIN = datetime(2026, 3, 28, 5)
IN_BETWEEN = later(CLOSES_AT, hours=9)
BEFORE, DURING = later(AFTER_CLOSE, hours=1), later(REOPENS_AT, hours=12)
END_OF_DAY = datetime(2026, 3, 24, 5)


@pytest.fixture
def cast(database: object) -> Cast:
    return a_cast()


@pytest.fixture
def plan(cast: Cast) -> Plan:
    plan = an_announced_plan(cast)
    filed(plan)
    return plan


def typed_in(plan: Plan, cast: Cast, received_at: datetime, at: datetime) -> Comment:
    entry = Arrival(
        filing=Filing(body="Llegó en papel."), action=None, channel=Channel.FRONT_DESK,
        received_at=received_at,
    )  # fmt: skip
    return intake.receive(entry, plan=plan, by=cast.mario_moderator, at=at).comment.fresh()


def reopened(plan: Plan, cast: Cast, *, first=date(2026, 3, 23), at=AFTER_CLOSE) -> Correction:
    again = Reopening(first_day=first, last_day=date(2026, 3, 27), counts_between=True)
    correction = correcting.propose(
        CorrectionKind.WINDOW_REOPENED, plan.fresh().announced_round, plan=plan,
        reason="La página estuvo caída, según la constancia.", details=again.details(),
        by=cast.elena_editor, at=at,
    )  # fmt: skip
    return correcting.approve(correction, version=1, by=cast.alba_approver, at=at)


def proposed(reopening: Correction, cast: Cast, at=BEFORE) -> Correction:
    return correcting.propose(
        CorrectionKind.REOPENING_WITHDRAWN, reopening, plan=reopening.plan, reason=WHY,
        details=taking_back.proposal(reopening), by=cast.elena_editor, at=at,
    )  # fmt: skip


def withdrawn(reopening: Correction, cast: Cast, at=BEFORE) -> Correction:
    correction = proposed(reopening, cast, at)
    return correcting.approve(correction, version=1, by=cast.alba_approver, at=at)


class TestBeforeItOpens:
    def test_it_does_not_open_and_what_counted_for_it_is_late_again_r5(self, plan, cast):
        between = typed_in(plan, cast, IN_BETWEEN, AFTER_CLOSE)
        reopening = reopened(plan, cast)
        assert between.fresh().standing is Standing.IN_TERM
        made = withdrawn(reopening, cast)
        assert between.fresh().standing is Standing.LATE
        assert made.before["comments"] == [between.filing_number]
        plan = plan.fresh()
        assert (plan.comments_total, plan.comments_late) == (1, 1)
        assert plan.phase(REOPENS_AT) is Phase.ANSWERING
        assert plan.announced_round.closes_at == CLOSES_AT
        with pytest.raises(WindowClosed):
            filed(plan, "Otra vez.", at=REOPENS_AT)
        assert typed_in(plan, cast, IN_BETWEEN, BEFORE).standing is Standing.LATE
        assert not verifying.examine().faults

    def test_the_round_can_be_opened_again_and_an_earlier_window_stays_r21(self, plan, cast):
        withdrawn(reopened(plan, cast), cast)
        first = reopened(plan, cast, at=BEFORE)
        closed_again = later(CLOSES_AGAIN, hours=10)
        again = Reopening(
            first_day=date(2026, 4, 1), last_day=date(2026, 4, 3), counts_between=False
        )  # fmt: skip
        second = correcting.propose(
            CorrectionKind.WINDOW_REOPENED, plan.fresh().announced_round, plan=plan, reason=WHY,
            details=again.details(), by=cast.elena_editor, at=closed_again,
        )  # fmt: skip
        second = correcting.approve(second, version=1, by=cast.alba_approver, at=closed_again)
        with pytest.raises(WrongState):
            proposed(first, cast, closed_again)
        withdrawn(second, cast, closed_again)
        round_ = plan.fresh().announced_round
        assert (round_.closed_at, round_.reopens_at) == (CLOSES_AT, REOPENS_AT)
        assert round_.closes_at == CLOSES_AGAIN
        assert len(round_.windows()) == 2
        assert not verifying.examine().faults

    def test_an_extension_of_it_is_withdrawn_first(self, plan, cast):
        reopening = reopened(plan, cast)
        announcing.extend(
            plan.fresh().announced_round, last_day=date(2026, 3, 30), reason=WHY,
            version=plan.fresh().announced_round.version, by=cast.elena_editor, at=BEFORE,
        )  # fmt: skip
        with pytest.raises(WrongState):
            proposed(reopening, cast)


class TestOnceItIsOpen:
    def test_it_closes_with_the_day_and_what_came_in_it_counts_r5(self, plan, cast):
        reopening = reopened(plan, cast)
        between = typed_in(plan, cast, IN_BETWEEN, BEFORE)
        then = filed(plan, "Mientras estaba abierta.", at=REOPENS_AT).comment
        withdrawn(reopening, cast, DURING)
        plan = plan.fresh()
        assert plan.announced_round.closes_at == END_OF_DAY
        assert {each.fresh().standing for each in (then, between)} == {Standing.IN_TERM}
        last = filed(plan, "El último.", at=later(END_OF_DAY, seconds=-1)).comment
        assert last.standing is Standing.IN_TERM
        with pytest.raises(WindowClosed):
            filed(plan, "Tarde.", at=END_OF_DAY)
        assert typed_in(plan, cast, END_OF_DAY, END_OF_DAY).standing is Standing.LATE
        assert plan.phase(END_OF_DAY) is Phase.ANSWERING
        assert not verifying.examine().faults

    def test_on_its_last_day_and_after_it_nothing_is_withdrawn(self, plan, cast):
        reopening = reopened(plan, cast)
        for at in (later(CLOSES_AGAIN, hours=-2), CLOSES_AGAIN):
            with pytest.raises(WrongState):
                proposed(reopening, cast, at)

    def test_it_may_be_extended_again_r21(self, plan, cast):
        withdrawn(reopened(plan, cast), cast, DURING)
        round_ = plan.fresh().announced_round
        announcing.extend(
            round_, last_day=date(2026, 3, 27), reason=WHY, version=round_.version,
            by=cast.elena_editor, at=DURING,
        )  # fmt: skip
        assert plan.fresh().announced_round.closes_at == CLOSES_AGAIN
        assert not verifying.examine().faults


def test_it_takes_two_people_and_is_asked_again_when_it_is_approved_r21(plan, cast):
    reopening = reopened(plan, cast)
    correction = proposed(reopening, cast)
    with pytest.raises(NotAllowed):
        correcting.approve(correction, version=1, by=cast.elena_editor, at=BEFORE)
    with pytest.raises(WrongState):
        correcting.approve(correction, version=1, by=cast.alba_approver, at=CLOSES_AGAIN)
    assert plan.fresh().announced_round.closes_at == CLOSES_AGAIN


def test_subscribers_are_told_in_place_of_what_was_to_be_told_them(plan, cast):
    subscribing.subscribe(
        plan, SubscriptionRequest(email="pepa@example.com", consent=True), at=AFTER_CLOSE
    )
    subscribing.confirm(Subscription.get(), at=AFTER_CLOSE)
    withdrawn(reopened(plan, cast), cast)
    waiting = [each.kind for each in Notice.select() if not each.state.is_the_end]
    assert NoticeKind.SHORTENED in waiting
    assert NoticeKind.EXTENDED not in waiting


@pytest.mark.parametrize("at", [BEFORE, DURING])
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE consultation SET closes_at = '2026-03-28 05:00:00'",
        "UPDATE consultation SET reopens_at = '2026-03-22 05:00:00'",
        "UPDATE extension SET reason = 'Otra cosa'",
        "DELETE FROM extension",
    ],
)
def test_a_withdrawn_window_that_was_altered_is_found_r17(plan, cast, database, sql, at):
    withdrawn(reopened(plan, cast), cast, at)
    assert not verifying.examine().faults
    database.execute_sql(sql)
    assert verifying.examine().faults
