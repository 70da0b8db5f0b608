"""The report of observations and answers as files: to read, to sign, to work with."""

from webapp.documents.response_report.as_docx import docx
from webapp.documents.response_report.as_pdf import pdf
from webapp.documents.response_report.as_xlsx import xlsx
from webapp.documents.response_report.report_words import ReportWords
from webapp.documents.response_report.sections import sections_of
from webapp.documents.response_report.shapes import Grid, LinkedCount, ReportSection, Value, Voice

__all__ = [
    "LARGEST",
    "Grid",
    "LinkedCount",
    "ReportSection",
    "ReportWords",
    "Value",
    "Voice",
    "docx",
    "pdf",
    "sections_of",
    "xlsx",
]

LARGEST = 5_000
"""Observations of which a PDF or a Word file is made: more take gigabytes while they are made."""
