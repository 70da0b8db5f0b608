"""The tables of open data: observations, answers, changes, and the actions of each edition.

Only what is public (R6, R13, R14); the desk's copy has a few columns more.
"""

from typing import Any

from webapp.documents.datasets import Dataset
from webapp.documents.open_data.answer_table import ANSWERS, answers
from webapp.documents.open_data.observation_table import (
    DESK_OBSERVATIONS,
    OBSERVATIONS,
    Observation,
    observations,
)
from webapp.documents.open_data.plan_tables import ACTIONS, CHANGES, actions, changes

DATASETS: tuple[Dataset[Any], ...] = (OBSERVATIONS, ANSWERS, CHANGES, ACTIONS)
"""Every table that the public can download."""

__all__ = [
    "ACTIONS",
    "ANSWERS",
    "CHANGES",
    "DATASETS",
    "DESK_OBSERVATIONS",
    "OBSERVATIONS",
    "Observation",
    "actions",
    "answers",
    "changes",
    "observations",
]
