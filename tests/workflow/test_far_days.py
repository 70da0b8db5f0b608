"""A last day more than 60 days ahead is asked about twice, whoever calls the verb (B5)."""

from datetime import date, timedelta

import pytest

from tests.cast import AFTER_CLOSE, MONDAY, WHILE_OPEN, Cast, a_cast, a_draft, an_announced_plan
from tests.worlds import an_adjusted_plan
from webapp.vocabulary import CorrectionKind, RoundScope
from webapp.workflow import announcing, correcting
from webapp.workflow.announcing import WindowDays
from webapp.workflow.refusals import Invalid
from webapp.workflow.reopening import Reopening

REASON = "Lo pidieron las juntas de las veredas, que se reúnen cada mes."


@pytest.fixture
def cast(database) -> Cast:
    return a_cast()


def of_the_window(cast):
    plan = a_draft(cast)
    return MONDAY, lambda last_day, confirmed: announcing.set_window(
        plan,
        WindowDays(first_day=MONDAY.date() + timedelta(1), last_day=last_day, confirmed=confirmed),
        version=1,
        by=cast.elena_editor,
        at=MONDAY,
    )


def of_one_more_round(cast):
    plan = an_adjusted_plan(cast)
    first = AFTER_CLOSE.date() + timedelta(2)
    return AFTER_CLOSE + timedelta(1), lambda last_day, confirmed: announcing.announce_round(
        plan,
        WindowDays(first_day=first, last_day=last_day, confirmed=confirmed),
        scope=RoundScope.WHOLE,
        by=cast.elena_editor,
        at=AFTER_CLOSE + timedelta(1),
    )


def of_an_extension(cast):
    round_ = an_announced_plan(cast).consultation
    return WHILE_OPEN, lambda last_day, confirmed: announcing.extend(
        round_,
        last_day=last_day,
        reason=REASON,
        confirmed=confirmed,
        version=round_.version,
        by=cast.elena_editor,
        at=WHILE_OPEN,
    )


def of_a_reopening(cast):
    plan = an_announced_plan(cast)
    first = AFTER_CLOSE.date() + timedelta(1)
    return AFTER_CLOSE, lambda last_day, confirmed: correcting.propose(
        CorrectionKind.WINDOW_REOPENED,
        plan.consultation,
        plan=plan,
        reason=REASON,
        details=Reopening(
            first_day=first, last_day=last_day, counts_between=True, confirmed=confirmed
        ).details(),
        by=cast.elena_editor,
        at=AFTER_CLOSE,
    )


@pytest.mark.parametrize(
    "days", [of_the_window, of_one_more_round, of_an_extension, of_a_reopening]
)
def test_a_last_day_more_than_sixty_days_ahead_is_taken_only_when_it_is_confirmed_r5(cast, days):
    today, sets = days(cast)
    sixty = today.date() + timedelta(60)
    with pytest.raises(Invalid) as refused:
        sets(sixty + timedelta(1), False)
    assert set(refused.value.faults) == {"last_day"}
    sets(sixty, False)


def test_what_was_proposed_when_only_the_form_asked_is_still_approved(cast):
    details = {"first_day": "2026-03-20", "last_day": "2026-07-20", "counts_between": True}
    again = Reopening.of(details)
    assert again.confirmed
    assert again.last_day == date(2026, 7, 20)


@pytest.mark.parametrize(
    "days", [of_the_window, of_one_more_round, of_an_extension, of_a_reopening]
)
def test_a_far_day_that_is_confirmed_stands(cast, days):
    today, sets = days(cast)
    sets(today.date() + timedelta(90), True)
