"""What observations and their answers are, held against what the log noted of each."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from webapp import redaction
from webapp.messages import N_
from webapp.models import (
    Action,
    Answer,
    Comment,
    Edition,
    Event,
    FilingSequence,
    Part,
    Plan,
    Submitter,
)
from webapp.models.base import digest, tuples
from webapp.redaction import RedactionKind, Span
from webapp.vocabulary import AnswerState, BulkVerb, Publication
from webapp.workflow.commenting import submitter_digest
from webapp.workflow.verifying.fault import Fault

_BATCH = 500
_MODERATED = ("comment.shown", "comment.redacted", "comment.withheld")
_WRITTEN = ("answer.drafted", "answer.submitted")
_MOVED = ("answer.returned", "answer.approved", "answer.published")
_ERASED = ("submitter.erased", "submitter.purged")
_VERBS = (
    "comment.filed",
    "comment.split",
    "comment.joined",
    "part.answered",
    "submitter.name_hidden",
    "bulk.undone",
    *_MODERATED,
    *_WRITTEN,
    *_MOVED,
    *_ERASED,
)
_SUBSTANCE = ("decision", "text", "reason", "cites", "responsible_area")
"""What an answer says; who holds it changes on its way."""
_FORMERLY = 5
"""How much of the data held entries of before noted: the salt, two names, e-mail and phone."""
_OF_A_PART = ("decision", "text", "reason", "cites")
_SUBMITTED = (AnswerState.SUBMITTED, AnswerState.APPROVED, AnswerState.PUBLISHED)
_APPROVED = (AnswerState.APPROVED, AnswerState.PUBLISHED)


class _Entry(NamedTuple):
    """An entry of the log on an observation."""

    position: int
    at: datetime
    staff: int | None
    subject: str
    verb: str
    details: dict[str, Any]
    seal: str


@dataclass(slots=True)
class _History:
    """What the log says of one observation: of each thing, the last that was done."""

    filed: _Entry | None = None
    moderated: _Entry | None = None
    name_hidden: bool = False
    erased: bool = False
    state: str | None = None
    submitted: _Entry | None = None
    approved: _Entry | None = None
    published: _Entry | None = None
    writers: list[int | None] = field(default_factory=list)
    parts: int = 0
    on_parts: list[Any] = field(default_factory=list)

    def take(self, entry: _Entry) -> None:
        """Take in one more entry on it."""
        if entry.verb == "comment.filed":
            self.filed = entry
        elif entry.verb in _MODERATED:
            self.moderated = entry
        elif entry.verb == "bulk.undone":
            self._undo(entry.details)
        elif entry.verb == "submitter.name_hidden":
            self.name_hidden = True
        elif entry.verb in _ERASED:
            self.erased = True
        elif entry.verb.startswith("answer."):
            self._answer(entry)
        else:
            self._split(entry)

    def _answer(self, entry: _Entry) -> None:
        after = entry.details["after"]
        self.state = after["state"] if entry.verb in _WRITTEN else after
        if entry.verb in _WRITTEN:
            self.writers.append(entry.staff)
        if entry.verb == "answer.submitted":
            self.submitted = entry
        elif entry.verb == "answer.approved":
            self.approved = entry
        elif entry.verb == "answer.published":
            self.published = entry

    def _undo(self, details: dict[str, Any]) -> None:
        after, what = details["after"], details["what"]
        self.state = after["answer"]["state"] if "answer" in after else None
        if what == BulkVerb.SHOWN:
            self.moderated = None
        elif what in (BulkVerb.ANSWERED, BulkVerb.GROUP_ANSWERED):
            del self.writers[-1:]  # what was written in after an act can no longer be undone

    def _split(self, entry: _Entry) -> None:
        if entry.verb == "part.answered":
            after = entry.details["after"]
            self.on_parts.append([after[name] for name in _OF_A_PART])
        else:
            self.parts = entry.details.get("parts", 0)


class _Kept(NamedTuple):
    """The rows on one observation."""

    comment: Comment
    submitter: Submitter | None
    answer: Answer | None
    parts: Sequence[Part]


def comments() -> dict[str, int]:
    """How many observations, and published answers, are what the log noted: numbered without
    gaps, as they were filed, shown as was decided, by people whose data are theirs, answered as
    was approved by somebody who drafted nothing of it. In batches. Raises Fault."""
    count, answers = 0, 0
    numbers: Counter[str] = Counter()
    for kept, history in _batched():
        count += 1
        _check_number(kept.comment, numbers)
        _check_filed(kept.comment, history.filed)
        _check_submitter(kept, history)
        _check_shown(kept.comment, history.moderated)
        _check_answer(kept, history)
        answers += kept.answer is not None and kept.answer.state is AnswerState.PUBLISHED
    for sequence in FilingSequence.select():
        if numbers[str(sequence.year)] != sequence.last:
            raise _missing(numbers[str(sequence.year)] + 1)
    filed = Event.select().where(Event.verb == "comment.filed").count()
    if filed > count:
        raise Fault(N_("The log noted %(filed)s observations: some are missing."), filed=filed)
    return {"answers": answers, "comments": count}


def _missing(number: int) -> Fault:
    return Fault(N_("The filing number %(number)s is missing."), number=number)


def _check_number(comment: Comment, numbers: Counter[str]) -> None:
    rest, _, number = comment.filing_number.rpartition("-")
    year = rest.rpartition("-")[2]
    numbers[year] += 1
    if number != f"{numbers[year]:06d}":
        raise _missing(numbers[year])


# --- reading --------------------------------------------------------------------------------------


def _batched() -> Iterator[tuple[_Kept, _History]]:
    """Every observation with its rows and its history: five queries for some hundreds."""
    plans = {each.id: each for each in Plan.select()}
    editions = {each.id: each for each in Edition.select()}
    actions = {each.id: each for each in Action.select()}
    query = Comment.select().order_by(Comment.id).limit(_BATCH)
    batch = list(query)
    while batch:
        numbers = [each.id for each in batch]
        submitters = _by_comment(Submitter, numbers)
        answers = _by_comment(Answer, numbers)
        parts = _by_comment(Part, numbers)
        histories = _histories(batch)
        for comment in batch:
            comment.plan = plans[comment.plan_id]
            comment.edition = editions[comment.edition_id]
            comment.action = actions[comment.action_id] if comment.action_id else None
            yield (
                _Kept(
                    comment,
                    next(iter(submitters[comment.id]), None),
                    next(iter(answers[comment.id]), None),
                    parts[comment.id],
                ),
                histories[_subject(comment)],
            )
        batch = list(query.where(Comment.id > batch[-1].id))


def _by_comment(table: Any, numbers: Sequence[int]) -> defaultdict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in table.select().where(table.comment.in_(numbers)):
        found[row.comment_id].append(row)
    return found


def _histories(batch: Sequence[Comment]) -> defaultdict[str, _History]:
    found: defaultdict[str, _History] = defaultdict(_History)
    entries = (
        Event.select(
            Event.position,
            Event.at,
            Event.staff,
            Event.subject,
            Event.verb,
            Event.details,
            Event.seal,
        )
        .where(Event.subject.in_([_subject(each) for each in batch]), Event.verb.in_(_VERBS))
        .order_by(Event.position)
    )
    for row in tuples(entries):
        entry = _Entry(*row)
        found[entry.subject].take(entry)
    return found


def _subject(comment: Comment) -> str:
    return f"comment:{comment.filing_number}"


# --- checking -------------------------------------------------------------------------------------


def _check_filed(comment: Comment, filed: _Entry | None) -> None:
    if filed is None or not _is_as_filed(comment, filed):
        raise Fault(
            N_("Observation %(number)s is not what was filed."), number=comment.filing_number
        )


def _is_as_filed(comment: Comment, filed: _Entry) -> bool:
    """Entries of before noted nothing of its circumstances but the channel and the lateness."""
    details = filed.details
    noted = details.get("circumstances")
    return (
        (filed.position, filed.seal) == (comment.log_size, comment.log_head)
        and (filed.at, filed.staff) == (comment.filed_at, comment.filed_by_id)
        and (details["content"], details["late"]) == (comment.content_digest, comment.late)
        and comment.content_digest == digest(comment.filed_content())
        and (noted is None or noted == digest(comment.circumstances()))
    )


def _check_submitter(kept: _Kept, history: _History) -> None:
    if history.filed is None or not _is_whoever_sent(kept, history, history.filed.details):
        raise Fault(
            N_("The data held of whoever sent %(number)s are not those that were given."),
            number=kept.comment.filing_number,
        )


def _is_whoever_sent(kept: _Kept, history: _History, details: dict[str, Any]) -> bool:
    """Entries of before noted nobody as nothing, and not the leave to publish the name."""
    comment, submitter = kept.comment, kept.submitter
    noted, former = details["submitter"], "circumstances" not in details
    if history.erased:
        return submitter is None
    if submitter is None:
        return noted == (None if former else submitter_digest(comment, None))
    if submitter.publish_name and history.name_hidden:
        return False
    if former:
        return bool(noted == digest(submitter.content(leave_to_publish=False)[:_FORMERLY]))
    return bool(noted == submitter_digest(comment, submitter, name_hidden=history.name_hidden))


def _check_shown(comment: Comment, moderated: _Entry | None) -> None:
    if not _is_made_from_what_was_filed(comment):
        raise Fault(
            N_("What is shown of %(number)s is not what was filed."), number=comment.filing_number
        )
    if not _is_as_decided(comment, moderated):
        raise Fault(
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


def _is_as_decided(comment: Comment, moderated: _Entry | None) -> bool:
    """Entries of before noted neither the note nor which passages were hidden."""
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


def _check_answer(kept: _Kept, history: _History) -> None:
    number = kept.comment.filing_number
    answer = kept.answer
    state = answer.state.value if answer else None
    if state != history.state:
        raise Fault(N_("The answer to %(number)s is not where the log has it."), number=number)
    if not _parts_are_as_noted(kept.parts, history) or (
        answer and not _is_as_approved(answer, history)
    ):
        raise Fault(N_("The answer to %(number)s is not what was approved."), number=number)
    if answer and not _approver_drafted_nothing(answer, history):
        raise Fault(N_("Whoever approved the answer to %(number)s drafted it."), number=number)


def _parts_are_as_noted(parts: Sequence[Part], history: _History) -> bool:
    return len(parts) == history.parts and all(
        [getattr(part, name) for name in _OF_A_PART] in history.on_parts
        for part in parts
        if part.decision
    )


def _is_as_approved(answer: Answer, history: _History) -> bool:
    submitted, approved, published = history.submitted, history.approved, history.published
    if answer.state in _SUBMITTED and (
        submitted is None
        or any(submitted.details["after"].get(name) != getattr(answer, name) for name in _SUBSTANCE)
        or (submitted.at, submitted.staff) != (answer.drafted_at, answer.drafted_by_id)
    ):
        return False
    if answer.state in _APPROVED and (
        approved is None
        or (approved.at, approved.staff) != (answer.approved_at, answer.approved_by_id)
    ):
        return False
    out_at = published.at if published and answer.state is AnswerState.PUBLISHED else None
    return answer.published_at == out_at


def _approver_drafted_nothing(answer: Answer, history: _History) -> bool:
    """R11"""
    return set(history.writers) <= set(answer.drafters) and (
        answer.state not in _APPROVED or answer.approved_by_id not in answer.drafters
    )
