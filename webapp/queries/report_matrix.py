"""The matrix of the report: each observation as shown, its published answer, what it changed."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from peewee import JOIN, ModelSelect

from webapp.models.answer import Answer
from webapp.models.base import side_by_side, tuples
from webapp.models.comment import Comment
from webapp.models.consultation import Consultation
from webapp.models.correction import Correction
from webapp.models.event import Event, subject_of
from webapp.models.letter_part import Part
from webapp.models.plan import Action, Edition
from webapp.queries import caused_changes
from webapp.queries.caused_changes import ReportedChange
from webapp.queries.public_comment import (
    PublishedAnswer,
    PublishedReply,
    with_published_answer,
)
from webapp.values.clock import instant
from webapp.vocabulary.verbs import Verb

_AT_ONCE = 500


@dataclass(frozen=True)
class Cut:
    """How far a frozen report reaches: entries of the log, and editions of the plan."""

    log_size: int
    edition: int


@dataclass(frozen=True, kw_only=True, slots=True)
class MatrixRow:
    """One observation in the report, with the numbers of its round and of the edition that it is
    on. Its author is a kind of author, never a name (R13)."""

    comment: Comment
    round: int
    edition: int
    published: PublishedAnswer | None
    changes: Sequence[ReportedChange]

    @property
    def action(self) -> str | None:
        """The code of the action that it was filed on; none: the whole plan."""
        return self.comment.action.code if self.comment.action else None

    def content(self) -> dict[str, Any]:
        """The row as plain data, instants in UTC. It has the key of corrections only when there are
        any, so that the digests of older reports still match."""
        comment, published = self.comment, self.published
        answer = published.answer if published else None
        corrections = [_correction(each) for each in published.corrections] if published else []
        return {
            "filing_number": comment.filing_number,
            "round": self.round,
            "edition": self.edition,
            "received_at": instant(comment.received_at),
            "late": comment.late,
            "author_kind": comment.author_kind.value,
            "channel": comment.channel.value,
            "action": self.action,
            "kind": comment.kind and comment.kind.value,
            "publication": comment.publication.value,
            "ground": comment.ground and comment.ground.value,
            "ground_note": comment.ground_note,
            "body": comment.shown_body,
            "proposed_text": comment.shown_proposed_text,
            "answer": published and _reply(published.reply),
            "responsible_area": answer.responsible_area if answer else "",
            "answered_at": answer and answer.published_at and instant(answer.published_at),
            "parts": [_part(each) for each in published.parts] if published else [],
            "changes": [_change(each) for each in self.changes],
            **({"corrections": corrections} if corrections else {}),
        }


def _reply(reply: PublishedReply) -> dict[str, Any]:
    return {
        "state": reply.state.value,
        "decision": reply.decision.value,
        "text": reply.text,
        "reason": reply.reason,
        "cites": reply.cites,
    }


def _part(part: Part) -> dict[str, Any]:
    return {
        "position": part.position,
        "action": part.action.code if part.action else None,
        "excerpt": part.shown_excerpt,
        **_reply(PublishedReply.of(part)),
    }


def _change(change: ReportedChange) -> dict[str, Any]:
    """A change as plain data. An action that is new or withdrawn shows by its texts."""
    return {
        "edition": change.where.edition,
        "category": change.where.category,
        "action": change.where.action,
        "field": change.where.field.value,
        "before": change.before,
        "after": change.after,
    }


def _correction(correction: Correction) -> dict[str, Any]:
    return {
        "at": instant(correction.made_at),
        "reason": correction.reason,
        "former": _reply(PublishedReply.before(correction)),
        **({"part": correction.part} if correction.part else {}),
    }


def rows(
    rounds: Sequence[Consultation], cut: Cut | None, *, late: bool, after: int = 0
) -> Iterator[list[MatrixRow]]:
    """The rows of some rounds of a plan in the order they were filed, some hundreds at a time."""
    while some := page(rounds, cut, late=late, after=after, limit=_AT_ONCE):
        yield some
        if len(some) < _AT_ONCE:
            return
        after = some[-1].comment.id


def page(
    rounds: Sequence[Consultation], cut: Cut | None, *, late: bool, after: int, limit: int
) -> list[MatrixRow]:
    """Up to `limit` rows after a cursor (an observation's id): six queries."""
    numbers = {each.id: each.number for each in rounds}
    query = _received(numbers, cut, late=late).where(Comment.id > after)
    query = query.order_by(Comment.id).limit(limit)
    found = list(side_by_side(query, Comment, Action, Edition.number, Answer))
    if not found:
        return []
    comments = [comment for comment, *_ in found]
    afterwards = _answered_after(comments, cut) if cut else set()
    published = PublishedAnswer.of(
        [
            (comment, answer)
            for comment, *_, answer in found
            if answer and comment.filing_number not in afterwards
        ]
    )
    changes = caused_changes.reported(
        [each.id for each in comments], rounds[0].plan_id, up_to=cut.edition if cut else None
    )
    for comment, action, *_ in found:
        comment.action = action
    return [
        MatrixRow(
            comment=comment,
            round=numbers[comment.consultation_id],
            edition=edition,
            published=published.get(comment.id),
            changes=changes.get(comment.id, ()),
        )
        for comment, _, edition, _ in found
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
