"""Readers: a file the entity already has → a table → a plan, with everything that was doubtful."""

from webapp.importing.columns import PlanColumn
from webapp.importing.faults import FileFault, RowFault, UnreadableFile, UnreadableRow
from webapp.importing.reading import PlanReading, read_plan, read_plan_table, read_table
from webapp.importing.table import FileTable

__all__ = [
    "FileFault",
    "FileTable",
    "PlanColumn",
    "PlanReading",
    "RowFault",
    "UnreadableFile",
    "UnreadableRow",
    "read_plan",
    "read_plan_table",
    "read_table",
]
