"""Throwing away a draft that was never announced, and bringing it back (R21)."""

from datetime import date

import pytest
from peewee import Database

from tests.cast import MONDAY, WHILE_OPEN, Cast, a_cast, a_draft, an_announced_plan
from webapp.models import Document, Plan
from webapp.queries.plans_waiting import plans
from webapp.vocabulary import Phase
from webapp.workflow import announcing, discarding, drafting, intake
from webapp.workflow.refusals import NotAllowed, StaleCopy, WrongState
from webapp.workflow.verifying import Unsound, verify

ADDRESS = "plan-de-prueba"


@pytest.fixture
def cast(database: Database) -> Cast:
    """The staff, on each engine."""
    return a_cast()


def discard(plan: Plan, cast: Cast) -> Plan:
    """The plan, thrown away."""
    edition = plan.draft_edition
    discarding.discard(plan, version=edition.version, by=cast.elena_editor, at=MONDAY)
    return plan.fresh()


def test_a_draft_thrown_away_frees_its_address_and_leaves_every_list_r21(cast):
    plan = discard(a_draft(cast), cast)
    assert (plan.discarded_at, plan.phase(WHILE_OPEN)) == (MONDAY, Phase.DISCARDED)
    assert Plan.find(ADDRESS) is None
    assert Plan.find(plan.slug) is None
    assert plans() == []
    another = a_draft(cast, ADDRESS)
    assert Plan.find(ADDRESS) == another
    verify()


def test_nothing_of_it_is_lost_when_it_comes_back_r21(cast):
    plan = discard(a_draft(cast), cast)
    back = discarding.restore(plan, by=cast.elena_editor, at=WHILE_OPEN)
    assert (back.slug, back.phase(WHILE_OPEN)) == (ADDRESS, Phase.DRAFTING)
    assert back.consultation
    assert Document.listed(back)
    assert back.actions.count() == 4
    assert not Plan.discarded()
    verify()


def test_it_comes_back_at_an_address_like_its_own_when_that_was_taken_r21(cast):
    plan = discard(a_draft(cast), cast)
    a_draft(cast, ADDRESS)
    back = discarding.restore(plan, by=cast.elena_editor, at=WHILE_OPEN)
    assert back.slug == f"{ADDRESS}-2"
    verify()
    again = discard(back, cast)
    assert discarding.former_address(again) == f"{ADDRESS}-2"
    verify()


def test_what_was_announced_is_never_thrown_away_r1(cast):
    plan = an_announced_plan(cast)
    with pytest.raises(WrongState):
        discarding.discard(plan, version=1, by=cast.elena_editor, at=MONDAY)
    with pytest.raises(WrongState):
        discarding.restore(plan, by=cast.elena_editor, at=MONDAY)


def test_only_an_editor_who_has_read_it_as_it_stands_throws_it_away_r12(cast):
    plan = a_draft(cast)
    with pytest.raises(NotAllowed):
        discarding.discard(plan, version=2, by=cast.mario_moderator, at=MONDAY)
    with pytest.raises(StaleCopy):
        discarding.discard(plan, version=1, by=cast.elena_editor, at=MONDAY)


def test_nobody_goes_on_with_it_while_it_is_thrown_away_r21(cast):
    plan = discard(a_draft(cast), cast)
    by, edition, at = cast.elena_editor, plan.editions.get(), WHILE_OPEN
    window = announcing.WindowDays(first_day=date(2026, 4, 1), last_day=date(2026, 4, 20))
    meeting = intake.Gathering(title="Mesa", place="Sede", held_on=date(2026, 3, 2), attendance={})
    acts = (
        lambda: drafting.edit_facts(
            edition, drafting.Facts(title="Otro"), version=edition.version, by=by, at=at
        ),
        lambda: drafting.add_category(edition, "Nueva", by=by, at=at),
        lambda: drafting.attach(
            plan, title="Anexo", filename="anexo.pdf", media_type="application/pdf",
            content=b"%PDF-1.4 anexo", by=by, at=at,
        ),
        lambda: announcing.set_window(plan, window, version=1, by=by, at=at),
        lambda: announcing.announce(plan, by=by, at=at, accept_findings=True),
        lambda: announcing.cancel(plan, reason="Se rehace por completo el plan.", by=by, at=at),
        lambda: intake.save_meeting(plan, meeting, by=by, at=at),
        lambda: discard(plan, cast),
    )  # fmt: skip
    for each in acts:
        with pytest.raises(WrongState):
            each()


@pytest.mark.parametrize("values", [{"discarded_at": None}, {"slug": ADDRESS}])
def test_verify_sees_a_draft_brought_back_behind_the_log_r17(cast, values):
    plan = discard(a_draft(cast), cast)
    Plan.update(**values).where(Plan.id == plan.id).execute()
    with pytest.raises(Unsound, match="plan-de-prueba"):
        verify()


def test_verify_sees_a_draft_thrown_away_behind_the_log_r17(cast):
    plan = a_draft(cast)
    Plan.update(discarded_at=MONDAY).where(Plan.id == plan.id).execute()
    with pytest.raises(Unsound, match="plan-de-prueba"):
        verify()
