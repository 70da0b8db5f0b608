"""What is registered after the report is told as such everywhere, answered, and makes an addendum
(R10, R18)."""

from datetime import date

import pytest

from tests.cast import AFTER_CLOSE, CLOSES_AT, WHILE_OPEN, Cast, a_cast, later, shown
from tests.worlds import an_adjusted_plan, answered
from webapp.figures.of_plan import Figures
from webapp.models import Action, Comment, Plan, Report
from webapp.queries import belated
from webapp.queries.plans_waiting import work
from webapp.vocabulary import Channel, Decision, Phase, Renewal, RoundScope
from webapp.workflow import announcing, answering, intake, publishing, verifying
from webapp.workflow.announcing import WindowDays
from webapp.workflow.commenting import Arrival, Filing
from webapp.workflow.refusals import WrongState

TYPED_IN = later(AFTER_CLOSE, days=10)


@pytest.fixture
def cast(database: object) -> Cast:
    return a_cast()


@pytest.fixture
def plan(cast: Cast) -> Plan:
    """Adjusted: one observation was filed and answered."""
    return an_adjusted_plan(cast)


def typed_in(plan: Plan, cast: Cast, received_at=WHILE_OPEN, at=TYPED_IN, body="Llegó en papel."):
    entry = Arrival(
        filing=Filing(body=body),
        action=Action.get(Action.plan == plan, Action.code == "1.1"),
        channel=Channel.FRONT_DESK,
        received_at=received_at,
    )
    comment = intake.receive(entry, plan=plan, by=cast.mario_moderator, at=at).comment
    return shown(comment.fresh(), cast, at=at)


def published(comment: Comment, cast: Cast, at=None, **more) -> None:
    at = at or later(TYPED_IN, hours=1)
    answer = answered(comment, cast, at=at, **more)
    answering.publish(answer, version=answer.version, by=cast.alba_approver, at=at)


def counted(plan: Plan) -> list[tuple[int, int, int]]:
    plan = plan.fresh()
    return [(b.round, b.registered, b.unanswered) for b in belated.of(plan.announced_rounds)]


def test_it_is_counted_apart_and_an_answer_is_due_r10(plan, cast):
    assert counted(plan) == []
    comment = typed_in(plan, cast)
    assert comment.is_belated
    assert counted(plan) == [(1, 1, 1)]
    (waiting,) = work(TYPED_IN)
    assert (waiting.belated, waiting.unanswered) == (1, 1)
    published(comment, cast)
    assert counted(plan) == [(1, 1, 0)]
    assert work(TYPED_IN)[0].belated == 0


def test_its_answer_makes_an_addendum_which_agrees_with_the_rows_r10_r18(plan, cast):
    round_ = plan.announced_round
    first = Report.newest(round_)
    comment = typed_in(plan, cast)
    assert Report.newest(round_) == first
    published(comment, cast)
    addendum = Report.newest(round_)
    assert (addendum.number, addendum.why) == (first.number + 1, Renewal.ADDENDUM)
    assert addendum.about == comment.filing_number
    told, figures = addendum.header["results"], Figures(plan.fresh())
    assert (told["observations"], told["belated"], told["unanswered"]) == (2, 1, 0)
    assert (figures.total, figures.unanswered) == (2, 0)
    assert plan.fresh().answers_published == 2
    verifying.verify()


def test_one_addendum_names_all_that_were_answered_meanwhile_r10(plan, cast):
    round_, first = plan.announced_round, Report.newest(plan.announced_round)
    one = typed_in(plan, cast)
    other = typed_in(plan, cast, body="Otra carta.")
    published(one, cast)
    assert Report.newest(round_) == first
    published(other, cast, at=later(TYPED_IN, hours=2))
    addendum = Report.newest(round_)
    assert addendum.about == f"{one.filing_number}, {other.filing_number}"


def test_a_late_one_has_its_addendum_too_and_stays_out_of_the_totals_r5_r10(plan, cast):
    comment = typed_in(plan, cast, received_at=CLOSES_AT)
    assert counted(plan) == [(1, 1, 1)]
    published(comment, cast)
    told = Report.newest(plan.announced_round).header["results"]
    assert (told["observations"], told["late"], told["belated"]) == (1, 1, 1)


def test_it_promises_no_change_that_can_no_longer_come_r8_r10(plan, cast):
    comment = typed_in(plan, cast)
    answer = answered(comment, cast, Decision.INCORPORATED, at=TYPED_IN)
    with pytest.raises(WrongState):
        answering.publish(answer, version=answer.version, by=cast.alba_approver, at=TYPED_IN)


def test_one_of_the_first_round_holds_up_neither_report_nor_edition_of_the_second_r10(plan, cast):
    window = WindowDays(first_day=date(2026, 4, 6), last_day=date(2026, 4, 24))
    announcing.announce_round(
        plan, window, scope=RoundScope.WHOLE, by=cast.elena_editor, at=TYPED_IN
    )
    comment = typed_in(plan, cast, at=later(TYPED_IN, hours=1))
    assert comment.consultation.number == 1
    closed = later(AFTER_CLOSE, days=50)
    plan = plan.fresh()
    assert plan.phase(closed) is Phase.ANSWERING
    assert publishing.gate(plan) == []
    answering.publish_report(plan, by=cast.alba_approver, at=closed)
    assert counted(plan) == [(1, 1, 1)]
    answered(comment, cast, at=later(closed, hours=1))
    assert Report.newest(plan.announced_rounds[0]).why is not Renewal.ADDENDUM


def test_its_answer_goes_out_with_the_second_report_and_the_first_has_its_addendum_r10(plan, cast):
    window = WindowDays(first_day=date(2026, 4, 6), last_day=date(2026, 4, 24))
    announcing.announce_round(
        plan, window, scope=RoundScope.WHOLE, by=cast.elena_editor, at=TYPED_IN
    )
    comment = typed_in(plan, cast, at=later(TYPED_IN, hours=1))
    answered(comment, cast, at=later(TYPED_IN, hours=2))
    closed = later(AFTER_CLOSE, days=50)
    answering.publish_report(plan.fresh(), by=cast.alba_approver, at=closed)
    assert Report.newest(plan.fresh().announced_rounds[0]).why is Renewal.ADDENDUM
    verifying.verify()
