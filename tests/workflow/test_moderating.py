"""What is shown of an observation; the original is always kept (R3)."""

import pytest
from peewee import DatabaseError

from tests.cast import WHILE_OPEN, a_cast, an_announced_plan, filed, later, shown
from webapp.models import Comment, Event
from webapp.text.redaction import RedactionKind
from webapp.vocabulary import AuthorKind, Ground, Publication
from webapp.workflow import moderating, verifying
from webapp.workflow.moderating import Redactions
from webapp.workflow.refusals import Invalid, NotAllowed, StaleCopy

BODY = "Soy Marleny Quiceno y mi celular es 300 000 0012. Llámenme al 300 000 0012."


def redact(comment, words, kind, cast, *, version=None):
    return moderating.redact(
        comment,
        moderating.everywhere(comment, words, kind),
        ground=Ground.PERSONAL_DATA,
        version=comment.version if version is None else version,
        by=cast.mario_moderator,
        at=WHILE_OPEN,
    )


def test_an_observation_awaits_moderation_and_shows_nothing(database):
    comment = filed(an_announced_plan(a_cast())).comment
    assert comment.publication is Publication.PENDING
    assert comment.shown_body == ""


def test_shown_it_reads_exactly_as_it_came(database):
    cast = a_cast()
    body = "Aca no llega internet,   combocen con megafono 👋🏽\n\ngracias"
    comment = shown(filed(an_announced_plan(cast), body).comment, cast)
    assert comment.shown_body == comment.body == body


def test_a_redaction_marks_every_place_and_keeps_the_original_r3(database):
    cast = a_cast()
    comment = filed(an_announced_plan(cast), BODY).comment
    redacted = redact(comment, "300 000 0012", RedactionKind.PHONE, cast)
    assert redacted.shown_body == (
        "Soy Marleny Quiceno y mi celular es [teléfono suprimido]. "
        "Llámenme al [teléfono suprimido]."
    )
    assert redacted.body == BODY
    assert redacted.ground is Ground.PERSONAL_DATA
    assert verifying.verify()["comments"] == 1


def test_the_proposed_wording_is_redacted_too(database):
    cast = a_cast()
    comment = filed(
        an_announced_plan(cast), "Pónganlo así.", proposed_text="Llamar al 300 000 0012."
    ).comment
    redacted = redact(comment, "300 000 0012", RedactionKind.PHONE, cast)
    assert redacted.shown_proposed_text == "Llamar al [teléfono suprimido]."
    assert redacted.shown_body == "Pónganlo así."


def test_words_that_stand_nowhere_mark_nothing(database):
    comment = filed(an_announced_plan(a_cast()), BODY).comment
    assert moderating.everywhere(comment, "Jairo", RedactionKind.NAME) == Redactions(
        body=[], proposed_text=[]
    )


def test_nothing_to_suppress_is_refused(database):
    cast = a_cast()
    comment = filed(an_announced_plan(cast), BODY).comment
    with pytest.raises(Invalid) as refused:
        redact(comment, "Jairo", RedactionKind.NAME, cast)
    assert "words" in refused.value.faults


def test_selections_of_two_kinds_that_overlap_are_refused(database):
    comment = filed(an_announced_plan(a_cast()), BODY).comment
    name = moderating.everywhere(comment, "Marleny Quiceno", RedactionKind.NAME).body
    minor = moderating.everywhere(comment, "Soy Marleny", RedactionKind.MINOR).body
    with pytest.raises(Invalid):
        moderating.redacted(comment, Redactions(body=[*name, *minor]))


def test_a_withheld_text_keeps_its_number_its_date_and_its_place_in_the_totals_r3(database):
    cast = a_cast()
    plan = an_announced_plan(cast)
    comment = filed(plan, "Un insulto.").comment
    withheld = moderating.withhold(
        comment,
        ground=Ground.INSULT_OR_THREAT,
        note="",
        version=comment.version,
        by=cast.mario_moderator,
        at=WHILE_OPEN,
    )
    assert withheld.shown_body == ""
    assert withheld.body == "Un insulto."
    assert (withheld.filing_number, withheld.received_at) == (
        comment.filing_number,
        comment.received_at,
    )
    assert plan.fresh().comments_total == 1


def test_withholding_for_another_reason_says_which(database):
    cast = a_cast()
    comment = filed(an_announced_plan(cast)).comment
    with pytest.raises(Invalid) as refused:
        moderating.withhold(
            comment,
            ground=Ground.OTHER,
            note=" ",
            version=1,
            by=cast.mario_moderator,
            at=WHILE_OPEN,
        )
    assert "note" in refused.value.faults


def test_what_was_decided_can_be_decided_again(database):
    cast = a_cast()
    comment = shown(filed(an_announced_plan(cast), BODY).comment, cast)
    redacted = redact(comment, "Marleny Quiceno", RedactionKind.NAME, cast)
    assert redacted.publication is Publication.REDACTED
    back = shown(redacted, cast, at=later(WHILE_OPEN, hours=1))
    assert back.shown_body == BODY
    assert back.redactions == []
    assert back.ground is None


def test_only_who_moderates_decides(database):
    cast = a_cast()
    comment = filed(an_announced_plan(cast)).comment
    for other in (cast.elena_editor, cast.rosa_responder, cast.alba_approver, cast.aldo_auditor):
        with pytest.raises(NotAllowed):
            moderating.show(comment, version=1, by=other, at=WHILE_OPEN)


def test_the_second_of_two_stale_decisions_is_refused_and_loses_nothing_r12(database):
    cast = a_cast()
    comment = filed(an_announced_plan(cast), BODY).comment
    redact(comment, "Marleny Quiceno", RedactionKind.NAME, cast, version=1)
    with pytest.raises(StaleCopy) as refused:
        moderating.show(comment, version=1, by=cast.mario_moderator, at=WHILE_OPEN)
    assert refused.value.current.publication is Publication.REDACTED
    assert "[nombre suprimido]" in comment.fresh().shown_body


def test_the_database_itself_refuses_to_alter_or_delete_what_was_filed_r3(database):
    comment = filed(an_announced_plan(a_cast()), BODY).comment
    with pytest.raises(DatabaseError), database.atomic():
        Comment.update(body="otra cosa").where(Comment.id == comment.id).execute()
    with pytest.raises(DatabaseError), database.atomic():
        Comment.delete().where(Comment.id == comment.id).execute()
    assert comment.fresh().body == BODY


def test_the_original_is_read_by_who_moderates_and_by_nobody_else_r13(database):
    cast = a_cast()
    comment = filed(an_announced_plan(cast), BODY).comment
    assert comment.read_by(cast.mario_moderator).body == BODY
    assert comment.read_by(cast.rosa_responder).body == ""
    redacted = redact(comment, "Marleny Quiceno", RedactionKind.NAME, cast)
    for other in (cast.elena_editor, cast.rosa_responder, cast.alba_approver, cast.aldo_auditor):
        assert "Marleny" not in redacted.read_by(other).body
        assert not redacted.read_by(other).is_original


def test_seeing_contact_data_leaves_an_event_without_the_data_r13_r17(database):
    cast = a_cast()
    comment = filed(
        an_announced_plan(cast),
        author_kind=AuthorKind.PERSON,
        name="Marleny Quiceno",
        email="marleny@example.org",
        consent=True,
    ).comment
    with pytest.raises(NotAllowed):
        moderating.see_submitter(comment, by=cast.rosa_responder, at=WHILE_OPEN)
    seen = moderating.see_submitter(comment, by=cast.mario_moderator, at=WHILE_OPEN)
    assert seen.email == "marleny@example.org"
    event = Event.head()
    assert (event.verb, event.staff) == ("submitter.seen", cast.mario_moderator)
    assert "arleny" not in event.content()


def test_an_anonymous_observation_has_nobody_to_see(database):
    cast = a_cast()
    comment = filed(an_announced_plan(cast)).comment
    head = Event.head().position
    assert moderating.see_submitter(comment, by=cast.ada_admin, at=WHILE_OPEN) is None
    assert Event.head().position == head
