"""When somebody leaves: what waits with them is listed and handed over in one act (R16)."""

import pytest

from tests.cast import (
    AFTER_CLOSE,
    Cast,
    a_cast,
    a_responder_of,
    an_announced_plan,
    filed,
    shown,
)  # fmt: skip
from tests.worlds import answered
from webapp.models import Answer, Event, Handling
from webapp.vocabulary import AnswerState
from webapp.workflow import handling, leaving
from webapp.workflow.refusals import Invalid, NotAllowed
from webapp.workflow.verifying import verify


@pytest.fixture
def cast(database) -> Cast:
    return a_cast()


@pytest.fixture
def two(cast):
    """Two observations handed to Rosa."""
    plan = an_announced_plan(cast)
    comments = [shown(filed(plan, f"Hace falta el buzón {n}.").comment, cast) for n in (1, 2)]
    for each in comments:
        version = each.handlings.get().version
        handling.assign(
            each, area=None, staff=cast.rosa_responder, due_on=None, version=version,
            by=cast.mario_moderator, at=AFTER_CLOSE,
        )  # fmt: skip
    return comments


def test_what_waits_with_a_person_is_listed_r16(cast, two):
    answered(two[0], cast)
    waiting = leaving.waiting_with(cast.rosa_responder)
    assert waiting.comments == two[1:]
    assert not waiting.drafts
    assert not waiting.only_approver
    assert leaving.waiting_with(cast.alba_approver).only_approver
    assert not leaving.waiting_with(cast.aldo_auditor)


def test_it_goes_to_another_person_with_one_event_each_and_the_account_closes_r16(cast, two):
    other = a_responder_of("Secretaría General")
    before = Event.head().position
    left = leaving.leave(cast.rosa_responder, to=other, by=cast.ada_admin, at=AFTER_CLOSE)
    assert left == []
    assert not cast.rosa_responder.fresh().active
    assert {each.staff for each in Handling.select()} == {other}
    acts = [e.verb for e in Event.select().where(Event.position > before).order_by(Event.position)]
    assert acts == ["staff.deactivated", "comment.assigned", "comment.assigned"]
    verify()


def test_without_another_person_it_goes_back_to_its_area_r16(cast, two):
    areas = [each.handlings.get().area_id for each in two]
    leaving.leave(cast.rosa_responder, by=cast.ada_admin, at=AFTER_CLOSE)
    assert [(each.handlings.get().area_id, each.handlings.get().staff_id) for each in two] == [
        (area, None) for area in areas
    ]


def test_what_the_other_may_not_have_goes_back_to_its_area_r11(cast, two):
    other = a_responder_of("Planeación", "Pía Planea")
    Handling.update(area=other.area, staff=other).where(Handling.comment == two[0]).execute()
    handling.recuse(
        two[0], reason="Es de mi familia.", to=None, version=two[0].handlings.get().version,
        by=other, at=AFTER_CLOSE,
    )  # fmt: skip
    Handling.update(staff=cast.rosa_responder).where(Handling.comment == two[0]).execute()
    left = leaving.hand_over(cast.rosa_responder, to=other, by=cast.ada_admin, at=AFTER_CLOSE)
    assert two[0] in left
    assert two[0].handlings.get().staff is None


def test_a_draft_goes_on_with_whoever_has_the_observation(cast, two):
    answered(two[0], cast)
    Answer.update(state=AnswerState.DRAFT, approved_by=None, approved_at=None).execute()
    waiting = leaving.waiting_with(Answer.get().drafted_by)
    assert [each.comment for each in waiting.drafts] == [two[0]]


def test_only_an_administrator_hands_over_and_only_to_who_drafts_answers(cast, two):
    with pytest.raises(NotAllowed):
        leaving.hand_over(cast.rosa_responder, by=cast.elena_editor, at=AFTER_CLOSE)
    with pytest.raises(Invalid):
        leaving.leave(cast.rosa_responder, to=cast.aldo_auditor, by=cast.ada_admin, at=AFTER_CLOSE)
    assert cast.rosa_responder.fresh().active
