"""A meeting noted on the wrong plan is put on its own (R16, R21)."""

from datetime import date

import pytest

from tests.cast import WHILE_OPEN, Cast, a_cast, a_draft, an_announced_plan, filed
from webapp.models import Event, Meeting, MeetingComment
from webapp.workflow import intake
from webapp.workflow.refusals import Invalid, StaleCopy, WrongState
from webapp.workflow.verifying import Unsound, verify

WHY = "Se anotó en el plan que no era."


@pytest.fixture
def cast(database) -> Cast:
    return a_cast()


@pytest.fixture
def meeting(cast) -> Meeting:
    return intake.save_meeting(
        an_announced_plan(cast),
        intake.Gathering(title="Mesa", place="Sede", held_on=date(2026, 3, 5), attendance={}),
        by=cast.mario_moderator, at=WHILE_OPEN,
    )  # fmt: skip


def moved(meeting, to, cast, *, reason=WHY, version=None):
    return intake.move_meeting(
        meeting, to, reason=reason, version=version or meeting.version,
        by=cast.mario_moderator, at=WHILE_OPEN,
    )  # fmt: skip


def test_one_without_observations_is_moved_with_its_trace_r21(cast, meeting):
    other = a_draft(cast, "otro-plan")
    moved(meeting, other, cast)
    assert meeting.fresh().plan == other
    details = Event.head().details
    assert (details["before"], details["after"], details["reason"]) == (
        "plan-de-prueba", "otro-plan", WHY,
    )  # fmt: skip
    verify()


def test_one_with_observations_stays_where_they_were_filed_r2(cast, meeting):
    comment = filed(meeting.plan).comment
    MeetingComment.create(meeting=meeting, comment=comment)
    with pytest.raises(WrongState):
        moved(meeting, a_draft(cast, "otro-plan"), cast)


def test_it_is_moved_for_a_reason_to_another_plan_that_stands_r7(cast, meeting):
    with pytest.raises(Invalid):
        moved(meeting, meeting.plan, cast)
    with pytest.raises(Invalid):
        moved(meeting.fresh(), a_draft(cast, "otro-plan"), cast, reason="No era.")
    with pytest.raises(StaleCopy):
        moved(meeting, meeting.plan, cast, version=9)


def test_verify_sees_a_meeting_moved_behind_the_log_r17(cast, meeting):
    Meeting.update(plan=a_draft(cast, "otro-plan")).execute()
    with pytest.raises(Unsound, match="Mesa"):
        verify()
