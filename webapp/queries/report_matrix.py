"""The matrix of the report: each observation as shown, its published answer, what it changed."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import JOIN, ModelSelect

from webapp.models.answer import Answer
from webapp.models.base import side_by_side, tuples
from webapp.models.change import Change, ChangeSource
from webapp.models.comment import Comment
from webapp.models.consultation import Consultation
from webapp.models.correction import Correction
from webapp.models.event import Event, subject_of
from webapp.models.letter_part import Part
from webapp.models.plan import Action, Category, Edition
from webapp.queries.action_presence import Presence
from webapp.queries.public_comment import with_published_answer
from webapp.values.clock import instant
from webapp.vocabulary import (
    AuthorKind,
    Channel,
    Decision,
    Ground,
    Kind,
    OfficialState,
    PlanField,
    Publication,
    Turn,
)
from webapp.vocabulary.verbs import Verb

_AT_ONCE = 500


@dataclass(frozen=True)
class Cut:
    """How far a frozen report reaches: entries of the log, and editions of the plan."""

    log_size: int
    edition: int


@dataclass(frozen=True, kw_only=True)
class ReportedReply:
    """A published answer, or the answer to one part of a letter."""

    decision: Decision
    text: str
    reason: str
    cites: str

    @property
    def state(self) -> OfficialState:
        """The state that the official report gives it."""
        return self.decision.official_state

    def content(self) -> dict[str, Any]:
        """The answer as plain data."""
        return {
            "state": self.state.value,
            "decision": self.decision.value,
            "text": self.text,
            "reason": self.reason,
            "cites": self.cites,
        }


@dataclass(frozen=True, kw_only=True)
class PartRow:
    """A part of a letter, with its own answer."""

    position: int
    action: str | None
    excerpt: str
    reply: ReportedReply

    def content(self) -> dict[str, Any]:
        """The part as plain data."""
        return {
            "position": self.position,
            "action": self.action,
            "excerpt": self.excerpt,
            **self.reply.content(),
        }


@dataclass(frozen=True, kw_only=True)
class ChangeRow:
    """A published change that names the observation; without action it is a category's title,
    without category what the plan says of itself.

    `turn` says of an action that is new or withdrawn that it is: it is no part of the content,
    because the texts say it.
    """

    edition: int
    category: int | None
    action: str | None
    field: PlanField
    before: str
    after: str
    turn: Turn | None = None

    def content(self) -> dict[str, Any]:
        """The change as plain data."""
        return {
            "edition": self.edition,
            "category": self.category,
            "action": self.action,
            "field": self.field.value,
            "before": self.before,
            "after": self.after,
        }


@dataclass(frozen=True, kw_only=True)
class CorrectedRow:
    """A correction of the answer, or of that to a part of the letter: when it was made, why, and
    what was said before it."""

    at: datetime
    reason: str
    former: ReportedReply
    part: int | None = None

    def content(self) -> dict[str, Any]:
        """The correction as plain data."""
        of_part = {"part": self.part} if self.part else {}
        former = self.former.content()
        return {"at": instant(self.at), "reason": self.reason, "former": former, **of_part}


@dataclass(frozen=True, kw_only=True)
class MatrixRow:
    """One observation as the report tells it. Who sent it is a word, never a name (R13)."""

    cursor: int
    filing_number: str
    round: int
    edition: int
    received_at: datetime
    late: bool
    author_kind: AuthorKind
    channel: Channel
    action: str | None
    kind: Kind | None
    publication: Publication
    ground: Ground | None
    ground_note: str
    body: str
    proposed_text: str
    reply: ReportedReply | None
    responsible_area: str
    answered_at: datetime | None
    parts: tuple[PartRow, ...]
    changes: tuple[ChangeRow, ...]
    corrections: tuple[CorrectedRow, ...] = ()

    def content(self) -> dict[str, Any]:
        """The row as plain data, instants in UTC. Corrections stand in it only when there are any:
        reports of before are what was frozen."""
        corrections = [each.content() for each in self.corrections]
        return {
            "filing_number": self.filing_number,
            "round": self.round,
            "edition": self.edition,
            "received_at": instant(self.received_at),
            "late": self.late,
            "author_kind": self.author_kind.value,
            "channel": self.channel.value,
            "action": self.action,
            "kind": self.kind and self.kind.value,
            "publication": self.publication.value,
            "ground": self.ground and self.ground.value,
            "ground_note": self.ground_note,
            "body": self.body,
            "proposed_text": self.proposed_text,
            "answer": self.reply and self.reply.content(),
            "responsible_area": self.responsible_area,
            "answered_at": self.answered_at and instant(self.answered_at),
            "parts": [part.content() for part in self.parts],
            "changes": [change.content() for change in self.changes],
            **({"corrections": corrections} if corrections else {}),
        }


def rows(
    rounds: Sequence[Consultation], cut: Cut | None, *, late: bool, after: int = 0
) -> Iterator[list[MatrixRow]]:
    """The rows of some rounds of a plan in the order they were filed, some hundreds at a time."""
    while some := page(rounds, cut, late=late, after=after, limit=_AT_ONCE):
        yield some
        if len(some) < _AT_ONCE:
            return
        after = some[-1].cursor


def page(
    rounds: Sequence[Consultation], cut: Cut | None, *, late: bool, after: int, limit: int
) -> list[MatrixRow]:
    """Up to `limit` rows after a cursor: six queries."""
    numbers = {each.id: each.number for each in rounds}
    query = _received(numbers, cut, late=late).where(Comment.id > after)
    query = query.order_by(Comment.id).limit(limit)
    found = list(side_by_side(query, Comment, Action, Edition.number, Answer))
    comments = [comment for comment, *_ in found]
    afterwards = _answered_after(comments, cut) if cut and comments else set()
    answered = {
        comment.id: comment
        for comment, _, _, answer in found
        if answer and comment.filing_number not in afterwards
    }
    parts = Part.of(answered.values()) if answered else {}
    changes = _changes_of(comments, rounds[0].plan_id, cut) if comments else {}
    corrections = Correction.of_answers(answered) if answered else {}
    return [
        _row(
            comment,
            action,
            round_=numbers[comment.consultation_id],
            edition=edition,
            answer=answer if comment.id in answered else None,
            parts=parts.get(comment.id, []),
            changes=changes.get(comment.id, []),
            corrections=corrections.get(comment.id, []),
        )
        for comment, action, edition, answer in found
    ]


def _received(rounds: Collection[int], cut: Cut | None, *, late: bool) -> "ModelSelect[Comment]":
    """The observations of some rounds, joined with action, edition and published answer."""
    received = with_published_answer(
        Comment.select()
        .join(Action, JOIN.LEFT_OUTER, on=Comment.action)
        .switch(Comment)
        .join(Edition)
    ).where(Comment.consultation.in_(list(rounds)), Comment.late == late, Comment.stands())
    return received.where(Comment.log_size <= cut.log_size) if cut else received


def _answered_after(comments: Sequence[Comment], cut: Cut) -> set[str]:
    """The filing numbers of those whose answer the log had not noted yet."""
    acts = Event.select(Event.subject).where(
        Event.subject.in_([subject_of(each) for each in comments]),
        Event.verb == Verb.ANSWER_PUBLISHED,
        Event.position > cut.log_size,
    )
    return {subject.partition(":")[2] for (subject,) in tuples(acts)}


def _changes_of(
    comments: Sequence[Comment], plan: int, cut: Cut | None
) -> dict[int, list[ChangeRow]]:
    query = ChangeSource.published(
        [each.id for each in comments],
        Edition.number,
        Category.number,
        Action.id,
        Action.code,
        Change.field,
        Change.before,
        Change.after,
    )
    if cut:
        query = query.where(Edition.number <= cut.edition)
    named = tuples(query)
    presence = Presence(plan, {action for _, _, _, action, *_ in named if action})
    found: dict[int, list[ChangeRow]] = {}
    for comment, edition, category, number, action, field, before, after in named:
        row = ChangeRow(
            edition=edition,
            category=category,
            action=action,
            field=PlanField(field),
            before=before,
            after=after,
            turn=presence.turn(number, edition - 1, edition) if number else None,
        )
        found.setdefault(comment, []).append(row)
    return found


def _row(
    comment: Comment,
    action: Action | None,
    *,
    round_: int,
    edition: int,
    answer: Answer | None,
    parts: Sequence[Part],
    changes: Sequence[ChangeRow],
    corrections: Sequence[Correction],
) -> MatrixRow:
    return MatrixRow(
        cursor=comment.id,
        filing_number=comment.filing_number,
        round=round_,
        edition=edition,
        received_at=comment.received_at,
        late=comment.late,
        author_kind=comment.author_kind,
        channel=comment.channel,
        action=action.code if action else None,
        kind=comment.kind,
        publication=comment.publication,
        ground=comment.ground,
        ground_note=comment.ground_note,
        body=comment.shown_body,
        proposed_text=comment.shown_proposed_text,
        reply=_reply(answer) if answer else None,
        responsible_area=answer.responsible_area if answer else "",
        answered_at=answer.published_at if answer else None,
        parts=tuple(_part(each) for each in parts),
        changes=tuple(changes),
        corrections=tuple(_corrected(each) for each in corrections),
    )


def _part(part: Part) -> PartRow:
    return PartRow(
        position=part.position,
        action=part.action.code if part.action else None,
        excerpt=part.shown_excerpt,
        reply=_reply(part),
    )


def _corrected(correction: Correction) -> CorrectedRow:
    said = correction.details["before"]
    if correction.decided_at is None:
        raise ValueError("what is made was decided (R21)")
    return CorrectedRow(
        at=correction.decided_at,
        reason=correction.reason,
        former=ReportedReply(
            decision=Decision(said["decision"]),
            text=said["text"],
            reason=said["reason"],
            cites=said["cites"],
        ),
        part=correction.part,
    )


def _reply(answered: Answer | Part) -> ReportedReply:
    if answered.decision is None:
        raise ValueError("what is published has a decision (R7)")
    return ReportedReply(
        decision=answered.decision, text=answered.text, reason=answered.reason, cites=answered.cites
    )
