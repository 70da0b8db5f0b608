"""Words covered in what was published: read with marks, kept as they were (R1, R17, R21)."""

import re

import pytest
from peewee import CharField, TextField
from playhouse.fields import EnumField

from tests.canaries import (
    IN_THE_FILE_NAME,
    NAME,
    a_plan_that_names,
    announced_and_names,
    covered,
    named,
    proposed,
    replaced,
)
from tests.cast import AFTER_CLOSE, MONDAY, WHILE_OPEN, a_cast, later, wording
from tests.worlds import a_delivered_report
from webapp.models import (
    Action,
    Answer,
    Category,
    Change,
    Comment,
    Consultation,
    Correction,
    Document,
    Edition,
    Event,
    Extension,
    GroupMember,
    InternalReport,
    Meeting,
    Part,
    Plan,
    Publicity,
    ReceiptChannel,
    Report,
    SearchEntry,
    Wording,
)
from webapp.models.base import COVERABLE
from webapp.models.edition_content import content_of, digest_of
from webapp.queries.action_closings import closings_of
from webapp.text import redaction
from webapp.text.covered import is_covered, key, published
from webapp.text.redaction import RedactionKind
from webapp.vocabulary import CoverGround, Origin, PlanField, Renewal
from webapp.workflow import (
    adjusting,
    answering,
    correcting,
    covering,
    drafting,
    editorial,
    publishing,
    undoing,
    verifying,
)
from webapp.workflow.refusals import Invalid, NotAllowed, WrongState

MARK = "[nombre suprimido]"


@pytest.fixture
def cast(database):
    return a_cast()


@pytest.fixture
def plan(cast) -> Plan:
    return a_plan_that_names(cast)


def test_covered_words_are_read_as_marks_and_stay_in_the_row_r1(plan, cast, database):
    edition = plan.current_edition
    digest, title = edition.digest, edition.title
    covered(plan, cast)
    edition = Edition.get_by_id(edition.id)
    assert edition.title == title.replace(NAME, MARK)
    assert published(edition.title) == title
    assert MARK in edition.shown_summary_html
    assert NAME not in edition.shown_summary_html
    assert digest_of(edition) == edition.digest == digest
    assert (title,) in list(database.execute_sql("SELECT title FROM edition"))


def test_everything_is_still_as_the_log_says_after_a_cover_r17(plan, cast):
    covered(plan, cast)
    assert verifying.examine().faults == []


def test_a_change_is_told_with_its_marks_on_both_sides(plan, cast):
    covered(plan, cast)
    changes = [each for each in Change.published() if is_covered(each.before)]
    assert changes
    for change in changes:
        told = "".join(piece.text for piece in change.difference)
        assert NAME not in told
        assert MARK in told


def test_search_finds_covered_words_no_more(plan, cast):
    def found() -> int:
        return SearchEntry.select().where(SearchEntry.stems.contains("mondragon")).count()

    assert found()
    covered(plan, cast)
    assert found() == 0


def test_the_frozen_report_is_made_anew_with_another_number(plan, cast):
    before = Report.newest(plan.consultation)
    covered(plan, cast)
    after = Report.newest(plan.consultation)
    assert (after.number, after.why) == (before.number + 1, Renewal.COVER)
    assert after.digest != before.digest


def test_neither_the_correction_nor_the_log_repeats_the_words(plan, cast, database):
    correction = covered(plan, cast)
    rows = database.execute_sql("SELECT details, reason FROM correction WHERE kind = 'cover'")
    events = Event.select().where(Event.subject == f"correction:{correction.id}")
    assert NAME not in str(list(rows))
    assert NAME not in str([each.details for each in events])


def test_whoever_proposes_a_cover_does_not_approve_it_r11(plan, cast):
    correction = proposed(plan, cast)
    with pytest.raises(NotAllowed):
        correcting.approve(
            correction, version=1, by=cast.mario_moderator, at=later(AFTER_CLOSE, hours=3)
        )
    assert not is_covered(plan.fresh().title)


def test_a_cover_that_is_only_proposed_covers_nothing(plan, cast):
    proposed(plan, cast)
    assert NAME in plan.fresh().title


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"words": "Nadie de Ninguna Parte"}, "words"),
        ({"reason": f"Se publicó el nombre de {NAME}."}, "reason"),
        ({"order": f"Tutela de {NAME}"}, "order"),
        ({"order": " "}, "order"),
    ],
)
def test_a_cover_needs_words_an_order_and_a_reason_that_repeats_nothing(plan, cast, given, field):
    with pytest.raises(Invalid) as refused:
        proposed(plan, cast, **given)
    assert field in refused.value.faults


def test_a_ground_that_is_no_order_needs_no_reference(plan, cast):
    assert proposed(plan, cast, ground=CoverGround.DATA_SUBJECT, order="").details["order"] == ""


def test_covers_of_other_words_wait_side_by_side_in_one_plan(plan, cast):
    first = proposed(plan, cast)
    second = proposed(plan, cast, "mesa directiva", data=RedactionKind.OTHER_PERSONAL)
    for each in (second, first):
        correcting.approve(each, version=1, by=cast.alba_approver, at=later(AFTER_CLOSE, hours=3))
    assert covering.find(plan, [NAME, "mesa directiva"]) == []
    assert verifying.examine().faults == []


def test_what_waits_to_be_covered_is_not_proposed_twice_by_another_word_of_it(plan, cast):
    proposed(plan, cast)
    for words in (NAME, NAME.split()[1]):
        with pytest.raises(WrongState):
            proposed(plan, cast, words)


def test_a_name_of_a_file_covered_meanwhile_is_not_covered_by_another(plan, cast):
    document = Document.listed(plan)[-1]
    words = proposed(plan, cast, IN_THE_FILE_NAME)
    replaced(document, cast, covers_name=True)
    with pytest.raises(WrongState):
        correcting.approve(words, version=1, by=cast.alba_approver, at=later(AFTER_CLOSE, hours=4))


def test_a_file_name_with_words_covered_already_is_not_covered_whole(plan, cast):
    covered(plan, cast, IN_THE_FILE_NAME)
    with pytest.raises(Invalid) as refused:
        replaced(Document.listed(plan)[-1], cast, covers_name=True)
    assert "covers_name" in refused.value.faults


def test_what_the_desk_knows_a_covered_text_by_confirms_no_guess_r13(plan, cast):
    covered(plan, cast)
    for found in covering.find(plan, ["mesa directiva"]):
        assert found.key == key(redaction.apply(found.text, found.covered))
        assert found.key != key(found.text)


def test_two_covers_on_one_text_both_stand(plan, cast):
    covered(plan, cast)
    covered(plan, cast, "mesa directiva", data=RedactionKind.OTHER_PERSONAL)
    activity = Wording.select().where(Wording.edition == plan.current_edition).first().activity
    assert MARK in activity
    assert "[dato personal suprimido]" in activity
    assert verifying.examine().faults == []


def test_the_next_edition_repeats_the_text_and_the_cover_r1(cast):
    plan = announced_and_names(cast)
    covered(plan, cast)
    at = later(AFTER_CLOSE, days=1)
    answering.publish_report(plan, by=cast.alba_approver, at=at)
    adjusting.start_edition(plan, by=cast.elena_editor, at=at)
    why = adjusting.Why(origin=Origin.EDITORIAL_FIX, reason="Se corrige la redacción.", comments=[])
    current = wording(plan, "1.1")
    values = {PlanField.IMPROVEMENT: f"{current.improvement} Y otro más."}
    adjusting.reword(current, values, why, version=1, by=cast.elena_editor, at=at)
    publishing.publish_edition(plan, by=cast.elena_editor, at=at)
    edition = plan.fresh().current_edition
    assert edition.number == 2
    assert MARK in edition.title
    assert NAME not in str(content_of(edition))
    assert verifying.examine().faults == []


def test_a_cover_altered_in_the_database_is_found_r17(plan, cast, database):
    covered(plan, cast)
    database.execute_sql(
        "UPDATE correction SET details = REPLACE(details, 'name', 'email') WHERE kind = 'cover'"
    )
    assert verifying.examine().faults


NOT_COVERED = {
    "action": {"code"},
    "answer": {"drafters", "return_note"},
    "change": {"pieces"},
    "comment": {"body", "proposed_text", "public_body", "public_proposed_text", "redactions"},
    "correction": {"decision_note", "subject"},
    "document": {"media_type"},
    "edition": {"summary_html"},
    "group_member": {"extra"},
    "internal_report": {"snapshot"},
    "meeting": {"attendance"},
    "part": {"excerpt"},
    "plan": {"slug"},
    "publicity": {"filename", "media_type"},
    "report": {"about"},
}
"""What is no public text of staff, is made of one that is covered, or has a suppression of its own
(observations); the file of publicity is the desk's."""
OF_PLANS = (
    Action, Answer, Category, Change, Comment, Consultation, Correction, Document, Edition,
    Extension, GroupMember, InternalReport, Meeting, Part, Plan, Publicity, ReceiptChannel, Report,
    Wording,
)  # fmt: skip


def test_every_text_of_a_plan_can_be_covered_or_is_named_here():
    """A new column of text is in it at once."""
    for table in OF_PLANS:
        plain = {
            each.name
            for each in table._meta.sorted_fields
            if isinstance(each, TextField | CharField)
            and not isinstance(each, (*COVERABLE, EnumField))
        }
        plain = {each for each in plain if not re.search("digest|sha256|salt|number|head", each)}
        assert plain <= NOT_COVERED.get(table._meta.table_name, set()), table


def test_why_an_action_was_closed_is_covered_though_it_is_open_again(cast):
    plan = announced_and_names(cast)
    action = wording(plan, "1.2").action
    drafting.reopen_action(action.fresh(), by=cast.elena_editor, at=WHILE_OPEN)
    covered(plan, cast)
    (closing,) = closings_of(action.fresh(), since=MONDAY)
    assert MARK in closing.reason
    assert NAME not in closing.reason


def test_what_is_covered_in_an_internal_report_stays_as_it_was_delivered_r17(plan, cast):
    report = a_delivered_report(plan, cast, title=named("Consulta"))
    delivered = report.snapshot
    covered(plan, cast)
    report = report.fresh()
    assert report.snapshot == delivered
    assert NAME not in report.shown_snapshot
    assert report.content["title"].startswith(f"Consulta, según {MARK}")
    assert not [each for each in verifying.examine().faults if "nform" in str(each)]


def test_a_change_of_a_covered_text_keeps_what_was_published_and_undoing_puts_it_back_r9(
    plan, cast
):
    covered(plan, cast)
    at, by = later(AFTER_CLOSE, days=1), cast.elena_editor
    edition = editorial.start(plan, by=by, at=at)
    current = wording(plan, "1.1")
    why = adjusting.Why(origin=Origin.EDITORIAL_FIX, reason="Se corrige la redacción.", comments=[])
    values = {PlanField.IMPROVEMENT: current.improvement.replace("buzón", "buzon")}
    (change,) = adjusting.reword(current, values, why, version=current.version, by=by, at=at)
    published_before = current.action.wording_in(plan.current_edition).improvement.published
    assert published(change.before) == published_before
    assert NAME not in "".join(piece.text for piece in change.difference)
    undoing.undo(change, version=change.version, by=by, at=at)
    held = wording(plan, "1.1")
    assert held.edition_id == edition.id
    assert published(held.improvement) == published_before
