"""A category is added to the adjusted edition, with its reason, and taken back while it has no
actions (R9)."""

import pytest

from tests.cast import AFTER_CLOSE, Cast, a_cast, later
from tests.worlds import being_adjusted
from webapp.models import Category, Edition, Plan
from webapp.models.edition_content import changes_of
from webapp.queries import changelog
from webapp.vocabulary import Origin, PlanField
from webapp.workflow import adjusting, adjusting_actions, adjusting_categories, publishing
from webapp.workflow.adjusting import Why
from webapp.workflow.refusals import Invalid, WrongState
from webapp.workflow.verifying import verify

WHY = Why(origin=Origin.OWN_MOTION, reason="Las acciones de control no tenían categoría.")


@pytest.fixture
def cast(database) -> Cast:
    return a_cast()


@pytest.fixture
def edition(cast) -> Edition:
    return being_adjusted(cast)


@pytest.fixture
def plan(edition) -> Plan:
    return edition.plan


def added(edition, cast, title="Controlar", why=WHY) -> Category:
    return adjusting_categories.add_category(
        edition, title, why, by=cast.elena_editor, at=AFTER_CLOSE
    )


def filled(category, cast):
    return adjusting_actions.add_action(
        category, {PlanField.ACTIVITY: "Vigilar las obras."}, WHY,
        by=cast.elena_editor, at=AFTER_CLOSE,
    )  # fmt: skip


def undone(edition, cast):
    change = changes_of(edition)[0]
    adjusting.undo(change, version=change.version, by=cast.elena_editor, at=AFTER_CLOSE)


def test_it_comes_last_with_its_actions_and_is_told_with_its_reason_r9(plan, edition, cast):
    category = added(edition, cast)
    assert (category.number, filled(category, cast).action.code) == (3, "3.1")
    publishing.publish_edition(plan, by=cast.elena_editor, at=later(AFTER_CLOSE, hours=1))
    first, second = plan.fresh().published_editions
    told = changelog.between(first, second)[0]
    assert (told.field, told.before, told.after) == (PlanField.CATEGORY_TITLE, "", "Controlar")
    assert told.last.reason == WHY.reason
    verify()


def test_it_needs_a_title_and_a_reason_r9(edition, cast):
    with pytest.raises(Invalid):
        added(edition, cast, " ")
    with pytest.raises(Invalid):
        added(edition, cast, why=Why(origin=Origin.OBSERVATIONS, reason=WHY.reason))
    assert edition.categories.count() == 2


def test_it_is_retitled_and_taken_back_while_it_has_no_actions(edition, cast):
    category = added(edition, cast)
    adjusting.retitle(
        category, "Vigilar", WHY, version=category.version, by=cast.elena_editor, at=AFTER_CLOSE
    )
    change = changes_of(edition)[0]
    assert (change.before, change.after) == ("", "Vigilar")
    undone(edition, cast)
    assert edition.categories.count() == 2
    assert changes_of(edition) == []


def test_one_with_actions_is_not_taken_back(edition, cast):
    filled(added(edition, cast), cast)
    with pytest.raises(WrongState):
        undone(edition, cast)


def test_a_published_edition_gets_none_r1(plan, edition, cast):
    publishing.publish_edition(plan, by=cast.elena_editor, at=AFTER_CLOSE)
    with pytest.raises(WrongState):
        added(edition.fresh(), cast)
