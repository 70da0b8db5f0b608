"""Whoever wrote a word of an answer does not approve it; an impediment is for good (R11)."""

import pytest

from tests.cast import (
    AFTER_CLOSE,
    Cast,
    a_cast,
    an_account,
    an_announced_plan,
    filed,
    shown,
)
from webapp.models import Answer, Comment, Plan, Staff
from webapp.queries import caseload
from webapp.vocabulary import AnswerState, BulkVerb, Decision, Obstacle, Role
from webapp.workflow import (
    answering,
    bulk,
    bulk_acts,
    grouping,
    handling,
    splitting,
    verifying,
)
from webapp.workflow.answering import Reply
from webapp.workflow.bulk import Listed
from webapp.workflow.refusals import Invalid, NotAllowed
from webapp.workflow.splitting import LetterPiece

FIRST, SECOND = "Pongan un buzón en la plaza.", "Y publiquen las respuestas cada mes."
REPLY = Reply(
    decision=Decision.NOT_INCORPORATED,
    text="Gracias por escribir.",
    reason="No hay presupuesto para hacerlo durante este año.",
)
REASON = "Trabajé con quien la escribió."


@pytest.fixture
def cast(database: object) -> Cast:
    return a_cast()


@pytest.fixture
def plan(cast: Cast) -> Plan:
    return an_announced_plan(cast)


@pytest.fixture
def comment(plan: Plan, cast: Cast) -> Comment:
    return shown(filed(plan, f"{FIRST} {SECOND}").comment, cast)


@pytest.fixture
def berta(cast: Cast) -> Staff:
    """Someone who drafts and approves."""
    return an_account("Berta Ambas", Role.RESPONDER, Role.APPROVER)


def submitted(comment, by, reply=REPLY) -> Answer:
    held = comment.answers.first()
    version = held.version if held else None
    return answering.submit(comment, reply, version=version, by=by, at=AFTER_CLOSE)


def approved(answer, by) -> Answer:
    return answering.approve(answer, version=answer.version, by=by, at=AFTER_CLOSE)


def recused(comment, by):
    held = comment.handlings.get()
    return handling.recuse(comment, reason=REASON, version=held.version, by=by, at=AFTER_CLOSE)


def handed(comment, staff, by):
    held = comment.handlings.get()
    return handling.assign(
        comment, area=None, staff=staff, due_on=held.due_on,
        version=held.version, by=by, at=AFTER_CLOSE,
    )  # fmt: skip


def as_shown(*comments):
    stamps = bulk.stamps([each.fresh() for each in comments])
    return [Listed(each.filing_number, stamps[each.id]) for each in comments]


def in_parts(comment, by):
    parts = splitting.split(
        comment, [LetterPiece(FIRST, None), LetterPiece(SECOND, None)],
        version=comment.version, by=by, at=AFTER_CLOSE,
    )  # fmt: skip
    for part in parts:
        splitting.answer_part(
            part, decision=REPLY.decision, text=REPLY.text, reason=REPLY.reason,
            version=part.version, by=by, at=AFTER_CLOSE,
        )  # fmt: skip


def test_whoever_wrote_the_parts_of_a_letter_does_not_approve_it_r11(comment, cast, berta):
    in_parts(comment, berta)
    answer = submitted(comment, cast.rosa_responder)
    assert answer.drafters == sorted([cast.rosa_responder.id, berta.id])
    with pytest.raises(NotAllowed):
        approved(answer, berta)
    assert approved(answer, cast.alba_approver).state is AnswerState.APPROVED
    assert not verifying.examine().faults


def test_a_part_counts_though_the_letter_was_joined_again_r11(comment, cast, berta):
    in_parts(comment, berta)
    splitting.join(comment, version=comment.fresh().version, by=cast.rosa_responder, at=AFTER_CLOSE)
    with pytest.raises(NotAllowed):
        approved(submitted(comment, cast.rosa_responder), berta)


@pytest.mark.parametrize("before_the_answer", [True, False])
def test_whoever_wrote_the_paragraph_of_a_member_does_not_approve_it_r11(
    plan, comment, cast, before_the_answer
):
    rosa, alba = cast.rosa_responder, cast.alba_approver
    group = grouping.start(plan, "El buzón", [comment], by=rosa, at=AFTER_CLOSE)

    def paragraph():
        grouping.set_extra(
            comment.memberships.get(), "La banca se arregla en mayo.",
            version=1, by=alba, at=AFTER_CLOSE,
        )  # fmt: skip

    def answer():
        grouping.answer(
            group, REPLY, as_shown(comment),
            submit=before_the_answer, version=1, by=rosa, at=AFTER_CLOSE,
        )  # fmt: skip

    for step in (paragraph, answer) if before_the_answer else (answer, paragraph):
        step()
    held = comment.answers.get()
    assert held.text.endswith("La banca se arregla en mayo.")
    if not before_the_answer:
        held = submitted(comment, rosa, Reply(**{**vars(REPLY), "text": held.text}))
    assert alba.id in held.drafters
    with pytest.raises(NotAllowed):
        approved(held, alba)


def test_verify_finds_a_drafter_who_was_struck_out_and_approved_r11(comment, cast, berta):
    in_parts(comment, berta)
    answer = approved(submitted(comment, cast.rosa_responder), cast.alba_approver)
    assert not verifying.examine().faults
    Answer.update(drafters=[cast.rosa_responder.id]).where(Answer.id == answer.id).execute()
    assert verifying.examine().faults


def test_whoever_declared_an_impediment_neither_drafts_nor_splits_r11(comment, cast, berta):
    recused(comment, berta)
    with pytest.raises(NotAllowed):
        submitted(comment, berta)
    with pytest.raises(NotAllowed):
        splitting.split(
            comment, [LetterPiece(FIRST, None), LetterPiece(SECOND, None)],
            version=comment.version, by=berta, at=AFTER_CLOSE,
        )  # fmt: skip


def test_whoever_declared_an_impediment_writes_no_part_and_no_paragraph_r11(
    plan, comment, cast, berta
):
    rosa = cast.rosa_responder
    grouping.start(plan, "El buzón", [comment], by=rosa, at=AFTER_CLOSE)
    part, _ = splitting.split(
        comment, [LetterPiece(FIRST, None), LetterPiece(SECOND, None)],
        version=comment.version, by=rosa, at=AFTER_CLOSE,
    )  # fmt: skip
    recused(comment, berta)
    with pytest.raises(NotAllowed):
        splitting.answer_part(
            part, decision=REPLY.decision, text=REPLY.text, reason=REPLY.reason,
            version=part.version, by=berta, at=AFTER_CLOSE,
        )  # fmt: skip
    with pytest.raises(NotAllowed):
        grouping.set_extra(
            comment.memberships.get(), "Otra cosa.", version=1, by=berta, at=AFTER_CLOSE
        )


def test_whoever_declared_an_impediment_neither_approves_returns_nor_publishes_r11(
    plan, comment, cast
):
    alba = cast.alba_approver
    recused(comment, alba)
    answer = submitted(comment, cast.rosa_responder)
    with pytest.raises(NotAllowed):
        approved(answer, alba)
    with pytest.raises(NotAllowed):
        answering.give_back(
            answer, note="Más amable, por favor.", version=answer.version, by=alba, at=AFTER_CLOSE
        )
    Answer.update(state=AnswerState.APPROVED, approved_by=alba).execute()
    with pytest.raises(NotAllowed):
        answering.publish(answer, version=answer.version, by=alba, at=AFTER_CLOSE)
    with pytest.raises(NotAllowed):
        answering.publish_report(plan, by=alba, at=AFTER_CLOSE)
    assert answer.fresh().published_at is None


def test_nobody_hands_it_back_to_whoever_declared_an_impediment_r11(plan, comment, cast, berta):
    recused(comment, berta)
    for by in (berta, cast.mario_moderator):
        with pytest.raises(Invalid) as refused:
            handed(comment, berta, by)
        assert set(refused.value.faults) == {"staff"}
    with pytest.raises(Invalid):
        bulk_acts.assign(
            as_shown(comment), bulk_acts.Assignment(staff=berta),
            plan=plan, by=cast.mario_moderator, at=AFTER_CLOSE,
        )  # fmt: skip
    assert comment.handlings.get().staff is None
    assert caseload.of(berta) == []


def test_many_at_once_leave_out_those_of_an_impediment_r11(plan, comment, cast, berta):
    recused(comment, berta)
    [left] = bulk.left_out([comment], BulkVerb.ANSWERED, by=berta)
    assert left.why is Obstacle.IMPEDIMENT
