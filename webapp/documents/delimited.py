"""Tables as CSV that the spreadsheets of Colombian offices open well, and safely."""

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator

BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
_SIGN = "=+\\-@\uff1d\uff0b\uff0d\uff20"
"""What a spreadsheet may take for the beginning of a formula, in full width too."""
_STARTS = re.compile(rf"[\t\r]|\s*[{_SIGN}]")
_WITHIN = re.compile(rf"(?<=[,;\t\r\n])(?=[{_SIGN}])")


def lines(rows: Iterable[Iterable[object]], *, sealed: Collection[int] = ()) -> Iterator[bytes]:
    """UTF-8 with a mark, semicolons, CRLF; a cell that looks like a formula is made text.

    `sealed` are the places of the columns whose digest is elsewhere: nothing is put within them.
    """
    shelf = io.StringIO(newline="")
    shelf.write(BYTE_ORDER_MARK)
    writer = csv.writer(shelf, delimiter=";", lineterminator="\r\n")
    for row in rows:
        writer.writerow([guarded(cell, sealed=place in sealed) for place, cell in enumerate(row)])
        yield shelf.getvalue().encode()
        shelf.seek(0)
        shelf.truncate()


def guarded(cell: object, *, sealed: bool = False) -> str:
    """The text of a cell, with an apostrophe before it when it could be taken for a formula.

    A spreadsheet that parts the cells at commas would find one within, too: a space before it
    makes it text. It would no longer be the text that was `sealed`.
    """
    text = "" if cell is None else str(cell)
    if not sealed:
        text = _WITHIN.sub(" ", text)
    return f"'{text}" if _STARTS.match(text) else text
