"""Words that were covered are erased on an order: from rows, log and file (R1, R13, R17, R21)."""

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from peewee import DatabaseError

from tests.canaries import (
    IN_THE_FILE_NAME,
    NAME,
    REASON,
    a_plan_that_names,
    announced_and_names,
    covered,
    named,
    replaced,
)
from tests.cast import (
    AFTER_CLOSE,
    MONDAY,
    WHILE_OPEN,
    Cast,
    a_cast,
    a_draft,
    an_account,
    an_outline,
    filed,
    later,
    shown,
)
from tests.worlds import a_delivered_report
from webapp.models import (
    TABLES,
    Answer,
    Change,
    Comment,
    Correction,
    Document,
    Edition,
    Event,
    InternalReport,
    Plan,
    Report,
    canonical,
)
from webapp.models.edition_content import content_of, given_digest_of
from webapp.models.event import name_of
from webapp.storage import guards
from webapp.storage.db import db, is_sqlite, rows, transaction
from webapp.text import covered as covers
from webapp.text import redaction
from webapp.text.covered import is_covered, published
from webapp.text.redaction import MARKS, RedactionKind
from webapp.vocabulary import AnswerState, CorrectionKind, CoverGround, Decision, Role, TextPlace
from webapp.workflow import (
    amending,
    announcing,
    answering,
    correcting,
    covering,
    erasing,
    intake,
    public_texts,
    uncovering,
    verifying,
)
from webapp.workflow.refusals import Invalid, NotAllowed, StaleCopy, WrongState

WHY = "Lo ordenó el juzgado en su sentencia."
ORDER = "Sentencia T-100 de 2026"
LATER = later(AFTER_CLOSE, hours=5)
MARK = MARKS[RedactionKind.NAME]
WORDS = NAME.split()


@pytest.fixture
def cast(database) -> Cast:
    return a_cast()


@pytest.fixture
def plan(cast) -> Plan:
    return a_plan_that_names(cast)


@pytest.fixture
def open_plan(cast) -> Plan:
    return announced_and_names(cast)


def to_be_erased(cover: Correction, cast: Cast, *, reason: str = WHY, **given: Any) -> Correction:
    details = erasing.proposal(cover, **{"ground": CoverGround.COURT, "order": ORDER} | given)
    return correcting.propose(
        CorrectionKind.WORDS_ERASED, cover, plan=cover.plan, reason=reason, details=details,
        by=cast.mario_moderator, at=LATER,
    )  # fmt: skip


def approved(correction: Correction, cast: Cast) -> Correction:
    version = correction.fresh().version
    return correcting.approve(correction, version=version, by=cast.alba_approver, at=LATER)


def erased(cover: Correction, cast: Cast) -> Correction:
    return approved(to_be_erased(cover, cast), cast)


def where_it_stands(words: str) -> list[str]:
    """Every column of every table in which some words stand, in whatever form they are kept."""
    found = set()
    for table in TABLES:
        name = table._meta.table_name
        columns = [each.column_name for each in table._meta.sorted_fields]
        chosen = ", ".join(f'"{each}"' for each in columns)
        for row in rows(f'SELECT {chosen} FROM "{name}"'):  # noqa: S608
            for column, value in zip(columns, row, strict=True):
                is_bytes = isinstance(value, bytes | memoryview)
                text = bytes(value).decode("utf-8", "replace") if is_bytes else str(value)
                if words.casefold() in text.casefold():
                    found.add(f"{name}.{column}")
    return sorted(found)


def in_the_file(database, words: str) -> bool:
    """Whether the bytes of the SQLite file or of its write-ahead log have some words."""
    path = Path(database.database)
    files = (path, path.with_name(f"{path.name}-wal"))
    held = b"".join(each.read_bytes() for each in files if each.exists()).lower()
    return words.lower().encode() in held


def read_of(plan: Plan) -> list[tuple[str, str, str]]:
    """Every public text of a plan with its place, as it is read; not what says that words were
    covered or erased."""
    covers.forget()
    return [
        (each.place, each.known_as, redaction.apply(each.text, each.spans))
        for each in public_texts.of_plan(plan)
        if each.place is not TextPlace.CORRECTION
    ]


def put(row: Any, **values: Any) -> None:
    """Alter a row as whoever has the database can."""
    table = type(row)
    with transaction(), guards.lifted([table._meta.table_name]):
        table.update(**values).where(table.id == row.id).execute()


# --- nothing is left of the words -----------------------------------------------------------------


def test_no_table_and_no_byte_of_the_file_has_the_words_r13(plan, cast, database):
    a_delivered_report(plan, cast, results=named("Cambió"), activities=named("Taller"))
    cover = covered(plan, cast)
    assert {"event.details", "edition.summary_html", "change.pieces", "internal_report.snapshot",
            "report.header", "correction.details"} <= set(where_it_stands(NAME))  # fmt: skip
    assert verifying.examine().faults == []
    erased(cover, cast)
    for each in WORDS:
        assert where_it_stands(each) == []
        assert not (is_sqlite() and in_the_file(database, each))
    assert verifying.examine().faults == []


def test_the_search_index_forgets_their_stems_r13(plan, cast, database):
    cover = covered(plan, cast)
    erased(cover, cast)
    assert not (is_sqlite() and in_the_file(database, "mondrag"))


def test_no_digest_and_no_salt_is_left_that_would_confirm_a_guess_r13(plan, cast):
    texts = {each.text for each in public_texts.of_plan(plan) if NAME in each.text}
    erased(covered(plan, cast), cast)
    for text in texts:
        assert where_it_stands(covers.key(text)) == []
    for edition in Edition.select():
        assert not is_covered(content_of(edition)) or edition.salt == ""
    for event in Event.select():
        assert not is_covered(event.details) or "salt" not in event.details
    for correction in Correction.select().where(Correction.kind == CorrectionKind.ANSWER):
        assert "salt" not in correction.details
    standing = {each.id for each in Report.standing()}
    former = [each for each in Report.select() if each.id not in standing]
    assert former
    assert not any("salt" in each.header["report"] for each in former)


def a_draft_saying(text: str, plan: Plan, cast: Cast) -> Answer:
    comment = shown(filed(plan, "Otra cosa.").comment, cast)
    reply = answering.Reply(
        decision=Decision.INFORMATIVE_REPLY, text=text,
        reason="Porque así lo dispone la ley de la materia.",
    )  # fmt: skip
    return answering.draft(comment, reply, version=None, by=cast.rosa_responder, at=AFTER_CLOSE)


def test_drafts_that_say_them_are_erased_too_and_a_form_open_on_one_is_refused_r12_r13(
    open_plan, cast
):
    held = a_draft_saying(f"Como dijo {NAME} en la reunión.", open_plan, cast)
    erased(covered(open_plan, cast), cast)
    assert held.fresh().text == f"Como dijo {MARK} en la reunión."
    assert where_it_stands(WORDS[1]) == []
    reply = answering.Reply(decision=None, text=f"Como dijo {NAME} otra vez.", reason="")
    with pytest.raises(StaleCopy):
        answering.draft(held.comment, reply, version=held.version, by=cast.rosa_responder, at=LATER)


def test_a_correction_of_an_answer_that_waits_can_still_be_approved(plan, cast):
    cover = covered(plan, cast)
    answer = Answer.select().where(Answer.state == AnswerState.PUBLISHED).get()
    reply = answering.Reply(
        decision=answer.decision, text="Otra redacción.", reason=answer.reason, cites=answer.cites
    )
    waiting = correcting.propose(
        CorrectionKind.ANSWER, answer, plan=plan, reason="Se corrige la redacción.",
        details=amending.details_of(answer, reply, version=answer.version),
        by=cast.rosa_responder, at=LATER,
    )  # fmt: skip
    erased(cover, cast)
    another = an_account("Berta Aprueba", Role.APPROVER)
    correcting.approve(waiting, version=waiting.version, by=another, at=LATER)
    assert verifying.examine().faults == []
    assert where_it_stands(WORDS[1]) == []


# --- what is read, and what is told ---------------------------------------------------------------


def test_everyone_reads_the_same_marks_as_before_r1_r21(plan, cast):
    cover = covered(plan, cast)
    before, edition = read_of(plan), plan.current_edition
    differences = [each.difference for each in Change.published()]
    given, summary = given_digest_of(edition), edition.shown_summary_html
    erased(cover, cast)
    assert read_of(plan) == before
    now = Edition.get_by_id(edition.id)
    assert covers.corrections_over(content_of(now)) == {cover.id}
    assert now.shown_summary_html == summary
    assert [each.difference for each in Change.published()] == differences
    assert (now.digest, given_digest_of(now)) == (edition.digest, given)


def test_the_report_that_stands_is_not_made_again_r18(plan, cast):
    cover = covered(plan, cast)
    before = Report.newest(plan.consultation)
    erased(cover, cast)
    assert Report.newest(plan.consultation) == before


def test_what_people_filed_is_kept_as_it_came_r3(open_plan, cast):
    comment = filed(open_plan, f"Me atendió {NAME}.").comment
    erased(covered(open_plan, cast), cast)
    assert Comment.get_by_id(comment.id).body == f"Me atendió {NAME}."
    assert where_it_stands(NAME) == ["comment.body"]
    assert verifying.examine().faults == []


def to_be_lifted(cover: Correction, cast: Cast, *numbers: int) -> Correction:
    passages = [each for each in uncovering.passages_of(cover) if each.number in numbers]
    return correcting.propose(
        CorrectionKind.COVER_LIFTED, cover, plan=cover.plan, reason=WHY, at=LATER,
        details=uncovering.proposal(cover, passages, order=ORDER), by=cast.mario_moderator,
    )  # fmt: skip


def test_erased_words_are_not_read_again_r21(plan, cast):
    cover = covered(plan, cast)
    waiting = to_be_lifted(cover, cast, 1)
    details = waiting.details
    erased(cover, cast)
    assert uncovering.passages_of(cover.fresh()) == []
    with pytest.raises(WrongState):
        approved(waiting, cast)
    with pytest.raises(WrongState):
        correcting.propose(
            CorrectionKind.COVER_LIFTED, plan.current_edition, plan=plan, reason=WHY,
            details=details, by=cast.mario_moderator, at=LATER,
        )  # fmt: skip


def test_what_was_lifted_is_not_erased(plan, cast):
    cover = covered(plan, cast)
    approved(to_be_lifted(cover, cast, 1), cast)
    before = read_of(plan)
    assert any(NAME in text for *_, text in before)
    erased(cover, cast)
    assert read_of(plan) == before
    assert verifying.examine().faults == []


# --- how far it reaches ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "data"),
    [("Así", RedactionKind.NAME), ("directiva", RedactionKind.HEALTH)],
    ids=["short", "everyday"],
)
def test_short_or_everyday_words_stay_where_nobody_covered_them(open_plan, cast, words, data):
    text = f"{words} se queda lo que es de otro asunto."
    held = a_draft_saying(text, open_plan, cast)
    erased(covered(open_plan, cast, words, data=data), cast)
    assert held.fresh().text == text
    assert not any(redaction.find(read, words) for *_, read in read_of(open_plan))
    assert verifying.examine().faults == []


def test_words_that_are_read_elsewhere_in_the_plan_stay_there_r1(open_plan, cast):
    one, *_ = covering.find(open_plan, [NAME])
    details = covering.details_of(
        [one], data=RedactionKind.NAME, ground=CoverGround.COURT, order=ORDER
    )
    cover = correcting.propose(
        CorrectionKind.COVER, open_plan, plan=open_plan, reason=REASON, details=details,
        by=cast.mario_moderator, at=LATER,
    )  # fmt: skip
    approved(cover, cast)
    before = read_of(open_plan)
    assert any(NAME in text for *_, text in before)
    erased(cover, cast)
    assert read_of(open_plan) == before
    assert one.text not in {each.text for each in public_texts.of_plan(open_plan)}
    assert verifying.examine().faults == []


def test_the_same_text_is_erased_in_another_plan_and_what_only_says_the_words_stays(
    open_plan, cast
):
    first, second = an_outline().categories
    same, other = named("Abrir canales"), f"Otra cosa que {NAME} firmó."
    actions = (
        replace(first.actions[0], activity=same), replace(first.actions[1], activity=other),
    )  # fmt: skip
    outline = replace(an_outline(), categories=(replace(first, actions=actions), second))
    another = a_draft(cast, "otro-plan", outline=outline)
    announcing.announce(another, by=cast.elena_editor, at=MONDAY, accept_findings=True)
    cover = covered(open_plan, cast)
    before = read_of(another)
    erased(cover, cast)
    assert read_of(another) == before
    written = rows("SELECT activity FROM wording")
    assert [text for (text,) in written if NAME in text] == [other]
    assert verifying.examine().faults == []


def test_a_mark_may_make_a_line_longer_than_its_form_takes(open_plan, cast):
    title = f"Así {'y' * 251}"
    gathering = intake.Gathering(
        title=title, place="Plaza", held_on=WHILE_OPEN.date(), attendance={}
    )
    meeting = intake.save_meeting(open_plan, gathering, by=cast.elena_editor, at=AFTER_CLOSE)
    erased(covered(open_plan, cast, "Así"), cast)
    assert meeting.fresh().title == title.replace("Así", MARK)
    assert verifying.examine().faults == []


def test_they_are_found_in_capitals_and_without_accents(open_plan, cast):
    held = a_draft_saying("Como dijo ZACARIAS MONDRAGON en la reunión.", open_plan, cast)
    erased(covered(open_plan, cast), cast)
    assert held.fresh().text == f"Como dijo {MARK} en la reunión."


def test_the_name_of_a_file_that_was_covered_is_erased(plan, cast):
    copy = replaced(Document.listed(plan)[-1], cast, covers_name=True)
    erased(copy, cast)
    assert where_it_stands(IN_THE_FILE_NAME) == []
    assert verifying.examine().faults == []


def test_two_covers_of_one_text_are_erased_one_by_one(plan, cast):
    first = covered(plan, cast)
    second = covered(plan, cast, "directiva de marzo", data=RedactionKind.OTHER_PERSONAL)
    before = read_of(plan)
    for cover in (first, second):
        erased(cover.fresh(), cast)
        assert read_of(plan) == before
        assert verifying.examine().faults == []
    assert where_it_stands("directiva de marzo") == []
    assert where_it_stands(NAME) == []


# --- who, when, and how it is held ----------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [{"order": " "}, {"ground": CoverGround.OWN_MISTAKE}, {"reason": f"{NAME} lo pidió así."}],
    ids=["no order", "no ground", "the words again"],
)
def test_it_takes_an_order_and_a_reason_without_the_words_r21(plan, cast, wrong):
    with pytest.raises(Invalid):
        to_be_erased(covered(plan, cast), cast, **wrong)


def test_it_takes_two_people_and_words_that_are_covered_r11_r21(plan, cast):
    cover = covered(plan, cast)
    waiting = to_be_erased(cover, cast)
    assert where_it_stands(NAME)
    with pytest.raises(NotAllowed):
        correcting.approve(waiting, version=1, by=cast.mario_moderator, at=LATER)
    approved(waiting, cast)
    for nothing_to_erase in (cover, waiting):
        with pytest.raises(WrongState):
            to_be_erased(nothing_to_erase, cast)


def test_the_database_guards_its_rows_as_before_r1_r17(plan, cast):
    erased(covered(plan, cast), cast)
    for statement in ("UPDATE event SET verb = 'x'", "UPDATE edition SET title = 'x'"):
        with pytest.raises(DatabaseError), db.atomic():
            db.execute_sql(statement)


def test_an_erasing_that_fails_leaves_everything_as_it_was_r17(plan, cast):
    with pytest.raises(ZeroDivisionError), transaction(), guards.lifted(["event", "edition"]):
        raise ZeroDivisionError
    assert verifying.examine().faults == []


@pytest.mark.parametrize(
    ("table", "name"),
    [
        (Edition, "title"),
        (Change, "reason"),
        (Correction, "reason"),
        (Answer, "text"),
        (InternalReport, "snapshot"),
        (Event, "details"),
    ],
)
def test_a_row_that_is_altered_after_is_found_r17(plan, cast, table, name):
    a_delivered_report(plan, cast, results=named("Cambió"))
    erased(covered(plan, cast), cast)
    row = next(each for each in table.select() if MARK in str(getattr(each, name)))
    value = published(getattr(row, name))
    if name == "details":
        value["reason"] = "Otra cosa."
    else:
        value = value.replace(MARK, "Fulano de Tal")
    put(row, **{name: value})
    assert verifying.examine().faults


@pytest.mark.parametrize("what", ["altered", "further", "missing"])
def test_digests_that_are_altered_after_are_a_fault_r17(plan, cast, what):
    correction, edition = erased(covered(plan, cast), cast), plan.current_edition
    digests = dict(correction.before["digests"])
    if what == "missing":
        del digests[name_of(edition)]
    elif what == "further":
        digests["event:1"] = "0" * 64
    else:
        put(edition, title="Otro título")
        altered = canonical(published(content_of(edition.fresh())))
        digests[name_of(edition)] = hashlib.sha256(altered.encode()).hexdigest()
    put(correction, before={"digests": digests})
    faults = [str(each) for each in verifying.examine().faults]
    assert any(f"Correction {correction.id} " in each for each in faults)


def test_of_a_text_that_is_not_shown_only_who_moderates_learns_what_it_says_r13(open_plan, cast):
    withheld = filed(open_plan, f"Lo dijo {NAME} en mi casa.").comment
    cover = covered(open_plan, cast)
    assert erasing.reach(cover, reader=cast.elena_editor).observations == []
    assert erasing.reach(cover, reader=cast.mario_moderator).observations == [
        withheld.filing_number
    ]
