"""A category is added to the adjusted edition, or withdrawn from it once it has no actions, with
its reason, and that is taken back before it is published (R9)."""

import pytest

from tests.cast import AFTER_CLOSE, Cast, a_cast, filed, later, shown
from tests.worlds import answered, being_adjusted
from webapp.models import Action, Category, Change, Edition, Plan
from webapp.models.edition_content import changes_of, content_of, digest_of
from webapp.queries import changelog
from webapp.vocabulary import Decision, Origin, PlanField
from webapp.workflow import (
    adjusting,
    adjusting_actions,
    adjusting_categories,
    answering,
    publishing,
    undoing,
)
from webapp.workflow.adjusting import Why
from webapp.workflow.refusals import Incomplete, Invalid, StaleCopy, WrongState
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
    undoing.undo(change, version=change.version, by=cast.elena_editor, at=AFTER_CLOSE)


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


# --- withdrawn ------------------------------------------------------------------------------------

GONE = Why(origin=Origin.OWN_MOTION, reason="Sus acciones pasaron a otro plan de la entidad.")


def numbered(edition, number) -> Category | None:
    return edition.categories.where(Category.number == number).first()


def emptied(edition, cast, number=2) -> Category:
    """A category of which every action is withdrawn."""
    category = numbered(edition, number)
    for each in reversed(category.wordings):
        adjusting_actions.withdraw(
            each, GONE, version=each.version, by=cast.elena_editor, at=AFTER_CLOSE
        )
    return category


def withdrawn(category, cast, why=GONE, **options):
    adjusting_categories.withdraw_category(
        category, why, version=options.pop("version", category.version),
        by=cast.elena_editor, at=AFTER_CLOSE, **options,
    )  # fmt: skip


def changes_of_titles(edition) -> list[Change]:
    return [each for each in changes_of(edition) if each.field is PlanField.CATEGORY_TITLE]


def test_one_without_actions_is_withdrawn_and_told_and_the_edition_before_keeps_it_r1_r9(
    plan, edition, cast
):
    asked = shown(filed(plan, "Quiten esa categoría: repite la primera.").comment, cast)
    title, digest = numbered(edition, 2).title, plan.current_edition.digest
    why = Why(origin=Origin.OBSERVATIONS, reason=GONE.reason, comments=[asked])
    withdrawn(emptied(edition, cast), cast, why)
    answered(asked, cast, Decision.INCORPORATED)
    answering.publish_report(plan, by=cast.alba_approver, at=AFTER_CLOSE)
    publishing.publish_edition(plan, by=cast.elena_editor, at=later(AFTER_CLOSE, hours=1))
    first, second = plan.fresh().published_editions
    assert [each.number for each, _ in first.outline] == [1, 2]
    assert [each.number for each, _ in second.outline] == [1]
    assert (first.digest, digest_of(first)) == (digest, digest)
    (told,) = [each for each in changelog.between(first, second) if each.action is None]
    assert (told.place, told.before, told.after) == (2, title, "")
    assert told.last.comments == [asked]
    assert content_of(second)["changes"][-1]["category"] == 2
    verify()


def test_its_withdrawal_needs_a_reason_r9(edition, cast):
    category = emptied(edition, cast)
    with pytest.raises(Invalid):
        withdrawn(category, cast, Why(origin=Origin.OBSERVATIONS, reason=GONE.reason))
    assert numbered(edition, 2)


def test_one_that_has_actions_or_is_new_is_not_withdrawn(edition, cast):
    with pytest.raises(WrongState):
        withdrawn(numbered(edition, 2), cast)
    with pytest.raises(WrongState):
        withdrawn(added(edition, cast), cast)
    assert edition.categories.count() == 3


def test_its_withdrawal_is_undone_with_the_title_that_the_edition_before_has(edition, cast):
    category = emptied(edition, cast)
    title, gone = category.title, len(changes_of(edition))
    adjusting.retitle(
        category, "Otro", WHY, version=category.version, by=cast.elena_editor, at=AFTER_CLOSE
    )
    withdrawn(category.fresh(), cast)
    (change,) = changes_of_titles(edition)
    assert (change.before, change.after, change.reason) == (title, "", GONE.reason)
    undoing.undo(change, version=change.version, by=cast.elena_editor, at=AFTER_CLOSE)
    assert numbered(edition, 2).title == title
    assert len(changes_of(edition)) == gone
    assert {each.category.edition for each in changes_of(edition)} == {edition}


def test_its_actions_come_back_after_it(plan, edition, cast):
    withdrawn(emptied(edition, cast), cast)
    title = changes_of_titles(edition)[0]
    first, following = plan.actions.where(Action.code.startswith("2.")).order_by(Action.position)
    with pytest.raises(WrongState):
        brought_back(first, edition, cast)
    undoing.undo(title, version=title.version, by=cast.elena_editor, at=AFTER_CLOSE)
    brought_back(first, edition, cast)
    brought_back(following, edition, cast)
    assert numbered(edition, 2).wordings.count() == 2
    assert changes_of(edition) == []
    publishing.publish_edition(plan, by=cast.elena_editor, at=AFTER_CLOSE)
    verify()


def brought_back(action, edition, cast):
    change = next(each for each in changes_of(edition) if each.action == action)
    undoing.undo(change, version=change.version, by=cast.elena_editor, at=AFTER_CLOSE)


def test_the_reason_of_its_withdrawal_is_corrected_and_the_edition_before_is_left_alone_r1(
    plan, edition, cast
):
    withdrawn(emptied(edition, cast), cast)
    change, before = changes_of_titles(edition)[0], numbered(plan.current_edition, 2)
    adjusting.explain(change, WHY, version=change.version, by=cast.elena_editor, at=AFTER_CLOSE)
    assert changes_of_titles(edition)[0].reason == WHY.reason
    assert numbered(plan.current_edition, 2).version == before.version


def test_a_copy_from_before_it_was_retitled_is_stale_r12(edition, cast):
    category = emptied(edition, cast)
    adjusting.retitle(
        category, "Otro", WHY, version=category.version, by=cast.elena_editor, at=AFTER_CLOSE
    )
    with pytest.raises(StaleCopy):
        withdrawn(category, cast, version=category.version)


def test_its_number_is_not_given_again(plan, edition, cast):
    withdrawn(emptied(edition, cast), cast)
    assert added(edition, cast).number == 3


def test_the_change_of_one_withdrawn_keeps_its_answer_r8(plan, edition, cast):
    asked = shown(filed(plan, "Quiten esa categoría.").comment, cast)
    why = Why(origin=Origin.OBSERVATIONS, reason=GONE.reason, comments=[asked])
    withdrawn(emptied(edition, cast), cast, why)
    answered(asked, cast, Decision.INCORPORATED)
    answering.publish_report(plan, by=cast.alba_approver, at=AFTER_CLOSE)
    change = changes_of_titles(edition)[0]
    with pytest.raises(Incomplete):
        undoing.undo(change, version=change.version, by=cast.elena_editor, at=AFTER_CLOSE)
