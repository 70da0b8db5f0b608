"""The report as an accessible PDF (PDF/UA-1): landscape, a matrix whose header repeats."""

import re
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

from webapp.documents.response_report.report_words import SIGNATURE_LINES, SIGNATURES, ReportWords
from webapp.documents.response_report.sections import sections_of
from webapp.documents.response_report.shapes import Grid, Line, ReportSection, Voice, is_short
from webapp.documents.typesetting import typeset
from webapp.figures.response_report import ResponseReport
from webapp.queries.report_matrix import MatrixRow
from webapp.vocabulary.messages import N_

PATIENCE_SECONDS = 240
_FEW_ROWS, _FEW_LETTERS = 15, 900
_LONG_WORD = re.compile(r"[^\s/.:-]{30}")


def pdf(report: ResponseReport, voice: Voice) -> bytes:
    """The report in letter size. Raises TypesettingFailed, or Superseded."""
    words = ReportWords(report, voice)
    return typeset(
        "response_report",
        {
            "title": words.title,
            "subject": words.subject,
            "entity": words.entity,
            "language": voice.language.partition("-")[0],
            "region": voice.language.partition("-")[2],
            "draft": words.draft,
            "standing": words.standing,
            "seal": words.seal,
            "page": words.say(N_("Page")),
            "sections": [_section(words, section) for section in sections_of(words)],
            "columns": words.columns,
            "matrices": [
                {
                    "title": words.matrix_title,
                    "empty": words.say(N_("No observation was received in term.")),
                    "rows": _rows(words, report.matrix()),
                },
                {
                    "title": words.annex_title,
                    "empty": words.say(N_("No observation was received out of term.")),
                    "rows": _rows(words, report.annex()),
                },
            ],
            "signature": words.say(N_("Signatures")),
            "signatures": [words.say(each) for each in SIGNATURES],
            "signature_lines": [words.say(each) for each in SIGNATURE_LINES],
        },
        patience=PATIENCE_SECONDS,
    )


def _section(words: ReportWords, section: ReportSection) -> dict[str, Any]:
    facts = words.facts(section)
    return {
        "title": section.title,
        "facts": facts,
        "whole": fits_on_a_page(facts),
        "notes": section.notes,
        "grids": [_grid(grid, words.rows(grid)) for grid in section.grids],
    }


def _grid(grid: Grid, rows: list[list[str]]) -> dict[str, Any]:
    return {
        "title": grid.title,
        "header": grid.header,
        "figures": grid.figures,
        "rows": rows,
        "whole": fits_on_a_page(rows),
    }


def fits_on_a_page(rows: Sequence[Sequence[str]]) -> bool:
    """Whether a table is so small that it fits on a page, however narrow its columns are."""
    return len(rows) <= _FEW_ROWS and sum(map(len, chain(*rows))) <= _FEW_LETTERS


def _rows(words: ReportWords, rows: Iterable[MatrixRow]) -> list[dict[str, Any]]:
    return [
        {"short": is_short(cells), "cells": [[_line(line) for line in cell] for cell in cells]}
        for cells in map(words.cells, rows)
    ]


def _line(line: Line) -> dict[str, Any]:
    return {
        "text": line.text,
        "label": line.label,
        "main": line.main,
        # Looking for long words takes the typesetter longer than all the rest.
        "long": _LONG_WORD.search(line.text) is not None,
    }
