"""What observations and their answers are, compared with what the log noted of each."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from peewee import fn

from webapp.models import Comment, Event, FilingSequence
from webapp.models.base import digest, tuples
from webapp.text import redaction
from webapp.text.redaction import RedactionKind, Span
from webapp.vocabulary import AnswerState, Publication, Standing
from webapp.vocabulary.messages import N_
from webapp.vocabulary.verbs import Verb
from webapp.workflow.commenting import submitter_digest
from webapp.workflow.verifying.answers import of_answer
from webapp.workflow.verifying.findings import Checked, Fault
from webapp.workflow.verifying.histories import CommentRecord, History, HistoryEntry, batched
from webapp.workflow.verifying.legible import readable

_FORMERLY = 5
"""How many of the data older entries note: the salt, two names, e-mail and telephone."""


def comments() -> Iterator[Checked]:
    """Every observation and answer, as the log noted them: numbered without gaps, as they were
    filed, shown as was decided, by people whose data are theirs, answered as was approved by
    somebody who drafted nothing of it."""
    given: defaultdict[str, set[int]] = defaultdict(set)
    for record in batched():
        yield Checked("comments", record.comment, _of_comment(record, given))
        out = record.answer is not None and record.answer.state is AnswerState.PUBLISHED
        yield Checked("answers" if out else "", record.comment, of_answer(record))
    yield from _lost()
    last = {str(each.year): each for each in readable(FilingSequence.select())}
    for year in sorted({*last, *given}):
        yield Checked("sequences", f"year {year}", _of_year(year, given[year], last.get(year)))


def _lost() -> Iterator[Checked]:
    """Observations that the log has and the table has not."""
    number = fn.SUBSTR(Event.subject, len("comment:") + 1)
    lost = Event.select(Event.subject).where(
        Event.verb == Verb.COMMENT_FILED,
        ~fn.EXISTS(Comment.select().where(Comment.filing_number == number)),
    )
    missing = N_("Observation %(number)s, which the log noted, is missing.")
    for (subject,) in tuples(lost.order_by(Event.position)):
        yield Checked("", subject, [Fault(missing, number=subject.partition(":")[2])])


def _of_comment(record: CommentRecord, given: defaultdict[str, set[int]]) -> Iterator[Fault]:
    rest, _, number = record.comment.filing_number.rpartition("-")
    given[rest.rpartition("-")[2]].add(int(number))
    history = History.of(record.entries)
    yield from _filed(record.comment, history)
    yield from _submitter(record, history)
    yield from _shown(record.comment, history.moderated)


def _of_year(year: str, given: set[int], sequence: FilingSequence | None) -> Iterator[Fault]:
    """R4: every number of a year from one to the last was given once, and none beyond."""
    last = sequence.last if sequence else 0
    if max(given, default=0) > last:
        beyond = N_("The filing number %(number)s is beyond the last one that was given.")
        yield Fault(beyond, number=f"{year}-{max(given):06d}")
    expected = 1
    for number in sorted([*(each for each in given if each <= last), last + 1]):
        if number > expected:
            yield Fault(
                N_("The filing numbers from %(first)s to %(last)s are missing."),
                first=f"{year}-{expected:06d}",
                last=f"{year}-{number - 1:06d}",
            )
        expected = number + 1


def _filed(comment: Comment, history: History) -> Iterator[Fault]:
    filed = history.filed
    if (
        filed is None
        or not _is_as_filed(comment, filed, history.restated)
        or not _came_about_as_noted(comment, filed.details.get("circumstances"), history)
    ):
        yield Fault(
            N_("Observation %(number)s is not what was filed."), number=comment.filing_number
        )


def _is_as_filed(comment: Comment, filed: HistoryEntry, restated: HistoryEntry | None) -> bool:
    details = filed.details
    return (
        (filed.position, filed.seal) == (comment.log_size, comment.log_head)
        and (filed.at, filed.staff) == (comment.filed_at, comment.filed_by_id)
        and details["content"] == comment.content_digest
        and _counts_as_noted(comment, details, restated)
        and comment.content_digest == digest(comment.filed_content())
    )


def _came_about_as_noted(comment: Comment, noted: str | None, history: History) -> bool:
    """Older entries note no leave to show a group or a territory, since nobody could give one; the
    first ones nothing of the circumstances."""
    group, territory = history.group_hidden, history.territory_hidden
    if (comment.publish_group and group) or (comment.publish_territory and territory):
        return False
    if noted == digest(comment.circumstances(group_hidden=group, territory_hidden=territory)):
        return True
    gives_leave = comment.publish_group or comment.publish_territory or group or territory
    return not gives_leave and noted in (None, digest(comment.former_circumstances()))


def _counts_as_noted(
    comment: Comment, details: dict[str, Any], restated: HistoryEntry | None
) -> bool:
    """As it was filed, or as was decided since. Older entries note nothing but the lateness."""
    standing = details.get("standing", Standing.LATE if details["late"] else Standing.IN_TERM)
    if restated:
        standing = restated.details["standing"]
    return comment.standing == standing and comment.late != comment.standing.counts


def _submitter(record: CommentRecord, history: History) -> Iterator[Fault]:
    if history.filed is None or not _is_whoever_sent(record, history, history.filed.details):
        yield Fault(
            N_("The data held of whoever sent %(number)s are not those that were given."),
            number=record.comment.filing_number,
        )


def _is_whoever_sent(record: CommentRecord, history: History, details: dict[str, Any]) -> bool:
    """Whether the submitter is the one in the log. Older entries note nobody as nothing, and not
    the leave to publish the name."""
    comment, submitter = record.comment, record.submitter
    noted, former = details["submitter"], "circumstances" not in details
    if history.erased:
        return submitter is None
    if history.corrected:
        noted, former = history.corrected.details["submitter"], False
    if submitter is None:
        return noted == (None if former else submitter_digest(comment, None))
    if submitter.publish_name and history.name_hidden:
        return False
    if former:
        return bool(noted == digest(submitter.content(leave_to_publish=False)[:_FORMERLY]))
    return bool(noted == submitter_digest(comment, submitter, name_hidden=history.name_hidden))


def _shown(comment: Comment, moderated: HistoryEntry | None) -> Iterator[Fault]:
    if not _is_made_from_what_was_filed(comment):
        yield Fault(
            N_("What is shown of %(number)s is not what was filed."), number=comment.filing_number
        )
    if not _is_as_decided(comment, moderated):
        yield Fault(
            N_("What is shown of %(number)s is not what was decided."),
            number=comment.filing_number,
        )


def _is_made_from_what_was_filed(comment: Comment) -> bool:
    try:
        made = _to_be_shown(comment)
    except ValueError:  # passages that overlap, or lie outside the text
        return False
    return (comment.public_body, comment.public_proposed_text) == made


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


def _is_as_decided(comment: Comment, moderated: HistoryEntry | None) -> bool:
    """Older entries note neither the note nor which passages were hidden."""
    stands = (
        comment.publication.value,
        comment.ground.value if comment.ground else None,
        len(comment.redactions),
        comment.moderated_at,
        comment.moderated_by_id,
    )
    if moderated is None:
        untouched = (Publication.PENDING.value, None, 0, None, None)
        return stands == untouched and not comment.ground_note
    details = moderated.details
    decided = (
        details["after"],
        details["ground"],
        details["redactions"],
        moderated.at,
        moderated.staff,
    )
    noted = details.get("moderation")
    return stands == decided and (noted is None or noted == digest(comment.moderation()))
