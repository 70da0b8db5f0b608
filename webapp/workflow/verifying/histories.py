"""Observations with the rows on them, and what the log says of each, read in batches."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from webapp.models import (
    Action,
    Answer,
    Comment,
    Correction,
    Edition,
    Event,
    Part,
    Plan,
    Submitter,
)
from webapp.models.base import tuples
from webapp.models.event import subject_of
from webapp.vocabulary import BulkVerb
from webapp.vocabulary.verbs import Verb
from webapp.workflow.verifying.legible import readable

OF_A_PART = ("decision", "text", "reason", "cites")
"""What the answer to a part says."""
_BATCH = 500
_MODERATED = (Verb.COMMENT_SHOWN, Verb.COMMENT_REDACTED, Verb.COMMENT_WITHHELD)
_WRITTEN = (Verb.ANSWER_DRAFTED, Verb.ANSWER_SUBMITTED)
_MOVED = (Verb.ANSWER_RETURNED, Verb.ANSWER_APPROVED, Verb.ANSWER_PUBLISHED)
_ERASED = (Verb.SUBMITTER_ERASED, Verb.SUBMITTER_PURGED, Verb.SUBMITTER_OF_A_MINOR)
_VERBS = (
    Verb.COMMENT_FILED,
    Verb.COMMENT_RESTATED,
    Verb.COMMENT_SPLIT,
    Verb.COMMENT_JOINED,
    Verb.PART_ANSWERED,
    Verb.SUBMITTER_CORRECTED,
    Verb.GROUP_EXTRA_WRITTEN,
    Verb.COMMENT_RECUSED,
    Verb.COMMENT_IMPEDIMENT_LIFTED,
    Verb.SUBMITTER_NAME_HIDDEN,
    Verb.COMMENT_GROUP_HIDDEN,
    Verb.COMMENT_TERRITORY_HIDDEN,
    Verb.BULK_UNDONE,
    *_MODERATED,
    *_WRITTEN,
    *_MOVED,
    *_ERASED,
)


class HistoryEntry(NamedTuple):
    """An entry of the log on an observation."""

    position: int
    at: datetime
    staff: int | None
    subject: str
    verb: str
    details: dict[str, Any]
    seal: str


@dataclass(slots=True)
class History:
    """What the log says of one observation: of each thing, the last that was done."""

    filed: HistoryEntry | None = None
    restated: HistoryEntry | None = None
    moderated: HistoryEntry | None = None
    name_hidden: bool = False
    group_hidden: bool = False
    territory_hidden: bool = False
    corrected: HistoryEntry | None = None
    erased: bool = False
    state: str | None = None
    submitted: HistoryEntry | None = None
    approved: HistoryEntry | None = None
    published: HistoryEntry | None = None
    writers: list[int | None] = field(default_factory=list)
    contributed: list[HistoryEntry] = field(default_factory=list)
    impediments: list[HistoryEntry] = field(default_factory=list)
    parts: int = 0
    on_parts: list[Any] = field(default_factory=list)

    @classmethod
    def of(cls, entries: Iterable[HistoryEntry]) -> "History":
        """What some entries say, oldest first."""
        history = cls()
        for entry in entries:
            history._take(entry)
        return history

    def was_impeded(self, act: HistoryEntry) -> bool:
        """Whether whoever did something had an impediment then: declared, and not lifted since."""
        impeded = False
        for each in self.impediments:
            declared = each.verb == Verb.COMMENT_RECUSED
            person = each.staff if declared else each.details["staff"]
            if person == act.staff and each.position < act.position:
                impeded = declared
        return impeded

    def _take(self, entry: HistoryEntry) -> None:
        if entry.verb == Verb.COMMENT_FILED:
            self.filed = entry
        elif entry.verb == Verb.COMMENT_RESTATED:
            self.restated = entry
        elif entry.verb in _MODERATED:
            self.moderated = entry
        elif entry.verb == Verb.BULK_UNDONE:
            self._undo(entry.details)
        elif entry.verb == Verb.SUBMITTER_NAME_HIDDEN:
            self.name_hidden = True
        elif entry.verb == Verb.SUBMITTER_CORRECTED:
            self.corrected, self.name_hidden, self.erased = entry, False, False
        elif entry.verb == Verb.COMMENT_GROUP_HIDDEN:
            self.group_hidden = True
        elif entry.verb == Verb.COMMENT_TERRITORY_HIDDEN:
            self.territory_hidden = True
        elif entry.verb in _ERASED:
            self.erased = True
        elif entry.verb.startswith("answer."):
            self._answer(entry)
        elif entry.verb in (Verb.COMMENT_RECUSED, Verb.COMMENT_IMPEDIMENT_LIFTED):
            self.impediments.append(entry)
        elif entry.verb == Verb.GROUP_EXTRA_WRITTEN:
            self.contributed.append(entry)
        else:
            self._split(entry)

    def _answer(self, entry: HistoryEntry) -> None:
        after = entry.details["after"]
        self.state = after["state"] if entry.verb in _WRITTEN else after
        if entry.verb in _WRITTEN:
            self.writers.append(entry.staff)
        if entry.verb == Verb.ANSWER_SUBMITTED:
            self.submitted = entry
        elif entry.verb == Verb.ANSWER_APPROVED:
            self.approved = entry
        elif entry.verb == Verb.ANSWER_PUBLISHED:
            self.published = entry

    def _undo(self, details: dict[str, Any]) -> None:
        after, what = details["after"], details["what"]
        self.state = after["answer"]["state"] if "answer" in after else None
        if what == BulkVerb.SHOWN:
            self.moderated = None
        elif what in (BulkVerb.ANSWERED, BulkVerb.GROUP_ANSWERED):
            del self.writers[-1:]  # what was written in after an act can no longer be undone

    def _split(self, entry: HistoryEntry) -> None:
        if entry.verb == Verb.PART_ANSWERED:
            after = entry.details["after"]
            self.contributed.append(entry)
            self.on_parts.append({name: after[name] or "" for name in OF_A_PART})
        else:
            self.parts = entry.details.get("parts", 0)


class CommentRecord(NamedTuple):
    """The rows on one observation, and the entries of the log."""

    comment: Comment
    submitter: Submitter | None
    answer: Answer | None
    parts: Sequence[Part]
    corrections: Sequence[Correction]
    entries: Sequence[HistoryEntry]


def batched() -> Iterator[CommentRecord]:
    """Every observation with its rows and its entries: six queries for some hundreds."""
    plans = {each.id: each for each in readable(Plan.select())}
    editions = {each.id: each for each in readable(Edition.select())}
    actions = {each.id: each for each in readable(Action.select())}
    ids = Comment.select(Comment.id).order_by(Comment.id).limit(_BATCH)
    query = Comment.select().order_by(Comment.id)
    numbers = [number for (number,) in tuples(ids)]
    while numbers:
        batch = readable(query.where(Comment.id.between(numbers[0], numbers[-1])))
        submitters = _by_comment(Submitter, numbers)
        answers = _by_comment(Answer, numbers)
        parts = _by_comment(Part, numbers)
        corrections = _by_comment(Correction, numbers)
        entries = _by_subject([_subject(each) for each in batch])
        for comment in batch:
            # One that is not among them is looked up later, and found missing or unreadable.
            _give(comment, "plan", plans)
            _give(comment, "edition", editions)
            _give(comment, "action", actions)
            yield CommentRecord(
                comment,
                next(iter(submitters[comment.id]), None),
                next(iter(answers[comment.id]), None),
                parts[comment.id],
                corrections[comment.id],
                entries[_subject(comment)],
            )
        numbers = [number for (number,) in tuples(ids.where(Comment.id > numbers[-1]))]


def _give(comment: Comment, name: str, rows: dict[int, Any]) -> None:
    row = rows.get(getattr(comment, f"{name}_id"))
    if row is not None:
        setattr(comment, name, row)


def _by_comment(table: Any, numbers: Sequence[int]) -> defaultdict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in readable(table.select().where(table.comment.in_(numbers))):
        found[row.comment_id].append(row)
    return found


def _by_subject(subjects: Sequence[str]) -> defaultdict[str, list[HistoryEntry]]:
    found: defaultdict[str, list[HistoryEntry]] = defaultdict(list)
    query = (
        Event.select(
            Event.position,
            Event.at,
            Event.staff,
            Event.subject,
            Event.verb,
            Event.details,
            Event.seal,
        )
        .where(Event.subject.in_(subjects), Event.verb.in_(_VERBS))
        .order_by(Event.position)
    )
    for row in readable(query.tuples()):
        entry = HistoryEntry(*row)
        found[entry.subject].append(entry)
    return found


def _subject(comment: Comment) -> str:
    return subject_of(comment)
