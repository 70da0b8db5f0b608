"""Text taken out of a PDF: cells divided by tabs, the page header and the headings repeated."""

from collections.abc import Iterator

from webapp.importing.columns import best_header, same_headings
from webapp.importing.delimited import read_delimited
from webapp.importing.document_facts import speaks_of_the_document
from webapp.importing.table import (
    FileTable,
    OutsideLine,
    Row,
    clean_cells,
    lines_within_limit,
    rows_within_limit,
)

_LONGEST_TITLE_LINES = 5


def read_text(text: str) -> FileTable:
    """The table of an extracted text. A row of headings opens a page; a blank line or a line
    about the document closes the table until the headings come again.

    Without a recognisable row of headings divided by tabs it is read as a delimited text.
    """
    lines = [
        Row(number, 1, clean_cells(line.split("\t")))
        for number, line in enumerate(lines_within_limit(text.replace("\f", "\n\n")), start=1)
    ]
    filled = [line for line in lines if line.filled > 1]
    at = best_header(filled)
    if at is None:
        return read_delimited(text)
    return _Reader(filled[at]).read(lines)


class _Reader:
    """Walks the lines once, telling rows from what stands around them."""

    def __init__(self, header: Row) -> None:
        self.header = header
        self.page = 0
        self.inside = False
        self.furniture = False
        self.rows: list[Row] = []
        self.prose: list[OutsideLine] = []
        self.stray: list[OutsideLine] = []

    def read(self, lines: list[Row]) -> FileTable:
        for line in lines:
            self._take(line)
        prose = tuple(_without_marks(self.prose))
        return FileTable(rows=rows_within_limit(self.rows), prose=prose, stray=tuple(self.stray))

    def _take(self, line: Row) -> None:
        if same_headings(line, self.header):
            self.page += 1
            self.inside, self.furniture = True, False
            self._keep(line)
        elif not line.filled:
            self.inside = False
        elif not self.page or self._is_furniture(line):
            self.prose.extend(OutsideLine(line.number, cell) for cell in line.cells if cell)
        elif len(line.cells) > 1 and (self.inside or len(line.cells) == len(self.header.cells)):
            self._keep(line)
        elif self.inside:
            self.stray.append(OutsideLine(line.number, line.text))
        else:
            self.furniture = True
            self.prose.append(OutsideLine(line.number, line.text))

    def _keep(self, line: Row) -> None:
        self.rows.append(Row(line.number, self.page, line.cells))

    def _is_furniture(self, line: Row) -> bool:
        """Whether a line stands between the table of one page and that of the next."""
        width = len(self.header.cells)
        if len(line.cells) == width and line.filled > width // 2:
            self.furniture = False
        elif speaks_of_the_document(line):
            self.inside, self.furniture = False, True
        return self.furniture


def _without_marks(prose: list[OutsideLine]) -> Iterator[OutsideLine]:
    """The lines without the marks of bold type; what is bold over several lines is one line."""
    bold: list[OutsideLine] = []
    for line in prose:
        opens = line.text.startswith("**")
        text = line.text.replace("**", "").strip()
        if opens and not line.text.removeprefix("**").endswith("**"):
            bold = [OutsideLine(line.number, text)]
        elif bold:
            bold.append(OutsideLine(line.number, text))
            if line.text.endswith("**") or len(bold) == _LONGEST_TITLE_LINES:
                yield OutsideLine(bold[0].number, " ".join(part.text for part in bold if part.text))
                bold = []
        else:
            yield OutsideLine(line.number, text)
    yield from bold
