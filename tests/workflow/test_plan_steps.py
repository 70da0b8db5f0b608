"""What may be done with a plan: the question says yes exactly where the verb does (R5)."""

from datetime import date

import pytest

from tests.cast import AFTER_CLOSE, MONDAY, WHILE_OPEN, a_cast, a_draft, an_announced_plan
from tests.worlds import an_adjusted_plan, reported
from webapp.storage.db import db
from webapp.workflow import announcing, discarding, drafting, plan_steps
from webapp.workflow.refusals import WrongState

WHY = "Lo pidieron las juntas de acción comunal."


def a_draft_of(cast):
    return a_draft(cast, "en-preparacion"), MONDAY


def announced(cast):
    return an_announced_plan(cast), MONDAY


def is_open(cast):
    return an_announced_plan(cast), WHILE_OPEN


def closed(cast):
    return an_announced_plan(cast), AFTER_CLOSE


def with_report(cast):
    plan = an_announced_plan(cast)
    reported(plan, cast)
    return plan, AFTER_CLOSE


def adjusted(cast):
    return an_adjusted_plan(cast), AFTER_CLOSE


def cancelled(cast):
    plan = an_announced_plan(cast)
    announcing.cancel(plan, reason=WHY, by=cast.elena_editor, at=WHILE_OPEN)
    return plan, WHILE_OPEN


STANDINGS = [a_draft_of, announced, is_open, closed, with_report, adjusted, cancelled]


def goes_through(verb, *args, **how):
    """Whether the state lets a verb do it. Nothing is kept."""
    with db.atomic() as undone:
        try:
            verb(*args, **how)
        except WrongState:
            return False
        finally:
            undone.rollback()
    return True


@pytest.mark.parametrize("reach", STANDINGS)
def test_what_is_asked_of_a_plan_is_what_its_verbs_do_r5(sqlite, reach):
    cast = a_cast()
    plan, at = reach(cast)
    plan = plan.fresh()
    may = plan_steps.steps_of(plan, cast.elena_editor, at)
    by = {"by": cast.elena_editor, "at": at}
    draft = plan.draft_edition
    discarded = draft is not None and goes_through(
        discarding.discard, plan, version=draft.version, **by
    )
    assert may.edit == discarded
    cancelled = goes_through(announcing.cancel, plan, reason=WHY, **by)
    assert may.cancel == (cancelled and not may.edit)
    consultation = plan.consultation
    assert may.extend == (
        consultation is not None
        and goes_through(
            announcing.extend,
            consultation,
            last_day=date(2026, 3, 30),
            reason=WHY,
            version=consultation.version,
            **by,
        )
    )
    action = plan.actions.get()
    assert plan_steps.may_close_actions(plan, cast.elena_editor, at) == goes_through(
        drafting.close_action, action, reason=WHY, **by
    )


@pytest.mark.parametrize("reach", STANDINGS)
def test_nothing_is_offered_to_who_does_not_own_the_text(sqlite, reach):
    cast = a_cast()
    plan, at = reach(cast)
    assert plan_steps.steps_of(plan, cast.aldo_auditor, at) == plan_steps.PlanSteps()
