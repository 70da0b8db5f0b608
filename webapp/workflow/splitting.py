"""A letter that touches several actions: parts that share its filing number, each answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from webapp.models import Action, Answer, Comment, Part, Staff
from webapp.text.visible import is_blank
from webapp.vocabulary import Decision, Role
from webapp.vocabulary.messages import N_
from webapp.vocabulary.verbs import Verb
from webapp.workflow import covered_words, handling, segregating
from webapp.workflow.acts import Actor, act, claim, record
from webapp.workflow.answer_steps import SPLITTERS, require_writable
from webapp.workflow.reasons import require_complete_answer
from webapp.workflow.refusals import Invalid, NotAllowed, WrongState

MOST = 20
"""Parts that a letter may have."""
SUBSTANCE = ("decision", "text", "reason", "cites")
"""What is written on a part."""


@dataclass(frozen=True)
class LetterPiece:
    """A stretch of the letter and the action it is about (none: the whole plan)."""

    excerpt: str
    action: Action | None


def split(
    comment: Comment, pieces: Sequence[LetterPiece], *, version: int, by: Actor, at: datetime
) -> list[Part]:
    """Split an observation whose text is shown and whose answer is not in course.

    Each excerpt stands in the text that the public reads (R3). The number, the count and the
    notice stay one. Splitting again keeps what was written on the pieces that stay, and the log
    keeps the rest. Raises Invalid, StaleCopy, WrongState.
    """
    with act(by, *SPLITTERS):
        segregating.require_no_impediment([comment], by)
        claim(comment, version)
        comment = comment.fresh()
        if not comment.is_shown:
            raise WrongState(N_("Decide first what is shown of the observation."))
        require_writable(Answer.of(comment))
        _check(comment, pieces)
        former = _put_away(comment)
        # Rows may get the numbers of former ones: a stale form must not fit them (R12).
        version = 1 + max((part.version for part in former), default=0)
        parts = []
        for position, piece in enumerate(pieces, start=1):
            part = Part(comment=comment, position=position, action=piece.action, version=version)
            part.excerpt = piece.excerpt.strip()
            same = next((each for each in former if _alike(each, part)), None)
            if same:
                former.remove(same)
                for field in SUBSTANCE:
                    setattr(part, field, getattr(same, field))
            part.save(force_insert=True)
            parts.append(part)
        before = [_substance(part) for part in former]
        _note(Verb.COMMENT_SPLIT, comment, by=by, at=at, parts=len(parts), before=before)
        return parts


def join(comment: Comment, *, version: int, by: Actor, at: datetime) -> None:
    """Treat the observation as one again; the log keeps what was written on its parts."""
    with act(by, *SPLITTERS):
        segregating.require_no_impediment([comment], by)
        claim(comment, version)
        require_writable(Answer.of(comment))
        before = [_substance(part) for part in _put_away(comment)]
        _note(Verb.COMMENT_JOINED, comment, by=by, at=at, before=before)


def _check(comment: Comment, pieces: Sequence[LetterPiece]) -> None:
    if not 2 <= len(pieces) <= MOST:
        raise Invalid(pieces=N_("A letter is split in two to twenty parts."))
    if not all(not is_blank(piece.excerpt) and comment.shows(piece.excerpt) for piece in pieces):
        raise Invalid(pieces=N_("Each part is copied from the text as the public reads it."))
    if any(piece.action and not piece.action.wording_in(comment.edition) for piece in pieces):
        raise Invalid(pieces=N_("Each part is about an action that the person could read."))


def _put_away(comment: Comment) -> list[Part]:
    former = Part.of_letter(comment)
    Part.delete().where(Part.comment == comment).execute()
    return former


def _alike(one: Part, other: Part) -> bool:
    return (one.excerpt, one.action_id) == (other.excerpt, other.action_id)


def _substance(part: Part) -> dict[str, object]:
    return {"part": part.position, **{field: getattr(part, field) for field in SUBSTANCE}}


def answer_part(
    part: Part,
    *,
    decision: Decision | None,
    text: str,
    reason: str,
    cites: str = "",
    version: int,
    by: Staff,
    at: datetime,
) -> Part:
    """Write the answer to one part (R7). The letter's answer gathers them all.

    Raises NotAllowed unless the responder's area has the letter or the part's own action.
    """
    require_complete_answer(decision=decision, text=text, reason=reason, cites=cites)
    with act(by, Role.RESPONDER):
        require_area_of(part, by)
        require_writable(Answer.of(part.comment))
        covered_words.refuse_covered(part.comment.plan, text=text, reason=reason, cites=cites)
        claim(part, version)
        before = _substance(part.fresh())
        Part.update(
            decision=decision, text=text.strip(), reason=reason.strip(), cites=cites.strip()
        ).where(Part.id == part.id).execute()
        part = part.fresh()
        after = _substance(part)
        _note(Verb.PART_ANSWERED, part.comment, by=by, at=at, before=before, after=after)
        return part


def require_area_of(part: Part, by: Staff) -> None:
    """Raise NotAllowed unless a responder's area has the letter or the part's own action."""
    try:
        handling.require_own_area(part.comment, by)
    except NotAllowed:
        if segregating.is_impeded(part.comment, by) or not _is_of(part, by):
            raise


def _is_of(part: Part, by: Staff) -> bool:
    """Whether the action of a part is in charge of a person's area."""
    wording = part.action.wording_in(part.comment.edition) if part.action else None
    return bool(wording and by.area and wording.responsible_area == by.area.name)


def decision_of(parts: Sequence[Part]) -> Decision | None:
    """The decision that a letter counts with, once each of its parts has one."""
    decisions = [part.decision for part in parts if part.decision]
    return overall(decisions) if decisions and len(decisions) == len(parts) else None


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


def _note(verb: Verb, comment: Comment, *, by: Actor, at: datetime, **details: object) -> None:
    record(verb, comment, by=by, at=at, plan=comment.plan, **details)
