"""The report of observations and answers: a draft until R10 is met, then frozen with its digest."""

import hashlib
import json
from datetime import date, datetime

import pytest
from peewee import Database

from tests.cast import (
    AFTER_CLOSE,
    CLOSES_AT,
    Cast,
    a_cast,
    an_announced_plan,
    filed,
    later,
    received,
    shown,
    wording,
)
from tests.worlds import adjusted, an_adjusted_plan, answered
from webapp.figures import response_report
from webapp.models import Comment, Entity, Event, Plan, Report, ReportFile
from webapp.queries import report_matrix
from webapp.vocabulary import (
    AuthorKind,
    BulkVerb,
    Channel,
    Decision,
    Ground,
    Origin,
    PlanField,
    Renewal,
    RoundScope,
)
from webapp.workflow import (
    adjusting,
    announcing,
    answering,
    bulk,
    bulk_acts,
    moderating,
    publishing,
    reporting,
    verifying,
)
from webapp.workflow.announcing import WindowDays
from webapp.workflow.commenting import Filing

LATER = later(AFTER_CLOSE, days=1)


@pytest.fixture
def cast(database: Database) -> Cast:
    return a_cast()


def report_of(plan: Plan) -> response_report.ResponseReport:
    plan = plan.fresh()
    return response_report.content(plan, plan.announced_round)


def numbers(plan: Plan) -> list[tuple[int, Renewal | None, str]]:
    found = Report.of(plan.fresh().announced_round)
    return [(each.number, each.why, each.about) for each in reversed(found)]


def a_late_one(plan: Plan, cast: Cast, *, at=AFTER_CLOSE) -> Comment:
    return received(
        Filing(body="Llegué tarde."),
        plan=plan.fresh(),
        action=None,
        submission_id="",
        channel=Channel.FRONT_DESK,
        received_at=CLOSES_AT,
        by=cast.mario_moderator,
        at=at,
    ).comment


def rows_of(plan: Plan) -> dict[str, dict]:
    _, *rows = [json.loads(line) for line in report_of(plan).lines()]
    return {row["filing_number"]: row for row in rows}


def withheld(comment: Comment, cast: Cast) -> None:
    comment = comment.fresh()
    moderating.withhold(
        comment,
        ground=Ground.PERSONAL_DATA,
        note="",
        version=comment.version,
        by=cast.mario_moderator,
        at=LATER,
    )


def test_a_draft_shows_no_answer_that_is_not_out_r6(cast):
    plan = an_announced_plan(cast)
    comment = shown(filed(plan).comment, cast)
    answered(comment, cast, text="Esto aún no sale.")
    report = report_of(plan)
    assert report.is_draft
    assert not report.digest
    assert b"no sale" not in b"".join(report.lines())
    assert rows_of(plan)[comment.filing_number]["answer"] is None
    assert report.header["results"]["unanswered"] == 1


def test_publishing_the_edition_freezes_the_report_with_its_digest_r10(cast):
    plan = an_adjusted_plan(cast)
    report = report_of(plan)
    assert not report.is_draft
    assert numbers(plan) == [(1, None, "")]
    assert hashlib.sha256(b"".join(report.lines())).hexdigest() == report.digest
    (row,) = rows_of(plan).values()
    assert [(each["field"], each["after"]) for each in row["changes"]] == [
        ("improvement", "Construir un buzón de recolección."),
        ("term_months", "6"),
    ]
    event = Event.get(Event.verb == "report.frozen")
    assert event.details["digest"] == report.digest


def test_publishing_the_answers_freezes_it_when_nothing_else_is_missing_r10(cast):
    plan = an_announced_plan(cast)
    answered(shown(filed(plan).comment, cast), cast)
    answering.publish_report(plan, by=cast.alba_approver, at=AFTER_CLOSE)
    assert numbers(plan) == [(1, None, "")]
    assert verifying.verify()["reports"] == 1


def test_answers_that_promise_a_change_leave_it_a_draft_r8_r10(cast):
    plan = an_announced_plan(cast)
    comment = shown(filed(plan).comment, cast)
    answered(comment, cast, Decision.INCORPORATED)
    by, at = cast.elena_editor, AFTER_CLOSE
    adjusting.start_edition(plan, by=by, at=at)
    why = adjusting.Why(
        origin=Origin.OBSERVATIONS, reason="Lo pidieron en la plaza.", comments=[comment]
    )
    adjusting.reword(wording(plan, "1.1"), {PlanField.TERM_MONTHS: 9}, why, version=1, by=by, at=at)
    answering.publish_report(plan, by=cast.alba_approver, at=AFTER_CLOSE)
    assert report_of(plan).is_draft


def test_the_edition_after_the_answers_makes_it_again_and_says_why(cast):
    plan = an_announced_plan(cast)
    comment = shown(filed(plan).comment, cast)
    answered(comment, cast)
    answering.publish_report(plan, by=cast.alba_approver, at=AFTER_CLOSE)
    by, at = cast.elena_editor, LATER
    adjusting.start_edition(plan.fresh(), by=by, at=at)
    why = adjusting.Why(
        origin=Origin.OBSERVATIONS, reason="Sí, lo decidió la Mesa.", comments=[comment]
    )
    adjusting.reword(wording(plan, "1.1"), {PlanField.TERM_MONTHS: 9}, why, version=1, by=by, at=at)
    publishing.publish_edition(plan.fresh(), by=by, at=at)
    assert numbers(plan) == [(1, None, ""), (2, Renewal.EDITION, "")]
    assert verifying.verify()["reports"] == 1


def test_an_adjusted_edition_on_its_way_keeps_it_a_draft(cast):
    plan = an_announced_plan(cast)
    answered(shown(filed(plan).comment, cast), cast)
    adjusting.start_edition(plan, by=cast.elena_editor, at=AFTER_CLOSE)
    answering.publish_report(plan, by=cast.alba_approver, at=AFTER_CLOSE)
    assert report_of(plan).is_draft


def test_withholding_a_text_makes_a_new_report_without_it_and_drops_the_files_r3(cast):
    plan = an_adjusted_plan(cast)
    first = Report.newest(plan.announced_round)
    reporting.keep(first, "pdf", b"Pongan un buz\xc3\xb3n.", at=LATER)
    comment = Comment.get()
    withheld(comment, cast)
    assert numbers(plan) == [(1, None, ""), (2, Renewal.MODERATION, comment.filing_number)]
    assert not ReportFile.select().exists()
    lines = b"".join(report_of(plan).lines())
    assert "Pongan un buzón".encode() not in lines
    assert verifying.verify()["reports"] == 1
    assert first.fresh().digest == first.digest
    with pytest.raises(response_report.Superseded):
        reporting.keep(first, "pdf", b"x", at=LATER)


def test_what_is_read_of_a_report_stops_when_another_takes_its_place(cast):
    plan = an_adjusted_plan(cast)
    report = report_of(plan)
    withheld(Comment.get(), cast)
    with pytest.raises(response_report.Superseded):
        list(report.lines())


def test_what_comes_later_is_in_no_frozen_report_until_it_is_answered_r5(cast):
    plan = an_adjusted_plan(cast)
    digest = report_of(plan).digest
    late = shown(a_late_one(plan, cast), cast, AFTER_CLOSE)
    assert late.filing_number not in rows_of(plan)
    assert report_of(plan).digest == digest
    assert verifying.verify()["reports"] == 1

    answer = answered(late, cast, Decision.OUT_OF_SCOPE)
    assert numbers(plan) == [(1, None, "")]
    answering.publish(answer, version=answer.version, by=cast.alba_approver, at=AFTER_CLOSE)
    assert numbers(plan)[-1] == (2, Renewal.ANSWER, late.filing_number)
    row = rows_of(plan)[late.filing_number]
    assert row["late"]
    assert row["answer"]["decision"] == "out_of_scope"
    results = report_of(plan).header["results"]
    assert (results["observations"], results["late"], results["answered"]) == (1, 1, 1)


def test_a_late_one_is_in_the_annex_and_its_later_answer_is_not_there_yet(cast):
    plan = an_announced_plan(cast)
    comment = shown(filed(plan).comment, cast)
    late = shown(a_late_one(plan, cast), cast, AFTER_CLOSE)
    adjusted(plan, cast, [comment], {"1.1": {PlanField.TERM_MONTHS: 9}})
    report = report_of(plan)
    assert [row.comment.filing_number for row in report.annex()] == [late.filing_number]
    answer = answered(late, cast)
    before = b"".join(report.lines())
    answering.publish(answer, version=answer.version, by=cast.alba_approver, at=AFTER_CLOSE)
    assert b"".join(response_report._lines(report.header, iter([]))) in before
    assert not any(row.published for row in report_matrix.page(
        report.rounds, report.cut, late=True, after=0, limit=5))  # fmt: skip


def test_showing_many_at_once_and_undoing_it_makes_it_again_once_each_r16(cast):
    plan = an_announced_plan(cast)
    comment = shown(filed(plan).comment, cast)
    late = [a_late_one(plan, cast) for _ in range(3)]
    adjusted(plan, cast, [comment], {"1.1": {PlanField.TERM_MONTHS: 9}})
    stamps = bulk.stamps(late)
    listed = [bulk.Listed(each.filing_number, stamps[each.id]) for each in late]
    act = bulk_acts.show(listed, plan=plan, by=cast.mario_moderator, at=LATER)
    about = ", ".join(each.filing_number for each in late)
    assert numbers(plan)[1:] == [(2, Renewal.MODERATION, about)]
    assert act.verb is BulkVerb.SHOWN
    bulk.undo(act, by=cast.mario_moderator, at=LATER)
    assert numbers(plan)[2:] == [(3, Renewal.MODERATION, about)]
    assert verifying.verify()["reports"] == 1


def test_renaming_the_entity_changes_no_frozen_report(cast):
    plan = an_adjusted_plan(cast)
    before = b"".join(report_of(plan).lines())
    Entity.update(name="Otro nombre", timezone="America/Lima").execute()
    assert b"".join(report_of(plan).lines()) == before


def test_no_name_reaches_the_report_r13(cast):
    plan = an_announced_plan(cast)
    shown(filed(plan, name="Pepa Peralta", email="pepa@example.com", author_kind=AuthorKind.PERSON,
                publish_name=True, consent=True).comment, cast)  # fmt: skip
    lines = b"".join(report_of(plan).lines())
    assert b"Pepa" not in lines
    assert b"pepa@" not in lines


@pytest.mark.parametrize("column", ["header", "digest"])
def test_verify_finds_a_report_that_was_altered(cast, column):
    an_adjusted_plan(cast)
    report = Report.get()
    altered = {
        "header": {**report.header, "summary": "Otra cosa."},
        "digest": "0" * 64,
    }
    Report.update({column: altered[column]}).execute()
    with pytest.raises(verifying.Unsound, match="is not what was frozen"):
        verifying.verify()


def test_the_whole_of_one_round_is_its_report(cast):
    plan = an_adjusted_plan(cast)
    assert response_report.content(plan.fresh()).digest == report_of(plan).digest


def test_each_round_has_its_report_and_the_whole_names_them(cast):
    plan = an_adjusted_plan(cast)
    first = report_of(plan)
    window = WindowDays(first_day=date(2026, 4, 6), last_day=date(2026, 4, 20))
    announcing.announce_round(plan, window, scope=RoundScope.WHOLE, by=cast.elena_editor, at=LATER)
    filed(plan.fresh(), "Otra vez.", at=datetime(2026, 4, 7, 15, 0))
    plan = plan.fresh()
    one, two = plan.announced_rounds
    assert response_report.content(plan, one).digest == first.digest
    assert response_report.content(plan, two).is_draft
    whole = response_report.content(plan)
    assert whole.is_draft
    assert [each["report"] and each["report"]["digest"] for each in whole.header["rounds"]] == [
        first.digest,
        None,
    ]
    assert [row.round for row in whole.matrix()] == [1, 2]
    assert whole.header["results"]["observations"] == whole.size == 2
    assert verifying.verify()["reports"] == 1


@pytest.mark.parametrize(
    "alter",
    [
        lambda: (ReportFile.delete().execute(), Report.delete().execute()),
        lambda: ReportFile.update(content=b"another file").execute(),
        lambda: Report.update(frozen_at=CLOSES_AT).execute(),
        lambda: Report.update(about="CMC-2026-000001").execute(),
        lambda: Report.update(number=7).execute(),
    ],
)
def test_a_report_cannot_be_altered_or_taken_away_unseen_r17(cast, alter):
    an_adjusted_plan(cast)
    reporting.keep(Report.get(), "pdf", b"%PDF", at=LATER)
    assert verifying.verify()["reports"] == 1
    alter()
    with pytest.raises(verifying.Unsound):
        verifying.verify()
