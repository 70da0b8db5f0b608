"""CSV and TSV. The delimiter is the one that divides the row of headings best."""

import csv
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from io import StringIO
from itertools import islice
from typing import Literal

from webapp.importing.columns import best_header, recognised
from webapp.importing.faults import FileFault, UnreadableFile
from webapp.importing.table import (
    MAX_COLUMNS,
    MAX_ROWS,
    FileTable,
    Row,
    clean_cells,
    rows_within_limit,
)

_DELIMITERS = ("\t", ";", ",", "|")
_SAMPLE_ROWS = 60


def parts_named(rows: Sequence[Row]) -> int:
    """How many parts of an action the row of headings names."""
    header = best_header(rows)
    return 0 if header is None else len(recognised(rows[header].cells))


def read_delimited(
    text: str, *, named: Callable[[Sequence[Row]], int] = parts_named, limit: int = MAX_ROWS
) -> FileTable:
    """The rows of a delimited text, in the order and with the line numbers of the file.

    `named` counts the columns that a sample of the rows lets be recognised.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    skipped = 0
    if text[:4].lower() == "sep=":  # Excel's own first line
        text, skipped = text.partition("\n")[2], 1
    delimiter = max(_DELIMITERS, key=lambda candidate: _fitness(text, candidate, named))
    return FileTable(rows=_rows(text, delimiter, None, limit, skipped))


def _fitness(text: str, delimiter: str, named: Callable[[Sequence[Row]], int]) -> tuple[int, int]:
    """How well a delimiter fits: the columns it lets be recognised, then the width."""
    try:
        rows = _rows(text, delimiter, _SAMPLE_ROWS, _SAMPLE_ROWS)
    except UnreadableFile as refusal:
        return 0, MAX_COLUMNS if refusal.fault is FileFault.TOO_MANY_COLUMNS else 0
    return named(rows), max((row.filled for row in rows), default=0)


def _rows(
    text: str, delimiter: str, sample: int | None, limit: int, skipped: int = 0
) -> tuple[Row, ...]:
    quotings: tuple[Literal[0, 3], ...] = (csv.QUOTE_MINIMAL, csv.QUOTE_NONE)
    for quoting in quotings:  # the second for quotation marks that quote nothing
        rows = islice(_parse(text, delimiter, skipped, quoting), sample)
        with suppress(csv.Error):
            return rows_within_limit(rows, limit)
    raise UnreadableFile(FileFault.DAMAGED)


def _parse(text: str, delimiter: str, skipped: int, quoting: Literal[0, 3]) -> Iterator[Row]:
    reader = csv.reader(
        StringIO(text, newline=""), delimiter=delimiter, quoting=quoting, strict=True
    )
    begins = 1 + skipped
    for cells in reader:
        yield Row(begins, 1, clean_cells(cells))
        begins = reader.line_num + 1 + skipped
