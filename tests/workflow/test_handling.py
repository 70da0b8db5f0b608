"""Who has an observation: it arrives assigned, is passed on, and none of it is public (R6)."""

from datetime import date

import pytest

from tests.cast import (
    AFTER_CLOSE,
    WHILE_OPEN,
    a_cast,
    a_responder_of,
    an_announced_plan,
    filed,
    later,
    shown,
)
from webapp.models import Area, Comment, Event, Handling, Note
from webapp.queries import caseload
from webapp.values import working_days
from webapp.vocabulary import Decision
from webapp.workflow import answering, handling
from webapp.workflow.answering import Reply
from webapp.workflow.refusals import Invalid, NotAllowed, StaleCopy

REPLY = Reply(
    decision=Decision.NOT_INCORPORATED,
    text="Gracias.",
    reason="No hay presupuesto. Así consta en el acta de la mesa directiva.",
)
NEXT_WEEK = date(2026, 3, 17)


def area(name: str) -> Area:
    return Area.get(Area.name == name)


def of(comment: Comment) -> Handling:
    return comment.handlings.get()


def assigned(comment, by, *, to=None, staff=None, due_on=NEXT_WEEK, note="", version=None):
    return handling.assign(
        comment,
        area=to and area(to),
        staff=staff,
        due_on=due_on,
        note=note,
        version=version or of(comment).version,
        by=by,
        at=WHILE_OPEN,
    )


def acts(comment: Comment, verb: str) -> list[Event]:
    return [each for each in Event.about(f"comment:{comment.filing_number}") if each.verb == verb]


def test_an_observation_arrives_with_the_area_responsible_for_its_action(database):
    plan = an_announced_plan(a_cast())
    assert of(filed(plan, code="1.1").comment).area.name == "Secretaría General"
    assert of(filed(plan, "Otra.", code="2.1").comment).area.name == "Planeación"


def test_one_on_the_whole_plan_or_on_an_action_without_area_waits_for_whoever_assigns(database):
    plan = an_announced_plan(a_cast())
    assert of(filed(plan, code=None).comment).area is None
    assert of(filed(plan, "Otra.", code="2.1.1").comment).area is None


def test_its_internal_due_date_is_eight_working_days_after_it_arrives(database):
    comment = filed(an_announced_plan(a_cast())).comment
    received_on = date(2026, 3, 10)
    assert of(comment).due_on == working_days.add_working_days(received_on, 8) == date(2026, 3, 20)


def test_it_is_passed_on_with_a_private_note_and_a_due_date(database):
    cast = a_cast()
    comment = filed(an_announced_plan(cast)).comment
    pedro = a_responder_of("Planeación")
    passed = assigned(
        comment, cast.mario_moderator, to="Planeación", staff=pedro, note="Es de su tema."
    )
    assert (passed.area.name, passed.staff, passed.due_on) == ("Planeación", pedro, NEXT_WEEK)
    assert [note.text for note in comment.notes] == ["Es de su tema."]
    [act] = acts(comment, "comment.assigned")
    assert act.staff == cast.mario_moderator
    assert act.details["before"]["area"] == area("Secretaría General").id
    assert act.details["after"]["staff"] == pedro.id
    assert "Es de su tema." not in act.content()


def test_to_a_person_goes_to_that_persons_area(database):
    cast = a_cast()
    comment = filed(an_announced_plan(cast), code=None).comment
    pedro = a_responder_of("Planeación")
    assert assigned(comment, cast.mario_moderator, staff=pedro).area.name == "Planeación"


def test_only_to_someone_of_the_area_who_drafts_answers(database):
    cast = a_cast()
    comment = filed(an_announced_plan(cast)).comment
    pedro = a_responder_of("Planeación")
    for someone in (pedro, cast.aldo_auditor):
        with pytest.raises(Invalid) as refused:
            assigned(comment, cast.mario_moderator, to="Secretaría General", staff=someone)
        assert set(refused.value.faults) == {"staff"}
    assert of(comment).version == 1


def test_a_day_gone_by_is_refused_unless_it_was_the_day_already(database):
    cast = a_cast()
    comment = filed(an_announced_plan(cast)).comment
    with pytest.raises(Invalid) as refused:
        assigned(comment, cast.mario_moderator, due_on=date(2026, 3, 9))
    assert set(refused.value.faults) == {"due_on"}
    kept = of(comment)
    handling.assign(
        comment,
        area=None,
        staff=None,
        due_on=kept.due_on,
        version=kept.version,
        by=cast.mario_moderator,
        at=later(WHILE_OPEN, days=60),
    )
    assert of(comment).due_on == kept.due_on


def test_whoever_only_reads_assigns_nothing(database):
    cast = a_cast()
    comment = filed(an_announced_plan(cast)).comment
    with pytest.raises(NotAllowed):
        assigned(comment, cast.aldo_auditor, to="Planeación")


def test_a_responder_of_another_area_can_neither_take_it_nor_answer_it(database):
    cast = a_cast()
    comment = filed(an_announced_plan(cast), code="1.1").comment
    pedro = a_responder_of("Planeación")
    with pytest.raises(NotAllowed):
        assigned(comment, pedro, to="Planeación", staff=pedro)
    for verb in (answering.draft, answering.submit):
        with pytest.raises(NotAllowed):
            verb(comment, REPLY, version=None, by=pedro, at=AFTER_CLOSE)
    assigned(comment, cast.mario_moderator, to="Planeación")
    assert answering.submit(comment, REPLY, version=None, by=pedro, at=AFTER_CLOSE)


def test_whoever_belongs_to_no_area_answers_for_any(database):
    cast = a_cast()
    comment = filed(an_announced_plan(cast)).comment
    assert answering.submit(comment, REPLY, version=None, by=cast.rosa_responder, at=AFTER_CLOSE)


def test_the_second_of_two_who_assign_at_once_is_refused_r12(database):
    cast = a_cast()
    comment = filed(an_announced_plan(cast)).comment
    seen = of(comment).version
    assigned(comment, cast.mario_moderator, to="Planeación", version=seen)
    with pytest.raises(StaleCopy) as refused:
        assigned(comment, cast.elena_editor, to="Comunicaciones", note="No.", version=seen)
    assert refused.value.current.area.name == "Planeación"
    assert not comment.notes.exists()


def test_an_impediment_takes_it_from_the_person_and_is_logged(database):
    cast = a_cast()
    comment = filed(an_announced_plan(cast), code="2.1").comment
    pedro = a_responder_of("Planeación")
    assigned(comment, cast.mario_moderator, to="Planeación", staff=pedro)
    left = handling.recuse(
        comment,
        reason="Es un familiar.",
        version=of(comment).version,
        by=pedro,
        at=WHILE_OPEN,
    )
    assert (left.staff, left.area.name) == (None, "Planeación")
    [act] = acts(comment, "comment.recused")
    assert act.staff == pedro
    assert "Es un familiar." not in act.content()
    assert [note.text for note in comment.notes] == ["Es un familiar."]


def test_whoever_declared_an_impediment_no_longer_answers_nor_sees_it_waiting(database):
    cast = a_cast()
    comment = filed(an_announced_plan(cast), code="2.1").comment
    pedro = a_responder_of("Planeación")
    assert [each.comment for each in caseload.of(pedro)] == [comment]
    handling.recuse(comment, reason="Es mi vecino.", version=1, by=pedro, at=WHILE_OPEN)
    assert caseload.of(pedro) == []
    with pytest.raises(NotAllowed):
        answering.draft(comment, REPLY, version=None, by=pedro, at=AFTER_CLOSE)
    with pytest.raises(Invalid):
        assigned(comment, cast.mario_moderator, to="Planeación", staff=pedro)
    assert caseload.of(pedro) == []


def test_an_impediment_may_name_who_goes_on(database):
    comment = filed(an_announced_plan(a_cast()), code="2.1").comment
    pedro, paula = a_responder_of("Planeación"), a_responder_of("Planeación", "Paula Planta")
    with pytest.raises(Invalid):
        handling.recuse(comment, reason=" ", version=1, by=pedro, at=WHILE_OPEN)
    with pytest.raises(Invalid):
        handling.recuse(
            comment,
            reason="Sí.",
            to=pedro,
            version=1,
            by=pedro,
            at=WHILE_OPEN,
        )
    passed = handling.recuse(comment, reason="Sí.", to=paula, version=1, by=pedro, at=WHILE_OPEN)
    assert passed.staff == paula


def test_tags_are_folded_sorted_and_replaced_whole(database):
    cast = a_cast()
    comment = filed(an_announced_plan(cast)).comment
    by, at = cast.rosa_responder, WHILE_OPEN
    tagged = handling.tag(comment, ["  Vías ", "agua", "VÍAS", ""], version=1, by=by, at=at)
    assert tagged.tags == ["agua", "vías"]
    assert handling.tag(comment, [], version=tagged.version, by=by, at=at).tags == []
    with pytest.raises(StaleCopy):
        handling.tag(comment, ["tarde"], version=tagged.version, by=by, at=at)


def test_a_note_has_words_and_the_log_does_not_repeat_them(database):
    cast = a_cast()
    comment = filed(an_announced_plan(cast)).comment
    with pytest.raises(Invalid):
        handling.note(comment, "  ", by=cast.rosa_responder, at=WHILE_OPEN)
    handling.note(comment, "Preguntar a hacienda.", by=cast.rosa_responder, at=WHILE_OPEN)
    assert Note.get().staff == cast.rosa_responder
    assert not [event for event in Event.select() if "hacienda" in event.content()]
    with pytest.raises(NotAllowed):
        handling.note(comment, "Hola.", by=cast.aldo_auditor, at=WHILE_OPEN)


def test_what_the_staff_handle_is_no_part_of_what_was_filed_r3_r6(database):
    cast = a_cast()
    comment = shown(filed(an_announced_plan(cast)).comment, cast)
    before = (comment.fresh().version, comment.filed_content())
    assigned(comment, cast.mario_moderator, to="Planeación", note="Nota.")
    assert (comment.fresh().version, comment.filed_content()) == before


def test_what_waits_for_a_person_is_theirs_and_their_areas_soonest_due_first(database):
    cast = a_cast()
    plan = an_announced_plan(cast)
    pedro, paula = a_responder_of("Planeación"), a_responder_of("Planeación", "Paula Planta")
    of_the_area = filed(plan, "Una.", code="2.1").comment
    of_paula = filed(plan, "Dos.", code="2.1").comment
    of_pedro = filed(plan, "Tres.", code="2.1").comment
    elsewhere = filed(plan, "Cuatro.", code="1.1").comment
    assigned(of_paula, cast.mario_moderator, to="Planeación", staff=paula)
    assigned(of_pedro, cast.mario_moderator, to="Planeación", staff=pedro, due_on=date(2026, 3, 11))
    assert [each.comment for each in caseload.of(pedro)] == [of_pedro, of_the_area]
    assert [each.comment for each in caseload.of(paula)] == [of_paula, of_the_area]
    assert elsewhere not in [each.comment for each in caseload.of(pedro)]
    answering.submit(of_pedro, REPLY, version=None, by=pedro, at=WHILE_OPEN)
    assert [each.comment for each in caseload.of(pedro)] == [of_the_area]
    assert [each.comment for each in caseload.overdue(date(2026, 3, 18))] == [of_pedro, of_paula]
