"""CSV and TSV. The delimiter is the one that divides the row of headings best."""

import csv
from io import StringIO
from typing import Literal

from webapp.importing.columns import best_header, recognised
from webapp.importing.faults import Fault, UnreadableFile
from webapp.importing.table import Row, Table, clean, rows_within_limit

_DELIMITERS = ("\t", ";", ",", "|")
_SAMPLE_ROWS = 60


def read_delimited(text: str) -> Table:
    """The rows of a delimited text, in the order and with the line numbers of the file."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    skipped = 0
    if text[:4].lower() == "sep=":  # Excel's own first line
        text, skipped = text.partition("\n")[2], 1
    delimiter = max(_DELIMITERS, key=lambda candidate: _fitness(text, candidate))
    return Table(rows=rows_within_limit(_rows(text, delimiter, None, skipped)))


def _fitness(text: str, delimiter: str) -> tuple[int, int]:
    """How well a delimiter fits: the parts of an action it lets be named, then the width."""
    rows = _rows(text, delimiter, _SAMPLE_ROWS)
    header = best_header(rows)
    named = 0 if header is None else len(recognised(rows[header].cells))
    return named, max((row.filled for row in rows), default=0)


def _rows(text: str, delimiter: str, limit: int | None, skipped: int = 0) -> list[Row]:
    try:
        return _parse(text, delimiter, limit, skipped, csv.QUOTE_MINIMAL)
    except csv.Error:
        pass
    try:  # quotation marks that quote nothing
        return _parse(text, delimiter, limit, skipped, csv.QUOTE_NONE)
    except csv.Error as error:
        raise UnreadableFile(Fault.DAMAGED) from error


def _parse(
    text: str, delimiter: str, limit: int | None, skipped: int, quoting: Literal[0, 3]
) -> list[Row]:
    reader = csv.reader(
        StringIO(text, newline=""), delimiter=delimiter, quoting=quoting, strict=True
    )
    rows: list[Row] = []
    begins = 1 + skipped
    for cells in reader:
        rows.append(Row(begins, 1, tuple(clean(cell) for cell in cells)))
        begins = reader.line_num + 1 + skipped
        if len(rows) == limit:
            break
    return rows
