"""The table of observations of a file, before its columns are known."""

from dataclasses import dataclass
from typing import Any, Self

from webapp.importing.table import Row

COMMENTS = "comments"
"""What the reader of observations is called when it is asked for in the process apart."""

MAX_COMMENTS = 20_000


@dataclass(frozen=True)
class FilledDown:
    """What a merged cell says for the rows below its first, by their numbers in the file."""

    first: int
    last: int
    column: int
    text: str


@dataclass(frozen=True)
class BestSheet:
    """The rows of the sheet whose headings fit best, and the names of the other filled ones."""

    rows: tuple[Row, ...]
    filled_down: tuple[FilledDown, ...]
    left_out: tuple[str, ...]

    @classmethod
    def of(cls, plain: dict[str, Any]) -> Self:
        """The same from its plain data."""
        return cls(
            tuple(Row(row["number"], row["page"], tuple(row["cells"])) for row in plain["rows"]),
            tuple(FilledDown(**each) for each in plain["filled_down"]),
            tuple(plain["left_out"]),
        )
