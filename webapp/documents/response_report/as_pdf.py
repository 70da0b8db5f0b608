"""The report as an accessible PDF (PDF/UA-1): landscape, a matrix whose header repeats."""

import re
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

from webapp.documents.response_report.sections import sections_of
from webapp.documents.response_report.shapes import Grid, Line, ReportSection, Voice, is_short
from webapp.documents.response_report.telling import SIGNATURE_LINES, SIGNATURES, Telling
from webapp.documents.typesetting import typeset
from webapp.figures.response_report import ResponseReport
from webapp.queries.report_matrix import MatrixRow
from webapp.vocabulary.messages import N_

PATIENCE_SECONDS = 240
_FEW_ROWS, _FEW_LETTERS = 15, 900
_LONG_WORD = re.compile(r"[^\s/.:-]{30}")


def pdf(report: ResponseReport, voice: Voice) -> bytes:
    """The report in letter size. Raises TypesettingFailed, or Superseded."""
    told = Telling(report, voice)
    return typeset(
        "response_report",
        {
            "title": told.title,
            "subject": told.subject,
            "entity": told.entity,
            "language": voice.language.partition("-")[0],
            "region": voice.language.partition("-")[2],
            "draft": told.draft,
            "standing": told.standing,
            "seal": told.seal,
            "page": told.say(N_("Page")),
            "sections": [_section(told, section) for section in sections_of(told)],
            "columns": told.columns,
            "matrices": [
                {
                    "title": told.matrix_title,
                    "empty": told.say(N_("No observation was received in term.")),
                    "rows": _rows(told, report.matrix()),
                },
                {
                    "title": told.annex_title,
                    "empty": told.say(N_("No observation was received out of term.")),
                    "rows": _rows(told, report.annex()),
                },
            ],
            "signature": told.say(N_("Signatures")),
            "signatures": [told.say(each) for each in SIGNATURES],
            "signature_lines": [told.say(each) for each in SIGNATURE_LINES],
        },
        patience=PATIENCE_SECONDS,
    )


def _section(told: Telling, section: ReportSection) -> dict[str, Any]:
    facts = told.facts(section)
    return {
        "title": section.title,
        "facts": facts,
        "whole": fits_on_a_page(facts),
        "notes": section.notes,
        "grids": [_grid(grid, told.rows(grid)) for grid in section.grids],
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
    """Whether a table is so small that it is kept together, however narrow its columns are."""
    return len(rows) <= _FEW_ROWS and sum(map(len, chain(*rows))) <= _FEW_LETTERS


def _rows(told: Telling, rows: Iterable[MatrixRow]) -> list[dict[str, Any]]:
    return [
        {"short": is_short(cells), "cells": [[_line(line) for line in cell] for cell in cells]}
        for cells in map(told.cells, rows)
    ]


def _line(line: Line) -> dict[str, Any]:
    return {
        "text": line.text,
        "label": line.label,
        "main": line.main,
        # Looking for long words takes the typesetter longer than all the rest.
        "long": _LONG_WORD.search(line.text) is not None,
    }
