"""Tables as CSV that the spreadsheets of Colombian offices open well, and safely."""

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator

BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
_SIGN = "[=+\\-@\uff1d\uff0b\uff0d\uff20]"
"""What a spreadsheet may take for the beginning of a formula, in full width too."""
_STARTS = re.compile(rf"'*(?:[\t\r]|\s*{_SIGN})")
_WITHIN = re.compile(rf"(?<=[,;\t\r\n])(?= *{_SIGN})")


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
    """The text of a cell, such that no spreadsheet takes it, or a part of it, for a formula.

    A spreadsheet may part the cells elsewhere: wherever a comma, a semicolon, a tab or the end of
    a line comes before a sign, with or without spaces between, one space more is put after it
    (not in what was `sealed`: its digest would be of another text). Then, if the text begins with
    a tab, a return or a sign, with or without blanks before it, one apostrophe is put before it
    all; so it is if it begins with apostrophes and then these. Whoever takes off one apostrophe
    and then one space in the same places has the text as it was, whatever it was.
    """
    text = "" if cell is None else str(cell)
    if not sealed:
        text = _WITHIN.sub(" ", text)
    return f"'{text}" if _STARTS.match(text) else text
