"""What was covered is not said again by a text that comes later (R13, R21)."""

from dataclasses import replace
from datetime import date

import pytest

from tests.canaries import NAME, announced_and_names, covered, named
from tests.cast import AFTER_CLOSE, WHILE_OPEN, a_cast, an_account, filed, later, shown, wording
from webapp.models import Answer, Plan
from webapp.text.redaction import RedactionKind
from webapp.vocabulary import CorrectionKind, CoverGround, Decision, Ground, Origin, PlanField, Role
from webapp.workflow import (
    adjusting,
    announcing,
    answering,
    correcting,
    covering,
    drafting,
    intake,
    moderating,
    publishing,
    uncovering,
)
from webapp.workflow.publishing import Lack
from webapp.workflow.refusals import Incomplete, Invalid, WrongState

DAY_AFTER = later(AFTER_CLOSE, days=1)
WHY = adjusting.Why(origin=Origin.EDITORIAL_FIX, reason="Se corrige la redacción.")
REPLY = answering.Reply(
    decision=Decision.NOT_INCORPORATED,
    text=f"Así lo vio {NAME}.",
    reason="Es lo que corresponde. Así consta en el acta de la reunión.",
)


@pytest.fixture
def cast(database):
    return a_cast()


@pytest.fixture
def plan(cast) -> Plan:
    return announced_and_names(cast)


def adjust(plan, cast, values, why=WHY) -> None:
    adjusting.start_edition(plan, by=cast.elena_editor, at=DAY_AFTER)
    now = wording(plan, "1.1")
    adjusting.reword(now, values, why, version=now.version, by=cast.elena_editor, at=DAY_AFTER)


def decided(kind, subject, details, cast) -> None:
    correction = correcting.propose(
        kind, subject, plan=subject if isinstance(subject, Plan) else subject.plan,
        reason="Se decide sobre unas palabras.", details=details, by=cast.mario_moderator,
        at=DAY_AFTER,
    )  # fmt: skip
    correcting.approve(correction, version=1, by=cast.alba_approver, at=DAY_AFTER)


def test_a_mended_comma_does_not_bring_covered_words_back_r13(plan, cast):
    original = wording(plan, "1.1").improvement
    covered(plan, cast)
    with pytest.raises(Invalid) as refused:
        adjust(plan, cast, {PlanField.IMPROVEMENT: original.replace(", ", " ")})
    assert list(refused.value.faults) == ["improvement"]
    with pytest.raises(Invalid) as refused:
        adjust(plan, cast, {PlanField.IMPROVEMENT: "Otra."}, replace(WHY, reason=named("Pide")))
    assert list(refused.value.faults) == ["reason"]
    adjust(plan, cast, {PlanField.IMPROVEMENT: f"{wording(plan, '1.1').improvement} Y otro."})


@pytest.mark.parametrize("between", ["\u00ad", "\u200b", "\u2060"])
def test_a_character_that_nobody_sees_does_not_bring_covered_words_back_r13(plan, cast, between):
    covered(plan, cast)
    with pytest.raises(Invalid):
        adjust(plan, cast, {PlanField.IMPROVEMENT: f"Lo pidió {NAME[:4]}{between}{NAME[4:]}."})


def test_a_change_written_before_the_cover_is_not_published_after_it_r13(plan, cast):
    original = wording(plan, "1.1").improvement
    answering.publish_report(plan, by=cast.alba_approver, at=DAY_AFTER)
    adjust(plan, cast, {PlanField.IMPROVEMENT: original.replace(", ", " ")})
    covered(plan, cast)
    with pytest.raises(Incomplete) as refused:
        publishing.publish_edition(plan, by=cast.elena_editor, at=DAY_AFTER)
    assert [each.lack for each in refused.value.missing] == [Lack.COVERED_WORDS]
    adjust(plan, cast, {PlanField.IMPROVEMENT: "Dos mecanismos, sin decir de quién."})
    publishing.publish_edition(plan, by=cast.elena_editor, at=DAY_AFTER)


def test_an_answer_that_says_covered_words_again_is_not_submitted_r13(plan, cast):
    comment = shown(filed(plan, "Pongan un buzón.").comment, cast)
    covered(plan, cast)
    given = {"version": None, "by": cast.rosa_responder, "at": AFTER_CLOSE}
    with pytest.raises(Invalid) as refused:
        answering.submit(comment, REPLY, **given)
    assert list(refused.value.faults) == ["text"]
    answering.submit(comment, replace(REPLY, text="Así se vio."), **given)


def test_an_answer_submitted_before_the_cover_is_neither_approved_nor_published_r13(plan, cast):
    early, late = (shown(filed(plan, text).comment, cast) for text in ("Un buzón.", "Una mesa."))
    for comment in (early, late):
        answering.submit(comment, REPLY, version=None, by=cast.rosa_responder, at=AFTER_CLOSE)
    waiting, approved = Answer.of(late), Answer.of(early)
    answering.approve(approved, version=1, by=cast.alba_approver, at=AFTER_CLOSE)
    covered(plan, cast)
    for act, answer in ((answering.approve, waiting), (answering.publish, approved.fresh())):
        with pytest.raises(WrongState) as refused:
            act(answer, version=answer.version, by=cast.alba_approver, at=DAY_AFTER)
        assert answer.comment.filing_number in str(refused.value.params)


def test_the_reason_of_a_later_correction_does_not_say_covered_words_again_r13(plan, cast):
    covered(plan, cast)
    with pytest.raises(Invalid) as refused:
        covered(plan, cast, "mesa directiva", reason=f"Lo pidió {NAME} por escrito.")
    assert list(refused.value.faults) == ["reason"]


REASON = f"Lo pidió {NAME} por escrito."


@pytest.mark.parametrize(
    ("act", "field"),
    [
        (lambda plan, cast, **by: announcing.cancel(plan, reason=REASON, **by), "reason"),
        (
            lambda plan, cast, **by: announcing.extend(
                plan.consultation, last_day=date(2026, 3, 19), reason=REASON, version=2, **by
            ),
            "reason",
        ),
        (
            lambda plan, cast, **by: drafting.close_action(
                wording(plan, "2.1").action, reason=REASON, **by
            ),
            "reason",
        ),
        (
            lambda plan, cast, **by: intake.save_meeting(
                plan,
                intake.Gathering(
                    title="Mesa",
                    place="Salón",
                    held_on=date(2026, 3, 2),
                    attendance={},
                    minutes=REASON,
                ),
                **by,
            ),
            "minutes",
        ),
    ],
    ids=["cancel", "extend", "close an action", "minutes"],
)
def test_no_act_tells_a_reason_that_says_covered_words_again_r13(plan, cast, act, field):
    covered(plan, cast)
    everyone = an_account("Todo Terreno", *Role)
    with pytest.raises(Invalid) as refused:
        act(plan.fresh(), cast, by=everyone, at=WHILE_OPEN)
    assert list(refused.value.faults) == [field]


def test_the_note_of_a_withheld_text_does_not_say_covered_words_again_r13(plan, cast):
    comment = filed(plan, "Pongan un buzón.").comment
    covered(plan, cast)
    given = {"ground": Ground.OTHER, "version": 1, "by": cast.mario_moderator, "at": AFTER_CLOSE}
    with pytest.raises(Invalid) as refused:
        moderating.withhold(comment, note=REASON, **given)
    assert list(refused.value.faults) == ["note"]


def test_everyday_words_that_told_of_somebodys_health_may_be_written_r13(plan, cast):
    covered(plan, cast, "mesa directiva", data=RedactionKind.HEALTH)
    adjust(plan, cast, {PlanField.IMPROVEMENT: "La mesa directiva pone dos buzones."})


def test_words_that_are_read_elsewhere_in_the_plan_may_be_written_r13(plan, cast):
    first, *others = covering.find(plan, [NAME])
    assert others
    details = covering.details_of([first], data=RedactionKind.NAME, ground=CoverGround.OWN_MISTAKE)
    decided(CorrectionKind.COVER, plan, details, cast)
    adjust(plan, cast, {PlanField.IMPROVEMENT: f"Lo que pidió {NAME}."})


def test_once_a_cover_is_lifted_the_words_may_be_written_again_r21(plan, cast):
    cover = covered(plan, cast)
    lifting = uncovering.proposal(cover, uncovering.passages_of(cover), order="T-200 de 2026")
    decided(CorrectionKind.COVER_LIFTED, cover, lifting, cast)
    adjust(plan, cast, {PlanField.IMPROVEMENT: f"Lo que pidió {NAME}."})


def test_who_saves_a_text_with_its_marks_leaves_below_what_was_published_r21(plan, cast):
    held = {"held_on": date(2026, 3, 2), "attendance": {}}
    told = intake.Gathering(title="Mesa", place="Salón", minutes=REASON, **held)
    by = {"by": cast.elena_editor, "at": AFTER_CLOSE}
    meeting = intake.save_meeting(plan, told, **by)
    cover = covered(plan, cast)
    read = meeting.fresh()
    again = replace(told, title="Mesa abierta", minutes=str(read.minutes))
    intake.save_meeting(plan, again, meeting=read, version=read.version, **by)
    lifting = uncovering.proposal(cover, uncovering.passages_of(cover), order="T-200 de 2026")
    decided(CorrectionKind.COVER_LIFTED, cover, lifting, cast)
    assert meeting.fresh().minutes == REASON


def test_the_channels_saved_with_their_marks_leave_below_what_was_published_r21(plan, cast):
    cover = covered(plan, cast)
    round_ = plan.fresh().consultation
    read = {each.channel: str(each.details) for each in round_.channels}
    assert any("suprimido" in details for details in read.values())
    given = {"version": round_.version, "by": cast.elena_editor, "at": WHILE_OPEN}
    announcing.set_channels(round_, read, **given)
    lifting = uncovering.proposal(cover, uncovering.passages_of(cover), order="T-200 de 2026")
    decided(CorrectionKind.COVER_LIFTED, cover, lifting, cast)
    assert any(NAME in each.details for each in round_.fresh().channels)


def test_the_reason_of_a_cover_repeats_its_words_in_no_spelling_r13(plan, cast):
    with pytest.raises(Invalid) as refused:
        covered(plan, cast, reason=f"Lo pidió {NAME.upper()} por escrito.")
    assert list(refused.value.faults) == ["reason"]
