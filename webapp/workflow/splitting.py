"""A letter that touches several actions: parts that share its filing number, each answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from webapp.messages import N_
from webapp.models import Action, Answer, Comment, Part
from webapp.vocabulary import AnswerState, Decision, Role
from webapp.workflow.record import Actor, act, claim, record
from webapp.workflow.refusals import Invalid, WrongState

SPLITTERS = (Role.MODERATOR, Role.RESPONDER)


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A stretch of the letter and the action it is about (none: the whole plan)."""

    excerpt: str
    action: Action | None


def split(comment: Comment, pieces: Sequence[Piece], *, by: Actor, at: datetime) -> list[Part]:
    """Split an observation that has no answer in course. Each excerpt stands in its text.

    The number, the count and the notice stay one. Splitting again replaces the parts.
    """
    faults = {}
    if len(pieces) < 2:
        faults["pieces"] = N_("A letter is split in two parts or more.")
    shown = comment.shown_body or comment.body
    if any(not piece.excerpt.strip() or piece.excerpt.strip() not in shown for piece in pieces):
        faults["pieces"] = N_("Each part is copied from the text as it stands.")
    if faults:
        raise Invalid(**faults)
    with act(by, *SPLITTERS):
        _require_no_answer_in_course(comment)
        Part.delete().where(Part.comment == comment).execute()
        parts = [
            Part.create(
                comment=comment,
                position=position,
                action=piece.action,
                excerpt=piece.excerpt.strip(),
            )
            for position, piece in enumerate(pieces, start=1)
        ]
        _note("comment.split", comment, by=by, at=at, parts=len(parts))
        return parts


def join(comment: Comment, *, by: Actor, at: datetime) -> None:
    """Treat the observation as one again."""
    with act(by, *SPLITTERS):
        _require_no_answer_in_course(comment)
        Part.delete().where(Part.comment == comment).execute()
        _note("comment.joined", comment, by=by, at=at)


def answer_part(
    part: Part,
    *,
    decision: Decision,
    text: str,
    reason: str,
    version: int,
    by: Actor,
    at: datetime,
) -> Part:
    """Write the answer to one part (R7). The letter's answer gathers them all."""
    faults = {}
    if not text.strip():
        faults["text"] = N_("Write the answer.")
    if not reason.strip():
        faults["reason"] = N_("Write the reason for the decision.")
    if faults:
        raise Invalid(**faults)
    with act(by, Role.RESPONDER):
        _require_no_answer_in_course(part.comment)
        claim(part, version)
        Part.update(decision=decision, text=text.strip(), reason=reason.strip()).where(
            Part.id == part.id
        ).execute()
        _note("part.answered", part.comment, by=by, at=at, part=part.position, decision=decision)
        return part.fresh()


def overall(decisions: Sequence[Decision]) -> Decision:
    """The one decision that a letter counts with: all alike, or partially incorporated as soon
    as some part is, else the firmest of the others."""
    if len(set(decisions)) == 1:
        return decisions[0]
    if any(decision.needs_change for decision in decisions):
        return Decision.PARTIALLY_INCORPORATED
    firmest = (
        Decision.NOT_INCORPORATED,
        Decision.ALREADY_INCLUDED,
        Decision.OUT_OF_SCOPE,
        Decision.INFORMATIVE_REPLY,
    )
    return next(decision for decision in firmest if decision in decisions)


def _require_no_answer_in_course(comment: Comment) -> None:
    answer: Answer | None = comment.answers.first()
    if answer and answer.state not in (AnswerState.DRAFT, AnswerState.RETURNED):
        raise WrongState(N_("This answer is no longer a draft."))


def _note(verb: str, comment: Comment, *, by: Actor, at: datetime, **details: object) -> None:
    record(verb, f"comment:{comment.filing_number}", by=by, at=at, plan=comment.plan, **details)
