"""Readers: a file the entity already has → a table → a plan, with everything that was doubtful."""

from webapp.importing.columns import Column
from webapp.importing.faults import Fault, RowFault, UnreadableFile, UnreadableRow
from webapp.importing.reading import PlanReading, read_plan, read_plan_table, read_table
from webapp.importing.table import Table

__all__ = [
    "Column",
    "Fault",
    "PlanReading",
    "RowFault",
    "Table",
    "UnreadableFile",
    "UnreadableRow",
    "read_plan",
    "read_plan_table",
    "read_table",
]
