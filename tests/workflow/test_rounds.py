"""One more round, on the adjusted plan: numbered on, on all of it or on what changed."""

from datetime import date, timedelta

import pytest

from tests.cast import (
    AFTER_CLOSE,
    WHILE_OPEN,
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
from webapp.figures.of_plan import Figures
from webapp.models import Action, Plan
from webapp.vocabulary import Channel, Decision, Origin, Phase, PlanField, RoundScope
from webapp.workflow import adjusting, announcing, answering, commenting, publishing, verifying
from webapp.workflow.announcing import WindowDays
from webapp.workflow.refusals import EditionChanged, Invalid, NotAllowed, WindowClosed, WrongState

IN_APRIL = WindowDays(first_day=date(2026, 4, 6), last_day=date(2026, 4, 24))
ADJUSTED = later(AFTER_CLOSE, days=2)
OPEN_AGAIN = ADJUSTED + timedelta(days=20)
CLOSED_AGAIN = ADJUSTED + timedelta(days=40)


@pytest.fixture
def cast(database: object) -> Cast:
    return a_cast()


@pytest.fixture
def plan(cast: Cast) -> Plan:
    """Adjusted: action 1.1 changed, and one observation was filed and answered."""
    return an_adjusted_plan(cast)


def second_round(plan: Plan, cast: Cast, scope: RoundScope = RoundScope.CHANGED) -> Plan:
    announcing.announce_round(plan, IN_APRIL, scope=scope, by=cast.elena_editor, at=ADJUSTED)
    return plan.fresh()


def test_a_second_round_asks_about_the_adjusted_edition_by_the_same_channels(plan, cast):
    plan = second_round(plan, cast)
    first, second = plan.announced_rounds
    assert (second.number, second.edition.number) == (2, 2)
    assert [each.channel for each in second.channels] == [each.channel for each in first.channels]
    assert plan.phase(ADJUSTED) is Phase.ANNOUNCED
    assert plan.phase(OPEN_AGAIN) is Phase.OPEN


def test_numbering_goes_on_and_each_observation_keeps_its_edition_r2_r4(plan, cast):
    plan = second_round(plan, cast)
    comment = filed(plan, "Ahora sí.", at=OPEN_AGAIN).comment
    assert comment.filing_number == "CMC-2026-000002"
    assert comment.edition.number == 2
    assert [comment.consultation.number for comment in plan.comments] == [1, 2]


def test_a_round_on_what_changed_takes_observations_on_that_and_on_the_whole_plan(plan, cast):
    plan = second_round(plan, cast)
    filed(plan, "Sobre la 1.1.", at=OPEN_AGAIN)
    filed(plan, "Sobre todo.", code=None, at=OPEN_AGAIN)
    with pytest.raises(WindowClosed):
        filed(plan, "Sobre la 2.1.", code="2.1", at=OPEN_AGAIN)


def test_a_round_on_the_whole_plan_takes_observations_on_every_action(plan, cast):
    plan = second_round(plan, cast, RoundScope.WHOLE)
    assert filed(plan, "Sobre la 2.1.", code="2.1", at=OPEN_AGAIN).comment.action.code == "2.1"


def test_a_form_left_open_since_the_first_round_is_not_filed_on_what_nobody_read_r2(plan, cast):
    plan = second_round(plan, cast)
    action = plan.actions.where(Action.code == "1.1").get()
    left_open = {
        "filing": commenting.Filing(body="Lo escribí en marzo."),
        "plan": plan,
        "action": action,
        "submission_id": "left open",
        "at": OPEN_AGAIN,
    }
    with pytest.raises(EditionChanged):
        commenting.file(**left_open, read_edition=1)
    assert plan.comments.count() == 1
    assert commenting.file(**left_open, read_edition=2).comment.edition.number == 2


def test_what_came_on_paper_counts_in_the_round_that_was_open_that_day_r5(plan, cast):
    plan = second_round(plan, cast)

    def on_paper(received_at):
        return received(
            commenting.Filing(body=f"Carta del {received_at}."),
            plan=plan, action=None, submission_id="", channel=Channel.FRONT_DESK,
            received_at=received_at, by=cast.mario_moderator, at=OPEN_AGAIN,
        ).comment  # fmt: skip

    in_march, between, in_april = map(on_paper, (WHILE_OPEN, ADJUSTED, OPEN_AGAIN))
    assert [each.consultation.number for each in (in_march, between, in_april)] == [1, 1, 2]
    assert [each.late for each in (in_march, between, in_april)] == [False, True, False]


def test_a_late_one_of_the_first_round_is_answered_while_the_second_is_open(plan, cast):
    late = received(
        commenting.Filing(body="Llegué tarde."),
        plan=plan, action=None, submission_id="", channel=Channel.FRONT_DESK,
        received_at=AFTER_CLOSE, by=cast.mario_moderator, at=ADJUSTED,
    ).comment  # fmt: skip
    plan = second_round(plan, cast)
    reply = answering.Reply(
        decision=Decision.OUT_OF_SCOPE,
        text="Gracias.",
        reason="Es tarde. Así consta en el acta de la mesa directiva.",
    )
    answering.submit(late, reply, version=None, by=cast.rosa_responder, at=OPEN_AGAIN)


def test_the_second_round_ends_in_a_third_edition_with_figures_of_each_and_of_all(plan, cast):
    plan = second_round(plan, cast, RoundScope.WHOLE)
    comment = shown(filed(plan, "Otro buzón en la 2.1.", code="2.1", at=OPEN_AGAIN).comment, cast)
    answered(comment, cast, Decision.INCORPORATED, at=CLOSED_AGAIN)
    adjusting.start_edition(plan, by=cast.elena_editor, at=CLOSED_AGAIN)
    current = wording(plan, "2.1")
    why = adjusting.Why(
        origin=Origin.OBSERVATIONS,
        reason="Lo pidieron. Así lo decidió la Mesa.",
        comments=[comment],
    )
    adjusting.reword(
        current, {PlanField.IMPROVEMENT: "Otro buzón."}, why,
        version=current.version, by=cast.elena_editor, at=CLOSED_AGAIN,
    )  # fmt: skip
    answering.publish_report(plan, by=cast.alba_approver, at=CLOSED_AGAIN)
    edition = publishing.publish_edition(plan, by=cast.elena_editor, at=CLOSED_AGAIN)

    plan = plan.fresh()
    first, second = plan.announced_rounds
    assert edition.number == 3
    assert [Figures(plan, each).total for each in (first, second, None)] == [1, 1, 2]
    assert [Figures(plan, each).actions_changed for each in (first, second, None)] == [1, 1, 2]
    verifying.verify()


def test_another_round_waits_for_the_adjusted_plan_and_for_an_editor(cast):
    plan = an_announced_plan(cast)
    with pytest.raises(WrongState):
        second_round(plan, cast)
    with pytest.raises(NotAllowed):
        announcing.announce_round(
            plan, IN_APRIL, scope=RoundScope.WHOLE, by=cast.rosa_responder, at=ADJUSTED
        )


def test_its_days_are_held_to_the_rules_of_the_first(plan, cast):
    too_short = WindowDays(first_day=date(2026, 4, 6), last_day=date(2026, 4, 8))
    with pytest.raises(Invalid):
        announcing.announce_round(
            plan, too_short, scope=RoundScope.WHOLE, by=cast.elena_editor, at=ADJUSTED
        )
    assert len(plan.fresh().announced_rounds) == 1
