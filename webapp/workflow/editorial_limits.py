"""What a correction of form may be, as far as the texts show it. That nothing else changes what the
plan asks of anybody no program can judge: whoever approves it declares it."""

import re

from webapp.text import differences
from webapp.text.covered import published
from webapp.text.visible import is_blank
from webapp.vocabulary import PlanField
from webapp.vocabulary.messages import N_

OF_SUBSTANCE = (PlanField.TERM_MONTHS, PlanField.RESPONSIBLE_AREA, PlanField.STARTS_ON)
"""What is never of form: when something is due, and who does it."""
APPROVAL = (
    PlanField.ELABORATED_ON, PlanField.APPROVED_ON, PlanField.APPROVED_BY, PlanField.MINUTES,
    PlanField.CODE,
)  # fmt: skip
"""What is set as it is, whatever stood there."""
WITH_FIGURES = (
    PlanField.ACTIVITY, PlanField.IMPROVEMENT, PlanField.EFFICACY_CHECK, PlanField.SUMMARY,
)  # fmt: skip
"""Texts whose figures stay: in a title one may be a slip."""
FEW_WORDS = 5
"""So many words may change in a text, however short it is; in a longer one up to half of them."""


def fault(field: PlanField, before: str, after: str) -> str | None:
    """What shows that a change is not of form, as a message; None when nothing does."""
    if field in OF_SUBSTANCE:
        return N_("An edition with corrections of form does not change this: it takes a round.")
    if field in APPROVAL:
        return None
    before, after = published(before), published(after)
    if is_blank(before) != is_blank(after):
        return N_("A correction of form neither fills nor empties a text: that takes a round.")
    if field in WITH_FIGURES and _figures(before) != _figures(after):
        return N_("A correction of form leaves the figures of a text as they are.")
    if _changed_words(before, after) > max(FEW_WORDS, _words(before) // 2):
        return N_("A correction of form leaves at least half of the words of a text as they are.")
    return None


def _figures(text: str) -> list[str]:
    return sorted(re.findall(r"\d+", text))


def _words(text: str) -> int:
    return len(text.split())


def _changed_words(before: str, after: str) -> int:
    """The words taken out or put in, whichever are more."""
    pieces = differences.difference(before, after)
    gone, come = (
        _words(" ".join(each.text for each in pieces if each.op == op))
        for op in ("delete", "insert")
    )
    return max(gone, come)
