"""The sheet of a workbook that holds observations. Run only inside the worker.

Unlike a plan's table: formulas are read as they are written, never by what they last gave; and
merged cells are told apart, because only some of them speak for every row beside them.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from itertools import chain, islice

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula
from openpyxl.worksheet.worksheet import Worksheet

from webapp.importing.best_sheet import MAX_COMMENTS, BestSheet, FilledDown
from webapp.importing.comment_columns import parts_named
from webapp.importing.table import Row, clean_cells, rows_within_limit

_SAMPLE_ROWS = 100
_FIXED_DECIMALS = re.compile(r"0\.(0{1,6})")


def read_best_sheet(content: bytes) -> BestSheet:
    """The visible sheet whose headings name most parts of an observation, else the first."""
    workbook = load_workbook(BytesIO(content), data_only=False, keep_links=False)
    best: tuple[int, Worksheet, Iterator[Row]] | None = None
    filled: list[str] = []
    for sheet in workbook.worksheets:
        rows = _rows(sheet)
        first_rows = tuple(islice(rows, _SAMPLE_ROWS))
        if sheet.sheet_state != "visible" or not first_rows:
            continue
        filled.append(sheet.title)
        named = parts_named(first_rows)
        if best is None or named > best[0]:
            best = named, sheet, chain(first_rows, rows)
    if best is None:
        return BestSheet((), (), ())
    _, chosen, every = best
    chosen_rows = rows_within_limit(every, MAX_COMMENTS + 1)
    left_out = tuple(name for name in filled if name != chosen.title)
    return BestSheet(chosen_rows, tuple(_filled_down(chosen, chosen_rows)), left_out)


def _rows(sheet: Worksheet) -> Iterator[Row]:
    grid: dict[int, dict[int, str]] = {}
    # iter_rows would walk (and make) every cell up to the farthest one.
    for (number, column), cell in sheet._cells.items():
        text = _text(cell)
        if text:
            grid.setdefault(number, {})[column] = text
    width = max((column for cells in grid.values() for column in cells), default=0)
    for number in sorted(grid):
        cells = [grid[number].get(column, "") for column in range(1, width + 1)]
        yield Row(number, 1, clean_cells(cells))


def _filled_down(sheet: Worksheet, rows: tuple[Row, ...]) -> Iterator[FilledDown]:
    numbers = [row.number for row in rows]
    for merged in sheet.merged_cells.ranges:
        first = bisect_left(numbers, merged.min_row)
        last = bisect_right(numbers, merged.max_row) - 1
        if last <= first or numbers[first] != merged.min_row:
            continue
        text = rows[first].cells[merged.min_col - 1 :][:1]
        if text and text[0]:
            yield FilledDown(numbers[first + 1], numbers[last], merged.min_col - 1, text[0])


def _text(cell: Cell) -> str:
    value: object = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "sí" if value else "no"
    if isinstance(value, ArrayFormula | DataTableFormula):
        return str(getattr(value, "text", None) or "=")
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return _clock(value)
    if isinstance(value, float):
        return _number(value, str(cell.number_format))
    return str(value).strip()


def _clock(value: timedelta) -> str:
    minutes, seconds = divmod(int(value.total_seconds()), 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}"


def _number(value: float, number_format: str) -> str:
    """A number as it is shown: the action 4.10 must not become 4.1."""
    fixed = _FIXED_DECIMALS.fullmatch(number_format)
    if fixed:
        return f"{value:.{len(fixed[1])}f}"
    return str(int(value)) if value.is_integer() else str(value)
