"""Tables written in Markdown, with a row of dashes below the headings."""

import re

from webapp.importing.pages import gather
from webapp.importing.table import (
    FileTable,
    OutsideLine,
    Row,
    clean,
    clean_cells,
    lines_within_limit,
)

_CELL_BORDER = re.compile(r"(?<!\\)(?:\\\\)*\|")
_DASHES = re.compile(r":?-+:?")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_WHOLLY_STRONG = re.compile(r"(\*\*|__)(?!\s)((?:(?!\1).)+)(?<!\s)\1", re.DOTALL)
_MARKS = re.compile(r"^\s*(?:#{1,6}|>|[-*+])\s+|\*\*")


def read_markdown(text: str) -> FileTable:
    """The tables of a Markdown text, each one a page; everything else is prose."""
    lines = lines_within_limit(text)
    pages: list[list[Row]] = []
    prose: list[OutsideLine] = []
    inside = False
    for at, line in enumerate(lines):
        following = lines[at + 1] if at + 1 < len(lines) else ""
        if not inside and "|" in line and _is_dashes(following):
            inside = True
            pages.append([])
        elif inside and "|" not in line:
            inside = False
        if not inside:
            prose.append(OutsideLine(at + 1, clean(_MARKS.sub("", line))))
        elif not (len(pages[-1]) == 1 and _is_dashes(line)):
            pages[-1].append(Row(at + 1, len(pages), _cells(line)))
    return gather(pages, (line for line in prose if line.text), follow=False)


def _is_dashes(line: str) -> bool:
    """Whether a line is the row of dashes below the headings."""
    cells = line.strip().removeprefix("|").removesuffix("|").split("|")
    return "|" in line and all(_DASHES.fullmatch(cell.strip()) for cell in cells)


def _cells(line: str) -> tuple[str, ...]:
    pieces: list[str] = []
    begins = 0
    for border in _CELL_BORDER.finditer(line):
        pieces.append(line[begins : border.end() - 1])
        begins = border.end()
    pieces.append(line[begins:])
    if not pieces[0].strip():
        pieces = pieces[1:]
    if pieces and not pieces[-1].strip():
        pieces = pieces[:-1]
    return clean_cells([_text(piece) for piece in pieces])


def _text(piece: str) -> str:
    piece = piece.strip()
    strong = _WHOLLY_STRONG.fullmatch(piece)
    piece = _BREAK.sub("\n", strong[2] if strong else piece)
    return _ESCAPE.sub(r"\1", piece)
