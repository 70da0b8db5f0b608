"""An adjusted plan is withdrawn by two people, and stays readable as it was (R1, R21)."""

import pytest

from tests.cast import AFTER_CLOSE, Cast, a_cast, a_draft, an_announced_plan, later
from tests.worlds import an_adjusted_plan
from webapp.models import Correction, Edition, Plan
from webapp.models.base import without_salt
from webapp.models.edition_content import digest_of
from webapp.vocabulary import CorrectionKind, Phase
from webapp.workflow import correcting, withdrawing
from webapp.workflow.refusals import Invalid, NotAllowed, WrongState
from webapp.workflow.verifying import verify

WHY = "Se publicó sin la firma de la Mesa Directiva."
NEXT = later(AFTER_CLOSE, days=3)


@pytest.fixture
def cast(database) -> Cast:
    return a_cast()


@pytest.fixture
def plan(cast) -> Plan:
    return an_adjusted_plan(cast).fresh()


def proposed(plan, cast, successor=None, *, edition=None):
    edition = edition or plan.current_edition
    return correcting.propose(
        CorrectionKind.EDITION_WITHDRAWN, edition, plan=plan, reason=WHY,
        details=withdrawing.proposal(edition, successor), by=cast.elena_editor, at=NEXT,
    )  # fmt: skip


def approved(correction, by):
    return correcting.approve(correction, version=correction.version, by=by, at=NEXT)


def test_it_is_withdrawn_with_its_successor_and_nothing_of_it_changes_r1(plan, cast):
    edition, other = plan.current_edition, an_announced_plan(cast, "otro-plan")
    digest = edition.digest
    assert Correction.withdrawal_of(edition) is None
    made = approved(proposed(plan, cast, other), cast.alba_approver)
    assert Correction.withdrawal_of(edition) == made
    assert without_salt(made.details) == {"edition": 2, "successor": "otro-plan"}
    assert made.before == {"digest": digest}
    edition = Edition.get_by_id(edition.id)
    assert digest_of(edition) == edition.digest == digest
    assert plan.fresh().phase(NEXT) is Phase.ADJUSTED
    verify()


def test_it_takes_two_people_r11(plan, cast):
    correction = proposed(plan, cast)
    with pytest.raises(NotAllowed):
        approved(correction, cast.elena_editor)
    assert Correction.withdrawal_of(plan.current_edition) is None


def test_it_is_withdrawn_once_and_only_the_one_that_stands(plan, cast):
    with pytest.raises(WrongState):
        proposed(plan, cast, edition=plan.published_editions[0])
    approved(proposed(plan, cast), cast.alba_approver)
    with pytest.raises(WrongState):
        proposed(plan.fresh(), cast)


def test_before_it_is_adjusted_there_is_nothing_to_withdraw(cast):
    with pytest.raises(WrongState):
        proposed(an_announced_plan(cast), cast)


def test_its_successor_is_another_public_plan(plan, cast):
    for other in (plan, a_draft(cast, "borrador")):
        with pytest.raises(Invalid):
            proposed(plan, cast, other)
