"""Recomputing what the record claims: the event chain, and that editions, answers, observations,
their numbering, their totals and the reports on them are what it says."""

import hashlib
import json
from collections.abc import Iterator

from peewee import JOIN, fn

from webapp import redaction
from webapp.messages import N_
from webapp.models import (
    GENESIS,
    Answer,
    Comment,
    Edition,
    Event,
    FilingSequence,
    InternalReport,
    Publicity,
    Report,
    canonical,
)
from webapp.redaction import RedactionKind, Span
from webapp.vocabulary import AnswerState, Publication
from webapp.workflow import indexing, internal_reporting, publicising, reporting, tallying
from webapp.workflow.record import name_of
from webapp.workflow.refusals import Refused

SUBSTANCE = ("decision", "text", "reason", "cites", "responsible_area")
"""What an answer says; who holds it changes on its way."""


class Fault(Refused):
    """The record is not what it claims to be."""


def verify(checkpoint: tuple[int, str] | None = None) -> dict[str, int]:
    """Recompute everything; give how many of each were sound.

    `checkpoint` is a size and head of the log noted earlier, as a receipt has them: the log must
    still pass through it. Raises Fault at the first fault.
    """
    return {
        "events": _chain(checkpoint),
        "editions": _editions(),
        "answers": _answers(),
        "comments": _comments(),
        "totals": tallying.compare(),
        "search": indexing.compare(),
        "reports": _reports(),
        "internal_reports": _internal_reports(),
        "publicity": _publicity(),
    }


def read_checkpoint(text: str) -> tuple[int, str]:
    """A size and a head of the log, from the JSON that the public record serves.

    Raises ValueError when it is something else.
    """
    try:
        noted = json.loads(text)
        return int(noted["size"]), str(noted["head"])
    except (ValueError, KeyError, TypeError):
        raise ValueError("the checkpoint is not a JSON object with `size` and `head`") from None


def _chain(checkpoint: tuple[int, str] | None) -> int:
    previous, count = GENESIS, 0
    for count, event in enumerate(Event.select().order_by(Event.position).iterator(), start=1):
        if (
            event.position != count
            or event.previous != previous
            or event.seal != event.computed_seal()
        ):
            raise Fault(N_("The log is broken at entry %(position)s."), position=count)
        if checkpoint and checkpoint[0] == count and checkpoint[1] != event.seal:
            raise Fault(N_("The log does not pass through the checkpoint %(size)s."), size=count)
        previous = event.seal
    if checkpoint and checkpoint[0] > count:
        raise Fault(N_("The log is shorter than the checkpoint %(size)s."), size=checkpoint[0])
    return count


def _editions() -> int:
    published = Edition.select().where(Edition.published_at.is_null(False))
    for edition in published:
        computed = edition.computed_digest()
        if edition.digest != computed or _noted(edition) != computed:
            raise Fault(
                N_("Edition %(number)s of %(plan)s is not what was published."),
                number=edition.number,
                plan=edition.plan.slug,
            )
    return len(published)


def _noted(edition: Edition) -> str | None:
    """The digest that the log noted when an edition was published."""
    event = Event.get_or_none(Event.subject == name_of(edition), Event.verb == "edition.published")
    return event.details["digest"] if event else None


def _answers() -> int:
    count = 0
    published = Answer.select(Answer, Comment).join(Comment)
    for answer in published.where(Answer.state == AnswerState.PUBLISHED).iterator():
        count += 1
        number = answer.comment.filing_number
        submitted = (
            Event.select()
            .where(Event.subject == f"comment:{number}", Event.verb == "answer.submitted")
            .order_by(Event.position.desc())
            .first()
        )
        noted = submitted.details["after"] if submitted else {}
        if any(noted.get(field) != getattr(answer, field) for field in SUBSTANCE):
            raise Fault(N_("The answer to %(number)s is not what was approved."), number=number)
    return count


def _comments() -> int:
    count = 0
    for expected, comment in _numbered():
        count += 1
        if comment is None or comment.filing_number.rpartition("-")[2] != f"{expected:06d}":
            raise Fault(N_("The filing number %(number)s is missing."), number=expected)
        content = hashlib.sha256(canonical(comment.filed_content()).encode()).hexdigest()
        if content != comment.content_digest or not _is_as_noted(comment):
            raise Fault(
                N_("Observation %(number)s is not what was filed."), number=comment.filing_number
            )
        if (comment.public_body, comment.public_proposed_text) != _to_be_shown(comment):
            raise Fault(
                N_("What is shown of %(number)s is not what was filed."),
                number=comment.filing_number,
            )
    filed = Event.select().where(Event.verb == "comment.filed").count()
    if filed > count:
        raise Fault(N_("The log noted %(filed)s observations: some are missing."), filed=filed)
    return count


def _reports() -> int:
    """Every report as the log noted it, and what the one that stands of each round says: earlier
    ones showed what is no longer shown."""
    kept = list(Report.select().order_by(Report.id))
    frozen = Event.select().where(Event.verb == "report.frozen").count()
    if frozen != len(kept):
        raise Fault(N_("The log noted %(frozen)s reports: some are missing."), frozen=frozen)
    later = Report.alias()
    newer = later.select().where(
        later.consultation == Report.consultation, later.number > Report.number
    )
    standing = {each.id for each in Report.select(Report.id).where(~fn.EXISTS(newer))}
    for report in kept:
        sound = reporting.is_as_noted(report)
        if not sound or (report.id in standing and not reporting.is_sound(report)):
            raise Fault(
                N_("Report %(number)s of round %(round)s of %(plan)s is not what was frozen."),
                number=report.number,
                round=report.consultation.number,
                plan=report.consultation.plan.slug,
            )
    return len(standing)


def _internal_reports() -> int:
    """Every delivered report: numbered without gaps, each what its digest and the log say."""
    count = 0
    for report in reversed(list(InternalReport.delivered())):
        count += 1
        computed = internal_reporting.digest_of(report.snapshot)
        event = Event.get_or_none(
            Event.subject == name_of(report), Event.verb == "internal_report.delivered"
        )
        noted = event.details["digest"] if event else None
        if report.number != count or report.digest != computed or noted != computed:
            raise Fault(N_("Internal report %(number)s is not what was delivered."), number=count)
    delivered = Event.select().where(Event.verb == "internal_report.delivered").count()
    if delivered > count:
        raise Fault(N_("Internal report %(number)s is not what was delivered."), number=count + 1)
    return count


def _publicity() -> int:
    """Everything noted of how consultations were made known, with the files of its evidence."""
    rows = list(Publicity.select().order_by(Publicity.id))
    for publicity in rows:
        if not publicising.is_as_noted(publicity):
            raise Fault(N_("What was noted on publicity is not what the log says."))
    noted, removed = (
        Event.select().where(Event.verb == verb).count()
        for verb in ("publicity.noted", "publicity.removed")
    )
    if noted - removed != len(rows):
        raise Fault(N_("What was noted on publicity is not what the log says."))
    return len(rows)


def _is_as_noted(comment: Comment) -> bool:
    """Whether the log says the same of what was filed."""
    entry = getattr(comment, "entry", None)
    return (
        entry is not None
        and entry.subject == f"comment:{comment.filing_number}"
        and entry.details.get("content") == comment.content_digest
        and entry.seal == comment.log_head
    )


def _to_be_shown(comment: Comment) -> tuple[str, str]:
    """The texts that the public may read, made again from what was filed."""
    if comment.publication is Publication.SHOWN:
        return comment.body, comment.proposed_text
    if comment.publication is Publication.REDACTED:
        spans: dict[str, list[Span]] = {"body": [], "proposed_text": []}
        for each in comment.redactions:
            kind = RedactionKind(each["kind"])
            spans[each["field"]].append(Span(each["start"], each["end"], kind))
        return (
            redaction.apply(comment.body, spans["body"]),
            redaction.apply(comment.proposed_text, spans["proposed_text"]),
        )
    return "", ""


def _numbered() -> Iterator[tuple[int, Comment | None]]:
    for sequence in FilingSequence.select().order_by(FilingSequence.year):
        filed = (
            Comment.select(Comment, Event)
            .join(Event, JOIN.LEFT_OUTER, on=(Event.position == Comment.log_size), attr="entry")
            .where(Comment.filing_number.contains(f"-{sequence.year}-"))
            .order_by(Comment.id)
            .iterator()
        )
        for expected in range(1, sequence.last + 1):
            yield expected, next(iter(filed), None)
