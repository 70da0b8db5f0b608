"""From a file to a plan that can be looked at before it exists."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from webapp.importing.assembly import Assembled, assemble
from webapp.importing.columns import PlanColumn, best_header, guess_mapping, same_headings
from webapp.importing.delimited import read_delimited
from webapp.importing.document_facts import FactsRead, read_facts, speaks_of_the_document
from webapp.importing.faults import FileFault, FileKind, RowFault, UnreadableFile, UnreadableRow
from webapp.importing.file_kinds import agreed_kind, ending_of, text_of
from webapp.importing.markdown import read_markdown
from webapp.importing.pages import lines_of
from webapp.importing.separate_process import read_apart
from webapp.importing.table import FileTable, OutsideLine, Row
from webapp.importing.text import read_text
from webapp.values.plan_outline import Join, Outline


@dataclass(frozen=True)
class PlanReading:
    """What was read, what each column was taken for, and everything that was doubtful.

    `missing` columns must be pointed out by a person before the outline says anything.
    """

    outline: Outline
    headings: tuple[str, ...]
    mapping: Mapping[int, PlanColumn]
    unreadable: tuple[UnreadableRow, ...]
    joined: tuple[Join, ...]
    missing: tuple[PlanColumn, ...]

    def refuse_if_incomplete(self) -> None:
        """Raise `UnreadableFile` when a plan cannot be made of this reading."""
        if self.missing:
            raise UnreadableFile(FileFault.MISSING_COLUMN, columns=self.missing)
        if not self.outline.action_count:
            raise UnreadableFile(FileFault.NO_ACTION_READ)


def read_plan(
    filename: str, content: bytes, mapping: Mapping[int, PlanColumn] | None = None
) -> PlanReading:
    """Read a plan from a file; `mapping` corrects what a column (counted from 0) was taken for.

    Raises `UnreadableFile`, and nothing else, when the file as a whole cannot be read.
    """
    return read_plan_table(read_table(filename, content), mapping)


def read_table(filename: str, content: bytes) -> FileTable:
    """The table of a file, whatever its format. Raises `UnreadableFile`."""
    kind = agreed_kind(filename, content)
    if kind is not FileKind.TEXT:
        return read_apart(kind, content)
    text = text_of(content) or ""
    readers = {".txt": read_text, ".md": read_markdown}
    return readers.get(ending_of(filename), read_delimited)(text)


def read_plan_table(
    table: FileTable, mapping: Mapping[int, PlanColumn] | None = None
) -> PlanReading:
    """The plan of a table already read."""
    at = _header_at(table.rows)
    header = table.rows[at]
    width = max(
        (place for place, cell in enumerate(header.cells, start=1) if cell or _used(table, place)),
        default=0,
    )
    headings = header.cells[:width]
    columns = guess_mapping(headings, mapping)
    body, around = _body(table.rows[at + 1 :], header)
    if not body:
        raise UnreadableFile(FileFault.EMPTY_TABLE)
    facts = read_facts([*lines_of(table.rows[:at]), *table.prose, *around])
    missing = _missing(columns, body)
    read = Assembled((), (), ()) if missing else assemble(body, headings, columns)
    return PlanReading(
        outline=Outline(facts=facts.facts, categories=read.categories, starts_on=facts.starts_on),
        headings=headings,
        mapping=columns,
        unreadable=_in_order(read, facts, table.stray),
        joined=read.joined,
        missing=missing,
    )


def _header_at(rows: Sequence[Row]) -> int:
    recognised = best_header(rows)
    if recognised is not None:
        return recognised
    wide = (at for at, row in enumerate(rows) if row.filled > 1 and not row.banner)
    at = next(wide, None)
    if at is None:
        raise UnreadableFile(FileFault.NO_TABLE)
    return at


def _used(table: FileTable, place: int) -> bool:
    """Whether any row as wide as its table says something in that column, counted from 1."""
    return any(len(row.cells) >= place and row.cells[place - 1] for row in table.rows)


def _body(rows: Sequence[Row], header: Row) -> tuple[list[Row], list[OutsideLine]]:
    """The rows of data, and the lines of page headers and signatures among them.

    From a row that speaks of the document on, nothing is data until the headings come again or a
    row is mostly filled. Each repetition of the headings begins a page.
    """
    body: list[Row] = []
    around: list[OutsideLine] = []
    page = 0
    outside = False
    for row in rows:
        if same_headings(row, header):
            page += 1
            outside = False
            continue
        sparse = row.filled <= len(header.cells) // 2
        outside = sparse and (outside or speaks_of_the_document(row))
        if outside:
            around.extend(lines_of([row]))
        else:
            body.append(Row(row.number, row.page + page, row.cells, row.banner))
    return body, around


def _missing(columns: Mapping[int, PlanColumn], body: Sequence[Row]) -> tuple[PlanColumn, ...]:
    needed = [PlanColumn.ACTIVITY]
    if not any(row.banner for row in body):
        needed.insert(0, PlanColumn.CATEGORY)
    return tuple(column for column in needed if column not in columns.values())


def _in_order(
    read: Assembled, facts: FactsRead, stray: Sequence[OutsideLine]
) -> tuple[UnreadableRow, ...]:
    strays = [UnreadableRow(line.number, line.text, RowFault.OUTSIDE_COLUMNS) for line in stray]
    found = [*read.unreadable, *facts.unreadable, *strays]
    return tuple(sorted(found, key=lambda row: row.row))
