"""What may be done with an answer: the question says yes exactly where the verb does (R6, R11)."""

import pytest

from tests.cast import AFTER_CLOSE, a_cast, an_announced_plan, filed, shown
from tests.workflow.test_annulling import annulled
from tests.workflow.test_answering import REPLY, approved, someone_with, submitted
from webapp.models import Answer
from webapp.storage.db import db
from webapp.vocabulary import AnnulmentGround, Role
from webapp.workflow import answer_steps, answering, segregating
from webapp.workflow.refusals import NotAllowed, WrongState

AT = AFTER_CLOSE


def goes_through(verb, *args, **how):
    """Whether a verb does it. Nothing is kept."""
    with db.atomic() as undone:
        try:
            verb(*args, **how)
        except (NotAllowed, WrongState):
            return False
        finally:
            undone.rollback()
    return True


def agree(comment, staff):
    """Hold what is asked against what is done, for one person and the answer as it stands."""
    answer = Answer.of(comment)
    version = answer.version if answer else None
    by = {"by": staff, "at": AT}
    drafted = goes_through(answering.draft, comment, REPLY, version=version, **by)
    assert answer_steps.may_draft(comment, answer, staff, AT) == drafted
    if answer is None:
        return
    may = answer_steps.approval_of(answer, staff)
    by["version"] = version
    assert may.approve == goes_through(answering.approve, answer, **by)
    assert may.give_back == goes_through(answering.give_back, answer, note="Falta el plazo.", **by)
    assert may.publish == goes_through(answering.publish, answer, **by)


@pytest.fixture
def cast(sqlite):
    return a_cast()


@pytest.fixture
def comment(cast):
    return shown(filed(an_announced_plan(cast)).comment, cast)


@pytest.fixture
def people(cast):
    both = someone_with(Role.RESPONDER, Role.APPROVER)
    return [cast.rosa_responder, cast.alba_approver, cast.elena_editor, cast.aldo_auditor, both]


def as_drafted(comment, cast):
    return answering.draft(comment, REPLY, version=None, by=cast.rosa_responder, at=AT)


def as_published(comment, cast):
    answer = approved(comment, cast)
    return answering.publish(answer, version=answer.version, by=cast.alba_approver, at=AT)


STATES = [lambda *_: None, as_drafted, submitted, approved, as_published]


@pytest.mark.parametrize("reach", STATES)
def test_what_is_asked_of_an_answer_is_what_its_verbs_do_r6(comment, cast, people, reach):
    reach(comment, cast)
    for staff in people:
        agree(comment, staff)


def test_nobody_is_offered_to_approve_what_they_wrote_r11(comment, cast, people):
    both = people[-1]
    answer = submitted(comment, cast, by=both)
    agree(comment, both)
    may = answer_steps.approval_of(answer, both)
    assert (may.approve, may.wrote_in_it, may.give_back) == (False, True, True)
    assert both.id in segregating.drafters(answer)


def test_the_answer_to_an_annulled_registration_is_offered_to_nobody(comment, cast, people):
    submitted(comment, cast)
    annulled(cast, [comment], ground=AnnulmentGround.TEST)
    comment = comment.fresh()
    assert not answer_steps.may_draft(comment, Answer.of(comment), cast.rosa_responder, AT)
    for staff in people:
        agree(comment, staff)
