"""Everything received is numbered; what it counts for is said, not refused (R3)."""

from datetime import timedelta

import pytest

from tests.cast import (
    AFTER_CLOSE,
    CLOSES_AT,
    MONDAY,
    OPENS_AT,
    WHILE_OPEN,
    Cast,
    a_cast,
    a_draft,
    an_announced_plan,
    later,
    wording,
)
from tests.worlds import a_plan_that_gains_and_loses_an_action
from webapp.models import Action, Comment, Plan
from webapp.vocabulary import Channel, Standing
from webapp.workflow import announcing, drafting, intake, verifying
from webapp.workflow.commenting import Arrival, Filing
from webapp.workflow.refusals import Invalid, WindowClosed, WrongState

REASON = "Lo ordenó el Concejo en su sesión del martes."


@pytest.fixture
def cast(database: object) -> Cast:
    return a_cast()


@pytest.fixture
def plan(cast: Cast) -> Plan:
    return an_announced_plan(cast)


def typed_in(plan: Plan, cast: Cast, received_at, *, code: str | None = "1.1", at=AFTER_CLOSE):
    """What the front desk received, typed in later."""
    action = Action.get(Action.plan == plan, Action.code == code) if code else None
    filing = Filing(body="Llegó en papel.")
    entry = Arrival(
        filing=filing, action=action, channel=Channel.FRONT_DESK, received_at=received_at
    )
    return intake.receive(entry, plan=plan, by=cast.mario_moderator, at=at).comment.fresh()


def closed(plan: Plan, cast: Cast, at, code: str = "1.1") -> Action:
    action = wording(plan, code).action
    drafting.close_action(action, reason=REASON, by=cast.elena_editor, at=at)
    return action


def totals(plan: Plan) -> tuple[int, int]:
    plan = plan.fresh()
    return plan.comments_total, plan.comments_late


@pytest.mark.parametrize(
    ("received_at", "standing", "counted"),
    [
        (later(OPENS_AT, seconds=-1), Standing.BEFORE_OPENING, (0, 1)),
        (OPENS_AT, Standing.IN_TERM, (1, 0)),
        (later(CLOSES_AT, seconds=-1), Standing.IN_TERM, (1, 0)),
        (CLOSES_AT, Standing.LATE, (0, 1)),
    ],
)
def test_it_counts_by_when_it_was_received_r3(plan, cast, received_at, standing, counted):
    comment = typed_in(plan, cast, received_at)
    assert (comment.filing_number, comment.standing) == ("CMC-2026-000001", standing)
    assert totals(plan) == counted
    verifying.verify()


def test_what_came_before_the_opening_is_typed_in_before_it_too_r3(plan, cast):
    comment = typed_in(plan, cast, later(MONDAY, hours=1), at=later(MONDAY, hours=2))
    assert comment.standing is Standing.BEFORE_OPENING


def test_on_an_action_that_was_open_when_it_came_it_counts_though_it_was_closed_since_r3(
    plan, cast
):
    closed(plan, cast, later(WHILE_OPEN, days=1))
    assert typed_in(plan, cast, WHILE_OPEN).standing is Standing.IN_TERM
    after = typed_in(plan, cast, later(WHILE_OPEN, days=2))
    assert after.standing is Standing.ON_CLOSED_ACTION
    assert totals(plan) == (2, 0)
    assert wording(plan, "1.1").action.fresh().comments_total == 2
    verifying.verify()


def test_on_an_action_that_was_closed_when_it_came_it_is_said_though_it_takes_them_again_r3(
    plan, cast
):
    action = closed(plan, cast, WHILE_OPEN)
    drafting.reopen_action(action, by=cast.elena_editor, at=later(WHILE_OPEN, days=2))
    assert typed_in(plan, cast, later(WHILE_OPEN, days=1)).standing is Standing.ON_CLOSED_ACTION
    assert typed_in(plan, cast, later(WHILE_OPEN, days=3)).standing is Standing.IN_TERM


def test_before_and_after_a_cancellation_r3(plan, cast):
    announcing.cancel(plan, reason=REASON, by=cast.elena_editor, at=WHILE_OPEN)
    assert typed_in(plan, cast, later(WHILE_OPEN, hours=-1)).standing is Standing.IN_TERM
    assert typed_in(plan, cast, WHILE_OPEN).standing is Standing.AFTER_CANCELLATION
    assert totals(plan) == (1, 1)
    verifying.verify()


def test_a_plan_that_nobody_could_read_takes_none_until_it_is_announced_r2(cast):
    draft = a_draft(cast)
    with pytest.raises(WrongState):
        typed_in(draft, cast, MONDAY, at=later(MONDAY, hours=1))
    announcing.announce(
        draft, by=cast.elena_editor, at=later(MONDAY, hours=2), accept_findings=True
    )
    assert typed_in(draft, cast, MONDAY).standing is Standing.BEFORE_OPENING


def test_a_withdrawn_action_is_read_in_the_last_edition_that_has_it_r2(cast):
    plan = a_plan_that_gains_and_loses_an_action(cast)
    window = announcing.WindowDays(
        first_day=later(AFTER_CLOSE, days=3).date(), last_day=later(AFTER_CLOSE, days=20).date()
    )
    announcing.announce_round(
        plan, window, scope="whole", by=cast.elena_editor, at=later(AFTER_CLOSE, days=1)
    )
    open_again = later(AFTER_CLOSE, days=5)
    comment = typed_in(plan, cast, open_again, code="1.2", at=open_again)
    assert (comment.edition.number, comment.consultation.number) == (1, 2)
    assert comment.standing is Standing.ON_CLOSED_ACTION
    with pytest.raises(Invalid) as refused:
        typed_in(plan, cast, WHILE_OPEN, code="1.3", at=open_again)
    assert list(refused.value.faults) == ["action"]
    verifying.verify()


def test_an_action_of_another_plan_is_no_place_for_it(plan, cast):
    other = an_announced_plan(cast, "otro-plan")
    entry = Arrival(
        filing=Filing(body="Llegó en papel."),
        action=wording(other, "1.1").action,
        channel=Channel.FRONT_DESK,
        received_at=WHILE_OPEN,
    )
    with pytest.raises(Invalid):
        intake.receive(entry, plan=plan, by=cast.mario_moderator, at=AFTER_CLOSE)
    assert not Comment.select().exists()


def test_what_it_counts_for_is_held_against_the_log_r17(plan, cast):
    typed_in(plan, cast, CLOSES_AT)
    Comment.update(standing=Standing.BEFORE_OPENING).execute()
    with pytest.raises(verifying.Unsound):
        verifying.verify()


def test_the_web_still_refuses_what_the_desk_takes_r5(plan, cast):
    from tests.cast import filed

    closed(plan, cast, WHILE_OPEN)
    for at in (OPENS_AT - timedelta(seconds=1), later(WHILE_OPEN, hours=1), CLOSES_AT):
        with pytest.raises(WindowClosed):
            filed(plan, at=at)
