"""The report of observations and answers as files: to read, to sign, to work with."""

from webapp.documents.response_report.docx import docx
from webapp.documents.response_report.pdf import pdf
from webapp.documents.response_report.telling import Telling, Voice
from webapp.documents.response_report.xlsx import xlsx

__all__ = ["LARGEST", "Telling", "Voice", "docx", "pdf", "xlsx"]

LARGEST = 10_000
"""Observations of which a PDF or a Word file is made: more take gigabytes, and nobody reads them."""
