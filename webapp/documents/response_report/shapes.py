"""What the report of observations and answers is made of, whatever its format: parts with facts and
small tables, and cells of paragraphs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

_NARROW, _LINES = 28, 30
"""Characters of a line in the narrowest long column; lines that surely fit on a page."""


class Percentage(float):
    """A share of a hundred."""


class LinkedCount(int):
    """A count whose rows can be read: what it is counted `by`, and which of it."""

    by: str
    which: str

    def __new__(cls, count: int, by: str, which: object = "") -> Self:
        counted = super().__new__(cls, count)
        counted.by, counted.which = by, str(which)
        return counted


Value = str | int | float
"""The value of a fact or a cell; figures stay figures, so that a workbook can count with them."""


@dataclass(frozen=True, kw_only=True)
class Voice:
    """The language of the report, with its ways to write days and numbers, and the web address that
    its links begin with."""

    translate: Callable[[str], str]
    write_day: Callable[[date], str]
    write_number: Callable[[float], str]
    base: str
    language: str = "es-CO"


@dataclass(frozen=True)
class Grid:
    """A small table with a header; `figures` are set as such, from that column on."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    figures: int = 99


@dataclass(frozen=True)
class ReportSection:
    """A part of the report before its matrix: facts by name, sentences, small tables."""

    title: str
    facts: tuple[tuple[str, Value], ...] = ()
    notes: tuple[str, ...] = ()
    grids: tuple[Grid, ...] = ()


@dataclass(frozen=True)
class Line:
    """A paragraph of a cell: perhaps a label before its text, perhaps set as the main thing."""

    text: str
    label: str = ""
    main: bool = False


def is_short(cells: Sequence[Sequence[Line]]) -> bool:
    """Whether a row of the matrix surely fits on a page, and so is not broken over two."""
    return all(
        sum(1 + len(text) // _NARROW for line in cell for text in line.text.split("\n")) < _LINES
        for cell in cells
    )
