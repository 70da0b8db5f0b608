"""What answers are, held against what the log noted of each."""

from collections.abc import Iterator, Sequence

from webapp.messages import N_
from webapp.models import Answer, Correction, Part
from webapp.vocabulary import AnswerState, CorrectionKind, CorrectionState
from webapp.workflow.verifying.findings import Fault
from webapp.workflow.verifying.histories import OF_A_PART, Entry, History, Kept

_SUBSTANCE = ("decision", "text", "reason", "cites", "responsible_area")
"""What an answer says; who holds it changes on its way."""
_SUBMITTED = (AnswerState.SUBMITTED, AnswerState.APPROVED, AnswerState.PUBLISHED)
_APPROVED = (AnswerState.APPROVED, AnswerState.PUBLISHED)


def of_answer(kept: Kept) -> Iterator[Fault]:
    """Whether an answer stands as the log has it, as it was approved, by whoever may (R11)."""
    history = History.of(kept.entries)
    number = kept.comment.filing_number
    answer = kept.answer
    corrections = _approved(kept.corrections)
    state = answer.state.value if answer else None
    if state != history.state:
        yield Fault(N_("The answer to %(number)s is not where the log has it."), number=number)
    if not _parts_are_as_noted(kept.parts, history) or (
        answer and not _is_as_approved(answer, history, corrections)
    ):
        yield Fault(N_("The answer to %(number)s is not what was approved."), number=number)
    if answer and not _duties_are_apart(answer, history, corrections):
        yield Fault(N_("Whoever approved the answer to %(number)s drafted it."), number=number)


def _parts_are_as_noted(parts: Sequence[Part], history: History) -> bool:
    return len(parts) == history.parts and all(
        [getattr(part, name) for name in OF_A_PART] in history.on_parts
        for part in parts
        if part.decision
    )


def _approved(corrections: Sequence[Correction]) -> list[Correction]:
    """The corrections of the answer that were made, in their order."""
    made = [
        each
        for each in corrections
        if each.kind is CorrectionKind.ANSWER and each.state is CorrectionState.APPROVED
    ]
    return sorted(made, key=lambda each: (each.decided_at, each.id))


def _says_what_was_approved(
    answer: Answer, submitted: Entry, corrections: Sequence[Correction]
) -> bool:
    """Whether it says what was submitted, or what one correction after another made of it."""
    stood = {name: submitted.details["after"].get(name) or "" for name in _SUBSTANCE}
    for each in corrections:
        if each.details["before"] != stood or each.before != stood:
            return False
        stood = each.details["after"]
    return all((getattr(answer, name) or "") == stood[name] for name in _SUBSTANCE)


def _is_as_approved(answer: Answer, history: History, corrections: Sequence[Correction]) -> bool:
    submitted, approved, published = history.submitted, history.approved, history.published
    if answer.state in _SUBMITTED and (
        submitted is None
        or not _says_what_was_approved(answer, submitted, corrections)
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
    """R11. Entries of before noted no drafters: parts and paragraphs were not held against whoever
    approved, nor impediments. Whoever approved what stood before may propose what corrects it."""
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
