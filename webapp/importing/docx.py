"""Word documents. Run only inside the worker, which holds the memory and the time."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml.ns import qn

from webapp.importing.pages import gather
from webapp.importing.table import FileTable, OutsideLine, Row, clean, clean_cells

_BANNER_WIDTH = 3
_BLOCKS = "./w:p | ./w:tbl | ./w:sdt/w:sdtContent/w:p | ./w:sdt/w:sdtContent/w:tbl"
_ROWS = "./w:tr | ./w:sdt/w:sdtContent/w:tr"
_CELLS = "./w:tc | ./w:sdt/w:sdtContent/w:tc"


def read_docx(content: bytes) -> FileTable:
    """The tables of a document, each one a page, merged cells filled down.

    The page headers come first among the prose, then the paragraphs in their order.
    """
    document = Document(BytesIO(content))
    prose: list[OutsideLine] = []
    for section in document.sections:
        if not section.header.is_linked_to_previous:
            prose.extend(_lines(section.header._element, 0))
    pages: list[list[Row]] = []
    number = 0
    for block in document.element.body.xpath(_BLOCKS):
        if block.tag == qn("w:p"):
            number += 1
            prose.extend(_lines(block, number))
        else:
            page = list(_rows(block, page=len(pages) + 1, above=number))
            number += len(page)
            pages.append([row for row in page if row.filled])
    return gather(pages, prose, follow=True)


# lxml elements carry no types worth naming.
def _rows(table: Any, *, page: int, above: int) -> Iterator[Row]:
    upper: dict[int, str] = {}
    for number, row in enumerate(table.xpath(_ROWS), start=above + 1):
        cells = [""] * row.grid_before
        merged = row.xpath(_CELLS)
        for cell in merged:
            column = len(cells)
            text = upper.get(column, "") if cell.vMerge == "continue" else _text(cell)
            upper[column] = text
            cells += [text] + [""] * (cell.grid_span - 1)
        banner = len(merged) == 1 and len(cells) >= _BANNER_WIDTH
        yield Row(number, page, clean_cells(cells), banner=banner)


def _lines(element: Any, number: int) -> Iterator[OutsideLine]:
    for text in _text(element).split("\n"):
        if text:
            yield OutsideLine(number, text)


def _text(element: Any) -> str:
    """All the text below an element, insertions under review included, deletions left out."""
    pieces: list[str] = []
    for node in element.iter(qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:cr"), qn("w:p")):
        if node.tag == qn("w:t"):
            pieces.append(node.text or "")
        else:
            pieces.append(" " if node.tag == qn("w:tab") else "\n")
    return clean("".join(pieces))
