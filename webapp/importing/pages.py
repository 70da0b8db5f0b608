"""Which of a file's tables are the plan's, when a file has several."""

from collections.abc import Iterable, Sequence

from webapp.importing.columns import best_header, recognised, same_headings
from webapp.importing.table import FileTable, OutsideLine, Row, rows_within_limit


def gather(
    pages: Sequence[Sequence[Row]], prose: Iterable[OutsideLine], *, follow: bool
) -> FileTable:
    """One table from a file's tables, the rest of the file as lines of prose.

    The plan begins in the table whose headings name most parts of an action. A later table
    belongs to it when it repeats the headings or, with `follow`, when it is as wide.
    """
    lines = list(prose)
    rows: list[Row] = []
    start = _first_page(pages)
    header: Row | None = None
    for number, page in enumerate(pages):
        begins = _begins_at(page, header) if start is not None and number >= start else None
        if begins is None and follow and header is not None and _width(page) == len(header.cells):
            begins = 0
        if begins is None:
            lines.extend(lines_of(page))
            continue
        header = header or page[begins]
        lines.extend(lines_of(page[:begins]))
        rows.extend(page[begins:])
    return FileTable(rows=rows_within_limit(rows), prose=tuple(lines))


def lines_of(rows: Iterable[Row]) -> list[OutsideLine]:
    """Rows that are no part of the table, cell by cell."""
    return [OutsideLine(row.number, cell) for row in rows for cell in row.cells if cell]


def _first_page(pages: Sequence[Sequence[Row]]) -> int | None:
    named = [_parts_named(page) for page in pages]
    if any(named):
        return named.index(max(named))
    wide = (number for number, page in enumerate(pages) if _width(page) > 1)
    return next(wide, None)


def _parts_named(page: Sequence[Row]) -> int:
    at = best_header(page)
    return 0 if at is None else len(recognised(page[at].cells))


def _begins_at(page: Sequence[Row], header: Row | None) -> int | None:
    if header is None:
        return best_header(page) or 0
    repeats = (at for at, row in enumerate(page) if same_headings(row, header))
    return next(repeats, None)


def _width(page: Sequence[Row]) -> int:
    return max((len(row.cells) for row in page), default=0)
