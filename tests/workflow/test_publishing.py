"""The gate before the adjusted edition (R8, R9, R10), and editions that never change (R1)."""

import pytest
from peewee import DatabaseError

from tests.cast import (
    AFTER_CLOSE,
    a_cast,
    an_announced_plan,
    filed,
    later,
    received,
    shown,
    wording,
)
from webapp.models import Category, Change, ChangeSource, Edition, Wording
from webapp.models.edition_content import changes_of, content_of, digest_of
from webapp.vocabulary import Channel, Decision, Origin, Phase, PlanField
from webapp.workflow import adjusting, answering, publishing, undoing, verifying
from webapp.workflow.adjusting import Why
from webapp.workflow.answering import Reply
from webapp.workflow.commenting import Filing
from webapp.workflow.publishing import Lack
from webapp.workflow.refusals import Incomplete, NotAllowed, WrongState


def answered(comment, cast, decision=Decision.NOT_INCORPORATED, *, publish=True):
    reply = Reply(
        decision=decision,
        text="Gracias.",
        reason="Por esto. Así consta en el acta de la mesa directiva.",
        cites="1.2",
    )
    by, at = cast.rosa_responder, AFTER_CLOSE
    answer = answering.submit(comment, reply, version=None, by=by, at=at)
    answer = answering.approve(answer, version=answer.version, by=cast.alba_approver, at=at)
    if publish:
        answering.publish(answer, version=answer.version, by=cast.alba_approver, at=at)
    return answer


def changed(plan, cast, *comments, origin=Origin.OBSERVATIONS, code="1.1"):
    current = wording(plan, code)
    (change,) = adjusting.reword(
        current,
        {PlanField.IMPROVEMENT: f"Otro texto, {current.version}."},
        Why(origin=origin, reason="Por esto. Así lo decidió la Mesa.", comments=comments),
        version=current.version,
        by=cast.elena_editor,
        at=AFTER_CLOSE,
    )
    return change


def published(plan, cast):
    return publishing.publish_edition(plan, by=cast.elena_editor, at=AFTER_CLOSE)


def lacks(plan):
    return [(each.lack, each.comment or each.change) for each in publishing.gate(plan.fresh())]


def an_adjusted_plan(cast):
    plan = an_announced_plan(cast)
    comment = shown(filed(plan).comment, cast)
    adjusting.start_edition(plan, by=cast.elena_editor, at=AFTER_CLOSE)
    changed(plan, cast, comment)
    answered(comment, cast, Decision.INCORPORATED)
    published(plan, cast)
    return plan.fresh()


def test_the_gate_lists_everything_that_is_missing_r10(database):
    cast = a_cast()
    plan = an_announced_plan(cast)
    unmoderated, unanswered, unpublished, unchanged = (filed(plan).comment for _ in range(4))
    for comment in (unanswered, unpublished, unchanged):
        shown(comment, cast)
    answered(unpublished, cast, publish=False)
    answered(unchanged, cast, Decision.PARTIALLY_INCORPORATED, publish=False)
    adjusting.start_edition(plan, by=cast.elena_editor, at=AFTER_CLOSE)
    change = changed(plan, cast, origin=Origin.OWN_MOTION)
    Change.update(origin=Origin.OBSERVATIONS).where(Change.id == change.id).execute()

    assert lacks(plan) == [
        (Lack.UNMODERATED, unmoderated),
        (Lack.UNANSWERED, unmoderated),
        (Lack.UNANSWERED, unanswered),
        (Lack.UNANSWERED, unpublished),
        (Lack.UNANSWERED, unchanged),
        (Lack.WITHOUT_CHANGE, unchanged),
        (Lack.WITHOUT_SOURCE, change),
    ]
    with pytest.raises(Incomplete) as refused:
        published(plan, cast)
    assert len(refused.value.missing) == 7
    assert plan.fresh().phase(AFTER_CLOSE) is Phase.ANSWERING


@pytest.mark.parametrize("decision", [each for each in Decision if each.needs_change])
def test_incorporated_needs_a_change_that_names_it_r8(database, decision):
    cast = a_cast()
    plan = an_announced_plan(cast)
    named, unnamed = (shown(filed(plan).comment, cast) for _ in "ab")
    adjusting.start_edition(plan, by=cast.elena_editor, at=AFTER_CLOSE)
    changed(plan, cast, named)
    answered(named, cast, decision)
    answer = answered(unnamed, cast, decision, publish=False)
    assert (Lack.WITHOUT_CHANGE, unnamed) in lacks(plan)
    with pytest.raises(Incomplete):
        published(plan, cast)
    changed(plan, cast, named, unnamed)
    answering.publish(answer, version=answer.version, by=cast.alba_approver, at=AFTER_CLOSE)
    assert lacks(plan) == []


def test_undoing_the_only_change_that_names_an_incorporated_one_closes_the_gate_r8(database):
    cast = a_cast()
    plan = an_announced_plan(cast)
    comment = shown(filed(plan).comment, cast)
    adjusting.start_edition(plan, by=cast.elena_editor, at=AFTER_CLOSE)
    answered(comment, cast, Decision.INCORPORATED, publish=False)
    change = changed(plan, cast, comment)
    assert (Lack.WITHOUT_CHANGE, comment) not in lacks(plan)
    undoing.undo(change, version=change.version, by=cast.elena_editor, at=AFTER_CLOSE)
    assert (Lack.WITHOUT_CHANGE, comment) in lacks(plan)


@pytest.mark.parametrize("decision", [each for each in Decision if not each.needs_change])
def test_the_other_decisions_need_no_change(sqlite, decision):
    cast = a_cast()
    plan = an_announced_plan(cast)
    answered(shown(filed(plan).comment, cast), cast, decision)
    adjusting.start_edition(plan, by=cast.elena_editor, at=AFTER_CLOSE)
    assert lacks(plan) == []


def test_a_late_observation_does_not_hold_the_edition_back_r5_r10(database):
    cast = a_cast()
    plan = an_announced_plan(cast)
    received(
        Filing(body="Llegué tarde."),
        plan=plan,
        action=None,
        submission_id="tarde",
        channel=Channel.FRONT_DESK,
        received_at=AFTER_CLOSE,
        by=cast.mario_moderator,
        at=AFTER_CLOSE,
    )
    adjusting.start_edition(plan, by=cast.elena_editor, at=AFTER_CLOSE)
    assert lacks(plan) == []
    assert published(plan, cast).number == 2


def test_a_late_one_said_to_be_incorporated_needs_its_change_all_the_same_r8(database):
    cast = a_cast()
    plan = an_announced_plan(cast)
    comment = received(
        Filing(body="Llegué tarde."),
        plan=plan,
        action=None,
        submission_id="tarde",
        channel=Channel.FRONT_DESK,
        received_at=AFTER_CLOSE,
        by=cast.mario_moderator,
        at=AFTER_CLOSE,
    ).comment
    adjusting.start_edition(plan, by=cast.elena_editor, at=AFTER_CLOSE)
    with pytest.raises(Incomplete):
        answered(shown(comment, cast), cast, Decision.INCORPORATED)


def test_once_adjusted_a_late_one_cannot_be_said_to_be_incorporated_without_its_change_r8(database):
    cast = a_cast()
    plan = an_announced_plan(cast)
    adjusting.start_edition(plan, by=cast.elena_editor, at=AFTER_CLOSE)
    published(plan, cast)
    comment = received(
        Filing(body="Llegué más tarde."),
        plan=plan,
        action=None,
        submission_id="muy tarde",
        channel=Channel.FRONT_DESK,
        received_at=AFTER_CLOSE,
        by=cast.mario_moderator,
        at=AFTER_CLOSE,
    ).comment
    with pytest.raises(WrongState):
        answered(shown(comment, cast, AFTER_CLOSE), cast, Decision.INCORPORATED)


def test_without_an_edition_being_adjusted_nothing_is_published(database):
    cast = a_cast()
    with pytest.raises(WrongState):
        published(an_announced_plan(cast), cast)


def test_only_who_edits_publishes_the_edition(database):
    cast = a_cast()
    plan = an_announced_plan(cast)
    adjusting.start_edition(plan, by=cast.elena_editor, at=AFTER_CLOSE)
    for other in (cast.alba_approver, cast.rosa_responder, cast.ada_admin):
        with pytest.raises(NotAllowed):
            publishing.publish_edition(plan, by=other, at=AFTER_CLOSE)


def test_a_published_edition_carries_the_digest_of_its_content_and_its_changelog_r1(database):
    plan = an_adjusted_plan(a_cast())
    first, second = plan.published_editions
    for edition in (first, second):
        assert len(edition.digest) == 64
        assert digest_of(edition.fresh()) == edition.digest
    assert content_of(second)["previous"] == first.digest
    assert [each["comments"] for each in content_of(second)["changes"]] == [["CMC-2026-000001"]]
    assert verifying.verify()["editions"] == 2


def test_it_is_published_once(database):
    cast = a_cast()
    plan = an_adjusted_plan(cast)
    assert plan.phase(later(AFTER_CLOSE, seconds=1)) is Phase.ADJUSTED
    with pytest.raises(WrongState):
        published(plan, cast)
    with pytest.raises(WrongState):
        adjusting.start_edition(plan, by=cast.elena_editor, at=AFTER_CLOSE)


def test_no_verb_alters_a_published_edition_r1(database):
    cast = a_cast()
    plan = an_adjusted_plan(cast)
    (change,) = changes_of(plan.current_edition)
    why = Why(origin=Origin.OWN_MOTION, reason="Después. Así lo decidió la Mesa.")
    by, at = cast.elena_editor, AFTER_CLOSE
    with pytest.raises(WrongState):
        adjusting.reword(
            wording(plan, "1.1"), {PlanField.IMPROVEMENT: "x"}, why, version=2, by=by, at=at
        )
    with pytest.raises(WrongState):
        adjusting.explain(change, why, version=change.version, by=by, at=at)
    with pytest.raises(WrongState):
        undoing.undo(change, version=change.version, by=by, at=at)
    assert verifying.verify()["editions"] == 2


def test_the_database_itself_refuses_to_alter_a_published_edition_r1(database):
    cast = a_cast()
    plan = an_adjusted_plan(cast)
    edition = plan.current_edition
    (change,) = changes_of(edition)
    attempts = [
        Edition.update(title="Otro").where(Edition.id == edition.id),
        Edition.delete().where(Edition.id == edition.id),
        Category.update(title="Otro").where(Category.edition == edition),
        Wording.update(improvement="Otro").where(Wording.edition == edition),
        Wording.delete().where(Wording.edition == edition),
        Change.update(reason="Otra. Así lo decidió la Mesa.").where(Change.id == change.id),
        Change.delete().where(Change.id == change.id),
        ChangeSource.delete().where(ChangeSource.change == change),
        ChangeSource.insert(change=change, comment=filed_elsewhere(cast)),
        Category.insert(edition=edition, number=9, title="Nueva"),
    ]
    for attempt in attempts:
        with pytest.raises(DatabaseError), database.atomic():
            attempt.execute()
    assert verifying.verify()["editions"] >= 2


def filed_elsewhere(cast):
    return filed(an_announced_plan(cast, "otro-plan")).comment


def test_a_row_of_a_draft_cannot_be_moved_into_a_published_edition_r1(database):
    cast = a_cast()
    adjusted = an_adjusted_plan(cast)
    other = an_announced_plan(cast, "otro-plan")
    draft = adjusting.start_edition(other, by=cast.elena_editor, at=AFTER_CLOSE)
    with pytest.raises(DatabaseError), database.atomic():
        Category.update(edition=adjusted.current_edition, number=9).where(
            Category.edition == draft
        ).execute()
