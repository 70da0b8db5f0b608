"""Readers: a file the entity already has → a table → a plan, with everything that was doubtful."""

from webapp.importing.columns import Column
from webapp.importing.faults import Fault, RowFault, UnreadableFile, UnreadableRow
from webapp.importing.reading import PlanReading, read_plan

__all__ = [
    "Column",
    "Fault",
    "PlanReading",
    "RowFault",
    "UnreadableFile",
    "UnreadableRow",
    "read_plan",
]
