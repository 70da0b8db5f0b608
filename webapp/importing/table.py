"""What every format is turned into: rows of clean cells that remember where they stood."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from webapp.importing.faults import FileFault, UnreadableFile
from webapp.text.normal_form import bare, spelled

MAX_ROWS = 5_000
MAX_LINES = 50_000
MAX_COLUMNS = 200

_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # control characters
    "\u00ad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]"  # soft hyphen, no width, direction
)
_LINE_BREAK = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_BLANKS = re.compile(r"[^\S\n]+")
_LINE_EDGES = re.compile(r" ?\n ?")
_EMPTY_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True)
class Row:
    """A row of a table: its number in the file, the page (or table) it stands on, its cells.

    A banner is one cell as wide as the table: a title, not a row of data.
    """

    number: int
    page: int
    cells: tuple[str, ...]
    banner: bool = False

    @property
    def filled(self) -> int:
        """How many cells say something."""
        return sum(1 for cell in self.cells if cell)

    @property
    def text(self) -> str:
        """What the row says, in one line."""
        return " | ".join(cell.replace("\n", " ") for cell in self.cells if cell)


@dataclass(frozen=True)
class OutsideLine:
    """A line of the file that stands outside its tables."""

    number: int
    text: str


@dataclass(frozen=True)
class FileTable:
    """The rows of a file, the lines around them, and lines inside that have no columns."""

    rows: tuple[Row, ...]
    prose: tuple[OutsideLine, ...] = ()
    stray: tuple[OutsideLine, ...] = ()

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Self:
        """The table that `dataclasses.asdict` made plain data of, once through JSON."""
        return cls(
            rows=tuple(
                Row(row["number"], row["page"], tuple(row["cells"]), row["banner"])
                for row in plain["rows"]
            ),
            prose=tuple(OutsideLine(line["number"], line["text"]) for line in plain["prose"]),
            stray=tuple(OutsideLine(line["number"], line["text"]) for line in plain["stray"]),
        )


def clean(text: str) -> str:
    """The text as it was written, without control or invisible characters, blanks evened out.

    Line breaks stay; emoji and the joiners inside them stay.
    """
    text = _LINE_BREAK.sub("\n", spelled("NFC", text))
    text = _BLANKS.sub(" ", _INVISIBLE.sub("", text))
    return _EMPTY_LINES.sub("\n\n", _LINE_EDGES.sub("\n", text)).strip()


def clean_cells(cells: Sequence[str]) -> tuple[str, ...]:
    """The cells of a row, cleaned; refused when there are more than `MAX_COLUMNS`."""
    if len(cells) > MAX_COLUMNS:
        raise UnreadableFile(FileFault.TOO_MANY_COLUMNS, limit=MAX_COLUMNS)
    return tuple(clean(cell) for cell in cells)


def rows_within_limit(rows: Iterable[Row], limit: int = MAX_ROWS) -> tuple[Row, ...]:
    """The rows that say something, at most `limit`; no more than `MAX_LINES` are looked at.

    Rows that come from a generator are made no further than that.
    """
    found: list[Row] = []
    for seen, row in enumerate(rows):
        if seen == MAX_LINES or (row.filled and len(found) == limit):
            raise UnreadableFile(FileFault.TOO_MANY_ROWS, limit=limit)
        if row.filled:
            found.append(row)
    return tuple(found)


def lines_within_limit(text: str) -> list[str]:
    """The lines of a text, however they end; refused beyond `MAX_LINES`."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.count("\n") > MAX_LINES:
        raise UnreadableFile(FileFault.TOO_MANY_ROWS, limit=MAX_ROWS)
    return text.split("\n")


def folded(text: str) -> str:
    """The text without accents, marks, case or punctuation, to compare words by."""
    return " ".join(re.findall(r"\w+", bare(text).replace("_", " ")))
