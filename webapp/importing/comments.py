"""From a file to observations gathered off line that can be looked at before they are filed."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

from webapp.importing.best_sheet import COMMENTS, MAX_COMMENTS, BestSheet, FilledDown
from webapp.importing.comment_columns import (
    FILLED_DOWN,
    CommentColumn,
    guess_comment_columns,
    headings_at,
    parts_named,
)
from webapp.importing.comment_faults import CommentFault, CommentRowFault, UnreadableComments
from webapp.importing.comment_fields import FieldReader
from webapp.importing.delimited import read_delimited
from webapp.importing.faults import FileFault, FileKind, UnreadableFile
from webapp.importing.file_kinds import agreed_kind, text_of
from webapp.importing.separate_process import answer_apart
from webapp.importing.table import Row
from webapp.vocabulary import AuthorKind, Channel, Stance, Target
from webapp.vocabulary import Kind as CommentKind

MAX_TEXT_BYTES = 25_000_000
PATIENCE_SECONDS = 60

ACCEPTED = {".xlsx": FileKind.XLSX, ".csv": FileKind.TEXT, ".tsv": FileKind.TEXT}


@dataclass(frozen=True, kw_only=True)
class CommentRow:
    """One observation as its row says it. `row` is its number in the file.

    An empty `action` is the whole plan. Catalogue entries (`value_group`, `territory`) are still
    text. `received_on` and `received_at` are the entity's local day and clock. Of a minor no
    identity is kept: `identity_left_out` says that the row had one (R14).
    """

    row: int
    body: str
    action: str = ""
    channel: Channel | None = None
    received_on: date | None = None
    received_at: time | None = None
    proposed_text: str = ""
    kind: CommentKind | None = None
    stance: Stance | None = None
    target: Target = Target.GENERAL
    author_kind: AuthorKind = AuthorKind.ANONYMOUS
    name: str = ""
    organisation: str = ""
    email: str = ""
    phone: str = ""
    value_group: str = ""
    territory: str = ""
    is_minor: bool = False
    consent: bool = False
    publish_name: bool = False
    publish_group: bool = False
    publish_territory: bool = False
    external_number: str = ""
    identity_left_out: bool = False


@dataclass(frozen=True)
class CommentsReading:
    """What was read, what each column was taken for, and every fault of every row.

    A row with a fault is not among `rows`. `missing` columns must be pointed out by a person
    before any row is read; `sheets_left_out` names the sheets that hold something else.
    """

    rows: tuple[CommentRow, ...]
    faults: tuple[CommentRowFault, ...]
    headings: tuple[str, ...]
    mapping: Mapping[int, CommentColumn]
    missing: tuple[CommentColumn, ...]
    sheets_left_out: tuple[str, ...]

    @property
    def faulty_rows(self) -> tuple[int, ...]:
        """The rows left out, by their numbers in the file."""
        return tuple(dict.fromkeys(fault.row for fault in self.faults))


def read_comments(
    filename: str, content: bytes, mapping: Mapping[int, CommentColumn] | None = None
) -> CommentsReading:
    """Read observations from XLSX, CSV or TSV; `mapping` corrects what a column (from 0) is.

    Raises `UnreadableFile`, and nothing else, when the file as a whole cannot be read.
    """
    try:
        return read_comments_sheet(_sheet(filename, content), mapping)
    except UnreadableFile as refusal:
        params = dict(refusal.params)
        if refusal.fault is FileFault.TOO_MANY_ROWS:
            params["limit"] = MAX_COMMENTS
        raise UnreadableComments(refusal.fault, **params) from refusal


def fingerprint(row: CommentRow, *, occurrence: int = 1) -> str:
    """A digest of what makes an observation, to recognise one imported before.

    Case and blanks do not count, nor what staff may correct later, nor personal data. Different
    people may send the same words on the same day: `occurrence` counts such rows within a file,
    so that none of them is taken for another.
    """
    content = [
        row.action,
        row.channel,
        row.received_on and row.received_on.isoformat(),
        row.received_at and row.received_at.isoformat(),
        row.body,
        row.proposed_text,
        row.external_number,
    ]
    plain = [" ".join((part or "").casefold().split()) for part in content]
    canonical = json.dumps([*plain, occurrence], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def fingerprints(rows: Sequence[CommentRow]) -> tuple[str, ...]:
    """The digest of each row; equal rows get different digests by their order."""
    seen: dict[str, int] = {}
    found: list[str] = []
    for row in rows:
        first = fingerprint(row)
        seen[first] = seen.get(first, 0) + 1
        found.append(fingerprint(row, occurrence=seen[first]))
    return tuple(found)


def _sheet(filename: str, content: bytes) -> BestSheet:
    if agreed_kind(filename, content, ACCEPTED, MAX_TEXT_BYTES) is FileKind.XLSX:
        plain = answer_apart(COMMENTS, content, PATIENCE_SECONDS)
        return BestSheet.of(plain)
    text = text_of(content) or ""
    table = read_delimited(text, named=parts_named, limit=MAX_COMMENTS + 1)
    return BestSheet(table.rows, (), ())


def read_comments_sheet(
    sheet: BestSheet, corrections: Mapping[int, CommentColumn] | None = None
) -> CommentsReading:
    """The observations of a table already read. Raises `UnreadableFile`."""
    at = _headings_at(sheet.rows)
    header = sheet.rows[at].cells
    headings = header[: max(place for place, cell in enumerate(header, start=1) if cell)]
    mapping = guess_comment_columns(headings, corrections)
    body = [row for row in sheet.rows[at + 1 :] if row.cells != header]
    if not body:
        raise UnreadableFile(FileFault.EMPTY_TABLE)
    missing = () if CommentColumn.BODY in mapping.values() else (CommentColumn.BODY,)
    reader = _Reader(mapping, sheet.filled_down)
    if not missing:
        for row in body:
            reader.take(row)
    return CommentsReading(
        rows=tuple(reader.rows),
        faults=tuple(reader.faults),
        headings=headings,
        mapping=mapping,
        missing=missing,
        sheets_left_out=sheet.left_out,
    )


def _headings_at(rows: Sequence[Row]) -> int:
    recognised = headings_at(rows)
    if recognised is not None:
        return recognised
    at = next((at for at, row in enumerate(rows) if row.filled > 1), None)
    if at is None:
        raise UnreadableFile(FileFault.NO_TABLE)
    return at


class _Reader:
    """Walks the rows once, remembering the entity's numbers it has seen."""

    def __init__(
        self, mapping: Mapping[int, CommentColumn], filled_down: Sequence[FilledDown]
    ) -> None:
        self.mapping = {
            index: column for index, column in mapping.items() if column is not CommentColumn.IGNORE
        }
        self.width = len(mapping)
        self.place_of: dict[CommentColumn | None, int] = {
            **dict.fromkeys(CommentColumn, self.width),  # a column that the file lacks
            **{column: index for index, column in self.mapping.items()},
        }
        self.filled_down = sorted(
            (each for each in filled_down if self.mapping.get(each.column) in FILLED_DOWN),
            key=lambda each: each.first,
        )
        self.next_fill = 0
        self.filling: dict[int, FilledDown] = {}
        self.numbers: dict[str, int] = {}
        self.rows: list[CommentRow] = []
        self.faults: list[CommentRowFault] = []

    def take(self, row: Row) -> None:
        """Read one row; one that says nothing in a known column is no observation."""
        cells: dict[CommentColumn, str] = {
            column: row.cells[index]
            for index, column in self.mapping.items()
            if index < len(row.cells) and row.cells[index]
        }
        too_many = any(row.cells[self.width :])
        if not cells and not too_many:
            return
        self._fill(row.number, cells)
        fields = FieldReader(cells)
        values = fields.read()
        faults = [
            CommentRowFault(row.number, column, fault, params)
            for column, (fault, params) in fields.faults.items()
        ]
        faults.extend(self._repeated(row.number, cells))
        faults.sort(key=lambda each: self.place_of[each.column])
        if too_many:
            faults.append(CommentRowFault(row.number, None, CommentFault.TOO_MANY_CELLS))
        self.faults.extend(faults)
        if not faults:
            self.rows.append(CommentRow(row=row.number, **values))

    def _fill(self, number: int, cells: dict[CommentColumn, str]) -> None:
        """Say in this row what a merged cell above says for it too."""
        while (
            self.next_fill < len(self.filled_down)
            and self.filled_down[self.next_fill].first <= number
        ):
            fill = self.filled_down[self.next_fill]
            self.filling[fill.column] = fill
            self.next_fill += 1
        for index, fill in self.filling.items():
            if fill.first <= number <= fill.last:
                cells.setdefault(self.mapping[index], fill.text)

    def _repeated(
        self, number: int, cells: Mapping[CommentColumn, str]
    ) -> tuple[CommentRowFault, ...]:
        text = cells.get(CommentColumn.EXTERNAL_NUMBER, "")
        plain = "".join(text.casefold().split())
        if not plain:
            return ()
        first = self.numbers.setdefault(plain, number)
        if first == number:
            return ()
        column, params = CommentColumn.EXTERNAL_NUMBER, {"text": text, "first": first}
        return (CommentRowFault(number, column, CommentFault.REPEATED_NUMBER, params),)
