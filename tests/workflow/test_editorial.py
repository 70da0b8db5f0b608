"""An edition with corrections of form, without a new round: prepared and proposed by one, approved
by another, numbered on; the one before stays as it was (R1, R9, R11, R21)."""

from datetime import date

import pytest

from tests.cast import AFTER_CLOSE, Cast, a_cast, later, wording
from tests.worlds import an_adjusted_plan
from webapp.figures.of_plan import Figures
from webapp.models import Change, Correction, Edition, Event, Plan
from webapp.models.edition_content import changes_of, content_of, digest_of
from webapp.queries import changelog, news
from webapp.storage.db import db
from webapp.vocabulary import (
    CorrectionKind,
    CorrectionState,
    Happening,
    IncidenceLevel,
    Origin,
    Phase,
    PlanField,
    RoundScope,
)
from webapp.workflow import (
    adjusting,
    adjusting_actions,
    adjusting_facts,
    announcing,
    correcting,
    editorial,
    withdrawing,
)
from webapp.workflow.adjusting import Why
from webapp.workflow.announcing import WindowDays
from webapp.workflow.drafting import Facts
from webapp.workflow.refusals import Invalid, NotAllowed, WrongState
from webapp.workflow.verifying import examine, verify

NEXT = later(AFTER_CLOSE, days=3)
SLIP = Why(origin=Origin.EDITORIAL_FIX, reason="Faltaba una palabra en la actividad.")
WHY = "La plenaria aprobó el plan y había una errata."
FIXED = "Abrir canales para oír a toda la gente."


@pytest.fixture
def cast(database) -> Cast:
    return a_cast()


@pytest.fixture
def plan(cast) -> Plan:
    return an_adjusted_plan(cast).fresh()


def begun(plan, cast) -> Edition:
    return editorial.start(plan, by=cast.elena_editor, at=NEXT)


def reworded(plan, cast, text=FIXED, *, field=PlanField.ACTIVITY, why=SLIP, code="1.1"):
    current = wording(plan, code)
    return adjusting.reword(
        current, {field: text}, why, version=current.version, by=cast.elena_editor, at=NEXT
    )


def approval_data(edition, cast, **facts):
    edition = edition.fresh()
    held = {name: getattr(edition, name) for name in Facts.__dataclass_fields__}
    return adjusting_facts.edit_facts(
        edition, Facts(**held | facts), SLIP,
        version=edition.version, by=cast.elena_editor, at=NEXT,
    )  # fmt: skip


def proposed(plan, cast, by=None) -> Correction:
    edition = plan.fresh().draft_edition
    return correcting.propose(
        CorrectionKind.EDITORIAL_EDITION, edition, plan=plan, reason=WHY,
        details=editorial.proposal(edition), by=by or cast.elena_editor, at=NEXT,
    )  # fmt: skip


def approved(correction, by):
    return correcting.approve(correction, version=correction.version, by=by, at=NEXT)


def corrected(plan, cast) -> Plan:
    edition = begun(plan, cast)
    reworded(plan, cast)
    approval_data(
        edition, cast, approved_on=date(2026, 3, 25), approved_by="Plenaria", minutes="Acta 40"
    )
    approved(proposed(plan, cast), cast.alba_approver)
    return plan.fresh()


def test_it_is_published_with_its_changelog_and_the_one_before_stays_r1(plan, cast):
    second = plan.current_edition
    plan = corrected(plan, cast)
    third = plan.current_edition
    assert (third.number, third.approved_by, third.published_at) == (3, "Plenaria", NEXT)
    assert third.digest == digest_of(third)
    assert content_of(third)["previous"] == second.digest == Edition.get_by_id(second.id).digest
    told = changelog.between(second, third)
    assert [each.field for each in told] == [
        PlanField.APPROVED_ON, PlanField.APPROVED_BY, PlanField.MINUTES, PlanField.ACTIVITY,
    ]  # fmt: skip
    assert {each.last.origin for each in told} == {Origin.EDITORIAL_FIX}
    assert plan.phase(NEXT) is Phase.ADJUSTED
    assert [each.is_editorial for each in plan.published_editions] == [False, False, True]
    with pytest.raises(Exception, match="R1"), db.atomic():
        Change.update(reason="Otro motivo.").where(Change.edition == third).execute()
    verify()


def test_it_takes_two_people_and_whoever_wrote_it_approves_nothing_r11(plan, cast):
    begun(plan, cast)
    reworded(plan, cast)
    for name in ("elena_editor", "mario_moderator"):
        with pytest.raises(NotAllowed):
            approved(proposed(plan, cast), getattr(cast, name))
        correction = Correction.get(Correction.state == CorrectionState.PROPOSED)
        correcting.take_back(correction, version=correction.version, by=cast.elena_editor, at=NEXT)
    assert plan.fresh().current_edition.number == 2


def test_only_corrections_of_form_go_in_r21(plan, cast):
    begun(plan, cast)
    with pytest.raises(Invalid) as refused:
        reworded(plan, cast, why=Why(origin=Origin.OWN_MOTION, reason=SLIP.reason))
    assert set(refused.value.faults) == {"origin"}
    for field, text in (
        (PlanField.TERM_MONTHS, 12),
        (PlanField.RESPONSIBLE_AREA, "Hacienda"),
        (PlanField.IMPROVEMENT, "Cerrar el buzón y despedir a quien lo abrió sin permiso."),
        (PlanField.IMPROVEMENT, ""),
    ):
        with pytest.raises(Invalid) as refused:
            reworded(plan, cast, text, field=field)
        assert set(refused.value.faults) == {field.value}
    assert changes_of(plan.fresh().draft_edition) == []


def test_it_neither_adds_nor_withdraws_actions_r21(plan, cast):
    edition = begun(plan, cast)
    category = edition.categories.first()
    with pytest.raises(WrongState):
        adjusting_actions.add_action(
            category, {PlanField.ACTIVITY: "Otra."}, SLIP, by=cast.elena_editor, at=NEXT
        )
    current = wording(plan, "1.2")
    with pytest.raises(WrongState):
        adjusting_actions.withdraw(
            current, SLIP, version=current.version, by=cast.elena_editor, at=NEXT
        )


def test_what_is_proposed_is_what_comes_out_r12(plan, cast):
    begun(plan, cast)
    reworded(plan, cast)
    correction = proposed(plan, cast)
    with pytest.raises(WrongState):
        reworded(plan, cast, "Abrir más canales para oír a toda la gente.")
    with pytest.raises(WrongState):
        editorial.throw_away(plan, by=cast.elena_editor, at=NEXT)
    change = changes_of(plan.fresh().draft_edition)[0]
    Change.update(after="Otra cosa.").where(Change.id == change.id).execute()
    with pytest.raises(WrongState):
        approved(correction, cast.alba_approver)


def test_without_changes_or_before_the_plan_is_adjusted_there_is_none(plan, cast):
    edition = begun(plan, cast)
    assert begun(plan, cast) == edition
    with pytest.raises(WrongState):
        proposed(plan, cast)
    with pytest.raises(WrongState):
        editorial.start(plan, by=cast.elena_editor, at=AFTER_CLOSE - (NEXT - AFTER_CLOSE) * 2)
    with pytest.raises(NotAllowed):
        editorial.start(plan, by=cast.rosa_responder, at=NEXT)


def test_it_is_thrown_away_and_begun_again(plan, cast):
    begun(plan, cast)
    reworded(plan, cast)
    editorial.throw_away(plan, by=cast.elena_editor, at=NEXT)
    assert Event.head().verb == "edition.form_dropped"
    assert Event.head().details["before"][0]["after"] == FIXED
    assert plan.fresh().draft_edition is None
    assert corrected(plan.fresh(), cast).current_edition.number == 3
    verify()


def test_a_withdrawn_plan_is_not_brought_back_by_a_correction_of_form(plan, cast):
    begun(plan, cast)
    reworded(plan, cast)
    edition = plan.current_edition
    withdrawal = correcting.propose(
        CorrectionKind.EDITION_WITHDRAWN, edition, plan=plan, reason=WHY,
        details=withdrawing.proposal(edition, None), by=cast.elena_editor, at=NEXT,
    )  # fmt: skip
    approved(withdrawal, cast.alba_approver)
    with pytest.raises(WrongState):
        proposed(plan, cast)
    editorial.throw_away(plan, by=cast.elena_editor, at=NEXT)
    with pytest.raises(WrongState):
        begun(plan, cast)


def test_another_round_waits_for_it_and_is_held_on_it_r2(plan, cast):
    window = WindowDays(first_day=date(2026, 4, 6), last_day=date(2026, 4, 24))
    begun(plan, cast)
    with pytest.raises(WrongState):
        again(plan, cast, window)
    editorial.throw_away(plan, by=cast.elena_editor, at=NEXT)
    plan = corrected(plan.fresh(), cast)
    second = again(plan, cast, window)
    assert second.edition.number == 3
    # What changed since the round before: in the adjusted edition, and its form since.
    codes = {each.code for each in plan.actions if second.asks_about(each)}
    assert codes == {"1.1"}
    assert Figures(plan.fresh(), second).actions_total == 1
    verify()


def again(plan, cast, window):
    return announcing.announce_round(
        plan, window, scope=RoundScope.CHANGED, by=cast.elena_editor, at=NEXT
    )


def test_it_changes_no_figure_of_what_the_consultation_did_r18(plan, cast):
    before = Figures(plan)
    plan = corrected(plan, cast)
    after = Figures(plan)
    assert after.changes_total == before.changes_total == 2
    assert after.actions_changed == before.actions_changed == 1
    assert after.edition_after.number == 2
    assert after.incidence is IncidenceLevel.FORMULATION


def test_the_news_tell_it_as_what_it_is(plan, cast):
    told = news.of([corrected(plan, cast)], NEXT)
    assert told[0].happening is Happening.FORM_CORRECTED
    assert (told[0].edition.number, told[0].changes) == (3, 4)
    assert [each.happening for each in told].count(Happening.EDITION_PUBLISHED) == 1


def test_verify_tells_one_that_nobody_approved_r17(plan, cast):
    corrected(plan, cast)
    Correction.update(kind=CorrectionKind.MOVE).execute()
    faults = [each.message for each in examine().faults]
    assert (
        "Edition %(number)s of %(plan)s, with corrections of form, is not what was approved."
        in faults
    )
