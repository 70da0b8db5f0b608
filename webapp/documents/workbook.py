"""Workbooks as spreadsheets open them: cells are texts, numbers or dates, never formulas or links.

Rows are written as they come, so that memory does not grow with them.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

LONGEST_CELL = 32_767
"""Characters that a cell may have; a longer text ends in an ellipsis."""

_LETTER = 1
_LINE_POINTS, _TALLEST = 15, 405
_MEASURED = 10_000
"""Rows whose height is set: each height set stays in memory to the end, and that must not grow."""
_LEGIBLE = 190
"""Characters that fit across a printed page and can be read."""
_AS_TEXT = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


class Workbook:
    """A workbook being written, sheet after sheet."""

    def __init__(self, book: Any, *, notice: str = "", foot: str = "", ruled: bool = False) -> None:
        self._book, self._notice, self._foot, self._ruled = book, notice, foot, ruled
        lines = {"border": 1, "border_color": "#9a9a9a"} if ruled else {}
        self._warning = book.add_format({"bold": True, "font_color": "#9b1c1c"})
        self._head = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, **lines}
        )
        self._moment = book.add_format(
            {"num_format": "dd/mm/yyyy hh:mm", "align": "left", "valign": "top", **lines}
        )
        self._cell = book.add_format({"text_wrap": True, "valign": "top", **lines})

    def sheet(
        self,
        name: str,
        header: Sequence[str],
        rows: Iterable[Sequence[object]],
        widths: Sequence[int] = (),
    ) -> None:
        """Add a sheet: its header stays in sight and filters its columns. Widths in characters."""
        page = self._book.add_worksheet(name)
        for column, width in enumerate(widths):
            page.set_column(column, column, width)
        _lay_out(page, self._foot, sum(widths))
        top = 0
        if self._notice:
            top = 1
            page.write_string(0, 0, self._notice, self._warning)
        page.freeze_panes(top + 1, 0)
        page.repeat_rows(0, top)
        for column, text in enumerate(header):
            page.write_string(top, column, text, self._head)
        last = top
        for last, row in enumerate(rows, start=top + 1):
            lines = _lines(row, widths) if last <= _MEASURED else 1
            if lines > 1:
                page.set_row(last, min(lines * _LINE_POINTS, _TALLEST))
            for column, value in enumerate(row):
                self._write(page, last, column, value)
            for column in range(len(row), len(header) if self._ruled else 0):
                page.write_blank(last, column, None, self._cell)
        page.autofilter(top, 0, last, max(len(header) - 1, 0))

    def _write(self, page: Any, row: int, column: int, value: object) -> None:
        if value is None or value == "":
            if self._ruled:
                page.write_blank(row, column, None, self._cell)
            return
        if isinstance(value, int | float) and not isinstance(value, bool):
            page.write_number(row, column, value, self._cell)
            return
        if isinstance(value, datetime):
            page.write_datetime(row, column, value, self._moment)
            return
        text = str(value)
        cut = text if len(text) <= LONGEST_CELL else f"{text[: LONGEST_CELL - 1]}…"
        page.write_string(row, column, cut, self._cell)


def _lines(row: Sequence[object], widths: Sequence[int]) -> int:
    """About how many lines the longest cell takes: not every program measures them by itself."""
    return max(
        (
            sum(1 + len(line) // width for line in value.split("\n"))
            for value, width in zip(row, widths, strict=False)
            if isinstance(value, str)
        ),
        default=1,
    )


def _lay_out(page: Any, foot: str, width: int) -> None:
    """For printing: letter size, landscape, a few sheets across if need be, pages numbered."""
    page.set_landscape()
    page.set_paper(_LETTER)
    page.fit_to_pages(max(1, round(width / _LEGIBLE)), 0)
    page.repeat_columns(0)
    page.set_footer(f"&L&8{foot.replace('&', '&&')}&R&8&P / &N")


@contextmanager
def workbook(
    path: Path,
    *,
    title: str,
    author: str = "",
    made_at: datetime | None = None,
    notice: str = "",
    foot: str = "",
    ruled: bool = False,
) -> Iterator[Workbook]:
    """A workbook written to a file when the block ends.

    `notice` stands over the header of every sheet, `foot` under each printed page; `ruled`
    draws thin lines around every cell; `made_at` (naive UTC) makes the bytes the same each time.
    """
    book = xlsxwriter.Workbook(path, _AS_TEXT)
    book.set_properties(
        {"title": title, "author": author, **({"created": made_at} if made_at else {})}
    )
    try:
        yield Workbook(book, notice=notice, foot=foot, ruled=ruled)
    finally:
        book.close()
