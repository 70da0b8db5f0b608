"""What came of the observations, as the report of answers and the internal report both state it."""

from typing import Any

from webapp.figures.of_plan import Figures


def effects(figures: Figures) -> dict[str, Any]:
    """How soon it was answered, and what the observations changed in the plan."""
    return {
        "median_answer_days": figures.median_answer_days,
        "actions": figures.actions_total,
        "actions_commented": figures.actions_commented,
        "actions_changed": figures.actions_changed,
        "actions_new": figures.actions_new,
        "actions_withdrawn": figures.actions_withdrawn,
        "changes": figures.changes_total,
        "incidence": figures.incidence.value,
    }
