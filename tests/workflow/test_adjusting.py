"""Writing the adjusted edition: every change says why, and because of whom (R9)."""

import pytest

from tests.cast import AFTER_CLOSE, WHILE_OPEN, a_cast, an_announced_plan, filed, shown, wording
from webapp.models import Change, Event
from webapp.models.edition_content import changes_of
from webapp.vocabulary import Origin, PlanField
from webapp.workflow import adjusting, announcing, undoing
from webapp.workflow.adjusting import Why
from webapp.workflow.refusals import Invalid, NotAllowed, StaleCopy, WrongState

OWN_MOTION = Why(origin=Origin.OWN_MOTION, reason="La Mesa lo pidió en su sesión.")
NEW = "Construir un buzón y un formulario."


def started(plan, cast):
    return adjusting.start_edition(plan, by=cast.elena_editor, at=AFTER_CLOSE)


def reworded(plan, cast, values=None, why=OWN_MOTION, *, code="1.1", version=None):
    current = wording(plan, code)
    return adjusting.reword(
        current,
        values or {PlanField.IMPROVEMENT: NEW},
        why,
        version=current.version if version is None else version,
        by=cast.elena_editor,
        at=AFTER_CLOSE,
    )


def because_of(*comments):
    return Why(
        origin=Origin.OBSERVATIONS, reason="Lo pidieron. Así lo decidió la Mesa.", comments=comments
    )


def test_the_adjusted_edition_begins_as_a_copy_of_the_last_one(database):
    cast = a_cast()
    plan = an_announced_plan(cast)
    edition = started(plan, cast)
    first = plan.fresh().current_edition
    assert edition.number == 2
    assert [
        (category.title, [each.content() for each in wordings])
        for category, wordings in edition.outline
    ] == [
        (category.title, [each.content() for each in wordings])
        for category, wordings in first.outline
    ]
    assert changes_of(edition) == []


def test_starting_it_twice_gives_the_same_edition(database):
    cast = a_cast()
    plan = an_announced_plan(cast)
    assert started(plan, cast) == started(plan, cast)


def test_it_is_not_started_while_people_may_still_file(database):
    cast = a_cast()
    with pytest.raises(WrongState):
        adjusting.start_edition(an_announced_plan(cast), by=cast.elena_editor, at=WHILE_OPEN)


def test_only_who_edits_adjusts(database):
    cast = a_cast()
    plan = an_announced_plan(cast)
    for other in (cast.rosa_responder, cast.mario_moderator, cast.alba_approver):
        with pytest.raises(NotAllowed):
            adjusting.start_edition(plan, by=other, at=AFTER_CLOSE)


def test_a_change_keeps_before_after_difference_reason_and_observations(database):
    cast = a_cast()
    plan = an_announced_plan(cast)
    first, second = (shown(filed(plan).comment, cast) for _ in "ab")
    started(plan, cast)
    (change,) = reworded(plan, cast, why=because_of(second, first))
    assert (change.before, change.after) == ("Construir dos mecanismos de recolección.", NEW)
    assert "".join(p.text for p in change.difference if p.op != "insert") == change.before
    assert "".join(p.text for p in change.difference if p.op != "delete") == change.after
    assert change.comments == [first, second]
    assert change.reason == "Lo pidieron. Así lo decidió la Mesa."


def test_each_field_that_differs_is_a_change_of_its_own(database):
    cast = a_cast()
    plan = an_announced_plan(cast)
    started(plan, cast)
    reworded(plan, cast, {PlanField.IMPROVEMENT: NEW, PlanField.TERM_MONTHS: 6})
    changes = changes_of(plan.fresh().draft_edition)
    assert {(change.field, change.before, change.after) for change in changes} == {
        (PlanField.IMPROVEMENT, "Construir dos mecanismos de recolección.", NEW),
        (PlanField.TERM_MONTHS, "3", "6"),
    }


def test_a_change_rests_on_observations_or_says_another_origin_r9(database):
    cast = a_cast()
    plan = an_announced_plan(cast)
    started(plan, cast)
    with pytest.raises(Invalid) as refused:
        reworded(plan, cast, why=because_of())
    assert set(refused.value.faults) == {"comments"}
    for origin in (Origin.OWN_MOTION, Origin.EDITORIAL_FIX):
        with pytest.raises(Invalid) as refused:
            reworded(plan, cast, why=Why(origin=origin, reason=" "))
        assert set(refused.value.faults) == {"reason"}
    assert wording(plan, "1.1").improvement == "Construir dos mecanismos de recolección."


def test_a_change_does_not_rest_on_an_observation_of_another_plan_r9(database):
    cast = a_cast()
    plan = an_announced_plan(cast)
    foreign = filed(an_announced_plan(cast, "otro-plan")).comment
    started(plan, cast)
    with pytest.raises(Invalid):
        reworded(plan, cast, why=because_of(foreign))


def test_the_reason_and_the_observations_can_be_corrected_but_not_taken_away_r9(database):
    cast = a_cast()
    plan = an_announced_plan(cast)
    comment = shown(filed(plan).comment, cast)
    started(plan, cast)
    (change,) = reworded(plan, cast)
    explained = adjusting.explain(
        change, because_of(comment), version=change.version, by=cast.elena_editor, at=AFTER_CLOSE
    )
    assert explained.comments == [comment]
    with pytest.raises(Invalid):
        adjusting.explain(
            explained,
            because_of(),
            version=explained.version,
            by=cast.elena_editor,
            at=AFTER_CLOSE,
        )
    assert explained.fresh().comments == [comment]


def test_a_text_put_back_as_it_was_is_a_change_no_more(database):
    cast = a_cast()
    plan = an_announced_plan(cast)
    started(plan, cast)
    reworded(plan, cast)
    reworded(plan, cast, {PlanField.IMPROVEMENT: "Construir dos mecanismos de recolección."})
    assert changes_of(plan.fresh().draft_edition) == []


def test_a_change_undone_puts_the_text_back_and_stays_in_the_log_r17(database):
    cast = a_cast()
    plan = an_announced_plan(cast)
    started(plan, cast)
    for change in reworded(plan, cast, {PlanField.IMPROVEMENT: NEW, PlanField.TERM_MONTHS: None}):
        undoing.undo(change, version=change.version, by=cast.elena_editor, at=AFTER_CLOSE)
    current = wording(plan, "1.1")
    assert (current.improvement, current.term_months) == (
        "Construir dos mecanismos de recolección.",
        3,
    )
    assert not Change.select().exists()
    assert Event.head().verb == "change.undone"
    assert Event.head().details["before"]["reason"] == OWN_MOTION.reason


def test_a_category_gets_another_title_with_its_reason(database):
    cast = a_cast()
    plan = an_announced_plan(cast)
    category = started(plan, cast).categories.where(Change.category.rel_model.number == 1).get()
    (change,) = adjusting.retitle(
        category, "Escuchar mejor", OWN_MOTION, version=1, by=cast.elena_editor, at=AFTER_CLOSE
    )
    assert (change.field, change.action) == (PlanField.CATEGORY_TITLE, None)
    assert (change.before, change.after) == ("Escuchar", "Escuchar mejor")
    undoing.undo(change, version=change.version, by=cast.elena_editor, at=AFTER_CLOSE)
    assert category.fresh().title == "Escuchar"


def test_saving_the_same_text_is_no_change(database):
    cast = a_cast()
    plan = an_announced_plan(cast)
    started(plan, cast)
    with pytest.raises(Invalid):
        reworded(plan, cast, {PlanField.TERM_MONTHS: 3})


def test_an_action_keeps_an_activity_and_a_sensible_term(database):
    cast = a_cast()
    plan = an_announced_plan(cast)
    started(plan, cast)
    for values in ({PlanField.ACTIVITY: "  "}, {PlanField.TERM_MONTHS: 0}):
        with pytest.raises(Invalid):
            reworded(plan, cast, values)


def test_the_second_of_two_stale_wordings_is_refused_and_shows_the_first_r12(database):
    cast = a_cast()
    plan = an_announced_plan(cast)
    started(plan, cast)
    reworded(plan, cast, version=1)
    with pytest.raises(StaleCopy) as refused:
        reworded(plan, cast, {PlanField.IMPROVEMENT: "Lo de otra persona."}, version=1)
    assert refused.value.current.improvement == NEW
    assert wording(plan, "1.1").improvement == NEW


def test_the_second_of_two_stale_reasons_is_refused_r12(database):
    cast = a_cast()
    plan = an_announced_plan(cast)
    started(plan, cast)
    (change,) = reworded(plan, cast)

    def explain(reason):
        return adjusting.explain(
            change,
            Why(origin=Origin.OWN_MOTION, reason=reason),
            version=change.version,
            by=cast.elena_editor,
            at=AFTER_CLOSE,
        )

    explain("El primero. Así lo decidió la Mesa.")
    with pytest.raises(StaleCopy) as refused:
        explain("El segundo. Así lo decidió la Mesa.")
    assert refused.value.current.reason == "El primero. Así lo decidió la Mesa."


def test_who_rewords_does_not_overwrite_a_reason_corrected_meanwhile_r12(database):
    cast = a_cast()
    plan = an_announced_plan(cast)
    started(plan, cast)
    (change,) = reworded(plan, cast)
    opened = wording(plan, "1.1").version
    adjusting.explain(
        change,
        Why(origin=Origin.EDITORIAL_FIX, reason="Corregido. Así lo decidió la Mesa."),
        version=change.version,
        by=cast.elena_editor,
        at=AFTER_CLOSE,
    )
    with pytest.raises(StaleCopy):
        reworded(plan, cast, {PlanField.IMPROVEMENT: "Otro texto."}, version=opened)
    assert change.fresh().reason == "Corregido. Así lo decidió la Mesa."


def test_a_change_that_someone_already_undid_says_so(database):
    cast = a_cast()
    plan = an_announced_plan(cast)
    started(plan, cast)
    (change,) = reworded(plan, cast)
    for expected in (None, WrongState):
        if expected is None:
            undoing.undo(change, version=change.version, by=cast.elena_editor, at=AFTER_CLOSE)
        else:
            with pytest.raises(expected):
                undoing.undo(change, version=change.version, by=cast.elena_editor, at=AFTER_CLOSE)


def test_a_cancelled_plan_is_not_adjusted(database):
    cast = a_cast()
    plan = an_announced_plan(cast)
    started(plan, cast)
    announcing.cancel(
        plan, reason="Se retira. Así lo decidió la Mesa.", by=cast.elena_editor, at=AFTER_CLOSE
    )
    with pytest.raises(WrongState):
        reworded(plan, cast)


def test_a_published_edition_is_not_reworded_r1(database):
    cast = a_cast()
    plan = an_announced_plan(cast)
    with pytest.raises(WrongState):
        reworded(plan, cast)
