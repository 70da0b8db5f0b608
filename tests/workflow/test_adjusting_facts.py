"""What the adjusted edition says of itself is set before it is published, each fact with its reason
(R1, R9, R21)."""

from datetime import date

import pytest

from tests.cast import AFTER_CLOSE, WHILE_OPEN, Cast, a_cast, an_announced_plan, later
from tests.worlds import being_adjusted
from webapp.models import Change, Edition, Event, Plan
from webapp.models.edition_content import changes_of, content_of
from webapp.queries import changelog
from webapp.vocabulary import Origin, PlanField
from webapp.workflow import adjusting, adjusting_facts, publishing, undoing
from webapp.workflow.adjusting import Why
from webapp.workflow.drafting import Facts
from webapp.workflow.refusals import Invalid, NotAllowed, StaleCopy, WrongState
from webapp.workflow.verifying import verify

FACTS = Facts(
    title="Plan de prueba, ajustado", code="PC.PL.900", summary="Un plan *ajustado*.",
    approved_on=date(2026, 3, 18), approved_by="Mesa Directiva", minutes="Acta 12",
)  # fmt: skip
WHY = Why(origin=Origin.OWN_MOTION, reason="La mesa directiva aprobó el plan ajustado.")


@pytest.fixture
def cast(database) -> Cast:
    return a_cast()


@pytest.fixture
def edition(cast) -> Edition:
    return being_adjusted(cast)


@pytest.fixture
def plan(edition) -> Plan:
    return edition.plan


def edit(edition, cast, facts=FACTS, why=WHY, *, version=None, by=None, at=AFTER_CLOSE):
    return adjusting_facts.edit_facts(
        edition, facts, why,
        version=version or edition.fresh().version, by=by or cast.elena_editor, at=at,
    )  # fmt: skip


def faults(act) -> set[str]:
    with pytest.raises(Invalid) as refused:
        act()
    return set(refused.value.faults)


def fields(edition) -> list[PlanField]:
    return [each.field for each in changes_of(edition)]


def test_title_summary_and_approval_are_set_and_published_r1(plan, edition, cast):
    edit(edition, cast)
    publishing.publish_edition(plan, by=cast.elena_editor, at=later(AFTER_CLOSE, hours=1))
    out = plan.fresh().current_edition
    assert (out.number, out.title, out.approved_by, out.minutes) == (
        2, "Plan de prueba, ajustado", "Mesa Directiva", "Acta 12",
    )  # fmt: skip
    assert "<em>ajustado</em>" in out.summary_html
    assert plan.fresh().published_editions[0].title == "Plan de prueba"
    verify()


def test_each_fact_is_a_change_with_its_reason_in_the_changelog_r9(plan, edition, cast):
    made = edit(edition, cast)
    assert [each.field for each in made] == [
        PlanField.TITLE, PlanField.SUMMARY, PlanField.APPROVED_ON, PlanField.APPROVED_BY,
        PlanField.MINUTES,
    ]  # fmt: skip
    assert Event.head().verb == "change.made"
    publishing.publish_edition(plan, by=cast.elena_editor, at=later(AFTER_CLOSE, hours=1))
    first, second = plan.fresh().published_editions
    told = {each.field: each for each in changelog.between(first, second)}
    assert (told[PlanField.APPROVED_ON].before, told[PlanField.APPROVED_ON].after) == (
        "", "2026-03-18",
    )  # fmt: skip
    assert all(each.last.reason == WHY.reason for each in told.values())
    assert {each["category"] for each in content_of(second)["changes"]} == {None}


def test_a_fact_without_reason_or_without_anything_new_is_refused_r9(edition, cast):
    silent = Why(origin=Origin.OWN_MOTION, reason=" ")
    unfounded = Why(origin=Origin.OBSERVATIONS, reason=WHY.reason)
    assert faults(lambda: edit(edition, cast, why=silent)) == {"reason"}
    assert faults(lambda: edit(edition, cast, why=unfounded)) == {"comments"}
    edit(edition, cast)
    assert faults(lambda: edit(edition, cast)) == {"title"}


def test_each_change_keeps_its_own_reason_and_one_put_back_is_none_r9(edition, cast):
    edit(edition, cast)
    other = Why(origin=Origin.EDITORIAL_FIX, reason="Faltaba el año del acta que lo aprobó.")
    edit(edition, cast, Facts(**vars(FACTS) | {"minutes": "Acta 12 de 2026"}), other)
    reasons = {each.field: each.reason for each in changes_of(edition)}
    assert reasons[PlanField.MINUTES] == other.reason
    assert reasons[PlanField.APPROVED_BY] == WHY.reason
    edit(edition, cast, Facts(**vars(FACTS) | {"minutes": ""}), other)
    assert PlanField.MINUTES not in fields(edition)


def test_an_undone_fact_is_again_what_the_edition_before_says(edition, cast):
    for change in edit(edition, cast):
        undoing.undo(change, version=change.version, by=cast.elena_editor, at=AFTER_CLOSE)
    now = edition.fresh()
    assert (now.title, now.summary, now.approved_on) == ("Plan de prueba", "Un plan corto.", None)
    assert fields(edition) == []


def test_an_undone_fact_makes_the_copy_that_somebody_has_open_stale_r12(edition, cast):
    change = edit(edition, cast)[0]
    opened = edition.fresh().version
    undoing.undo(change, version=change.version, by=cast.elena_editor, at=AFTER_CLOSE)
    with pytest.raises(StaleCopy):
        edit(edition, cast, version=opened)


def test_a_reason_is_explained_again_r9(edition, cast):
    change = edit(edition, cast)[0]
    other = Why(origin=Origin.EDITORIAL_FIX, reason="Era un error de digitación del título.")
    adjusting.explain(change, other, version=change.version, by=cast.elena_editor, at=AFTER_CLOSE)
    assert Change.get_by_id(change.id).reason == other.reason


def test_the_same_rules_hold_as_in_the_first_draft_r12(edition, cast):
    with pytest.raises(NotAllowed):
        edit(edition, cast, by=cast.mario_moderator)
    with pytest.raises(Invalid):
        edit(edition, cast, Facts(title=" "))
    edit(edition, cast)
    with pytest.raises(StaleCopy):
        edit(edition, cast, Facts(title="Otro título"), version=edition.version)


def test_what_is_published_or_not_yet_adjusted_never_changes_r1(cast):
    plan = an_announced_plan(cast)
    with pytest.raises(WrongState):
        edit(plan.current_edition, cast, at=WHILE_OPEN)
    with pytest.raises(WrongState):
        edit(plan.current_edition, cast)
    edition = adjusting.start_edition(plan, by=cast.elena_editor, at=AFTER_CLOSE)
    publishing.publish_edition(plan, by=cast.elena_editor, at=AFTER_CLOSE)
    with pytest.raises(WrongState):
        edit(edition.fresh(), cast)
