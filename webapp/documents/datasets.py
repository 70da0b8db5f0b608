"""What a table of open data is, and the three ways in which it is written.

The columns that write a file are the ones that the dictionary shows: neither can drift.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from itertools import chain, count, islice
from pathlib import Path
from typing import Any, Generic, TypeVar
from zoneinfo import ZoneInfo

from webapp.documents import delimited
from webapp.documents.workbook import Workbook, workbook
from webapp.values import time_zones
from webapp.vocabulary.messages import N_, Worded

Row = TypeVar("Row")
Translate = Callable[[str], str]

LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/deed.es"
ROWS_OF_A_SHEET = 1_000_000
"""A sheet holds 1,048,576 rows; what comes after these goes on in another one."""

_BLOCK = 64 * 1024
_WIDTHS = {True: 60, False: 18}


class Type(Worded):
    """How the values of a column are written."""

    TEXT = "text", N_("Text")
    WORD = "word", N_("One of a list")
    NUMBER = "number", N_("Whole number")
    YES_NO = "yes_no", N_("sí or no (true or false in JSON)")
    INSTANT = "instant", N_("Date and time, ISO 8601 with the offset of the zone")
    DAY = "day", N_("Date, ISO 8601")
    LIST = "list", N_("Several values, parted by “; ” (a list in JSON)")


@dataclass(frozen=True)
class Column(Generic[Row]):
    """A column: its name in the files, what it means, and where its value comes from.

    `words` is the closed list of a column of type WORD; `sealed` that the digest of its values is
    elsewhere.
    """

    name: str
    meaning: str
    written: Type
    value: Callable[[Row], object]
    words: type[Worded] | None = None
    long: bool = False
    sealed: bool = False


@dataclass(frozen=True)
class Dataset(Generic[Row]):
    """A file of open data: its name in the address, what a row is, and its columns."""

    name: str
    title: str
    meaning: str
    columns: tuple[Column[Row], ...]

    @property
    def header(self) -> list[str]:
        """The names of its columns, in order."""
        return [column.name for column in self.columns]


class Spelling:
    """How values are spelled: words in the reader's language, instants in the entity's zone."""

    def __init__(self, translate: Translate, zone: ZoneInfo) -> None:
        self.translate = cache(translate)
        self.zone = zone
        self._words: dict[Worded, str] = {}
        self._yes_no = {True: translate(N_("yes")), False: translate(N_("no"))}

    def word(self, term: Worded) -> str:
        """A word of the vocabulary, translated once."""
        if term not in self._words:
            self._words[term] = self.translate(term.message)
        return self._words[term]

    def for_programs(self, value: object) -> object:
        """A value as JSON has it; null where there is none."""
        if value is None or value == "":
            return None
        if isinstance(value, Worded):
            return self.word(value)
        if isinstance(value, datetime):
            return time_zones.to_local(value, self.zone).isoformat(timespec="seconds")
        if isinstance(value, date):
            return value.isoformat()
        return value

    def for_cells(self, value: object) -> str | int:
        """A value as a cell has it; empty where there is none."""
        if isinstance(value, bool):
            return self._yes_no[value]
        if isinstance(value, list):
            return "; ".join(value)
        plain = self.for_programs(value)
        return "" if plain is None else plain if isinstance(plain, int) else str(plain)


def as_csv(dataset: Dataset[Any], rows: Iterable[Any], spelling: Spelling) -> Iterator[bytes]:
    """A table as CSV, in blocks."""
    cells = ([spelling.for_cells(column.value(row)) for column in dataset.columns] for row in rows)
    sealed = {place for place, column in enumerate(dataset.columns) if column.sealed}
    return _blocks(delimited.lines(chain([dataset.header], cells), sealed=sealed))


def as_json(dataset: Dataset[Any], rows: Iterable[Any], spelling: Spelling) -> Iterator[bytes]:
    """A table as one JSON array, in blocks: an object a line."""
    return _blocks(_array(dataset, rows, spelling))


def _array(dataset: Dataset[Any], rows: Iterable[Any], spelling: Spelling) -> Iterator[bytes]:
    parting = b"[\n"
    for row in rows:
        values = {
            column.name: spelling.for_programs(column.value(row)) for column in dataset.columns
        }
        yield parting + json.dumps(values, ensure_ascii=False).encode()
        parting = b",\n"
    yield b"[]\n" if parting == b"[\n" else b"\n]\n"


def _blocks(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of some size: each one costs a trip to the network."""
    block = bytearray()
    for piece in pieces:
        block += piece
        if len(block) >= _BLOCK:
            yield bytes(block)
            block.clear()
    if block:
        yield bytes(block)


def write_workbook(
    path: Path,
    dataset: Dataset[Any],
    rows: Iterable[Any],
    spelling: Spelling,
    *,
    sheet_rows: int = ROWS_OF_A_SHEET,
) -> None:
    """A table as a workbook, with its dictionary on the last sheet."""
    with workbook(path, title=spelling.translate(dataset.title)) as book:
        _write_sheets(book, dataset, rows, spelling, sheet_rows)
        book.sheet(
            spelling.translate(N_("dictionary")),
            [spelling.translate(heading) for heading in DICTIONARY],
            dictionary(dataset, spelling.translate),
            (24, 70, 40, 60),
        )


def _write_sheets(
    book: Workbook, dataset: Dataset[Any], rows: Iterable[Any], spelling: Spelling, most: int
) -> None:
    cells = ([spelling.for_cells(column.value(row)) for column in dataset.columns] for row in rows)
    widths = [_WIDTHS[column.long] for column in dataset.columns]
    first = next(cells, None)
    for number in count(1):
        name = dataset.name if number == 1 else f"{dataset.name} {number}"
        some = islice(chain([] if first is None else [first], cells), most)
        book.sheet(name, dataset.header, some, widths)
        first = next(cells, None)
        if first is None:
            return


DICTIONARY = (N_("Column"), N_("What it is"), N_("How it is written"), N_("Values"))


def dictionary(dataset: Dataset[Any], translate: Translate) -> list[tuple[str, str, str, str]]:
    """What each column is, how it is written and, of a closed list, its values."""
    return [
        (
            column.name,
            translate(column.meaning),
            translate(column.written.message),
            " · ".join(translate(term.message) for term in _terms(column)),
        )
        for column in dataset.columns
    ]


def _terms(column: Column[Any]) -> list[Worded]:
    return list(column.words) if column.words else []


MEDIA_TYPES = {
    "csv": "text/csv",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""The forms in which a table is written, and their media types."""

STREAMED = {"csv": as_csv, "json": as_json}
"""The writers of the forms that can be sent while they are being written."""
