# The statements are put together here, as by whoever alters a database by hand.
# ruff: noqa: S608
"""What `verify` finds when someone with the whole database in their hands altered a row."""

import shutil
from collections.abc import Iterator
from datetime import date

import pytest
from peewee import BlobField, BooleanField, CharField, Database, Field, TextField
from playhouse.fields import EnumField

from tests import postgres
from tests.cast import (
    AFTER_CLOSE,
    IN_MARCH,
    WHILE_OPEN,
    Cast,
    a_cast,
    a_draft,
    an_account,
    an_announced_plan,
    an_outline,
    filed,
    shown,
)
from tests.conftest import in_use
from tests.queries import listened
from tests.worlds import a_delivered_report, adjusted, answered
from webapp.models import (
    TABLES,
    Action,
    Area,
    Comment,
    Entity,
    Event,
    Plan,
    Submitter,
    Territory,
    ValueGroup,
)
from webapp.models.base import COVERABLE_TEXTS, JSONText, LineOfText, digest
from webapp.storage.db import db, is_sqlite, rows
from webapp.text.redaction import RedactionKind
from webapp.vocabulary import (
    AuthorKind,
    Decision,
    Ground,
    PetitionKind,
    PlanField,
    PublicityChannel,
    PublicityStage,
    Role,
)
from webapp.workflow import (
    announcing,
    answering,
    bulk_acts,
    drafting,
    entity_settings,
    indexing,
    intake,
    moderating,
    personal_data,
    petitioning,
    publicising,
    splitting,
    staffing,
    tallying,
    verifying,
)
from webapp.workflow.acts import OPERATOR
from webapp.workflow.bulk import Listed, stamps, undo
from webapp.workflow.verifying import Fault, guards


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
    _on_the_desk(cast)
    draft = a_draft(cast, "en-preparacion")
    document = draft.documents.get()
    drafting.detach(document, by=cast.elena_editor, at=WHILE_OPEN)


def _the_house(cast: Cast) -> None:
    entity = Entity.current()
    names = entity_settings.Particulars.__dataclass_fields__
    particulars = {name: getattr(entity, name) for name in names}
    particulars |= {"name": "Concejo de Prueba", "email": "concejo@concejo.example"}
    entity_settings.update_entity(
        entity,
        entity_settings.Particulars(**particulars),
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
    pieces = [splitting.LetterPiece("Un buzón", None), splitting.LetterPiece("en el sitio", None)]
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


def _on_the_desk(cast: Cast) -> None:
    plan, by, at = Plan.find("aplazado"), cast.mario_moderator, WHILE_OPEN
    asked, other = (filed(plan, f"¿Cuándo, vecino {number}?").comment for number in range(2))
    marked = petitioning.mark(asked, PetitionKind.INFORMATION, by=by, at=at)
    petitioning.extend(
        marked,
        due_on=date(2026, 3, 27),
        reason="Falta un dato de otra dependencia.",
        version=1,
        by=by,
        at=at,
    )
    marked = petitioning.mark(other, PetitionKind.GENERAL, by=by, at=at)
    petitioning.forward(
        marked, to="Alcaldía", on=date(2026, 3, 10), copy_sent_on=None, version=1, by=by, at=at
    )
    scan = intake.Scan.read("carta.png", b"\x89PNG\r\n\x1a\n una carta")
    intake.attach_scan(other, scan, by=by, at=at)
    sending = publicising.Sending(
        stage=PublicityStage.ANNOUNCEMENT,
        channel=PublicityChannel.RADIO,
        on=date(2026, 3, 9),
        audience="Todos",
    )
    publicising.note(plan.consultation, sending, scan=scan, by=cast.elena_editor, at=at)
    a_delivered_report(Plan.find("ajustado"), cast)
    by, group = cast.ada_admin, ValueGroup.get(ValueGroup.name == "Academia")
    entity_settings.save_entry(
        ValueGroup, {"name": "Universidades"}, entry=group, version=group.version, by=by, at=at
    )
    entity_settings.save_entry(Area, {"name": "Archivo"}, by=by, at=at)
    entity_settings.set_participation_links(
        Entity.current(), {}, version=Entity.current().version, by=by, at=at
    )


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]
)
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator:
    """The world, made once on each engine."""
    if request.param == "sqlite":
        path = tmp_path_factory.mktemp("verifying") / "world.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        url = f"sqlite:///{path}"
    else:
        template = request.getfixturevalue("postgresql_template")
        server = request.getfixturevalue("postgresql_server")
        url = postgres.new_database(server, template=template)
    for database in in_use(url):
        a_world()
        yield database
    if request.param == "postgresql":
        postgres.drop_database(url)


@pytest.fixture
def world(made: Database) -> Iterator[Database]:
    """It, in the hands of someone who is bound by nothing; what is done to it is rolled back."""
    db.initialize(made)
    bound = "PRAGMA foreign_keys = {}" if is_sqlite() else "SET session_replication_role = {}"
    made.execute_sql(bound.format("0" if is_sqlite() else "replica"))
    with made.atomic() as kept:
        yield made
        kept.rollback()
    made.execute_sql(bound.format("1" if is_sqlite() else "DEFAULT"))


def unguarded(world: Database) -> None:
    """Take away what refuses to alter rows, where it does not look away by itself."""
    if is_sqlite():
        for name in guards.SQLITE:
            if not name.startswith("search"):
                world.execute_sql(f"DROP TRIGGER IF EXISTS {name}")


def alter(world: Database, sql: str) -> None:
    """Alter some row."""
    sql = sql.replace("BYTES", "x'00'" if is_sqlite() else "'\\x00'::bytea")
    cursor = world.execute_sql(sql)
    assert (rows("SELECT changes()")[0][0] if is_sqlite() else cursor.rowcount) > 0


def altered(world: Database, *statements: str) -> dict[str, Fault]:
    """The faults found once rows were altered, and the totals and the index with them, by their
    message."""
    unguarded(world)
    for sql in statements:
        alter(world, sql)
    tallying.recount()
    indexing.rebuild()
    return {fault.message: fault for fault in verifying.examine().faults}


def test_what_nobody_altered_is_sound(world):
    found = verifying.verify()
    assert found["comments"] == 9
    assert found["answers"] == 3
    assert found["rounds"] == 5
    assert found["documents"] == 5
    assert found["accounts"] == 7
    assert found["petitions"] == 2
    assert found["meetings"] == found["scans"] == found["internal_reports"] == 1


GUARD = "The database has lost the trigger %(name)s, which guards its rows."
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

ADDRESS = "The address %(plan)s is not the one that its plan was given."
PETITION = "The petition %(number)s is not what the log says."
SCAN = "A scan of %(number)s is not what was added."
CATALOGUE = "The entry %(name)s of a catalogue is not what the log says."
KEY = "The key of the tracking codes is not the one that the log noted."
DELIVERED = "Internal report %(number)s is not what was delivered."
NOTED = "What was noted on publicity is not what the log says."
MISSING = "The filing numbers from %(first)s to %(last)s are missing."
BEYOND = "The filing number %(number)s is beyond the last one that was given."
GONE = "Observation %(number)s, which the log noted, is missing."
TOTAL = "The total of %(dimension)s is not what the observations say."

OF = "(SELECT id FROM plan WHERE slug = '{}')".format
WITHHELD = "WHERE publication = 'withheld'"
ELSEWHERE = f"UPDATE action SET closed_reason = 'X' WHERE plan_id = {OF('en-respuesta')}"
ALTERATIONS = [
    ("the bytes of a document", DOCUMENT, "UPDATE document_content SET content = BYTES"),
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
    ("what a round asks about", ROUND, "UPDATE consultation SET scope = 'changed'"),
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
    ("the leave to publish a name", PERSON, "UPDATE submitter SET publish_name = NOT publish_name"),
    ("the leave to publish a name that was withdrawn", PERSON,
     "UPDATE submitter SET publish_name = TRUE WHERE NOT publish_name"),
    ("a name", PERSON, "UPDATE submitter SET name = 'Otra Persona'"),
    ("an address", PERSON, "UPDATE submitter SET email = 'otra@example.org'"),
    ("when data are erased", PERSON, "UPDATE submitter SET purge_on = '2099-01-01'"),
    ("data that nobody asked to erase", PERSON, "DELETE FROM submitter"),
    ("a name given to someone who left none", PERSON,
     "INSERT INTO submitter (comment_id, name, organisation, email, phone, publish_name, "
     "consented_at, policy_version, salt, purge_on) SELECT 2, name, '', '', '', TRUE, "
     "consented_at, policy_version, salt, purge_on FROM submitter LIMIT 1"),
    ("a withheld text shown", SHOWN,
     "UPDATE comment SET publication = 'shown', ground = NULL, ground_note = '', "
     f"public_body = body, public_proposed_text = proposed_text {WITHHELD}"),
    ("a text withheld", SHOWN,
     "UPDATE comment SET publication = 'withheld', ground = 'other', public_body = '', "
     "public_proposed_text = '' WHERE publication = 'shown'"),
    ("the hidden passages", SHOWN,
     "UPDATE comment SET redactions = replace(replace(redactions, '15', '0'), '19', '1'), "
     "public_body = '[dato personal suprimido]' || substr(body, 2) WHERE publication = 'redacted'"),
    ("the ground of a decision", SHOWN,
     f"UPDATE comment SET ground = 'advertising' {WITHHELD}"),
    ("the note of a decision", SHOWN, f"UPDATE comment SET ground_note = 'Otra' {WITHHELD}"),
    ("who decided what is shown", SHOWN, f"UPDATE comment SET moderated_by_id = 1 {WITHHELD}"),
    ("when it was decided", SHOWN,
     f"UPDATE comment SET moderated_at = '2026-03-19 00:00:00' {WITHHELD}"),
    ("a value group", FILED, "UPDATE comment SET value_group_id = 2"),
    ("a territory", FILED, "UPDATE comment SET territory_id = 2"),
    ("a leave to show a group", FILED, "UPDATE comment SET publish_group = NOT publish_group"),
    ("a leave to show a group that was withdrawn", FILED,
     "UPDATE comment SET publish_group = TRUE WHERE NOT publish_group"),
    ("a leave to show a territory that nobody withdrew", FILED,
     "UPDATE comment SET publish_territory = FALSE WHERE publish_territory"),
    ("a leave to show a territory that was withdrawn", FILED,
     "UPDATE comment SET publish_territory = TRUE WHERE NOT publish_territory"),
    ("a minor", FILED, "UPDATE comment SET is_minor = TRUE"),
    ("the kind of author", FILED, "UPDATE comment SET author_kind = 'organisation'"),
    ("a tracking code", FILED, "UPDATE comment SET tracking_digest = 'x' WHERE id = 1"),
    ("when it was filed", FILED, "UPDATE comment SET filed_at = '2026-03-09 00:00:00'"),
    ("who filed it", FILED, "UPDATE comment SET filed_by_id = 1"),
    ("that it came late", FILED, "UPDATE comment SET late = TRUE"),
    ("an approver who drafted", ANSWER, "UPDATE answer SET approved_by_id = drafted_by_id"),
    ("who drafted", DRAFTED, "UPDATE answer SET drafters = '[]'"),
    ("an approver among those who drafted", DRAFTED,
     "UPDATE answer SET drafters = replace(drafters, ']', ',' || approved_by_id || ']') "
     "WHERE approved_by_id IS NOT NULL"),
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
    ("an account closed", ACCOUNT, "UPDATE staff SET active = FALSE"),
    ("who came to a meeting", MEETING, "UPDATE meeting SET attendance = '{\"Jóvenes\":500}'"),
    ("the minutes of a meeting", MEETING, "UPDATE meeting SET minutes = 'Otra'"),
    ("the address of a plan", ADDRESS, "UPDATE plan SET slug = 'otro' WHERE slug = 'cancelado'"),
    ("a meeting that nobody noted", MEETING,
     "INSERT INTO meeting (version, plan_id, title, place, held_on, attendance, minutes) "
     "VALUES (1, 1, 'x', 'y', '2026-03-05', '{}', '')"),
    ("the file name of a document", DOCUMENT, "UPDATE document SET filename = 'otro.pdf'"),
    ("the type of a document", DOCUMENT, "UPDATE document SET media_type = 'text/html'"),
    ("the size of a document", DOCUMENT, "UPDATE document SET size = 1"),
    ("published answers counted on a plan", TOTAL, "UPDATE plan SET answers_published = 7"),
    ("the name of a value group", CATALOGUE,
     "UPDATE value_group SET name = 'Otro' WHERE name = 'Mujeres'"),
    ("the name of a value group that was edited", CATALOGUE,
     "UPDATE value_group SET name = 'Academia' WHERE name = 'Universidades'"),
    ("a sensitive group that is not", CATALOGUE,
     "UPDATE value_group SET sensitive = FALSE WHERE sensitive"),
    ("a group that nobody added", CATALOGUE,
     "INSERT INTO value_group (version, name, position, active, sensitive) "
     "SELECT 1, 'Otro', 1, TRUE, FALSE"),
    ("a group deleted", CATALOGUE, "DELETE FROM value_group WHERE name = 'Universidades'"),
    ("the name of a territory", CATALOGUE, "UPDATE territory SET name = 'Otro' WHERE id = 1"),
    ("a territory retired", CATALOGUE, "UPDATE territory SET active = FALSE WHERE id = 1"),
    ("the kind of a territory", CATALOGUE,
     "UPDATE territory SET kind = 'corregimiento' WHERE id = 1"),
    ("the name of an area", CATALOGUE, "UPDATE area SET name = 'Otra' WHERE name = 'Archivo'"),
    ("the entity before its first edit", ENTITY, "UPDATE entity SET retention_months = 600"),
    ("the zone of the entity", ENTITY, "UPDATE entity SET timezone = 'America/Lima'"),
    ("the key of the tracking codes", KEY, "UPDATE entity SET tracking_key = 'otra'"),
    ("the day on which a petition is due", PETITION, "UPDATE petition SET due_on = '2026-12-01'"),
    ("the kind of a petition", PETITION, "UPDATE petition SET kind = 'consultation'"),
    ("why a petition took longer", PETITION,
     "UPDATE petition SET extension_reason = 'Otra' WHERE extension_reason <> ''"),
    ("whom a petition was handed to", PETITION,
     "UPDATE petition SET forwarded_to = 'Otra' WHERE forwarded_to <> ''"),
    ("when its author was told", PETITION, "UPDATE petition SET copy_sent_on = '2026-03-11'"),
    ("a petition deleted", PETITION, "DELETE FROM petition WHERE forwarded_to <> ''"),
    ("a petition that nobody marked", PETITION,
     "INSERT INTO petition (version, comment_id, kind, received_on, due_on, extension_reason, "
     "forwarded_to) VALUES (1, 1, 'general', '2026-03-10', '2026-04-10', '', '')"),
    ("the bytes of a scan", SCAN, "UPDATE evidence SET content = BYTES"),
    ("the digest of a scan", SCAN, "UPDATE evidence SET sha256 = '0'"),
    ("a scan deleted", SCAN, "DELETE FROM evidence"),
    ("a scan of another letter", SCAN, "UPDATE evidence SET comment_id = 1"),
    ("the year of an internal report", DELIVERED, "UPDATE internal_report SET year = 2025"),
    ("when an internal report was delivered", DELIVERED,
     "UPDATE internal_report SET delivered_at = '2026-03-01 00:00:00'"),
    ("who delivered an internal report", DELIVERED,
     "UPDATE internal_report SET delivered_by_id = 2"),
    ("who received an internal report", DELIVERED, "UPDATE internal_report SET recipient = 'Otra'"),
    ("an internal report that is a draft again", DELIVERED,
     "UPDATE internal_report SET delivered_at = NULL, number = NULL"),
    ("how a consultation was made known", NOTED, "UPDATE publicity SET audience = 'Otra'"),
    ("the evidence of publicity", NOTED, "UPDATE publicity_file SET content = BYTES"),
    ("publicity deleted", NOTED, "DELETE FROM publicity"),
    ("the number given last", MISSING, "UPDATE filing_sequence SET last = last + 5"),
    ("the number given last set back", BEYOND, "UPDATE filing_sequence SET last = last - 5"),
    ("no number given", BEYOND, "DELETE FROM filing_sequence"),
    ("a number taken out", MISSING,
     "UPDATE comment SET filing_number = 'CMC-2026-000999' WHERE id = 3"),
    ("an observation deleted", GONE, "DELETE FROM comment WHERE id = 3"),
    ("an account that nobody made", ACCOUNT,
     "INSERT INTO staff (version, email, name, password_hash, role_names, active, created_at) "
     "SELECT 1, 'x@example.org', 'X', password_hash, '[\"admin\"]', TRUE, created_at FROM staff "
     "WHERE id = 1"),
    ("the area of an account", ACCOUNT, "UPDATE staff SET area_id = 2"),
    ("an account deleted", ACCOUNT, "DELETE FROM staff WHERE name = 'Nora Nueva'"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("message", "sql"),
    [(message, sql) for _, message, sql in ALTERATIONS],
    ids=[what.replace(" ", "-") for what, _, _ in ALTERATIONS],
)
def test_what_was_altered_is_found_and_what_was_altered_elsewhere_too_r17(world, message, sql):
    assert {message, ACTION} <= altered(world, sql, ELSEWHERE).keys()


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
    unguarded(world)
    for sql in (
        "UPDATE document SET sha256 = '0' WHERE id = 1",
        "UPDATE comment SET publication = 'otra' WHERE id = 3",
        "UPDATE comment SET redactions = 'otra' WHERE id = 1",
        "UPDATE event SET details = 'otra' WHERE verb = 'plan.cancelled'",
        "UPDATE answer SET comment_id = 999 WHERE id = (SELECT max(id) FROM answer)",
        "UPDATE meeting SET attendance = '[]'",
    ):
        alter(world, sql)
    messages = {fault.message for fault in verifying.examine().faults}
    assert messages >= {DOCUMENT, CANCELLED, MOVED, MEETING, BROKEN, UNREAD, ORPHAN}


def garbled() -> set[tuple[str, str]]:
    """Put, where it can stand, a word that means nothing into each column of a row of each table,
    whatever the column is for; say which those are that cannot be read then."""
    unreadable = set()
    for table in TABLES:
        name = table._meta.table_name
        columns = [each for each in table._meta.sorted_fields if not each.primary_key]
        taken = [each for each in columns if is_sqlite() or isinstance(each, WORDS)]
        if is_sqlite():
            key = "'nada'" if isinstance(table.id, CharField) else "99999"
            names = ", ".join(["id", *(f'"{each.column_name}"' for each in columns)])
            words = ", ".join([key, *["'nada'"] * len(columns)])
            db.execute_sql(f'INSERT INTO "{name}" ({names}) VALUES ({words})')
        for each in () if is_sqlite() else taken:
            one = f'WHERE id = (SELECT MIN(id) FROM "{name}")'
            db.execute_sql(f"""UPDATE "{name}" SET "{each.column_name}" = 'nada' {one}""")
        if is_sqlite() or table.select(table.id).exists():
            unreadable |= {(name, each.column_name) for each in taken if not _takes_words(each)}
    return unreadable


WORDS = (EnumField, JSONText)


def _takes_words(field: Field) -> bool:
    words = (CharField, TextField, LineOfText, BlobField, BooleanField, *COVERABLE_TEXTS)
    return type(field) in words


def test_no_column_of_any_table_can_hold_what_stops_it_r17(world):
    """Derived from the models: a new table is in it at once."""
    unguarded(world)
    unreadable = garbled()
    alter(world, ELSEWHERE)
    alter(world, "UPDATE document_content SET content = BYTES")
    faults = verifying.examine().faults
    named = {
        (str(fault.params["row"]).partition(":")[0], fault.params["column"])
        for fault in faults
        if fault.message in (UNREAD, ORPHAN)
    }
    assert unreadable - named == set()
    assert {fault.message for fault in faults} >= {ACTION, DOCUMENT}


def test_a_trigger_that_was_dropped_is_named_r17(world):
    assert guards.standing() == (guards.SQLITE if is_sqlite() else guards.POSTGRESQL)
    world.execute_sql("DROP TRIGGER comment_filed" + ("" if is_sqlite() else " ON comment"))
    (fault,) = verifying.examine().faults
    assert (fault.message, fault.params) == (GUARD, {"name": "comment_filed"})


def test_a_window_moved_with_an_invented_extension_is_found_r5(world):
    moved = "2026-04-01 05:00:00"
    faults = altered(
        world,
        "INSERT INTO extension (consultation_id, closes_at_before, closes_at, reason, decided_at) "
        f"SELECT id, closes_at, '{moved}', 'Otra', announced_at FROM consultation "
        f"WHERE plan_id = {OF('en-respuesta')}",
        f"UPDATE consultation SET closes_at = '{moved}' WHERE plan_id = {OF('en-respuesta')}",
    )
    assert faults[ROUND].params["plan"] == "en-respuesta"


def test_who_drafted_before_a_bulk_answer_that_was_undone_is_still_held_r11(sqlite):
    cast = a_cast()
    pedro = an_account("Pedro Planea", Role.RESPONDER)
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
        assert verifying.verify()["comments"] == 29
    assert len(after) == len(before)


LATELY = (
    "salt",
    "minutes_digest",
    "filename",
    "media_type",
    "size",
    "year",
    "stands",
    "circumstances",
    "moderation",
    "summary_html",
    "title",
    "place",
    "attendance",
)


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
    unguarded(world)
    as_it_was_before()
    assert not any("salt" in event.content() for event in Event.select())
    after = verifying.examine()
    assert {fault.message for fault in after.faults} <= {GUARD}
    assert {kind: count for kind, count in after.sound.items() if kind != "guards"} == {
        kind: count for kind, count in found.items() if kind != "guards"
    }


@pytest.mark.parametrize("leave", ["publish_group", "publish_territory"])
def test_nobody_gave_a_leave_before_there_were_any_r13(world, leave):
    unguarded(world)
    as_it_was_before()
    faults = altered(world, f"UPDATE comment SET {leave} = TRUE WHERE value_group_id IS NOT NULL")
    assert FILED in faults
