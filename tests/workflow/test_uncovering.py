"""Words that were covered by mistake, or on an order that was revoked, are read again (R1, R21)."""

import pytest

from tests.canaries import NAME, a_plan_that_names, covered
from tests.cast import AFTER_CLOSE, Cast, a_cast, later
from webapp.models import Correction, Edition, Plan, Report, SearchEntry
from webapp.models.edition_content import content_of
from webapp.text.covered import is_covered, published
from webapp.vocabulary import CorrectionKind, CoverGround, Renewal, TextPlace
from webapp.workflow import correcting, covering, uncovering, verifying
from webapp.workflow.refusals import Invalid, NotAllowed, WrongState

WHY = "La orden hablaba de otra persona con el mismo nombre."
LATER = later(AFTER_CLOSE, hours=4)
ORDER = "Auto 12 de 2026, que aclara la sentencia"


@pytest.fixture
def cast(database) -> Cast:
    return a_cast()


@pytest.fixture
def plan(cast) -> Plan:
    return a_plan_that_names(cast)


def proposed(cover, passages, cast, *, order=ORDER) -> Correction:
    return correcting.propose(
        CorrectionKind.COVER_LIFTED, cover, plan=cover.plan, reason=WHY,
        details=uncovering.proposal(cover, passages, order=order), by=cast.mario_moderator,
        at=LATER,
    )  # fmt: skip


def lifted(cover, passages, cast) -> Correction:
    correction = proposed(cover, passages, cast)
    return correcting.approve(correction, version=1, by=cast.alba_approver, at=LATER)


def test_the_words_are_read_again_everywhere_and_the_record_is_sound_r1(plan, cast):
    edition = plan.current_edition
    digest, title = edition.digest, edition.title
    cover = covered(plan, cast)
    assert NAME not in plan.fresh().title
    lifted(cover, uncovering.passages_of(cover), cast)
    edition = Edition.get_by_id(edition.id)
    assert (edition.title, edition.digest) == (title, digest)
    assert not is_covered(content_of(edition))
    assert uncovering.passages_of(cover) == []
    assert SearchEntry.select().where(SearchEntry.stems.contains("mondragon")).exists()
    assert not verifying.examine().faults


def test_the_frozen_report_is_made_anew_with_another_number_r18(plan, cast):
    cover = covered(plan, cast)
    before = Report.newest(plan.consultation)
    lifted(cover, uncovering.passages_of(cover), cast)
    after = Report.newest(plan.consultation)
    assert (after.number, after.why) == (before.number + 1, Renewal.COVER_LIFTED)


def test_what_is_not_chosen_stays_covered(plan, cast):
    cover = covered(plan, cast)
    passages = uncovering.passages_of(cover)
    chosen = [each for each in passages if each.place is TextPlace.EDITION][:1]
    assert len(passages) > 1
    lifted(cover, chosen, cast)
    left = uncovering.passages_of(cover)
    assert {each.lifted for each in left} == {each.lifted for each in passages[1:]} - {
        each.lifted for each in chosen
    } | ({passages[0].lifted} - {each.lifted for each in chosen})
    assert not verifying.examine().faults


def test_whoever_chooses_reads_the_marks_and_not_the_words_r13(plan, cast):
    cover = covered(plan, cast)
    for each in uncovering.passages_of(cover):
        assert NAME not in f"{each.before}{each.mark}{each.after}"


def test_they_can_be_covered_again_and_lifted_again_r21(plan, cast):
    for _ in range(2):
        cover = covered(plan, cast)
        assert NAME not in plan.fresh().title
        lifted(cover, uncovering.passages_of(cover), cast)
        assert NAME in plan.fresh().title
    assert not verifying.examine().faults


def test_what_an_order_covered_takes_the_order_that_revokes_it(plan, cast):
    cover = covered(plan, cast)
    assert cover.cover_ground in covering.ORDERED
    with pytest.raises(Invalid):
        proposed(cover, uncovering.passages_of(cover), cast, order="")
    with pytest.raises(Invalid):
        proposed(cover, [], cast)


def test_what_was_covered_without_an_order_takes_none(plan, cast):
    cover = covered(plan, cast, ground=CoverGround.OWN_MISTAKE)
    assert proposed(cover, uncovering.passages_of(cover), cast, order="")


def test_it_takes_two_people_and_words_that_are_covered_r11_r21(plan, cast):
    cover = covered(plan, cast)
    passages = uncovering.passages_of(cover)
    waiting = proposed(cover, passages, cast)
    assert NAME not in plan.fresh().title
    with pytest.raises(NotAllowed):
        correcting.approve(waiting, version=1, by=cast.mario_moderator, at=LATER)
    correcting.approve(waiting, version=1, by=cast.alba_approver, at=LATER)
    with pytest.raises(WrongState):
        proposed(cover, passages, cast)
    with pytest.raises(WrongState):
        lifted(waiting, passages, cast)


def test_the_correction_does_not_repeat_the_words(plan, cast, database):
    cover = covered(plan, cast)
    lifted(cover, uncovering.passages_of(cover), cast)
    rows = database.execute_sql(
        "SELECT details, reason FROM correction WHERE kind IN ('cover', 'cover_lifted')"
    )
    assert NAME not in str(list(rows))
    assert NAME in published(plan.fresh().title)
