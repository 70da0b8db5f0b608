"""Freezing the report of observations and answers, and making it again when what it shows does."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime

from webapp.figures import response_report
from webapp.models import Answer, Comment, Consultation, Event, Plan, Report, ReportFile
from webapp.models.base import tuples
from webapp.models.event import name_of
from webapp.queries import disclosure
from webapp.storage.db import transaction
from webapp.values.clock import instant
from webapp.vocabulary import AnswerState, Renewal
from webapp.vocabulary.verbs import Verb
from webapp.workflow.acts import Actor, record


def freeze(
    consultation: Consultation,
    *,
    by: Actor,
    at: datetime,
    why: Renewal | None = None,
    about: Sequence[str] = (),
) -> Report:
    """Freeze the report of a round with its digest, under the next number.

    `why` says in public why it was made again, `about` names the observations of the reason by
    filing number. Part of a larger act: call it inside its transaction.
    """
    consultation = consultation.fresh()
    plan = consultation.plan
    earlier = Report.of(consultation)
    number = earlier[0].number + 1 if earlier else 1
    header = response_report.compose(
        plan,
        consultation,
        number=number,
        at=at,
        why=why if earlier else None,
        about=", ".join(about),
        drawn=None if earlier else disclosure.draw(consultation),
    )
    report = Report.create(
        consultation=consultation,
        number=number,
        frozen_at=at,
        header=header,
        digest=response_report.computed_digest(header, consultation),
        why=why if earlier else None,
        about=", ".join(about),
    )
    # What was made of an earlier one may show what must no longer be shown.
    ReportFile.delete().where(ReportFile.report.in_([each.id for each in earlier])).execute()
    record(
        Verb.REPORT_FROZEN,
        report,
        by=by,
        at=at,
        plan=plan,
        number=number,
        digest=report.digest,
        why=report.why,
        about=report.about,
    )
    return report


def renew(
    comments: Iterable[Comment], *, why: Renewal = Renewal.MODERATION, by: Actor, at: datetime
) -> None:
    """Make anew each frozen report that has one of some observations: something else is shown of it
    now, or it counts no more. Part of a larger act."""
    by_round: dict[int, list[Comment]] = {}
    for comment in comments:
        by_round.setdefault(comment.consultation_id, []).append(comment)
    for some in by_round.values():
        report = Report.newest(some[0].consultation)
        within = [each.filing_number for each in some if _is_in(report, each)]
        if within:
            freeze(some[0].consultation, by=by, at=at, why=why, about=sorted(within))


def _is_in(report: Report | None, comment: Comment) -> bool:
    return report is not None and comment.log_size <= report.log_size


def answered(answers: Iterable[Answer], *, by: Actor, at: datetime) -> None:
    """Make anew the frozen report of each round of which more answers are out and none in term is
    missing: an addendum when one was registered after the report. Part of a larger act."""
    rounds = {each.comment.consultation_id: each.comment.consultation for each in answers}
    for consultation in rounds.values():
        report = Report.newest(consultation)
        if report and not _waits(consultation):
            new = _answered_since(report)
            why = Renewal.ADDENDUM if any(each.is_belated for each in new) else Renewal.ANSWER
            about = [each.filing_number for each in new]
            freeze(consultation, by=by, at=at, why=why, about=about)


def _answered_since(report: Report) -> list[Comment]:
    """The observations of a report's round whose answer went out after it."""
    consultation = report.consultation
    acts = Event.select(Event.subject).where(
        Event.plan == consultation.plan_id,
        Event.verb == Verb.ANSWER_PUBLISHED,
        Event.position > report.log_size,
    )
    numbers = [subject.partition(":")[2] for (subject,) in tuples(acts)]
    out = Comment.select().where(
        Comment.consultation == consultation, Comment.filing_number.in_(numbers)
    )
    return list(out.order_by(Comment.id))


def corrected(answer: Answer, *, by: Actor, at: datetime) -> None:
    """Make anew the frozen report of a round when an answer in it was corrected. Part of a larger
    act."""
    comment = answer.comment
    if Report.newest(comment.consultation):
        about = [comment.filing_number]
        freeze(comment.consultation, by=by, at=at, why=Renewal.CORRECTION, about=about)


def covered(*, why: Renewal = Renewal.COVER, by: Actor, at: datetime) -> None:
    """Make anew each frozen report in which something has just been covered, or is read again.
    Part of a larger act."""
    for each in Report.standing():
        if each.digest != response_report.computed_digest(each.header, each.consultation):
            freeze(each.consultation, by=by, at=at, why=why)


def documents_replaced(plan: Plan, *, by: Actor, at: datetime) -> None:
    """Make anew each frozen report of a plan that names a file which is no longer given. Part of a
    larger act."""
    given = response_report.documents_of(plan)
    for each in Report.standing():
        if each.consultation.plan_id == plan.id and each.header["documents"] != given:
            freeze(each.consultation, by=by, at=at, why=Renewal.CLEAN_COPY)


def _waits(consultation: Consultation) -> bool:
    published = Answer.select(Answer.comment).where(Answer.state == AnswerState.PUBLISHED)
    return (
        Comment.select()
        .where(
            Comment.consultation == consultation, Comment.in_term(), Comment.id.not_in(published)
        )
        .exists()
    )


def keep(report: Report, form: str, content: bytes, *, at: datetime) -> ReportFile:
    """Save a file made of a frozen report; when another was saved first, give that one.

    Raises Superseded when another report has taken its place.
    """
    with transaction():
        newest = Report.newest(report.consultation)
        if newest is None or newest.id != report.id:
            raise response_report.Superseded
        file: ReportFile
        file, _ = ReportFile.get_or_create(
            report=report,
            form=form,
            defaults={
                "sha256": hashlib.sha256(content).hexdigest(),
                "size": len(content),
                "content": content,
                "made_at": at,
            },
        )
        return file


def is_as_noted(report: Report) -> bool:
    """Whether the log has a report as its own row has it; earlier ones too."""
    event = Event.get_or_none(Event.subject == name_of(report), Event.verb == Verb.REPORT_FROZEN)
    noted = event.details if event else {}
    fields = ("number", "digest", "why", "about")
    return all(noted.get(name, "") == getattr(report, name) for name in fields)


def is_sound(report: Report) -> bool:
    """Whether a report that stands, with the files made of it, is what was frozen."""
    facts = {
        "number": report.number,
        "frozen_at": instant(report.frozen_at),
        "why": report.why,
        "about": report.about,
    }
    return (
        {**report.header["report"], **facts} == report.header["report"]
        and report.digest == response_report.computed_digest(report.header, report.consultation)
        and all(
            hashlib.sha256(bytes(each.content)).hexdigest() == each.sha256 for each in report.files
        )
    )
