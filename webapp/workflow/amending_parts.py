"""Correcting the answer to one part of a letter that is out, beside the former one (R21)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from webapp.models import Answer, Comment, Correction, Part, Staff
from webapp.vocabulary import AnswerState, CorrectionKind, Decision, Role
from webapp.vocabulary.messages import N_
from webapp.workflow import (
    covered_words,
    incorporating,
    indexing,
    notifying,
    reporting,
    segregating,
    splitting,
    tallying,
)
from webapp.workflow.acts import require_registered
from webapp.workflow.procedure import Procedure
from webapp.workflow.reasons import require_complete_answer
from webapp.workflow.refusals import Invalid, StaleCopy, WrongState
from webapp.workflow.splitting import SUBSTANCE


@dataclass(frozen=True, kw_only=True)
class PartReply:
    """What the answer to a part of a letter says."""

    decision: Decision | None
    text: str
    reason: str
    cites: str = ""


def details_of(part: Part, reply: PartReply, *, version: int | None) -> dict[str, Any]:
    """What a correction proposes: the answer to a part as it stands, and as it would.

    Raises StaleCopy when it is not the version that was read (R12).
    """
    if version != part.version:
        raise StaleCopy(part)
    return {"part": part.position, "before": content_of(part), "after": content_of(reply)}


def content_of(answered: Part | PartReply) -> dict[str, Any]:
    """What the answer to a part says, as plain data."""
    return {name: getattr(answered, name) or "" for name in SUBSTANCE}


class PartCorrected(Procedure):
    """The published answer to a part of a letter says something else; the decision of the letter
    follows from its parts, as it always does."""

    kind = CorrectionKind.PART
    proposers = (Role.RESPONDER,)

    def check(self, correction: Correction, *, at: datetime) -> None:
        """Raise unless the answer is out and the part stands as it was read, what is proposed is
        complete (R7) and something else, and a change bears the letter's decision out (R8)."""
        part, proposed = _part(correction), _reply(correction.details["after"])
        comment = part.comment
        if _answer(comment).state is not AnswerState.PUBLISHED:
            raise WrongState(N_("This answer is not published: it is mended before it goes out."))
        if content_of(part) != correction.details["before"]:
            raise WrongState(N_("This answer was corrected meanwhile. Read it and propose again."))
        require_registered(comment)
        segregating.require_no_impediment([comment], correction.proposed_by)
        if correction.id is None:
            splitting.require_area_of(part, correction.proposed_by)
        require_complete_answer(**vars(proposed))
        if content_of(proposed) == content_of(part):
            raise Invalid(text=N_("It is the same as what is published. Write what it should say."))
        covered_words.refuse_covered(
            comment.plan, text=proposed.text, reason=proposed.reason, cites=proposed.cites
        )
        incorporating.require_change(comment, _overall(part, proposed.decision))

    def carry_out(self, correction: Correction, *, by: Staff, at: datetime) -> dict[str, Any]:
        """Put the new answer in place of the former, and count the letter for what follows."""
        part, proposed = _part(correction), _reply(correction.details["after"])
        answer = _answer(part.comment)
        former, decision = answer.decision, _overall(part, proposed.decision)
        Part.update(**vars(proposed), version=Part.version + 1).where(Part.id == part.id).execute()
        Answer.update(
            decision=decision,
            drafters=sorted({*segregating.drafters(answer), correction.proposed_by_id}),
            version=Answer.version + 1,
        ).where(Answer.id == answer.id).execute()
        answer = _answer(part.comment)
        if decision is not former:
            tallying.amend_answered(answer, former)
        indexing.add_comments([answer.comment])
        return dict(correction.details["before"])

    def follow(self, correction: Correction, *, by: Staff, at: datetime) -> None:
        """Notify its author, and make the report anew."""
        notifying.answer_corrected(correction, at=at)
        reporting.corrected(_answer(_part(correction).comment), by=by, at=at)

    def involved(self, correction: Correction) -> frozenset[int]:
        """Whoever drafted anything of the answer or the correction, and whoever has an
        impediment."""
        answer = _answer(_part(correction).comment)
        impeded = segregating.impeded(answer.comment)
        return frozenset({correction.proposed_by_id, *segregating.drafters(answer), *impeded})


def _part(correction: Correction) -> Part:
    number = int(correction.subject.partition(":")[2])
    found: Part = Part.select(Part, Comment).join(Comment).where(Part.id == number).get()
    return found


def _answer(comment: Comment) -> Answer:
    answer = Answer.get_or_none(Answer.comment == comment)
    if answer is None:
        raise WrongState(N_("This answer is not published: it is mended before it goes out."))
    found: Answer = answer
    return found


def _overall(part: Part, decision: Decision | None) -> Decision | None:
    """The decision of the letter, once this part has a decision."""
    parts = Part.of_letter(part.comment)
    decisions = [decision if each.id == part.id else each.decision for each in parts]
    return splitting.overall([each for each in decisions if each]) if all(decisions) else None


def _reply(written: Mapping[str, Any]) -> PartReply:
    decision = Decision(written["decision"]) if written["decision"] else None
    return PartReply(**{**written, "decision": decision})
