# The statements are put together here, as by whoever alters a database by hand.
# ruff: noqa: S608
"""What `verify` finds when someone with the whole database in their hands altered a row."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from peewee import Database

from tests.cast import (
    AFTER_CLOSE,
    IN_MARCH,
    WHILE_OPEN,
    Cast,
    a_cast,
    a_draft,
    a_responder_of,
    an_announced_plan,
    an_outline,
    filed,
    shown,
)
from tests.conftest import in_use
from tests.queries import listened
from tests.worlds import adjusted, answered
from webapp.db import rows
from webapp.models import (
    Action,
    Comment,
    Entity,
    Event,
    Plan,
    Submitter,
    Territory,
    ValueGroup,
)
from webapp.models.base import digest
from webapp.redaction import RedactionKind
from webapp.vocabulary import AuthorKind, Decision, Ground, PlanField, Role
from webapp.workflow import (
    announcing,
    answering,
    bulk_acts,
    drafting,
    governing,
    indexing,
    intake,
    moderating,
    personal_data,
    splitting,
    staffing,
    tallying,
    verifying,
)
from webapp.workflow.bulk import Listed, stamps, undo
from webapp.workflow.record import OPERATOR
from webapp.workflow.verifying import Fault

SOUND = "sound.db"


def a_world() -> None:
    """A plan adjusted, one in answer, one with its close moved and an action closed, one cancelled
    and one in preparation; people, meetings, a letter in parts and acts undone."""
    cast = a_cast()
    _the_house(cast)
    plan = an_announced_plan(cast, "ajustado")
    comments = [
        shown(filed(plan, "Pongan un buzón.", **_a_person()).comment, cast),
        shown(filed(plan, "Pongan dos.", code="1.2").comment, cast),
    ]
    adjusted(plan, cast, comments, {"1.1": {PlanField.IMPROVEMENT: "Construir un buzón."}})
    _in_answer(cast)
    _moved(cast)
    cancelled = an_announced_plan(cast, "cancelado")
    announcing.cancel(cancelled, reason="Faltan estudios.", by=cast.elena_editor, at=WHILE_OPEN)
    draft = a_draft(cast, "en-preparacion")
    document = draft.documents.get()
    drafting.detach(document, by=cast.elena_editor, at=WHILE_OPEN)


def _the_house(cast: Cast) -> None:
    entity = Entity.current()
    names = governing.Particulars.__dataclass_fields__
    particulars = {name: getattr(entity, name) for name in names}
    particulars |= {"name": "Concejo de Prueba", "email": "concejo@concejo.example"}
    governing.update_entity(
        entity,
        governing.Particulars(**particulars),
        version=entity.version,
        by=cast.ada_admin,
        at=WHILE_OPEN,
    )
    staffing.add_staff(
        email="nora@concejo.example",
        name="Nora Nueva",
        password="una clave muy larga",
        roles=[Role.RESPONDER],
        by=OPERATOR,
        at=WHILE_OPEN,
    )


def _a_person() -> dict[str, object]:
    return {
        "author_kind": AuthorKind.PERSON,
        "name": "Marleny Quiceno",
        "email": "marleny@example.org",
        "publish_name": True,
        "consent": True,
        "value_group": ValueGroup.get(),
        "territory": Territory.get(),
        "publish_group": True,
        "publish_territory": True,
    }


def _in_answer(cast: Cast) -> None:
    plan = an_announced_plan(cast, "en-respuesta")
    by, at = cast.mario_moderator, AFTER_CLOSE
    one, two, three, letter, fifth = (
        filed(plan, f"Un buzón, dijo Pepe, en el sitio {number}.", **_a_person()).comment
        for number in range(1, 6)
    )
    places = moderating.everywhere(one, "Pepe", RedactionKind.OTHER_PERSONAL)
    moderating.redact(one, places, ground=Ground.PERSONAL_DATA, version=1, by=by, at=at)
    moderating.withhold(
        two, ground=Ground.OTHER, note="Por decisión de la Mesa.", version=1, by=by, at=at
    )
    answer = answered(two, cast)
    answering.publish(answer, version=answer.version, by=cast.alba_approver, at=at)
    answered(shown(three, cast), cast)
    letter = shown(letter, cast)
    pieces = [splitting.Piece("Un buzón", None), splitting.Piece("en el sitio", None)]
    parts = splitting.split(letter, pieces, version=letter.version, by=by, at=at)
    for part in parts:
        splitting.answer_part(
            part, decision=Decision.NOT_INCORPORATED, text="No.",
            reason="No cabe. Así consta en el acta de la mesa directiva.", version=1,
            by=cast.rosa_responder, at=at,
        )  # fmt: skip
    answered(letter, cast, Decision.NOT_INCORPORATED)
    listed = [Listed(fifth.filing_number, stamps([fifth])[fifth.id])]
    reply = answering.Reply(
        decision=Decision.OUT_OF_SCOPE,
        text="No.",
        reason="No es de aquí. Así consta en el acta de la mesa directiva.",
    )
    done = bulk_acts.answer(listed, reply, submit=True, plan=plan, by=cast.rosa_responder, at=at)
    undo(done, by=cast.rosa_responder, at=at)
    listed = [Listed(fifth.filing_number, stamps([fifth.fresh()])[fifth.id])]
    undo(bulk_acts.show(listed, plan=plan, by=by, at=at), by=by, at=at)
    personal_data.hide_name(one, by=None, at=at)
    personal_data.hide_group(two, by=None, at=at)
    personal_data.hide_territory(three, by=None, at=at)
    personal_data.erase(two, by=None, at=at)


def _moved(cast: Cast) -> None:
    plan = an_announced_plan(cast, "aplazado")
    action = plan.actions.where(Action.code == "1.2").get()
    drafting.close_action(
        action, reason="Ya se hizo. Así lo decidió la Mesa.", by=cast.elena_editor, at=WHILE_OPEN
    )
    announcing.extend(
        plan.consultation,
        last_day=date(2026, 3, 24),
        reason="Lo pidieron. Así lo decidió la Mesa.",
        version=plan.consultation.version,
        by=cast.elena_editor,
        at=WHILE_OPEN,
    )
    gathering = intake.Gathering(
        title="Taller", place="Casa comunal", held_on=IN_MARCH.first_day, attendance={"Jóvenes": 9}
    )
    intake.save_meeting(plan, gathering, by=cast.elena_editor, at=WHILE_OPEN)


@pytest.fixture(scope="module")
def sound(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The world in a file, made once."""
    path = tmp_path_factory.mktemp("verifying") / SOUND
    shutil.copy(sqlite_template, path)
    for _ in in_use(f"sqlite:///{path}"):
        a_world()
    return path


@pytest.fixture
def world(sound: Path, tmp_path: Path) -> Iterator[Database]:
    """A copy of it in use, with nothing that guards its rows."""
    shutil.copy(sound, tmp_path / SOUND)
    for database in in_use(f"sqlite:///{tmp_path / SOUND}"):
        triggers = rows(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name NOT LIKE 'search%'"
        )
        for (name,) in triggers:
            database.execute_sql(f"DROP TRIGGER {name}")
        database.execute_sql("PRAGMA foreign_keys = 0")
        yield database


def altered(world: Database, sql: str) -> dict[str, Fault]:
    """The faults found once a row was altered, and the totals and the index with it, by their
    message."""
    world.execute_sql(sql)
    assert rows("SELECT changes()") != [(0,)]
    tallying.recount()
    indexing.rebuild()
    return {fault.message: fault for fault in verifying.examine().faults}


def test_what_nobody_altered_is_sound(world):
    found = verifying.verify()
    assert found["comments"] == 7
    assert found["answers"] == 3
    assert found["rounds"] == 5
    assert found["documents"] == 5
    assert found["accounts"] == found["meetings"] == 1


BROKEN = "The log is broken at entry %(position)s."
UNREAD = "%(row)s cannot be read: its %(column)s is nothing that can stand there."
ORPHAN = "%(row)s cannot be read: its %(column)s is missing."
DOCUMENT = "Document “%(title)s” of %(plan)s is not what was added."
ROUND = "Round %(round)s of %(plan)s is not what the log says."
CANCELLED = "Whether %(plan)s is cancelled is not what the log says."
EDITION = "Edition %(number)s of %(plan)s is not what was published."
PERSON = "The data held of whoever sent %(number)s are not those that were given."
FILED = "Observation %(number)s is not what was filed."
SHOWN = "What is shown of %(number)s is not what was decided."
ANSWER = "The answer to %(number)s is not what was approved."
MOVED = "The answer to %(number)s is not where the log has it."
DRAFTED = "Whoever approved the answer to %(number)s drafted it."
ACTION = "Action %(code)s of %(plan)s is not open or closed as the log says."
ENTITY = "What the entity says of itself is not what the log says."
ACCOUNT = "What account %(number)s may do is not what the log says."
MEETING = "Meeting “%(title)s” on %(plan)s is not what the log says."

OF = "(SELECT id FROM plan WHERE slug = '{}')".format
WITHHELD = "WHERE publication = 'withheld'"
ALTERATIONS = [
    ("the bytes of a document", DOCUMENT, "UPDATE document_content SET content = x'00'"),
    ("a document without its bytes", DOCUMENT,
     "DELETE FROM document_content WHERE document_id = 1"),
    ("the title of a document", DOCUMENT, "UPDATE document SET title = 'Otro'"),
    ("the digest of a document", DOCUMENT, "UPDATE document SET sha256 = '0'"),
    ("a document hidden", DOCUMENT,
     f"UPDATE document SET removed_at = '2026-03-04 00:00:00' WHERE plan_id = {OF('ajustado')}"),
    ("a document shown again", DOCUMENT,
     f"UPDATE document SET removed_at = NULL WHERE plan_id = {OF('en-preparacion')}"),
    ("a document deleted", "Document “%(title)s” is missing.",
     f"DELETE FROM document WHERE plan_id = {OF('ajustado')}"),
    ("when a round opens", ROUND, "UPDATE consultation SET opens_at = '2026-03-02 05:00:00'"),
    ("when a round closes", ROUND, "UPDATE consultation SET closes_at = '2026-03-10 05:00:00'"),
    ("why a window is short", ROUND, "UPDATE consultation SET short_window_reason = 'Otra'"),
    ("when a round was announced", ROUND,
     "UPDATE consultation SET announced_at = '2026-03-01 05:00:00'"),
    ("when the answers went out", ROUND,
     "UPDATE consultation SET report_published_at = '2026-03-19 05:00:00'"),
    ("when the plan was adjusted", ROUND,
     "UPDATE consultation SET adjusted_at = '2026-03-19 05:00:00'"),
    ("an adjusted plan that is not", ROUND,
     f"UPDATE consultation SET adjusted_at = NULL WHERE plan_id = {OF('ajustado')}"),
    ("why the close was moved", ROUND, "UPDATE extension SET reason = 'Otra'"),
    ("an extension that nobody decided", ROUND,
     "INSERT INTO extension (consultation_id, closes_at_before, closes_at, reason, decided_at) "
     "SELECT id, closes_at, closes_at, 'Otra', announced_at FROM consultation "
     "WHERE announced_at IS NOT NULL"),
    ("how a channel is reached", ROUND, "UPDATE receipt_channel SET details = 'Otra puerta'"),
    ("when a plan was cancelled", CANCELLED,
     "UPDATE plan SET cancelled_at = '2026-03-03 05:00:00' WHERE cancelled_at IS NOT NULL"),
    ("why a plan was cancelled", CANCELLED,
     "UPDATE plan SET cancel_reason = 'Otra' WHERE cancelled_at IS NOT NULL"),
    ("a plan that was not cancelled", CANCELLED,
     "UPDATE plan SET cancelled_at = '2026-03-19 05:00:00', cancel_reason = 'Otra'"),
    ("the summary as the page shows it", EDITION,
     "UPDATE edition SET summary_html = '<script>alert(1)</script>'"),
    ("an edition taken back", EDITION, "UPDATE edition SET published_at = NULL WHERE number = 2"),
    ("the difference of a change", EDITION, "UPDATE change SET pieces = '[]'"),
    ("the leave to publish a name", PERSON, "UPDATE submitter SET publish_name = 1 - publish_name"),
    ("the leave to publish a name that was withdrawn", PERSON,
     "UPDATE submitter SET publish_name = 1 WHERE NOT publish_name"),
    ("a name", PERSON, "UPDATE submitter SET name = 'Otra Persona'"),
    ("an address", PERSON, "UPDATE submitter SET email = 'otra@example.org'"),
    ("when data are erased", PERSON, "UPDATE submitter SET purge_on = '2099-01-01'"),
    ("data that nobody asked to erase", PERSON, "DELETE FROM submitter"),
    ("a name given to someone who left none", PERSON,
     "INSERT INTO submitter (comment_id, name, organisation, email, phone, publish_name, "
     "consented_at, policy_version, salt, purge_on) SELECT 2, name, '', '', '', 1, consented_at, "
     "policy_version, salt, purge_on FROM submitter LIMIT 1"),
    ("a withheld text shown", SHOWN,
     "UPDATE comment SET publication = 'shown', ground = NULL, ground_note = '', "
     f"public_body = body, public_proposed_text = proposed_text {WITHHELD}"),
    ("a text withheld", SHOWN,
     "UPDATE comment SET publication = 'withheld', ground = 'other', public_body = '', "
     "public_proposed_text = '' WHERE publication = 'shown'"),
    ("the hidden passages", SHOWN,
     "UPDATE comment SET redactions = json_set(redactions, '$[0].start', 0, '$[0].end', 1), "
     "public_body = '[dato personal suprimido]' || substr(body, 2) WHERE publication = 'redacted'"),
    ("the ground of a decision", SHOWN,
     f"UPDATE comment SET ground = 'advertising' {WITHHELD}"),
    ("the note of a decision", SHOWN, f"UPDATE comment SET ground_note = 'Otra' {WITHHELD}"),
    ("who decided what is shown", SHOWN, f"UPDATE comment SET moderated_by_id = 1 {WITHHELD}"),
    ("when it was decided", SHOWN,
     f"UPDATE comment SET moderated_at = '2026-03-19 00:00:00' {WITHHELD}"),
    ("a value group", FILED, "UPDATE comment SET value_group_id = 2"),
    ("a territory", FILED, "UPDATE comment SET territory_id = 2"),
    ("a leave to show a group", FILED, "UPDATE comment SET publish_group = 1 - publish_group"),
    ("a leave to show a group that was withdrawn", FILED,
     "UPDATE comment SET publish_group = 1 WHERE NOT publish_group"),
    ("a leave to show a territory that nobody withdrew", FILED,
     "UPDATE comment SET publish_territory = 0 WHERE publish_territory"),
    ("a leave to show a territory that was withdrawn", FILED,
     "UPDATE comment SET publish_territory = 1 WHERE NOT publish_territory"),
    ("a minor", FILED, "UPDATE comment SET is_minor = 1"),
    ("the kind of author", FILED, "UPDATE comment SET author_kind = 'organisation'"),
    ("a tracking code", FILED, "UPDATE comment SET tracking_digest = 'x' WHERE id = 1"),
    ("when it was filed", FILED, "UPDATE comment SET filed_at = '2026-03-09 00:00:00'"),
    ("who filed it", FILED, "UPDATE comment SET filed_by_id = 1"),
    ("that it came late", FILED, "UPDATE comment SET late = 1"),
    ("an approver who drafted", ANSWER, "UPDATE answer SET approved_by_id = drafted_by_id"),
    ("who drafted", DRAFTED, "UPDATE answer SET drafters = '[]'"),
    ("an approver among those who drafted", DRAFTED,
     "UPDATE answer SET drafters = json_insert(drafters, '$[#]', approved_by_id)"),
    ("when an answer came out", ANSWER,
     "UPDATE answer SET published_at = '2026-03-19 05:00:00' WHERE state = 'published'"),
    ("what an approved answer says", ANSWER,
     "UPDATE answer SET text = 'Otra' WHERE state = 'approved'"),
    ("an answer taken back", MOVED,
     "UPDATE answer SET state = 'approved', published_at = NULL WHERE state = 'published'"),
    ("an answer published", MOVED,
     "UPDATE answer SET state = 'published', published_at = approved_at WHERE state = 'approved'"),
    ("an answer deleted", MOVED, "DELETE FROM answer WHERE state = 'approved'"),
    ("the answer to a part", ANSWER, "UPDATE part SET text = 'Otra'"),
    ("a part that nobody made", ANSWER,
     "INSERT INTO part (version, comment_id, position, excerpt, decision, text, reason, cites) "
     "VALUES (1, 1, 1, 'x', 'incorporated', 'Sí.', 'Sí.', '')"),
    ("an action closed", ACTION, "UPDATE action SET closed_reason = 'Otra'"),
    ("an action open again", ACTION, "UPDATE action SET closed_reason = ''"),
    ("the name of the entity", ENTITY, "UPDATE entity SET name = 'Otra'"),
    ("the notice on personal data", ENTITY, "UPDATE entity SET privacy_notice = 'Otro'"),
    ("the roles of an account", ACCOUNT,
     "UPDATE staff SET role_names = '[\"admin\"]' WHERE name = 'Nora Nueva'"),
    ("an account closed", ACCOUNT, "UPDATE staff SET active = 0"),
    ("who came to a meeting", MEETING, "UPDATE meeting SET attendance = '{\"Jóvenes\":500}'"),
    ("a meeting that nobody noted", MEETING,
     "INSERT INTO meeting (version, plan_id, title, place, held_on, attendance, minutes) "
     "VALUES (1, 1, 'x', 'y', '2026-03-05', '{}', '')"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("message", "sql"),
    [(message, sql) for _, message, sql in ALTERATIONS],
    ids=[what.replace(" ", "-") for what, _, _ in ALTERATIONS],
)
def test_what_was_altered_is_found_though_totals_and_index_agree_r17(world, message, sql):
    assert message in altered(world, sql)


def test_a_draft_without_dates_is_sound_r17(database):
    drafting.import_plan(
        an_outline(),
        slug="sin-fechas",
        title="Plan sin fechas",
        by=OPERATOR,
        at=WHILE_OPEN,
    )
    assert Plan.find("sin-fechas").consultation is None
    assert verifying.verify()["plans"] == 1


def test_all_that_was_altered_is_found_and_not_only_the_first_r17(world):
    for sql in (
        "UPDATE document SET sha256 = '0' WHERE id = 1",
        "UPDATE comment SET publication = 'otra' WHERE id = 3",
        "UPDATE comment SET redactions = 'otra' WHERE id = 1",
        "UPDATE event SET details = 'otra' WHERE verb = 'plan.cancelled'",
        "UPDATE answer SET comment_id = 999 WHERE id = (SELECT max(id) FROM answer)",
        "UPDATE meeting SET attendance = '[]'",
    ):
        world.execute_sql(sql)
    messages = {fault.message for fault in verifying.examine().faults}
    assert messages >= {DOCUMENT, CANCELLED, MOVED, MEETING, BROKEN, UNREAD, ORPHAN}


def test_a_window_moved_with_an_invented_extension_is_found_r5(world):
    moved = "2026-04-01 05:00:00"
    world.execute_sql(
        "INSERT INTO extension (consultation_id, closes_at_before, closes_at, reason, decided_at) "
        f"SELECT id, closes_at, '{moved}', 'Otra', announced_at FROM consultation "
        f"WHERE plan_id = {OF('en-respuesta')}"
    )
    faults = altered(
        world,
        f"UPDATE consultation SET closes_at = '{moved}' WHERE plan_id = {OF('en-respuesta')}",
    )
    assert faults[ROUND].params["plan"] == "en-respuesta"


def test_who_drafted_before_a_bulk_answer_that_was_undone_is_still_held_r11(sqlite):
    cast = a_cast()
    pedro = a_responder_of("Planeación")
    pedro.area = None
    pedro.save()
    plan = an_announced_plan(cast)
    comment = shown(filed(plan).comment, cast)
    reply = answering.Reply(
        decision=Decision.OUT_OF_SCOPE,
        text="No.",
        reason="No es de aquí. Así consta en el acta de la mesa directiva.",
    )
    answering.draft(comment, reply, version=None, by=cast.rosa_responder, at=AFTER_CLOSE)
    listed = [Listed(comment.filing_number, stamps([comment.fresh()])[comment.id])]
    done = bulk_acts.answer(listed, reply, submit=True, plan=plan, by=pedro, at=AFTER_CLOSE)
    undo(done, by=pedro, at=AFTER_CLOSE)
    verifying.verify()
    assert DRAFTED in altered(sqlite, "UPDATE answer SET drafters = '[]'")


def test_the_log_does_not_tell_whether_there_is_somebody_behind_an_observation_r13(world):
    with_data, without = (
        Event.get(Event.position == comment.log_size).details["submitter"]
        for comment in (Comment.get(Comment.id == 1), Comment.get(Comment.id == 2))
    )
    assert Submitter.get(Submitter.comment == 1).name == "Marleny Quiceno"
    assert len(with_data) == len(without) == 64


def test_more_observations_take_no_more_queries(world):
    plan = Plan.find("aplazado")
    with listened() as before:
        verifying.verify()
    for number in range(20):
        filed(plan, f"Una más, la {number}.", **_a_person())
    with listened() as after:
        assert verifying.verify()["comments"] == 27
    assert len(after) == len(before)


LATELY = ("salt", "circumstances", "moderation", "summary_html", "title", "place", "attendance")


def as_it_was_before() -> None:
    """The log without what entries have lately, chained anew."""
    held = {f"comment:{each.comment.filing_number}": each for each in Submitter.select()}
    previous = ""
    for event in Event.select().order_by(Event.position):
        title = event.details.get("title") if event.verb.startswith("document") else None
        details = {name: each for name, each in event.details.items() if name not in LATELY}
        event.details = details | ({"title": title} if title else {})
        if event.verb == "consultation.window_set":
            after = event.details["after"]
            event.details["after"] = {name: after[name] for name in ("opens_at", "closes_at")}
        if event.verb == "comment.filed":
            event.details["submitter"] = _former_digest(held.get(event.subject))
        if event.verb in ("comment.group_hidden", "comment.territory_hidden"):
            event.verb = "submitter.seen"
        event.previous = previous or event.previous
        previous = event.seal = event.computed_seal()
        event.save()
        Comment.update(log_head=previous).where(Comment.log_size == event.position).execute()
    Comment.update(publish_group=False, publish_territory=False).execute()


def _former_digest(held: Submitter | None) -> str | None:
    if held is None:
        return None
    said = [held.salt, held.name, held.organisation, held.email, held.phone]
    return digest(said)


def test_a_log_made_before_it_noted_as_much_is_sound(world):
    found = verifying.verify()
    as_it_was_before()
    assert not any("salt" in event.content() for event in Event.select())
    assert verifying.verify() == found


@pytest.mark.parametrize("leave", ["publish_group", "publish_territory"])
def test_nobody_gave_a_leave_before_there_were_any_r13(world, leave):
    as_it_was_before()
    faults = altered(world, f"UPDATE comment SET {leave} = 1 WHERE value_group_id IS NOT NULL")
    assert FILED in faults
