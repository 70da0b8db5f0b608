"""What answers are, compared with what the log noted of each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from webapp.models import Answer, Correction, Part
from webapp.models.correction import OF_ANSWERS
from webapp.vocabulary import AnswerState, CorrectionKind, CorrectionState, Decision
from webapp.vocabulary.messages import N_
from webapp.workflow.amending import SUBSTANCE
from webapp.workflow.splitting import overall
from webapp.workflow.verifying.findings import Fault
from webapp.workflow.verifying.histories import OF_A_PART, CommentRecord, History

_SUBMITTED = (AnswerState.SUBMITTED, AnswerState.APPROVED, AnswerState.PUBLISHED)
_APPROVED = tuple(each for each in AnswerState if each.is_approved)


def of_answer(record: CommentRecord) -> Iterator[Fault]:
    """Whether an answer stands as the log has it, as it was approved, by whoever may (R11)."""
    history = History.of(record.entries)
    number = record.comment.filing_number
    answer = record.answer
    corrections = _approved(record.corrections)
    state = answer.state.value if answer else None
    if state != history.state:
        yield Fault(N_("The answer to %(number)s is not where the log has it."), number=number)
    before = Uncorrected.of(answer, record.parts)
    follows = all(before.undo(each) for each in reversed(corrections))
    if (
        not follows
        or not _parts_are_as_noted(before, history)
        or (answer and not _is_as_approved(answer, history, before))
    ):
        yield Fault(N_("The answer to %(number)s is not what was approved."), number=number)
    if answer and not _duties_are_apart(answer, history, corrections):
        yield Fault(N_("Whoever approved the answer to %(number)s drafted it."), number=number)


def _parts_are_as_noted(before: "Uncorrected", history: History) -> bool:
    return len(before.parts) == history.parts and all(
        part in history.on_parts for part in before.parts.values() if part["decision"]
    )


def _approved(corrections: Sequence[Correction]) -> list[Correction]:
    """The corrections of the answer that were made, in their order."""
    made = [
        each
        for each in corrections
        if each.kind in OF_ANSWERS and each.state is CorrectionState.APPROVED
    ]
    return sorted(made, key=lambda each: (each.decided_at, each.id))


@dataclass
class Uncorrected:
    """What an answer and the parts of the letter, by position, said before its corrections: they
    are undone one by one, the last first."""

    answer: dict[str, Any]
    parts: dict[int, dict[str, Any]]

    @classmethod
    def of(cls, answer: Answer | None, parts: Sequence[Part]) -> "Uncorrected":
        """What they say now."""
        return cls(
            {name: getattr(answer, name) or "" for name in SUBSTANCE} if answer else {},
            {
                part.position: {name: getattr(part, name) or "" for name in OF_A_PART}
                for part in parts
            },
        )

    def undo(self, correction: Correction) -> bool:
        """Take a correction back; whether what stood is what it made."""
        details, of_part = correction.details, correction.kind is CorrectionKind.PART
        stood = self.parts.get(details["part"]) if of_part else self.answer
        if stood != details["after"] or correction.before != details["before"]:
            return False
        if not of_part:
            self.answer = details["before"]
            return True
        follows = self.answer.get("decision") == self._decision()
        self.parts[details["part"]] = details["before"]
        self.answer = {**self.answer, "decision": self._decision()}
        return follows

    def _decision(self) -> Decision | None:
        decisions = [Decision(part["decision"]) for part in self.parts.values()]
        return overall(decisions) if decisions else None


def _is_as_approved(answer: Answer, history: History, before: Uncorrected) -> bool:
    submitted, approved, published = history.submitted, history.approved, history.published
    if answer.state in _SUBMITTED and (
        submitted is None
        or before.answer != {name: submitted.details["after"].get(name) or "" for name in SUBSTANCE}
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


def _duties_are_apart(answer: Answer, history: History, corrections: Sequence[Correction]) -> bool:
    """Whether nobody approved what they wrote, or with an impediment (R11). Older entries note no
    drafters: then parts, paragraphs and impediments are not checked. Whoever approved the former
    answer may propose its correction."""
    wrote, submitted = set(history.writers), history.submitted
    if answer.state in _SUBMITTED and submitted and "drafters" in submitted.details:
        wrote |= {each.staff for each in history.contributed if each.position < submitted.position}
        wrote |= set(submitted.details["drafters"])
        acts = (submitted, history.approved, history.published)
        if any(history.was_impeded(each) for each in acts if each):
            return False
    proposers = {each.proposed_by_id for each in corrections}
    if not wrote | proposers <= set(answer.drafters):
        return False
    wrote |= set(answer.drafters) - proposers
    if answer.state in _APPROVED and answer.approved_by_id in wrote:
        return False
    return _corrected_by_others(corrections, wrote)


def _corrected_by_others(corrections: Sequence[Correction], wrote: set[int | None]) -> bool:
    """Whether nobody approved a correction of what they, or those before, had written."""
    for each in corrections:
        wrote = {*wrote, each.proposed_by_id}
        if each.decided_by_id in wrote:
            return False
    return True
