"""What was covered in texts of the entity is not shown in an observation either: its text stays as
it came, what is shown of it is redacted (R3, R13)."""

import pytest

from tests.canaries import NAME, announced_and_names, covered
from tests.cast import AFTER_CLOSE, Cast, a_cast, filed, shown
from webapp.models import Comment, Plan
from webapp.text.redaction import MARKS, RedactionKind
from webapp.vocabulary import BulkVerb, Ground, Obstacle
from webapp.workflow import bulk, covering, moderating
from webapp.workflow.moderating import Redactions
from webapp.workflow.refusals import WrongState

MARK = MARKS[RedactionKind.NAME]


@pytest.fixture
def cast(database) -> Cast:
    return a_cast()


@pytest.fixture
def plan(cast) -> Plan:
    return announced_and_names(cast)


def given(comment: Comment, cast: Cast) -> dict[str, object]:
    return {"version": comment.version, "by": cast.mario_moderator, "at": AFTER_CLOSE}


def test_an_observation_that_says_covered_words_is_not_shown_as_filed_r13(plan, cast):
    comment = filed(plan, f"Que responda {NAME.upper()}.").comment
    covered(plan, cast)
    with pytest.raises(WrongState) as refused:
        moderating.show(comment, **given(comment, cast))
    assert refused.value.params["words"] == NAME.upper()
    assert not comment.fresh().is_shown


def test_it_is_shown_with_what_is_suggested_suppressed_and_kept_as_it_came_r3(plan, cast):
    said = f"Que responda {NAME}. Soy vecina."
    comment = filed(plan, said).comment
    covered(plan, cast)
    spans = [span for _, span in moderating.suggested(comment)]
    decided = moderating.redact(
        comment, Redactions(body=spans), ground=Ground.PERSONAL_DATA, **given(comment, cast)
    )
    assert decided.shown_body == f"Que responda {MARK}. Soy vecina."
    assert decided.body == said


def test_marks_over_other_words_are_not_enough_r13(plan, cast):
    comment = filed(plan, f"Que responda {NAME}, al 316 555 0177.").comment
    covered(plan, cast)
    phone = moderating.everywhere(comment, "316 555 0177", RedactionKind.PHONE)
    with pytest.raises(WrongState):
        moderating.redact(comment, phone, ground=Ground.PERSONAL_DATA, **given(comment, cast))


def test_many_shown_at_once_leave_out_one_that_says_covered_words_r16(plan, cast):
    says, other = (filed(plan, text).comment for text in (f"Que lo diga {NAME}.", "Un buzón."))
    covered(plan, cast)
    left = bulk.left_out([says, other], BulkVerb.SHOWN, by=cast.mario_moderator)
    assert [(each.comment, each.why) for each in left] == [(says, Obstacle.PERSONAL_DATA)]


def test_who_covers_words_is_told_of_the_observations_that_the_public_reads_r13(plan, cast):
    comments = [filed(plan, f"{number}: que lo diga {NAME.upper()}.").comment for number in "123"]
    waiting, read, withheld = comments
    shown(read, cast)
    moderating.withhold(withheld, ground=Ground.INSULT_OR_THREAT, note="", **given(withheld, cast))
    assert covering.observations_with(plan, [NAME]) == [read]
    assert not waiting.is_shown
