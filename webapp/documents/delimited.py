"""Tables as CSV that the spreadsheets of Colombian offices open well, and safely."""

import csv
import io
from collections.abc import Iterable, Iterator

BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet may take for a formula at the beginning of a cell."""


def lines(rows: Iterable[Iterable[object]]) -> Iterator[bytes]:
    """UTF-8 with a mark, semicolons, CRLF; a cell that looks like a formula is made text."""
    shelf = io.StringIO(newline="")
    shelf.write(BYTE_ORDER_MARK)
    writer = csv.writer(shelf, delimiter=";", lineterminator="\r\n")
    for row in rows:
        writer.writerow([guarded(cell) for cell in row])
        yield shelf.getvalue().encode()
        shelf.seek(0)
        shelf.truncate()


def guarded(cell: object) -> str:
    """The text of a cell, with an apostrophe before it when it could be taken for a formula."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
