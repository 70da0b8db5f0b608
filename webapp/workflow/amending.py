"""Correcting an answer that is out: the new one is published beside the former.

The correction has both whole, so that whoever approves it compares them.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from webapp.models import Answer, Comment, Correction, Part, Staff
from webapp.vocabulary import AnswerState, CorrectionKind, Decision, Role
from webapp.vocabulary.messages import N_
from webapp.workflow import (
    covered_words,
    handling,
    incorporating,
    indexing,
    notifying,
    reporting,
    segregating,
    tallying,
)
from webapp.workflow.answering import Reply
from webapp.workflow.procedure import Procedure
from webapp.workflow.refusals import Invalid, StaleCopy, WrongState

SUBSTANCE = ("decision", "text", "reason", "cites", "responsible_area")
"""What of an answer can be corrected."""


def details_of(answer: Answer, reply: Reply, *, version: int | None) -> dict[str, Any]:
    """What a correction proposes: the answer as it stands, and as it would.

    Raises StaleCopy when it is not the version that was read (R12).
    """
    if version != answer.version:
        raise StaleCopy(answer)
    return {"before": content_of(answer), "after": content_of(reply)}


def content_of(answer: Answer | Reply) -> dict[str, Any]:
    """What an answer says, as plain data."""
    values = {name: getattr(answer, name) for name in SUBSTANCE}
    return {name: value or "" for name, value in values.items()}


class AnswerCorrected(Procedure):
    """A published answer says something else, by a further act (*fe de erratas*)."""

    kind = CorrectionKind.ANSWER
    proposers = (Role.RESPONDER,)

    def check(self, correction: Correction, *, at: datetime) -> None:
        """Raise unless the answer is out and stands as it was read, what is proposed is complete
        (R7) and something else, and a change bears it out (R8)."""
        answer, reply = _answer(correction), _reply(correction.details["after"])
        comment = answer.comment
        if answer.state is not AnswerState.PUBLISHED:
            raise WrongState(N_("This answer is not published: it is mended before it goes out."))
        if content_of(answer) != correction.details["before"]:
            raise WrongState(N_("This answer was corrected meanwhile. Read it and propose again."))
        if comment.annulment_id:
            raise WrongState(N_("The registration of this observation was annulled."))
        segregating.require_no_impediment([comment], correction.proposed_by)
        if correction.id is None:
            handling.require_own_area(comment, correction.proposed_by)
        reply.check()
        if Part.are_of(comment) and reply.decision is not answer.decision:
            raise Invalid(decision=N_("The decision of a letter in parts follows from its parts."))
        if content_of(reply) == content_of(answer):
            raise Invalid(text=N_("It is the same as what is published. Write what it should say."))
        covered_words.refuse_covered(
            comment.plan, text=reply.text, reason=reply.reason, cites=reply.cites
        )
        incorporating.require_change(comment, reply.decision)

    def carry_out(self, correction: Correction, *, by: Staff, at: datetime) -> dict[str, Any]:
        """Put the new answer in place of the former, and count it for what it says now."""
        answer, reply = _answer(correction), _reply(correction.details["after"])
        before = answer.decision
        Answer.update(
            **{name: getattr(reply, name) for name in SUBSTANCE},
            drafters=sorted({*segregating.drafters(answer), correction.proposed_by_id}),
            version=Answer.version + 1,
        ).where(Answer.id == answer.id).execute()
        answer = _answer(correction)
        tallying.amend_answered(answer, before)
        indexing.add_comments([answer.comment])
        return dict(correction.details["before"])

    def follow(self, correction: Correction, *, by: Staff, at: datetime) -> None:
        """Notify its author, and make the report anew."""
        notifying.answer_corrected(correction, at=at)
        reporting.corrected(_answer(correction), by=by, at=at)

    def involved(self, correction: Correction) -> frozenset[int]:
        """Whoever drafted the former answer or the new one, and whoever has an impediment."""
        answer = _answer(correction)
        impeded = segregating.impeded(answer.comment)
        return frozenset({correction.proposed_by_id, *segregating.drafters(answer), *impeded})


def _answer(correction: Correction) -> Answer:
    number = int(correction.subject.partition(":")[2])
    found: Answer = Answer.select(Answer, Comment).join(Comment).where(Answer.id == number).get()
    return found


def _reply(content: Mapping[str, Any]) -> Reply:
    decision = Decision(content["decision"]) if content["decision"] else None
    return Reply(**{**content, "decision": decision})
