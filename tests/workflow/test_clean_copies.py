"""Clean copies in the place of published documents; what was there is sealed, or erased
(R1, R11, R17, R21)."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from tests.canaries import (
    CLEAN,
    IN_THE_FILE,
    NAME,
    REASON,
    a_copy_proposed,
    a_plan_that_names,
    replaced,
)
from tests.cast import AFTER_CLOSE, a_cast, a_draft, later
from webapp.models import (
    Correction,
    Document,
    DocumentContent,
    Event,
    Plan,
    ProposedFile,
    Report,
    SealedFile,
)
from webapp.storage.db import db
from webapp.text.covered import published
from webapp.text.redaction import RedactionKind
from webapp.vocabulary import CorrectionState, CoverGround, Renewal
from webapp.workflow import clean_copies, correcting, verifying
from webapp.workflow.refusals import Invalid, NotAllowed, WrongState

SOON = later(AFTER_CLOSE, hours=4)
NAMES = RedactionKind.NAME
OTHER = replace(CLEAN, filename="otra.pdf", content=b"%PDF-1.4 otra")


@pytest.fixture
def cast(database):
    return a_cast()


@pytest.fixture
def plan(cast) -> Plan:
    return a_plan_that_names(cast)


@pytest.fixture
def document(plan) -> Document:
    return Document.listed(plan)[-1]


def given(document: Document) -> bytes:
    """The bytes that everyone gets."""
    return bytes(DocumentContent.get(DocumentContent.document == document).content)


def sealed() -> list[bytes]:
    return [bytes(each.content) for each in SealedFile.select().order_by(SealedFile.id)]


def test_a_clean_copy_is_given_and_the_old_file_is_sealed_with_its_digest_told_r21(cast, document):
    old, digest = given(document), document.sha256
    correction = replaced(document, cast)
    document = document.fresh()
    assert given(document) == CLEAN.content
    assert document.file == CLEAN.facts
    assert document.replaced_at == correction.decided_at
    assert sealed() == [old]
    assert correction.before["file"]["sha256"] == digest == hashlib.sha256(old).hexdigest()
    assert verifying.examine().faults == []


def test_a_copy_that_is_only_proposed_is_given_to_nobody_r21(cast, document):
    old = given(document)
    a_copy_proposed(document, cast)
    assert given(document) == old
    assert document.fresh().file == document.file
    assert verifying.examine().faults == []


def test_whoever_proposes_a_copy_does_not_approve_it_r11(cast, document):
    correction = a_copy_proposed(document, cast)
    with pytest.raises(NotAllowed):
        correcting.approve(correction, version=1, by=cast.mario_moderator, at=SOON)


def test_a_copy_that_was_not_approved_or_taken_back_is_not_kept(cast, document):
    by = cast.alba_approver
    correcting.reject(a_copy_proposed(document, cast), note="No.", version=1, by=by, at=SOON)
    mine = a_copy_proposed(document, cast)
    correcting.take_back(mine, version=1, by=cast.mario_moderator, at=SOON)
    assert ProposedFile.select().count() == 0
    assert verifying.examine().faults == []


def test_the_name_of_the_old_file_is_covered_in_the_log_too_r21(cast, document):
    name = document.filename
    correction = replaced(document, cast, covers_name=True)
    (added,) = Event.select().where(
        Event.verb == "document.added", Event.subject == correction.subject
    )
    assert added.details["filename"] == "[nombre suprimido].pdf"
    assert NAME not in correction.fresh().before["file"]["filename"]
    assert published(added.details["filename"]) == name
    assert verifying.examine().faults == []


def test_the_copy_of_a_file_whose_name_is_covered_has_another_name(cast, document):
    same = replace(CLEAN, filename=document.filename)
    with pytest.raises(Invalid) as refused:
        a_copy_proposed(document, cast, same, covers_name=True)
    assert "file" in refused.value.faults


def test_an_order_to_erase_leaves_no_bytes_and_the_digest_r21(cast, document):
    digest = document.sha256
    correction = replaced(document, cast, erases=True)
    assert sealed() == []
    assert correction.before["erased"] == [digest]
    findings = verifying.examine()
    assert findings.faults == []
    assert f"correction {correction.id}" in str(findings.notes)


def test_what_was_sealed_is_erased_by_a_later_order_without_a_copy_r21(cast, document):
    replaced(document, cast)
    document = document.fresh()
    correction = replaced(document, cast, None, erases=True)
    assert sealed() == []
    assert given(document) == CLEAN.content
    assert document.fresh().replaced_at == document.replaced_at
    assert len(correction.before["erased"]) == 1
    assert verifying.examine().faults == []


def test_a_second_copy_follows_the_first_and_both_stay_told(cast, document):
    old = given(document)
    replaced(document, cast)
    replaced(document.fresh(), cast, OTHER)
    assert sealed() == [old, CLEAN.content]
    assert given(document) == OTHER.content
    assert [each.details["given"] for each in Correction.clean_copies(document.plan)[document.id]]
    assert verifying.examine().faults == []


def test_the_bytes_are_in_no_row_of_the_database_once_they_are_erased_r13(cast, document):
    replaced(document, cast, erases=True)
    kept = [*DocumentContent.select(), *SealedFile.select(), *ProposedFile.select()]
    assert not [each for each in kept if IN_THE_FILE.encode() in bytes(each.content)]


def test_copies_follow_each_other_as_the_log_has_them_though_the_clock_went_back_r17(
    cast, document
):
    replaced(document, cast, erases=True)
    second = a_copy_proposed(document.fresh(), cast, OTHER)
    correcting.approve(second, version=1, by=cast.alba_approver, at=later(AFTER_CLOSE, minutes=1))
    assert sealed() == [CLEAN.content]
    assert verifying.examine().faults == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"file": None}, "file"),
        ({"file": None, "erases": True}, "file"),
        ({"file": replace(CLEAN, content=b"")}, "file"),
        ({"file": replace(CLEAN, content=b"no es un PDF")}, "file"),
        ({"order": "."}, "order"),
    ],
)
def test_a_clean_copy_needs_a_file_and_the_order(cast, document, changes, field):
    with pytest.raises(Invalid) as refused:
        a_copy_proposed(document, cast, **changes)
    assert field in refused.value.faults


def test_the_file_that_is_given_is_no_clean_copy_of_itself(cast, document):
    itself = replace(CLEAN, content=given(document))
    with pytest.raises(Invalid):
        a_copy_proposed(document, cast, itself)


def test_a_file_other_than_the_one_described_is_refused(cast, document, plan):
    details = clean_copies.details_of(
        document, CLEAN, given=document.sha256, data=NAMES, ground=CoverGround.RESERVED
    )
    with pytest.raises(WrongState):
        correcting.propose(
            clean_copies.CleanCopy.kind, document, plan=plan, reason=REASON, details=details,
            file=OTHER, by=cast.mario_moderator, at=SOON,
        )  # fmt: skip


def test_a_copy_of_a_file_that_was_replaced_meanwhile_is_refused_r12(cast, document):
    stale = clean_copies.details_of(
        document, OTHER, given=document.sha256, data=NAMES, ground=CoverGround.RESERVED
    )
    replaced(document, cast)
    with pytest.raises(WrongState):
        correcting.propose(
            clean_copies.CleanCopy.kind, document, plan=document.plan, reason=REASON,
            details=stale, file=OTHER, by=cast.mario_moderator, at=SOON,
        )  # fmt: skip


def test_a_document_of_a_draft_is_not_replaced_but_taken_out(cast):
    (document,) = Document.listed(a_draft(cast))
    with pytest.raises(WrongState):
        a_copy_proposed(document, cast)


def test_the_frozen_report_names_the_file_that_is_given(cast, plan, document):
    before = Report.newest(plan.consultation)
    replaced(document, cast)
    after = Report.newest(plan.consultation)
    assert (after.number, after.why) == (before.number + 1, Renewal.CLEAN_COPY)
    assert CLEAN.facts["sha256"] in [each["sha256"] for each in after.header["documents"]]
    assert verifying.examine().faults == []


ANOTHER_COPY = "UPDATE proposed_file SET content = (SELECT content FROM document_content LIMIT 1)"
TAMPERED = (
    "UPDATE document_content SET content = (SELECT content FROM sealed_file)",
    "UPDATE sealed_file SET content = (SELECT content FROM document_content LIMIT 1)",
    "DELETE FROM sealed_file",
    "UPDATE document SET filename = 'otro.pdf'",
    "UPDATE document SET replaced_at = NULL",
    "INSERT INTO proposed_file (correction_id, content)"
    " SELECT correction_id, content FROM sealed_file",
)


@pytest.mark.parametrize("statement", TAMPERED)
def test_what_was_done_to_files_behind_the_log_is_found_r17(cast, document, database, statement):
    replaced(document, cast)
    assert verifying.examine().faults == []
    database.execute_sql(statement)
    assert verifying.examine().faults


def test_a_proposed_copy_altered_before_it_is_approved_is_found_and_not_put_in_place_r17(
    cast, document, database
):
    correction = a_copy_proposed(document, cast)
    database.execute_sql(ANOTHER_COPY)
    assert verifying.examine().faults
    with pytest.raises(WrongState):
        correcting.approve(correction, version=1, by=cast.alba_approver, at=SOON)
    assert correction.fresh().state is CorrectionState.PROPOSED


@pytest.mark.parametrize("how", ["rejected", "taken back"])
def test_the_bytes_of_a_copy_that_was_not_approved_are_in_no_file_r13(sqlite, how):
    cast = a_cast()
    document = Document.listed(a_plan_that_names(cast))[-1]
    secret = b"Escolastica" * 3000
    file = replace(CLEAN, content=b"%PDF-1.4 " + secret)
    correction = a_copy_proposed(document, cast, file)
    assert files_with(secret[:11])
    if how == "rejected":
        by = cast.alba_approver
        correcting.reject(correction, note="Lo dice todavía.", version=1, by=by, at=SOON)
    else:
        correcting.take_back(correction, version=1, by=cast.mario_moderator, at=SOON)
    assert files_with(secret[:11]) == []


def files_with(words: bytes) -> list[str]:
    """The files of the database that hold some bytes."""
    folder = Path(db.obj.database).parent
    return [each.name for each in folder.iterdir() if words in each.read_bytes()]
