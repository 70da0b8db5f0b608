"""What the adjusted edition says of itself is set before it is published (R1, R21)."""

from datetime import date

import pytest

from tests.cast import AFTER_CLOSE, WHILE_OPEN, Cast, a_cast, an_announced_plan, later
from webapp.models import Event, Plan
from webapp.workflow import adjusting, publishing
from webapp.workflow.drafting import Facts
from webapp.workflow.refusals import Invalid, NotAllowed, StaleCopy, WrongState
from webapp.workflow.verifying import verify

FACTS = Facts(
    title="Plan de prueba, ajustado", code="PC.PL.900", summary="Un plan *ajustado*.",
    approved_on=date(2026, 3, 18), approved_by="Mesa Directiva", minutes="Acta 12",
)  # fmt: skip


@pytest.fixture
def cast(database) -> Cast:
    return a_cast()


@pytest.fixture
def plan(cast) -> Plan:
    return an_announced_plan(cast)


def started(plan, cast):
    return adjusting.start_edition(plan, by=cast.elena_editor, at=AFTER_CLOSE)


def edit(edition, cast, facts=FACTS, *, version=None, by=None, at=AFTER_CLOSE):
    adjusting.edit_facts(
        edition, facts, version=version or edition.version, by=by or cast.elena_editor, at=at
    )


def test_title_summary_and_approval_are_set_and_published_r1(plan, cast):
    edition = started(plan, cast)
    edit(edition, cast)
    assert Event.head().verb == "plan.facts_edited"
    publishing.publish_edition(plan, by=cast.elena_editor, at=later(AFTER_CLOSE, hours=1))
    out = plan.fresh().current_edition
    assert (out.number, out.title, out.approved_by, out.minutes) == (
        2, "Plan de prueba, ajustado", "Mesa Directiva", "Acta 12",
    )  # fmt: skip
    assert "<em>ajustado</em>" in out.summary_html
    assert plan.fresh().published_editions[0].title == "Plan de prueba"
    verify()


def test_the_same_rules_hold_as_in_the_first_draft_r12(plan, cast):
    edition = started(plan, cast)
    with pytest.raises(NotAllowed):
        edit(edition, cast, by=cast.mario_moderator)
    with pytest.raises(Invalid):
        edit(edition, cast, Facts(title=" "))
    edit(edition, cast)
    with pytest.raises(StaleCopy):
        edit(edition, cast, version=edition.version)


def test_what_is_published_or_not_yet_adjusted_never_changes_r1(plan, cast):
    with pytest.raises(WrongState):
        edit(plan.current_edition, cast, at=WHILE_OPEN)
    with pytest.raises(WrongState):
        edit(plan.current_edition, cast)
    edition = started(plan, cast)
    publishing.publish_edition(plan, by=cast.elena_editor, at=AFTER_CLOSE)
    with pytest.raises(WrongState):
        edit(edition.fresh(), cast)
