"""What answers are, held against what the log noted of each."""

from collections.abc import Iterator, Sequence

from webapp.messages import N_
from webapp.models import Answer, Part
from webapp.vocabulary import AnswerState
from webapp.workflow.verifying.findings import Fault
from webapp.workflow.verifying.histories import OF_A_PART, History, Kept

_SUBSTANCE = ("decision", "text", "reason", "cites", "responsible_area")
"""What an answer says; who holds it changes on its way."""
_SUBMITTED = (AnswerState.SUBMITTED, AnswerState.APPROVED, AnswerState.PUBLISHED)
_APPROVED = (AnswerState.APPROVED, AnswerState.PUBLISHED)


def of_answer(kept: Kept) -> Iterator[Fault]:
    """Whether an answer stands as the log has it, as it was approved, by whoever may (R11)."""
    history = History.of(kept.entries)
    number = kept.comment.filing_number
    answer = kept.answer
    state = answer.state.value if answer else None
    if state != history.state:
        yield Fault(N_("The answer to %(number)s is not where the log has it."), number=number)
    if not _parts_are_as_noted(kept.parts, history) or (
        answer and not _is_as_approved(answer, history)
    ):
        yield Fault(N_("The answer to %(number)s is not what was approved."), number=number)
    if answer and not _duties_are_apart(answer, history):
        yield Fault(N_("Whoever approved the answer to %(number)s drafted it."), number=number)


def _parts_are_as_noted(parts: Sequence[Part], history: History) -> bool:
    return len(parts) == history.parts and all(
        [getattr(part, name) for name in OF_A_PART] in history.on_parts
        for part in parts
        if part.decision
    )


def _is_as_approved(answer: Answer, history: History) -> bool:
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


def _duties_are_apart(answer: Answer, history: History) -> bool:
    """R11. Entries of before noted no drafters: parts and paragraphs were not held against whoever
    approved, nor impediments."""
    drafted = set(history.writers)
    submitted = history.submitted
    if answer.state in _SUBMITTED and submitted and "drafters" in submitted.details:
        drafted |= {
            each.staff for each in history.contributed if each.position < submitted.position
        }
        drafted |= set(submitted.details["drafters"])
        acts = (submitted, history.approved, history.published)
        if any(history.was_impeded(each) for each in acts if each):
            return False
    return drafted <= set(answer.drafters) and (
        answer.state not in _APPROVED or answer.approved_by_id not in answer.drafters
    )
