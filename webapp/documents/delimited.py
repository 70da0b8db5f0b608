"""Tables as CSV that the spreadsheets of Colombian offices open well, and safely."""

import csv
import io
import re
from collections.abc import Iterable, Iterator

BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
_SIGN = "=+\\-@\uff1d\uff0b\uff0d\uff20"
"""What a spreadsheet may take for the beginning of a formula, in full width too."""
_STARTS = re.compile(rf"[\t\r]|\s*[{_SIGN}]")
_WITHIN = re.compile(rf"(?<=[,;\t\r\n])(?=[{_SIGN}])")


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
    """The text of a cell, with an apostrophe before it when it could be taken for a formula.

    A spreadsheet that parts the cells at commas would find one within, too: a space before it
    makes it text.
    """
    text = _WITHIN.sub(" ", "" if cell is None else str(cell))
    return f"'{text}" if _STARTS.match(text) else text
