"""No digest that stays public tells whether a guess of what was suppressed is right (R13).

What anyone reads is all of a document but the suppressed words. If its digest were of those alone,
whoever tries every telephone, or every name of a town, would know when they have the right one.
"""

import hashlib
import json
from typing import Any

import pytest

from tests.canaries import NAME, a_plan_that_names, covered, named
from tests.cast import AFTER_CLOSE, Cast, a_cast, an_announced_plan, filed, later, shown
from tests.worlds import a_delivered_report, answered
from webapp.documents.case_file.log import entries
from webapp.figures import response_report
from webapp.models import Comment, Correction, Event, Meeting, Report, canonical
from webapp.models.base import digest, without_salt
from webapp.models.edition_content import given_content_of
from webapp.text import markup
from webapp.text.redaction import MARKS, RedactionKind
from webapp.vocabulary import Ground
from webapp.workflow import answering, moderating, verifying
from webapp.workflow.moderating import everywhere

PHONE = "316 555 0177"
MARK = MARKS[RedactionKind.NAME]


@pytest.fixture
def cast(database) -> Cast:
    return a_cast()


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _a_report_from_which_a_telephone_was_taken(cast: Cast) -> Comment:
    plan = an_announced_plan(cast)
    comment = shown(filed(plan, f"Llámenme al {PHONE}.").comment, cast)
    answered(comment, cast)
    answering.publish_report(plan, by=cast.alba_approver, at=AFTER_CLOSE)
    at = later(AFTER_CLOSE, hours=1)
    moderating.redact(
        comment.fresh(),
        everywhere(comment, PHONE, RedactionKind.PHONE),
        ground=Ground.PERSONAL_DATA,
        version=comment.fresh().version,
        by=cast.mario_moderator,
        at=at,
    )
    return comment.fresh()


def test_the_digest_of_a_former_report_confirms_no_guess_of_what_was_suppressed_r13(cast):
    comment = _a_report_from_which_a_telephone_was_taken(cast)
    now, former = Report.of(comment.consultation)
    found = response_report.content(comment.plan, comment.consultation)
    lines = b"".join(found.lines()).decode()
    header = found.header
    # What changed since, as the list of reports and the public log tell it.
    then: dict[str, Any] = {
        **header,
        "report": {
            **header["report"],
            "number": 1,
            "frozen_at": response_report.instant(former.frozen_at),
            "why": None,
            "about": "",
        },
        "cut": {**header["cut"], "log_size": Report.get_by_id(former.id).log_size},
    }
    row = lines.splitlines()[1].replace(MARKS[RedactionKind.PHONE], PHONE)
    shown_then = row.replace('"publication":"redacted"', '"publication":"shown"')
    guessed = shown_then.replace('"ground":"personal_data"', '"ground":null')
    assert _sha256(f"{canonical(then)}\n{guessed}\n") != former.digest
    assert now.digest == _sha256(lines)
    verifying.verify()


def test_the_digest_of_an_internal_report_confirms_no_guess_of_what_was_covered_r13(cast):
    plan = a_plan_that_names(cast)
    report = a_delivered_report(plan, cast, lessons=named("Lecciones"))
    covered(plan, cast)
    given = report.fresh().shown_snapshot
    assert MARK in given
    assert _sha256(given.replace(MARK, NAME)) != report.digest
    verifying.verify()


def test_the_digest_of_an_edition_confirms_no_guess_of_what_was_covered_r13(cast):
    plan = a_plan_that_names(cast)
    covered(plan, cast)
    for edition in plan.fresh().published_editions:
        given = canonical(given_content_of(edition))
        assert MARK in given
        assert _sha256(given.replace(MARK, NAME)) != edition.digest
    verifying.verify()


def test_what_the_public_log_tells_of_an_edition_confirms_no_guess_r13(cast):
    plan = a_plan_that_names(cast)
    covered(plan, cast)
    told = "".join(each.content for each in entries(plan, Event.head(), str, whole=False))
    edition = plan.fresh().current_edition
    guessed = markup.to_html(edition.summary.replace(MARK, NAME))
    assert digest(guessed) not in told


def _with_the_name(value: Any) -> Any:
    return json.loads(json.dumps(value, default=str, ensure_ascii=False).replace(MARK, NAME))


def test_the_seals_of_the_log_as_the_desk_reads_it_confirm_no_guess_r13(cast):
    plan = a_plan_that_names(cast)
    covered(plan, cast)
    told = [each for each in Event.select() if each.given() != each.details]
    assert {"meeting.saved", "answer.submitted", "correction.proposed"} <= {
        each.verb for each in told
    }
    for event in told:
        seal, event.details = event.seal, _with_the_name(event.given())
        assert event.computed_seal() != seal, event.verb
    meeting = Meeting.get()
    assert digest(meeting.minutes.replace(MARK, NAME)) not in str([each.given() for each in told])
    verifying.verify()


def test_the_digests_of_corrections_confirm_no_guess_r13(cast):
    plan = a_plan_that_names(cast)
    cover = covered(plan, cast)
    noted = {each.details["digest"] for each in Event.select() if "digest" in each.details}
    for correction in (cover, *Correction.public(plan)):
        for made in (correction.proposal(), correction.decision()):
            assert digest(made) in noted
            of_it = made.get("proposal", made)
            of_it["details"] = without_salt(of_it["details"])
            assert digest(made) not in noted
