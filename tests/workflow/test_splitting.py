"""A letter on several actions: parts that share its filing number, each with its answer."""

import pytest

from tests.cast import (
    AFTER_CLOSE,
    WHILE_OPEN,
    a_cast,
    a_responder_of,
    an_announced_plan,
    filed,
    shown,
)
from webapp.models import Action, Comment, Event, Part, Plan
from webapp.text.redaction import RedactionKind
from webapp.vocabulary import AnswerState, Decision, Ground
from webapp.workflow import answering, moderating, publishing, splitting
from webapp.workflow.answering import Reply
from webapp.workflow.publishing import Lack
from webapp.workflow.refusals import Incomplete, Invalid, NotAllowed, StaleCopy, WrongState
from webapp.workflow.splitting import LetterPiece

LETTER = "Pongan un buzón en la plaza.\n\nY publiquen las respuestas cada mes."
FIRST, SECOND = LETTER.split("\n\n")
REPLY = Reply(
    decision=None,
    text="Respondemos cada parte.",
    reason="Cada una lleva el suyo. Así consta en el acta de la mesa directiva.",
)


@pytest.fixture
def cast(database):
    return a_cast()


@pytest.fixture
def plan(cast) -> Plan:
    return an_announced_plan(cast)


@pytest.fixture
def letter(plan, cast) -> Comment:
    return shown(filed(plan, LETTER, code=None).comment, cast)


def action(plan: Plan, code: str) -> Action:
    return plan.actions.where(Action.code == code).get()


def pieces(plan: Plan) -> list[LetterPiece]:
    return [LetterPiece(FIRST, action(plan, "1.1")), LetterPiece(SECOND, action(plan, "2.1"))]


def split(letter, plan, cast, what=None, *, version=None, by=None) -> list[Part]:
    return splitting.split(
        letter,
        pieces(plan) if what is None else what,
        version=version or letter.fresh().version,
        by=by or cast.rosa_responder,
        at=AFTER_CLOSE,
    )


def answered(part, cast, decision=Decision.NOT_INCORPORATED, *, by=None, version=None, **said):
    said = {
        "text": "Gracias.",
        "reason": "No hay presupuesto. Así consta en el acta de la mesa directiva.",
        **said,
    }
    return splitting.answer_part(
        part,
        decision=decision,
        version=version or part.version,
        by=by or cast.rosa_responder,
        at=AFTER_CLOSE,
        **said,
    )


def submitted(letter, cast):
    return answering.submit(letter, REPLY, version=None, by=cast.rosa_responder, at=AFTER_CLOSE)


def test_the_parts_share_the_filing_number_and_the_count_r4(letter, plan, cast):
    before = Comment.select().count(), plan.fresh().comments_total
    parts = split(letter, plan, cast)
    assert [(part.position, part.excerpt, part.action.code) for part in parts] == [
        (1, FIRST, "1.1"),
        (2, SECOND, "2.1"),
    ]
    assert {part.comment.filing_number for part in parts} == {letter.filing_number}
    assert (Comment.select().count(), plan.fresh().comments_total) == before
    assert letter.fresh().body == LETTER
    assert Event.head().verb == "comment.split"


def test_each_part_is_copied_from_what_the_public_reads_r3(plan, cast):
    letter = filed(plan, f"Soy Pepa Peralta. {LETTER}", code=None).comment
    with pytest.raises(WrongState):
        split(letter, plan, cast)
    letter = moderating.redact(
        letter,
        moderating.everywhere(letter, "Pepa Peralta", RedactionKind.NAME),
        ground=Ground.PERSONAL_DATA,
        version=letter.version,
        by=cast.mario_moderator,
        at=WHILE_OPEN,
    )
    with pytest.raises(Invalid) as refused:
        split(
            letter, plan, cast, [LetterPiece("Soy Pepa Peralta.", None), LetterPiece(SECOND, None)]
        )
    assert set(refused.value.faults) == {"pieces"}
    assert len(split(letter, plan, cast)) == 2


def test_an_excerpt_is_shown_only_while_the_letter_shows_those_words_r3(letter, plan, cast):
    split(letter, plan, cast)
    moderating.redact(
        letter,
        moderating.everywhere(letter, "plaza", RedactionKind.ADDRESS),
        ground=Ground.PERSONAL_DATA,
        version=letter.fresh().version,
        by=cast.mario_moderator,
        at=AFTER_CLOSE,
    )
    assert [part.shown_excerpt for part in Part.of([letter.fresh()])[letter.id]] == ["", SECOND]


def test_less_than_two_parts_an_empty_one_or_foreign_words_are_refused(letter, plan, cast):
    for wrong in (
        [],
        [LetterPiece(FIRST, None)],
        [LetterPiece(FIRST, None), LetterPiece("  ", None)],
        [LetterPiece(FIRST, None), LetterPiece("Otra cosa.", None)],
        [LetterPiece(FIRST, None)] * (splitting.MOST + 1),
    ):
        with pytest.raises(Invalid) as refused:
            split(letter, plan, cast, wrong)
        assert set(refused.value.faults) == {"pieces"}
    assert not letter.parts.exists()


def test_a_part_is_about_an_action_of_the_edition_that_was_read_r2(letter, plan, cast):
    other = action(an_announced_plan(cast, "otro-plan"), "1.1")
    with pytest.raises(Invalid):
        split(letter, plan, cast, [LetterPiece(FIRST, other), LetterPiece(SECOND, None)])


def test_whoever_neither_moderates_nor_drafts_splits_nothing(letter, plan, cast):
    with pytest.raises(NotAllowed):
        split(letter, plan, cast, by=cast.aldo_auditor)


def test_it_is_not_submitted_until_each_part_is_answered(letter, plan, cast):
    first, second = split(letter, plan, cast)
    answered(first, cast)
    with pytest.raises(Invalid) as refused:
        submitted(letter, cast)
    assert set(refused.value.faults) == {"parts"}
    answered(second, cast)
    assert submitted(letter, cast).state is AnswerState.SUBMITTED


def test_each_part_has_a_decision_a_text_and_a_reason_r7(letter, plan, cast):
    first, _ = split(letter, plan, cast)
    for said, field in (
        ({"decision": None}, "decision"),
        ({"text": " "}, "text"),
        ({"reason": ""}, "reason"),
        ({"decision": Decision.ALREADY_INCLUDED}, "cites"),
    ):
        with pytest.raises(Invalid) as refused:
            answered(first, cast, **said)
        assert set(refused.value.faults) == {field}
    kept = answered(first, cast, Decision.ALREADY_INCLUDED, cites="Acción 1.1, mejora")
    assert kept.cites == "Acción 1.1, mejora"


@pytest.mark.parametrize(
    ("decisions", "overall"),
    [
        ((Decision.NOT_INCORPORATED, Decision.NOT_INCORPORATED), Decision.NOT_INCORPORATED),
        ((Decision.INCORPORATED, Decision.INCORPORATED), Decision.INCORPORATED),
        ((Decision.INCORPORATED, Decision.OUT_OF_SCOPE), Decision.PARTIALLY_INCORPORATED),
        ((Decision.INFORMATIVE_REPLY, Decision.ALREADY_INCLUDED), Decision.ALREADY_INCLUDED),
    ],
)
def test_the_letter_counts_with_one_decision_that_follows_from_its_parts(decisions, overall):
    assert splitting.overall(decisions) is overall


def test_a_letter_with_a_part_incorporated_still_needs_a_change_that_names_it_r8(
    letter, plan, cast
):
    first, second = split(letter, plan, cast)
    answered(first, cast, Decision.INCORPORATED)
    answered(second, cast)
    answer = submitted(letter, cast)
    assert answer.decision is Decision.PARTIALLY_INCORPORATED
    answering.approve(answer, version=answer.version, by=cast.alba_approver, at=AFTER_CLOSE)
    with pytest.raises(Incomplete):
        answering.publish_report(plan, by=cast.alba_approver, at=AFTER_CLOSE)
    missing = publishing.gate(plan)
    assert (Lack.WITHOUT_CHANGE, letter) in [(each.lack, each.comment) for each in missing]


def test_nothing_of_the_parts_changes_once_the_answer_is_in_course(letter, plan, cast):
    first, second = split(letter, plan, cast)
    first, second = answered(first, cast), answered(second, cast)
    submitted(letter, cast)
    with pytest.raises(WrongState):
        answered(first, cast)
    with pytest.raises(WrongState):
        split(letter, plan, cast)
    with pytest.raises(WrongState):
        splitting.join(
            letter, version=letter.fresh().version, by=cast.rosa_responder, at=AFTER_CLOSE
        )


def test_the_second_of_two_who_answer_a_part_or_split_at_once_is_refused_r12(letter, plan, cast):
    seen = letter.fresh().version
    first, _ = split(letter, plan, cast, version=seen)
    with pytest.raises(StaleCopy):
        split(letter, plan, cast, version=seen)
    answered(first, cast, text="Primero.")
    with pytest.raises(StaleCopy) as refused:
        answered(first, cast, text="Segundo.", version=first.version)
    assert refused.value.current.text == "Primero."


def test_splitting_again_keeps_what_stays_and_the_log_keeps_the_rest(letter, plan, cast):
    first, second = split(letter, plan, cast)
    answered(first, cast, text="La del buzón.")
    answered(second, cast, text="La de cada mes.")
    stale = second.version
    again = split(letter, plan, cast, [LetterPiece("buzón en la plaza", None), *pieces(plan)[:1]])
    assert [part.text for part in again] == ["", "La del buzón."]
    assert [lost["text"] for lost in Event.head().details["before"]] == ["La de cada mes."]
    with pytest.raises(StaleCopy):
        answered(again[1], cast, version=stale)


def test_joined_again_it_is_answered_as_one(letter, plan, cast):
    first, _ = split(letter, plan, cast)
    answered(first, cast, text="La del buzón.")
    splitting.join(letter, version=letter.fresh().version, by=cast.rosa_responder, at=AFTER_CLOSE)
    assert not letter.parts.exists()
    assert Event.head().details["before"][0]["text"] == "La del buzón."
    with pytest.raises(Invalid):
        submitted(letter, cast)


def test_a_part_is_answered_by_the_area_of_the_letter_or_of_its_action(plan, cast):
    letter = shown(filed(plan, LETTER, code="1.1").comment, cast)
    first, second = split(letter, plan, cast)
    pedro = a_responder_of("Planeación")
    with pytest.raises(NotAllowed):
        answered(first, cast, by=pedro)
    assert answered(second, cast, by=pedro).decision is Decision.NOT_INCORPORATED
