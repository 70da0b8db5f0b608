"""The log: one event per act, chained, append-only, verifiable (R17)."""

import hashlib
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from peewee import Database, DatabaseError

from tests.cast import (
    AFTER_CLOSE,
    WHILE_OPEN,
    a_cast,
    an_announced_plan,
    filed,
    later,
    shown,
    wording,
)
from webapp.models import (
    GENESIS,
    Answer,
    Comment,
    Edition,
    Event,
    FilingSequence,
    Handling,
    Wording,
    canonical,
)
from webapp.models.edition_content import digest_of
from webapp.storage.db import db, is_sqlite, rows
from webapp.text.redaction import RedactionKind
from webapp.vocabulary import AuthorKind, Decision, Ground, Origin, PlanField
from webapp.workflow import (
    adjusting,
    answering,
    moderating,
    personal_data,
    publishing,
    verifying,
)
from webapp.workflow.acts import OPERATOR, record
from webapp.workflow.adjusting import Why
from webapp.workflow.answering import Reply
from webapp.workflow.refusals import NotAllowed


def head() -> int:
    event = Event.head()
    return event.position if event else 0


def verbs_since(position: int) -> list[str]:
    events = Event.select().where(Event.position > position).order_by(Event.position)
    return [event.verb for event in events]


def unguard(database: Database, table: str) -> None:
    """Take away what guards a table, as someone with the whole database in their hands could."""
    if is_sqlite():
        for (name,) in rows(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", (table,)
        ):
            database.execute_sql(f"DROP TRIGGER {name}")
    else:
        database.execute_sql(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')


def test_every_act_of_the_desk_leaves_its_event_with_who_and_what(database):
    cast = a_cast()
    plan = an_announced_plan(cast)
    comment = filed(plan).comment
    start = head()
    by, at = cast.mario_moderator, AFTER_CLOSE
    places = moderating.everywhere(comment, "buzón", RedactionKind.OTHER_PERSONAL)
    moderating.redact(comment, places, ground=Ground.PERSONAL_DATA, version=1, by=by, at=at)
    moderating.withhold(comment, ground=Ground.ADVERTISING, note="", version=2, by=by, at=at)
    moderating.show(comment, version=3, by=by, at=at)
    adjusting.start_edition(plan, by=cast.elena_editor, at=at)
    (change,) = adjusting.reword(
        wording(plan, "1.1"),
        {PlanField.IMPROVEMENT: "Otro."},
        Why(
            origin=Origin.OBSERVATIONS,
            reason="Por esto. Así lo decidió la Mesa.",
            comments=[comment],
        ),
        version=1,
        by=cast.elena_editor,
        at=at,
    )
    adjusting.explain(
        change,
        Why(
            origin=Origin.OBSERVATIONS,
            reason="Mejor dicho. Así lo decidió la Mesa.",
            comments=[comment],
        ),
        version=change.version,
        by=cast.elena_editor,
        at=at,
    )
    reply = Reply(
        decision=Decision.INCORPORATED,
        text="Gracias.",
        reason="Mejora. Así consta en el acta de la mesa directiva.",
    )
    answering.draft(comment, reply, version=None, by=cast.rosa_responder, at=at)
    answer = answering.submit(comment, reply, version=1, by=cast.rosa_responder, at=at)
    answering.give_back(
        answer, note="Más corta.", version=answer.version, by=cast.alba_approver, at=at
    )
    answer = answering.submit(
        comment, reply, version=answer.version + 1, by=cast.rosa_responder, at=at
    )
    answering.approve(answer, version=answer.version, by=cast.alba_approver, at=at)
    answering.publish_report(plan, by=cast.alba_approver, at=at)
    publishing.publish_edition(plan, by=cast.elena_editor, at=at)

    assert verbs_since(start) == [
        "comment.redacted",
        "comment.withheld",
        "comment.shown",
        "edition.started",
        "change.made",
        "change.explained",
        "answer.drafted",
        "answer.submitted",
        "answer.returned",
        "answer.submitted",
        "answer.approved",
        "answer.published",
        "report.published",
        "edition.published",
        "report.frozen",
    ]
    made = Event.get(Event.verb == "change.made")
    assert made.staff == cast.elena_editor
    assert made.details["after"]["comments"] == [comment.filing_number]
    explained = Event.get(Event.verb == "change.explained")
    assert explained.details["before"]["reason"] == "Por esto. Así lo decidió la Mesa."
    assert explained.details["after"]["reason"] == "Mejor dicho. Así lo decidió la Mesa."
    assert verifying.verify()["events"] == head()


def test_a_refused_act_leaves_neither_row_nor_event(database):
    cast = a_cast()
    comment = filed(an_announced_plan(cast)).comment
    start = head()
    with pytest.raises(NotAllowed):
        moderating.show(comment, version=1, by=cast.rosa_responder, at=WHILE_OPEN)
    assert head() == start
    assert comment.fresh().version == 1


def test_each_entry_is_sealed_with_the_one_before(database):
    cast = a_cast()
    shown(filed(an_announced_plan(cast)).comment, cast)
    previous = GENESIS
    for position, event in enumerate(Event.select().order_by(Event.position), start=1):
        assert event.position == position
        assert event.previous == previous
        assert event.seal == event.computed_seal()
        previous = event.seal


def test_nobody_guesses_from_its_public_seal_what_an_act_was_r13_r17(database):
    receipt = filed(an_announced_plan(a_cast()), email="marleny@example.org", consent=True)
    personal_data.erase(receipt.comment, by=None, at=AFTER_CLOSE)
    event = Event.head()
    salt = event.details.pop("salt")
    assert len(salt) == 32
    assert event.details == {"scans": []}, "all that is not known of it is the salt"
    assert event.computed_seal() != event.seal
    event.details["salt"] = salt
    assert event.computed_seal() == event.seal
    assert len({each.details["salt"] for each in Event.select()}) == event.position


def test_the_database_itself_refuses_to_alter_the_log(database):
    an_announced_plan(a_cast())
    for attempt in (Event.update(verb="otro"), Event.delete()):
        with pytest.raises(DatabaseError), database.atomic():
            attempt.where(Event.position == 1).execute()
    verifying.verify()


def test_an_altered_entry_is_found_at_its_place(database):
    an_announced_plan(a_cast())
    unguard(database, "event")
    Event.update(verb="x").where(Event.position == 3).execute()
    (fault, *_) = verifying.examine().faults
    assert fault.params == {"position": 3}


def test_an_altered_entry_sealed_anew_is_found_by_the_next(database):
    an_announced_plan(a_cast())
    unguard(database, "event")
    Event.update(verb="x").where(Event.position == 3).execute()
    seal = Event.get(Event.position == 3).computed_seal()
    Event.update(seal=seal).where(Event.position == 3).execute()
    (fault, *_) = verifying.examine().faults
    assert fault.params == {"position": 4}


def test_a_log_cut_short_does_not_reach_the_checkpoint_of_a_receipt(database):
    comment = filed(an_announced_plan(a_cast())).comment
    checkpoint = (comment.log_size, comment.log_head)
    verifying.verify(checkpoint)
    unguard(database, "event")
    Event.delete().where(Event.position >= comment.log_size).execute()
    with pytest.raises(verifying.Unsound):
        verifying.verify(checkpoint)


def test_an_altered_observation_is_found_r3(database):
    comment = filed(an_announced_plan(a_cast())).comment
    unguard(database, "comment")
    Comment.update(body="otra cosa").execute()
    (fault, *_) = verifying.examine().faults
    assert fault.params == {"number": comment.filing_number}


def test_an_altered_edition_is_found_r1(database):
    an_announced_plan(a_cast())
    unguard(database, "edition")
    Edition.update(title="Otro").execute()
    (fault, *_) = verifying.examine().faults
    assert fault.params["number"] == 1


def test_an_observation_altered_with_its_own_digest_does_not_agree_with_the_log_r3(database):
    comment = filed(an_announced_plan(a_cast())).comment
    unguard(database, "comment")
    comment.body = "otra cosa"
    digest = hashlib.sha256(canonical(comment.filed_content()).encode()).hexdigest()
    Comment.update(body="otra cosa", content_digest=digest).execute()
    (fault, *_) = verifying.examine().faults
    assert fault.params == {"number": comment.filing_number}


def test_an_observation_taken_out_with_its_number_is_missed_r4(database):
    plan = an_announced_plan(a_cast())
    filed(plan)
    last = filed(plan, "La última.").comment
    unguard(database, "comment")
    Handling.delete().where(Handling.comment == last).execute()
    Comment.delete().where(Comment.id == last.id).execute()
    FilingSequence.update(last=FilingSequence.last - 1).execute()
    with pytest.raises(verifying.Unsound):
        verifying.verify()


def test_another_text_shown_in_the_name_of_its_author_is_found_r3(database):
    cast = a_cast()
    comment = shown(filed(an_announced_plan(cast)).comment, cast)
    Comment.update(public_body="Estoy de acuerdo con todo.").execute()
    (fault, *_) = verifying.examine().faults
    assert fault.params == {"number": comment.filing_number}


def test_redacted_and_withheld_observations_are_sound_r3(database):
    cast = a_cast()
    plan = an_announced_plan(cast)
    by, at = cast.mario_moderator, AFTER_CLOSE
    one, other = filed(plan).comment, filed(plan, "Llámeme.").comment
    places = moderating.everywhere(one, "buzón", RedactionKind.OTHER_PERSONAL)
    moderating.redact(one, places, ground=Ground.PERSONAL_DATA, version=1, by=by, at=at)
    moderating.withhold(other, ground=Ground.ADVERTISING, note="", version=1, by=by, at=at)
    assert verifying.verify()["comments"] == 2


def test_an_edition_altered_with_its_own_digest_does_not_agree_with_the_log_r1(database):
    an_announced_plan(a_cast())
    unguard(database, "edition")
    Edition.update(title="Otro").execute()
    Edition.update(digest=digest_of(Edition.get())).execute()
    (fault, *_) = verifying.examine().faults
    assert fault.params["number"] == 1


def test_an_answer_altered_once_published_is_found_r7(database):
    cast = a_cast()
    comment = shown(filed(an_announced_plan(cast)).comment, cast)
    reply = Reply(
        decision=Decision.NOT_INCORPORATED,
        text="No.",
        reason="No cabe. Así consta en el acta de la mesa directiva.",
    )
    by, at = cast.alba_approver, AFTER_CLOSE
    answer = answering.submit(comment, reply, version=None, by=cast.rosa_responder, at=at)
    answer = answering.approve(answer, version=answer.version, by=by, at=at)
    answering.publish(answer, version=answer.version, by=by, at=at)
    assert verifying.verify()["answers"] == 1
    Answer.update(reason="Otra.").execute()
    (fault, *_) = verifying.examine().faults
    assert fault.params == {"number": comment.filing_number}


def test_an_altered_wording_of_a_published_edition_is_found_r1(database):
    an_announced_plan(a_cast())
    unguard(database, "wording")
    Wording.update(improvement="Otro").execute()
    with pytest.raises(verifying.Unsound):
        verifying.verify()


def test_personal_data_erased_leave_the_chain_verifiable_r17(database):
    receipt = filed(
        an_announced_plan(a_cast()),
        author_kind=AuthorKind.PERSON,
        name="Marleny Quiceno",
        email="marleny@example.org",
        consent=True,
    )
    personal_data.erase(receipt.comment, by=None, at=AFTER_CLOSE)
    assert receipt.comment.fresh().submitter is None
    verifying.verify()
    assert not any("arleny" in event.content() for event in Event.select())


def test_fifty_acts_from_eight_threads_leave_one_unforked_chain_r4_r17(database):
    cast = a_cast()
    plan = an_announced_plan(cast)
    edition_digest = Edition.get().digest
    start = head()
    together = threading.Barrier(8)

    def act(number: int) -> str:
        with db.connection_context():
            if number < 8:
                together.wait()
            comment = filed(plan, f"Observación {number}.").comment
            shown(comment, cast)
            return comment.filing_number

    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(act, range(25)))

    assert sorted(numbers) == [f"CMC-2026-{number:06d}" for number in range(1, 26)]
    assert head() == start + 50
    sound = {"events": start + 50, "editions": 1, "comments": 25}
    assert sound.items() <= verifying.verify().items()
    assert plan.fresh().comments_total == Comment.select().count() == 25
    assert Edition.get().digest == edition_digest


def test_the_newest_of_some_acts_is_found_for_each_plan(database):
    cast = a_cast()
    plan, other = (an_announced_plan(cast, slug) for slug in ("uno", "otro"))
    comment = filed(plan).comment
    filed(other, "Otra.", at=later(WHILE_OPEN, hours=2))
    shown(comment, cast, at=later(WHILE_OPEN, hours=1))
    verbs = {"comment.filed", "edition.published"}
    assert Event.newest_of([plan.id, other.id], verbs) == {
        plan.id: WHILE_OPEN,
        other.id: later(WHILE_OPEN, hours=2),
    }
    assert Event.newest_of([plan.id], {"plan.cancelled"}) == {}


def test_the_newest_act_is_looked_up_however_many_others_came_after(sqlite):
    cast = a_cast()
    plan = an_announced_plan(cast)
    filed(plan)

    def steps() -> int:
        taken = []
        connection = sqlite.connection()
        connection.set_progress_handler(lambda: bool(taken.append(1)), 1)
        found = Event.newest_of([plan.id], {"comment.filed", "edition.published"})
        connection.set_progress_handler(None)
        assert found == {plan.id: WHILE_OPEN}
        return len(taken)

    before = steps()
    for number in range(200):
        record("answer.drafted", f"comment:{number}", by=OPERATOR, at=WHILE_OPEN, plan=plan)
    assert steps() == before
