"""Acts on many observations: the exact list, one event each, undone byte for byte (R16)."""

from dataclasses import replace
from datetime import date

import pytest

from tests.cast import (
    AFTER_CLOSE,
    PASSWORD,
    WHILE_OPEN,
    a_cast,
    an_announced_plan,
    filed,
    later,
    shown,
)
from webapp.models import Area, BulkAct, Comment, Event, Handling, Plan, canonical
from webapp.storage.db import rows
from webapp.text.redaction import RedactionKind, Span
from webapp.vocabulary import (
    AnswerState,
    AuthorKind,
    BulkVerb,
    Decision,
    Ground,
    Obstacle,
    Publication,
    Role,
)
from webapp.workflow import (
    answering,
    bulk,
    bulk_acts,
    handling,
    moderating,
    personal_data,
    staffing,
)
from webapp.workflow.acts import OPERATOR
from webapp.workflow.answering import Reply
from webapp.workflow.bulk import ListChanged, Listed
from webapp.workflow.bulk_acts import Assignment
from webapp.workflow.refusals import Invalid, NotAllowed, Refused, WrongState

REPLY = Reply(
    decision=Decision.NOT_INCORPORATED,
    text="Gracias.",
    reason="No hay presupuesto. Así consta en el acta de la mesa directiva.",
)
DUE = date(2026, 4, 6)


@pytest.fixture
def cast(database):
    return a_cast()


@pytest.fixture
def plan(cast) -> Plan:
    return an_announced_plan(cast)


@pytest.fixture
def three(plan):
    return [filed(plan, f"Pongan {n} buzones.").comment for n in (1, 2, 3)]


def as_shown(comments):
    stamps = bulk.stamps([each.fresh() for each in comments])
    return [Listed(each.filing_number, stamps[each.id]) for each in comments]


def raw(*, without=("version",)):
    """Every row of what an act may touch, as the database has it, but for the versions."""
    found = {}
    for table in ("comment", "answer", "handling", "submitter", "plan", "note"):
        columns = [
            field.column_name
            for model in (Comment, *Comment._meta.model_backrefs, Plan)
            if model._meta.table_name == table
            for field in model._meta.sorted_fields
            if field.column_name not in without
        ]
        found[table] = rows(f"SELECT {', '.join(columns)} FROM {table} ORDER BY id")  # noqa: S608
    return found


def acts_of(cast):
    """One of each act at once: who does it, and how."""
    return {
        BulkVerb.ASSIGNED: (
            cast.mario_moderator,
            lambda listed, **how: bulk_acts.assign(
                listed, Assignment(area=Area.select().first(), due_on=DUE), **how
            ),
        ),
        BulkVerb.SHOWN: (cast.mario_moderator, bulk_acts.show),
        BulkVerb.TAGGED: (
            cast.rosa_responder,
            lambda listed, **how: bulk_acts.tag(listed, ["Buzón", "plaza "], **how),
        ),
        BulkVerb.ANSWERED: (
            cast.rosa_responder,
            lambda listed, **how: bulk_acts.answer(listed, REPLY, submit=True, **how),
        ),
    }


EACH_VERB = pytest.mark.parametrize(
    "verb", [BulkVerb.ASSIGNED, BulkVerb.SHOWN, BulkVerb.TAGGED, BulkVerb.ANSWERED]
)


@EACH_VERB
def test_each_item_of_an_act_leaves_one_event_and_the_act_one_more_r16(cast, plan, three, verb):
    by, act = acts_of(cast)[verb]
    before = Event.select().count()
    done = act(as_shown(three[:2]), plan=plan, by=by, at=AFTER_CLOSE)
    new = list(Event.select().order_by(Event.position).offset(before))
    assert [each.subject for each in new] == [
        *(f"comment:{each.filing_number}" for each in three[:2]),
        f"bulk_act:{done.id}",
    ]
    assert {each.staff_id for each in new} == {by.id}
    assert new[-1].details.items() >= {("what", verb), ("items", 2)}


@EACH_VERB
def test_undoing_puts_every_row_back_byte_for_byte_r16(cast, plan, three, verb):
    by, act = acts_of(cast)[verb]
    answering.draft(
        three[0], REPLY, version=None, by=cast.rosa_responder, at=later(WHILE_OPEN, microseconds=7)
    )
    before = raw()
    done = act(as_shown(three), plan=plan, by=by, at=later(AFTER_CLOSE, microseconds=1234))
    assert raw() != before
    assert bulk.undo(done, by=by, at=later(AFTER_CLOSE, hours=1)) == []
    assert raw() == before


@EACH_VERB
def test_undoing_leaves_one_event_per_item_with_before_and_after_r17(cast, plan, three, verb):
    by, act = acts_of(cast)[verb]
    done = act(as_shown(three), plan=plan, by=by, at=AFTER_CLOSE)
    before = Event.select().count()
    bulk.undo(done, by=by, at=AFTER_CLOSE)
    new = list(Event.select().order_by(Event.position).offset(before))
    assert [(each.verb, each.subject) for each in new] == [
        ("bulk.undone", f"comment:{each.filing_number}") for each in three
    ]
    for each in new:
        assert each.details["what"] == verb
        # The log holds that tags were put back, and not the words.
        assert (each.details["before"] != each.details["after"]) is (verb != "tagged")


def test_an_undone_list_can_be_acted_on_again(cast, plan, three):
    for _ in range(2):
        done = bulk_acts.answer(
            as_shown(three),
            REPLY,
            submit=True,
            plan=plan,
            by=cast.rosa_responder,
            at=AFTER_CLOSE,
        )
        assert bulk.undo(done, by=cast.rosa_responder, at=AFTER_CLOSE) == []


def test_a_stamp_never_comes_back_after_an_answer_was_made_and_undone_r12(cast, plan, three):
    shown_first = as_shown(three)
    answered = {"submit": False, "plan": plan, "by": cast.rosa_responder, "at": AFTER_CLOSE}
    bulk.undo(
        bulk_acts.answer(shown_first, REPLY, **answered), by=cast.rosa_responder, at=AFTER_CLOSE
    )
    with pytest.raises(ListChanged):
        bulk_acts.answer(shown_first, REPLY, **answered)


def test_only_what_was_listed_is_touched_r16(cast, plan, three):
    bulk_acts.show(as_shown(three[:2]), plan=plan, by=cast.mario_moderator, at=AFTER_CLOSE)
    assert [each.fresh().publication for each in three] == [
        Publication.SHOWN,
        Publication.SHOWN,
        Publication.PENDING,
    ]


@EACH_VERB
def test_a_list_that_changed_meanwhile_is_refused_whole_naming_what_changed_r16(
    cast, plan, three, verb
):
    by, act = acts_of(cast)[verb]
    listed = as_shown(three)
    handling.tag(three[1], ["urgente"], version=1, by=cast.mario_moderator, at=AFTER_CLOSE)
    before = raw(without=())
    with pytest.raises(ListChanged) as refused:
        act(listed, plan=plan, by=by, at=AFTER_CLOSE)
    assert refused.value.numbers == [three[1].filing_number]
    assert raw(without=()) == before
    assert not BulkAct.select().exists()


def test_an_observation_of_another_plan_is_refused_as_not_in_the_list(cast, plan, three):
    other = filed(an_announced_plan(cast, "otro")).comment
    with pytest.raises(ListChanged) as refused:
        bulk_acts.show(as_shown([other]), plan=plan, by=cast.mario_moderator, at=AFTER_CLOSE)
    assert refused.value.numbers == [other.filing_number]


def test_no_act_is_done_on_an_empty_list_or_on_more_than_five_hundred(cast, plan):
    for listed in ([], [Listed(f"CMC-2026-{n:06d}", "1.0.1") for n in range(501)]):
        with pytest.raises(Refused):
            bulk_acts.show(listed, plan=plan, by=cast.mario_moderator, at=AFTER_CLOSE)


def test_one_edited_afterwards_is_left_and_the_others_undone_r16(cast, plan, three):
    by = cast.mario_moderator
    done = bulk_acts.show(as_shown(three), plan=plan, by=by, at=AFTER_CLOSE)
    moderating.withhold(
        three[1],
        ground=Ground.INSULT_OR_THREAT,
        note="",
        version=three[1].fresh().version,
        by=by,
        at=AFTER_CLOSE,
    )
    left = bulk.undo(done, by=by, at=AFTER_CLOSE)
    assert [(each.comment.filing_number, each.why) for each in left] == [
        (three[1].filing_number, Obstacle.EDITED)
    ]
    assert [each.fresh().publication for each in three] == [
        Publication.PENDING,
        Publication.WITHHELD,
        Publication.PENDING,
    ]
    kept = [item for item in done.fresh().items if "left" in item]
    assert [(item["filing_number"], item["left"], item["left_by"]) for item in kept] == [
        (three[1].filing_number, "edited", "Mario Moderador")
    ]


@pytest.mark.parametrize("where", ["answer", "tags"])
def test_erasing_reaches_what_is_held_for_undoing_and_nothing_brings_it_back_r13(cast, plan, where):
    name, by = "Zoraida Quiñones", cast.rosa_responder
    person = {"author_kind": AuthorKind.PERSON, "name": name, "consent": True}
    both = [filed(plan, "Pongan dos buzones.", **person).comment, filed(plan, "Y tres.").comment]
    for comment in both:
        if where == "answer":
            reply = replace(REPLY, text=f"Gracias, {name}.")
            answering.draft(comment, reply, version=None, by=by, at=AFTER_CLOSE)
        else:
            bulk_acts.tag(as_shown([comment]), [name], plan=plan, by=by, at=AFTER_CLOSE)
    how = {"submit": False, "plan": plan, "by": by, "at": AFTER_CLOSE}
    done = bulk_acts.answer(as_shown(both), REPLY, **how)
    personal_data.erase(both[0], by=None, at=AFTER_CLOSE)
    items = {item["comment"]: item["before"] for item in done.fresh().items}
    assert name.lower() not in str(items[both[0].id]).lower()
    assert name.lower() in str(items[both[1].id]).lower()
    left = bulk.undo(done.fresh(), by=by, at=AFTER_CLOSE)
    assert [(each.comment.id, each.why) for each in left] == [(both[0].id, Obstacle.ERASED)]


def test_the_tags_of_an_act_that_is_undone_are_not_in_the_log_r13(cast, plan, three):
    by = cast.rosa_responder
    bulk_acts.tag(as_shown(three), ["zoraida"], plan=plan, by=by, at=AFTER_CLOSE)
    second = bulk_acts.tag(as_shown(three), ["plaza"], plan=plan, by=by, at=AFTER_CLOSE)
    bulk.undo(second, by=by, at=AFTER_CLOSE)
    assert {tuple(each.handlings.get().tags) for each in three} == {("zoraida",)}
    assert not [each for each in Event.select() if "zoraida" in canonical(each.details)]


def test_only_the_acts_that_an_observation_was_among_are_read_for_it(cast, plan, three):
    how = {"plan": plan, "by": cast.rosa_responder, "at": AFTER_CLOSE}
    acts = [bulk_acts.tag(as_shown(some), ["plaza"], **how) for some in (three[:1], three[1:])]
    assert [BulkAct.touching(each) for each in three] == [[acts[0]], [acts[1]], [acts[1]]]


def test_an_answer_published_meanwhile_is_never_taken_back(cast, plan, three):
    for each in three:
        shown(each, cast)
    by = cast.rosa_responder
    done = bulk_acts.answer(as_shown(three), REPLY, submit=True, plan=plan, by=by, at=AFTER_CLOSE)
    answer = three[0].answers.get()
    approved = answering.approve(answer, version=1, by=cast.alba_approver, at=AFTER_CLOSE)
    answering.publish(approved, version=approved.version, by=cast.alba_approver, at=AFTER_CLOSE)
    left = bulk.undo(done, by=by, at=AFTER_CLOSE)
    assert [(each.comment.id, each.why) for each in left] == [(three[0].id, Obstacle.PUBLISHED)]
    assert three[0].answers.get().state is AnswerState.PUBLISHED
    assert not three[1].answers.exists()
    assert plan.fresh().answers_published == 1


@pytest.mark.parametrize("who", ["mario_moderator", "elena_editor", "ada_admin"])
def test_an_act_is_undone_once_by_who_did_it_an_editor_or_an_administrator_r16(
    cast, plan, three, who
):
    by = getattr(cast, who)
    done = bulk_acts.show(as_shown(three), plan=plan, by=cast.mario_moderator, at=AFTER_CLOSE)
    for other in (cast.rosa_responder, cast.alba_approver, cast.aldo_auditor):
        with pytest.raises(NotAllowed):
            bulk.undo(done, by=other, at=AFTER_CLOSE)
    assert bulk.undo(done, by=by, at=AFTER_CLOSE) == []
    with pytest.raises(WrongState):
        bulk.undo(done.fresh(), by=by, at=AFTER_CLOSE)


def test_who_was_deactivated_undoes_nothing(cast, plan, three):
    done = bulk_acts.show(as_shown(three), plan=plan, by=cast.mario_moderator, at=AFTER_CLOSE)
    cast.mario_moderator.active = False
    with pytest.raises(NotAllowed):
        bulk.undo(done, by=cast.mario_moderator, at=AFTER_CLOSE)


def test_the_second_of_two_acts_must_be_undone_before_the_first(cast, plan, three):
    by = cast.mario_moderator
    how = {"plan": plan, "by": by, "at": AFTER_CLOSE}
    first = bulk_acts.show(as_shown(three), **how)
    second = bulk_acts.tag(as_shown(three), ["buzón"], **how)
    assert bulk.undo(second, by=by, at=AFTER_CLOSE) == []
    left = bulk.undo(first, by=by, at=AFTER_CLOSE)
    assert {each.why for each in left} == {Obstacle.EDITED}


def test_texts_that_look_personal_or_were_moderated_are_not_shown_at_once_r13(cast, plan):
    personal = filed(plan, "Llámeme al 310 555 12 34, por favor.").comment
    redacted = filed(plan, "Soy Juan Pérez y pido un buzón.").comment
    moderating.redact(
        redacted,
        moderating.Redactions(body=[Span(4, 14, RedactionKind.NAME)]),
        ground=Ground.PERSONAL_DATA,
        version=1,
        by=cast.mario_moderator,
        at=AFTER_CLOSE,
    )
    already = shown(filed(plan, "Más avisos.").comment, cast)
    plain = filed(plan, "Un buzón en la plaza.").comment
    comments = [each.fresh() for each in (personal, redacted, already, plain)]
    left = bulk.left_out(comments, BulkVerb.SHOWN, by=cast.mario_moderator)
    assert [(each.comment.id, each.why) for each in left] == [
        (personal.id, Obstacle.PERSONAL_DATA),
        (redacted.id, Obstacle.MODERATED),
        (already.id, Obstacle.ALREADY_SHOWN),
    ]
    with pytest.raises(ListChanged):
        bulk_acts.show(as_shown(comments), plan=plan, by=cast.mario_moderator, at=AFTER_CLOSE)
    assert redacted.fresh().publication is Publication.REDACTED


def test_answers_in_course_and_other_areas_are_left_out_of_an_answer(cast, plan, three):
    secretary, planning = Area.create(name="Archivo"), Area.create(name="Hacienda")
    rosa = cast.rosa_responder
    rosa.area = secretary
    rosa.save()
    for comment, area in zip(three, (secretary, planning, None), strict=True):
        Handling.update(area=area).where(Handling.comment == comment).execute()
    answering.submit(three[2], REPLY, version=None, by=rosa, at=AFTER_CLOSE)
    left = bulk.left_out(three, BulkVerb.ANSWERED, by=rosa)
    assert [(each.comment.id, each.why) for each in left] == [
        (three[1].id, Obstacle.OTHER_AREA),
        (three[2].id, Obstacle.NOT_A_DRAFT),
    ]
    with pytest.raises(ListChanged):
        bulk_acts.answer(as_shown(three), REPLY, submit=True, plan=plan, by=rosa, at=AFTER_CLOSE)
    assert not three[0].answers.exists()


def test_an_incomplete_answer_may_be_drafted_at_once_but_not_submitted_r7(cast, plan, three):
    unfinished = Reply(decision=None, text="Gracias.", reason="")
    how = {"plan": plan, "by": cast.rosa_responder, "at": AFTER_CLOSE}
    with pytest.raises(Invalid):
        bulk_acts.answer(as_shown(three), unfinished, submit=True, **how)
    bulk_acts.answer(as_shown(three), unfinished, submit=False, **how)
    assert {each.answers.get().state for each in three} == {AnswerState.DRAFT}


def test_who_answered_at_once_approves_none_of_them_r11(cast, plan, three):
    both = staffing.add_staff(
        email="ambos@concejo.example",
        name="Ambos Roles",
        roles=[Role.RESPONDER, Role.APPROVER],
        password=PASSWORD,
        by=OPERATOR,
        at=WHILE_OPEN,
    )
    bulk_acts.answer(as_shown(three), REPLY, submit=True, plan=plan, by=both, at=AFTER_CLOSE)
    for each in three:
        with pytest.raises(NotAllowed):
            answering.approve(each.answers.get(), version=1, by=both, at=AFTER_CLOSE)


def test_what_a_duty_does_not_say_stays_as_each_observation_has_it(cast, plan, three):
    area = Area.create(name="Archivo")
    how = {"plan": plan, "by": cast.mario_moderator, "at": AFTER_CLOSE}
    days = [each.handlings.get().due_on for each in three]
    bulk_acts.assign(as_shown(three), Assignment(area=area), **how)
    assert [each.handlings.get().due_on for each in three] == days
    bulk_acts.assign(as_shown(three), Assignment(due_on=DUE), **how)
    assert {(each.handlings.get().area_id, each.handlings.get().due_on) for each in three} == {
        (area.id, DUE)
    }
    with pytest.raises(Invalid):
        bulk_acts.assign(as_shown(three), Assignment(), **how)


def test_a_person_takes_observations_along_to_their_area(cast, plan, three):
    area, other = Area.create(name="Archivo"), Area.create(name="Hacienda")
    rosa = cast.rosa_responder
    rosa.area = area
    rosa.save()
    how = {"plan": plan, "by": cast.mario_moderator, "at": AFTER_CLOSE}
    bulk_acts.assign(as_shown(three), Assignment(staff=rosa), **how)
    assert {(h.area_id, h.staff_id) for h in Handling.select()} == {(area.id, rosa.id)}
    bulk_acts.assign(as_shown(three), Assignment(area=other), **how)
    assert {(h.area_id, h.staff_id) for h in Handling.select()} == {(other.id, None)}
    with pytest.raises(Invalid):
        bulk_acts.assign(as_shown(three), Assignment(area=other, staff=rosa), **how)


def test_tags_are_put_beside_the_ones_that_each_has(cast, plan, three):
    handling.tag(three[0], ["plaza"], version=1, by=cast.rosa_responder, at=AFTER_CLOSE)
    how = {"plan": plan, "by": cast.rosa_responder, "at": AFTER_CLOSE}
    bulk_acts.tag(as_shown(three), ["Buzón"], **how)
    assert [each.handlings.get().tags for each in three] == [
        ["buzón", "plaza"],
        ["buzón"],
        ["buzón"],
    ]
    with pytest.raises(Invalid):
        bulk_acts.tag(as_shown(three), [" "], **how)


@EACH_VERB
def test_no_act_at_once_is_open_to_who_only_audits(cast, plan, three, verb):
    _, act = acts_of(cast)[verb]
    with pytest.raises(NotAllowed):
        act(as_shown(three), plan=plan, by=cast.aldo_auditor, at=AFTER_CLOSE)
