"""Excel workbooks. Run only inside the worker, which holds the memory and the time."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import datetime, time
from io import BytesIO

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from webapp.importing.pages import gather
from webapp.importing.table import FileTable, Row, clean_cells, rows_within_limit

_BANNER_WIDTH = 3


def read_xlsx(content: bytes) -> FileTable:
    """The visible sheets of a workbook that hold the plan; merged cells filled down."""
    workbook = load_workbook(BytesIO(content), data_only=True, keep_links=False)
    visible = (sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible")
    pages = [rows_within_limit(_rows(sheet, page)) for page, sheet in enumerate(visible, start=1)]
    return gather(pages, (), follow=False)


def _rows(sheet: Worksheet, page: int) -> Iterator[Row]:
    grid = _grid(sheet)
    numbers = sorted(grid)
    banners: set[int] = set()
    for merged in sheet.merged_cells.ranges:
        value = grid.get(merged.min_row, {}).get(merged.min_col, "")
        if not value:
            continue
        first = bisect_left(numbers, merged.min_row)
        last = bisect_right(numbers, merged.max_row)
        for number in numbers[first:last]:
            grid[number][merged.min_col] = value
            wide = merged.max_col - merged.min_col + 1 >= _BANNER_WIDTH
            if wide and set(grid[number]) == {merged.min_col}:
                banners.add(number)
    width = max((column for cells in grid.values() for column in cells), default=0)
    for number in numbers:
        cells = [grid[number].get(column, "") for column in range(1, width + 1)]
        yield Row(number, page, clean_cells(cells), banner=number in banners)


def _grid(sheet: Worksheet) -> dict[int, dict[int, str]]:
    """Only the cells that say something, by row and column."""
    grid: dict[int, dict[int, str]] = {}
    # iter_rows would walk (and make) every cell up to the farthest one.
    for (row, column), cell in sheet._cells.items():
        text = _text(cell.value)
        if text:
            grid.setdefault(row, {})[column] = text
    return grid


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
