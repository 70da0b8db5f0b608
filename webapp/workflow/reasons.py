"""Reasons that the public reads are written out (R7)."""

from collections.abc import Iterable

from webapp.models import Answer, Plan
from webapp.text.visible import is_blank, visible_length
from webapp.vocabulary import Decision
from webapp.vocabulary.messages import N_
from webapp.workflow import covered_words
from webapp.workflow.refusals import Invalid, WrongState

DECISION_LEAST = 40
"""Characters that can be seen which the reason of a decision has at least."""
LEAST = 15
"""The same, for every other reason that the public reads."""


def fault_in_decision_reason(reason: str) -> str | None:
    """What is wrong with the reason of a decision, as a message; None when nothing is."""
    if is_blank(reason):
        return N_("Write the reason for the decision.")
    if visible_length(reason) < DECISION_LEAST:
        return N_("The reason has at least 40 characters, without counting spaces.")
    return None


def require_complete_answer(
    *, decision: Decision | None, text: str, reason: str, cites: str
) -> None:
    """Raise Invalid unless an answer, to a whole letter or to a part of it, has its decision, its
    text and a written reason; and, when the plan already includes what was asked, where (R7)."""
    faults = {}
    if decision is None:
        faults["decision"] = N_("Choose a decision.")
    if is_blank(text):
        faults["text"] = N_("Write the answer.")
    if fault := fault_in_decision_reason(reason):
        faults["reason"] = fault
    if decision is Decision.ALREADY_INCLUDED and is_blank(cites):
        faults["cites"] = N_("Say where the plan already includes it.")
    if faults:
        raise Invalid(**faults)


def require_decision_reasons(answers: Iterable[Answer]) -> None:
    """Raise WrongState, naming the observations, when the reason of a decision is not written
    out: it may have been submitted under an earlier rule (R7)."""
    short = [each for each in answers if fault_in_decision_reason(each.reason)]
    if short:
        raise WrongState(
            N_(
                "The reason of the decision has fewer than 40 characters, without counting spaces: "
                "%(numbers)s. Return it to be written out."
            ),
            numbers=", ".join(each.comment.filing_number for each in short),
        )


def fault_in_reason(
    reason: str, blank: str = N_("Say the reason: the public will read it.")
) -> str | None:
    """What is wrong with any other public reason, as a message; None when nothing is.

    `blank` is the message for a reason that says nothing.
    """
    if is_blank(reason):
        return blank
    if visible_length(reason) < LEAST:
        return N_("The reason has at least 15 characters, without counting spaces.")
    return None


def require_reason(reason: str, plan: Plan) -> str:
    """The reason of an act on a plan, as it is kept. Raises Invalid unless it is written out, and
    for one that says again what was covered in that plan (R13)."""
    fault = fault_in_reason(reason)
    if fault:
        raise Invalid(reason=fault)
    covered_words.refuse_covered(plan, reason=reason.strip())
    return reason.strip()
