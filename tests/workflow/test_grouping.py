"""Groups of like observations: answered together, never merged (R15)."""

import pytest

from tests.cast import AFTER_CLOSE, WHILE_OPEN, a_cast, an_announced_plan, filed, later, shown
from webapp.models import (
    Answer,
    Comment,
    CommentGroup,
    Event,
    GroupMember,
    Handling,
    Plan,
    Submitter,
)
from webapp.vocabulary import AnswerState, AuthorKind, Decision, Ground
from webapp.workflow import answering, bulk, grouping, moderating, verifying
from webapp.workflow.answering import Reply
from webapp.workflow.bulk import ListChanged, Listed
from webapp.workflow.refusals import Invalid, NotAllowed, StaleCopy, WrongState

REPLY = Reply(
    decision=Decision.NOT_INCORPORATED,
    text="Gracias.",
    reason="No hay presupuesto. Así consta en el acta de la mesa directiva.",
)
AGREES = "Estoy de acuerdo con que el buzón se ponga en la plaza principal del municipio."
DISAGREES = "No estoy de acuerdo con que el buzón se ponga en la plaza principal del municipio."


@pytest.fixture
def cast(database):
    return a_cast()


@pytest.fixture
def plan(cast) -> Plan:
    return an_announced_plan(cast)


@pytest.fixture
def three(plan, cast):
    """Three people who say the same, each by name; two of them with an e-mail for the notice."""
    comments = [
        filed(
            plan,
            f"Pongan un buzón en la plaza. {own}".strip(),
            author_kind=AuthorKind.PERSON,
            name=name,
            email=email,
            consent=True,
            at=later(WHILE_OPEN, minutes=number),
        ).comment
        for number, (name, email, own) in enumerate(
            [
                ("Ana Ríos", "ana@correo.example", ""),
                ("Beto Paz", "beto@correo.example", "Y arreglen la banca."),
                ("Carla Luz", "", ""),
            ]
        )
    ]
    return [shown(each, cast) for each in comments]


@pytest.fixture
def group(plan, cast, three) -> CommentGroup:
    return grouping.start(plan, "El buzón", three, by=cast.rosa_responder, at=AFTER_CLOSE)


def as_shown(comments):
    stamps = bulk.stamps([each.fresh() for each in comments])
    return [Listed(each.filing_number, stamps[each.id]) for each in comments]


def answer(group, comments, cast, reply=REPLY, *, submit=True):
    return grouping.answer(
        group,
        reply,
        as_shown(comments),
        submit=submit,
        version=group.fresh().version,
        by=cast.rosa_responder,
        at=AFTER_CLOSE,
    )


def everything_of_the_authors():
    return (
        list(Comment.select().order_by(Comment.id).dicts()),
        list(Submitter.select().order_by(Submitter.id).dicts()),
        list(Plan.select().dicts()),
    )


def test_no_member_loses_author_number_text_notice_or_count_by_being_grouped_r15(plan, cast, three):
    before = everything_of_the_authors()
    group = grouping.start(plan, "El buzón", three, by=cast.rosa_responder, at=AFTER_CLOSE)
    grouping.take_out(group, three[2], by=cast.rosa_responder, at=AFTER_CLOSE)
    answer(group, three[:2], cast)
    assert everything_of_the_authors() == before
    assert before[2][0]["comments_total"] == 3


def test_each_member_gets_an_answer_of_its_own_with_its_own_paragraph_r15(group, cast, three):
    member = three[1].memberships.get()
    grouping.set_extra(
        member, "La banca se arregla en mayo.", version=1, by=cast.rosa_responder, at=AFTER_CLOSE
    )
    answer(group, three, cast)
    assert [each.answers.get().text for each in three] == [
        "Gracias.",
        "Gracias.\n\nLa banca se arregla en mayo.",
        "Gracias.",
    ]
    assert Answer.select().count() == 3


def extra(comment, text, cast, *, at=AFTER_CLOSE):
    member = comment.memberships.get()
    grouping.set_extra(member, text, version=member.version, by=cast.rosa_responder, at=at)


@pytest.mark.parametrize("returned", [False, True])
def test_a_paragraph_written_after_the_answer_stands_in_it_r15(group, cast, three, returned):
    answer(group, three, cast, submit=returned)
    held = three[1].answers.get()
    if returned:
        answering.give_back(
            held, note="Falta lo de la banca.", version=1, by=cast.alba_approver, at=AFTER_CLOSE
        )
    extra(three[1], "La banca se arregla en mayo.", cast)
    extra(three[1], "La banca se arregla en junio.", cast)
    held = three[1].answers.get()
    assert held.text == "Gracias.\n\nLa banca se arregla en junio."
    assert held.state is (AnswerState.RETURNED if returned else AnswerState.DRAFT)
    assert three[0].answers.get().text == "Gracias."
    extra(three[1], "", cast)
    assert three[1].answers.get().text == "Gracias."
    assert not verifying.examine().faults


def test_a_paragraph_that_would_not_reach_its_answer_is_refused_r15(group, cast, three):
    answer(group, three, cast)
    with pytest.raises(WrongState):
        extra(three[1], "La banca se arregla en mayo.", cast)
    assert three[1].memberships.get().extra == ""


def test_a_stale_tab_of_the_answer_does_not_lose_the_paragraph_r12_r15(group, cast, three):
    answer(group, three, cast, submit=False)
    seen = three[1].answers.get().version
    extra(three[1], "La banca se arregla en mayo.", cast)
    with pytest.raises(StaleCopy):
        answering.draft(three[1], REPLY, version=seen, by=cast.rosa_responder, at=AFTER_CLOSE)


def test_an_answer_written_after_an_undone_one_is_another_copy_r12_r16(group, cast, three):
    done = answer(group, three, cast, submit=False)
    seen = three[0].answers.get().version
    bulk.undo(done, by=cast.rosa_responder, at=AFTER_CLOSE)
    answering.draft(three[0], REPLY, version=None, by=cast.rosa_responder, at=AFTER_CLOSE)
    with pytest.raises(StaleCopy):
        answering.draft(three[0], REPLY, version=seen, by=cast.rosa_responder, at=AFTER_CLOSE)


def test_each_answer_of_a_group_is_approved_and_published_by_itself_r15(group, cast, three):
    answer(group, three, cast)
    first = three[0].answers.get()
    approved = answering.approve(first, version=1, by=cast.alba_approver, at=AFTER_CLOSE)
    answering.publish(approved, version=approved.version, by=cast.alba_approver, at=AFTER_CLOSE)
    assert [each.answers.get().state for each in three] == [
        AnswerState.PUBLISHED,
        AnswerState.SUBMITTED,
        AnswerState.SUBMITTED,
    ]


def test_answering_a_group_leaves_one_event_per_member_and_can_be_undone_r16(group, cast, three):
    before = Event.select().count()
    done = answer(group, three, cast)
    subjects = [each.subject for each in Event.select().order_by(Event.position).offset(before)]
    assert subjects == [*(f"comment:{each.filing_number}" for each in three), f"bulk_act:{done.id}"]
    assert bulk.undo(done, by=cast.rosa_responder, at=AFTER_CLOSE) == []
    assert not Answer.select().exists()
    assert GroupMember.select().count() == 3


def test_a_member_taken_out_keeps_its_answer_and_may_join_another_group(group, plan, cast, three):
    answer(group, three, cast)
    by = cast.rosa_responder
    grouping.take_out(group, three[0], by=by, at=AFTER_CLOSE)
    assert three[0].answers.get().text == "Gracias."
    other = grouping.start(plan, "Otro", [three[0]], by=by, at=AFTER_CLOSE)
    assert three[0].memberships.get().group_id == other.id


def test_an_observation_is_in_one_group_at_most(group, plan, cast, three):
    with pytest.raises(WrongState):
        grouping.start(plan, "Otro", [three[0]], by=cast.rosa_responder, at=AFTER_CLOSE)
    assert CommentGroup.select().count() == 1


def test_an_observation_of_another_plan_does_not_join(group, cast):
    other = filed(an_announced_plan(cast, "otro")).comment
    with pytest.raises(Invalid):
        grouping.add(group, other, by=cast.rosa_responder, at=AFTER_CLOSE)


def test_a_group_needs_a_name_and_an_observation(plan, cast, three):
    for title, comments in ((" ", three), ("El buzón", [])):
        with pytest.raises(Invalid):
            grouping.start(plan, title, comments, by=cast.rosa_responder, at=AFTER_CLOSE)
    assert not CommentGroup.select().exists()


def test_a_group_is_not_answered_for_whoever_was_taken_out_meanwhile_r16(group, cast, three):
    listed = as_shown(three)
    grouping.take_out(group, three[1], by=cast.mario_moderator, at=AFTER_CLOSE)
    with pytest.raises(ListChanged) as refused:
        grouping.answer(
            group,
            REPLY,
            listed,
            submit=True,
            version=1,
            by=cast.rosa_responder,
            at=AFTER_CLOSE,
        )
    assert refused.value.numbers == [three[1].filing_number]
    assert not Answer.select().exists()


def test_two_people_do_not_answer_the_same_group_over_each_other_r12(group, cast, three):
    answer(group, three, cast, submit=False)
    with pytest.raises(StaleCopy):
        grouping.answer(
            group,
            REPLY,
            as_shown(three),
            submit=False,
            version=1,
            by=cast.rosa_responder,
            at=AFTER_CLOSE,
        )


def test_two_people_do_not_write_the_same_paragraph_over_each_other_r12(group, cast, three):
    member = three[0].memberships.get()
    how = {"version": 1, "at": AFTER_CLOSE}
    grouping.set_extra(member, "Uno.", by=cast.rosa_responder, **how)
    with pytest.raises(StaleCopy):
        grouping.set_extra(member, "Dos.", by=cast.mario_moderator, **how)
    assert member.fresh().extra == "Uno."


def test_an_incomplete_answer_to_a_group_is_not_submitted_r7(group, cast, three):
    with pytest.raises(Invalid):
        answer(group, three, cast, Reply(decision=None, text="Gracias.", reason=""))
    assert group.fresh().version == 1


def test_likeness_is_only_suggested_and_marks_the_words_that_differ_r15(plan, cast):
    one, two = (shown(filed(plan, text).comment, cast) for text in (AGREES, DISAGREES))
    [likeness] = grouping.alike(one, reader=cast.rosa_responder)
    assert likeness.comment.id == two.id
    assert likeness.score >= grouping.ALIKE
    assert [(p.op, p.text) for p in likeness.pieces if p.op != "equal"] == [
        ("delete", "Estoy"),
        ("insert", "No estoy"),
    ]
    assert not GroupMember.select().exists()


def test_unlike_texts_and_those_already_grouped_are_not_suggested(plan, cast):
    one, two = (shown(filed(plan, AGREES).comment, cast) for _ in range(2))
    shown(filed(plan, "El plazo de tres meses es muy corto para la vereda.").comment, cast)
    assert [each.comment.id for each in grouping.alike(one, reader=cast.rosa_responder)] == [two.id]
    grouping.start(plan, "Buzón", [two], by=cast.rosa_responder, at=AFTER_CLOSE)
    assert grouping.alike(one, reader=cast.rosa_responder) == []


def test_no_one_finds_by_likeness_a_text_that_is_not_theirs_to_read_r3(plan, cast):
    one = shown(filed(plan, AGREES).comment, cast)
    filed(plan, f"{AGREES} En revisión.")
    withheld = filed(plan, f"{AGREES} Retenida.").comment
    moderating.withhold(
        withheld,
        ground=Ground.INSULT_OR_THREAT,
        note="",
        version=1,
        by=cast.mario_moderator,
        at=AFTER_CLOSE,
    )
    assert grouping.alike(one, reader=cast.rosa_responder) == []
    assert len(grouping.alike(one, reader=cast.mario_moderator)) == 2
    assert grouping.alike(withheld, reader=cast.rosa_responder) == []


def test_who_only_audits_groups_nothing(plan, cast, three):
    with pytest.raises(NotAllowed):
        grouping.start(plan, "El buzón", three, by=cast.aldo_auditor, at=AFTER_CLOSE)


def test_grouping_hands_over_nothing(group, three):
    assert {each.staff_id for each in Handling.select()} == {None}
