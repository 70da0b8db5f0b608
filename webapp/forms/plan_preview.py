"""What was read of a plan's file, between its preview and the confirmation.

Nothing is stored meanwhile: it travels with the preview as a hidden field, compressed, signed with
the secret key for the person signed in, good for a day. So a preview works without script and on
any of several servers, and leaves nothing to clean up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from flask import current_app, request
from flask_babel import lazy_gettext
from flask_login import current_user
from flask_wtf.file import FileField, FileRequired
from itsdangerous import BadData, URLSafeTimedSerializer

from webapp.forms.base import Form
from webapp.importing import (
    FileFault,
    FileTable,
    PlanColumn,
    PlanReading,
    UnreadableFile,
    read_plan_table,
    read_table,
)
from webapp.text.typed import line
from webapp.web.filters import sentence
from webapp.web.security import LARGEST_PUBLIC_POST

A_DAY_IN_SECONDS = 24 * 60 * 60
LARGEST_FILE = 10 * 1024 * 1024
LARGEST_SEALED = LARGEST_PUBLIC_POST - 100_000
"""Characters that the hidden field may have, so that the form fits in one request."""
SAMPLES = 3


class PlanFileForm(Form):
    """The file of the plan."""

    file = FileField(
        lazy_gettext("File of the plan"),
        validators=[FileRequired(lazy_gettext("Choose the file."))],
    )

    def read(self) -> "tuple[PlanFile, PlanReading] | None":
        """What the file says; none, and the form says why, when it cannot be read."""
        if not self.carries_out(lambda: None):
            return None
        try:
            return _read(line(self.file.data.filename), self.file.data.read(LARGEST_FILE + 1))
        except UnreadableFile as unreadable:
            self.file.errors = [sentence(unreadable)]
            self.status = 422
            return None


def _read(filename: str, content: bytes) -> "tuple[PlanFile, PlanReading]":
    if len(content) > LARGEST_FILE:
        raise UnreadableFile(FileFault.TOO_LARGE, megabytes=LARGEST_FILE // 1024**2)
    table = read_table(filename, content)
    reading = read_plan_table(table)
    plan_file = PlanFile(filename, table, reading.mapping)
    if len(plan_file.sealed()) > LARGEST_SEALED:
        raise UnreadableFile(FileFault.TOO_MUCH_WORK)
    return plan_file, reading


@dataclass(frozen=True)
class PlanFile:
    """The table of a file, its name, and what each column was last shown as."""

    filename: str
    table: FileTable
    mapping: Mapping[int, PlanColumn]

    def sealed(self) -> str:
        """As text that only this server can have written, for this person."""
        columns = {str(place): column.value for place, column in self.mapping.items()}
        return _seal().dumps([self.filename, asdict(self.table), columns])

    @classmethod
    def opened(cls, text: str) -> "PlanFile | None":
        """What was sealed; None when it is too old, another person's or not ours."""
        try:
            filename, table, columns = _seal().loads(text, max_age=A_DAY_IN_SECONDS)
        except BadData:
            return None
        mapping = {int(place): PlanColumn(column) for place, column in columns.items()}
        return cls(filename, FileTable.of(table), mapping)

    def chosen_columns(self) -> dict[int, PlanColumn]:
        """What the person says each column is; one not said stays as it was shown."""
        sent = {place: request.form.get(f"column-{place}", "") for place in self.mapping}
        known = {column.value for column in PlanColumn}
        return {
            place: PlanColumn(sent[place]) if sent[place] in known else column
            for place, column in self.mapping.items()
        }

    def columns(self, reading: PlanReading) -> list[tuple[int, str, PlanColumn, Sequence[str]]]:
        """Each column: its place, its heading, what it was taken for, and some of its cells."""
        return [
            (place, heading, reading.mapping[place], _samples(self.table, place, heading))
            for place, heading in enumerate(reading.headings)
        ]


def all_recognised(reading: PlanReading) -> bool:
    """Whether nothing of the file is in doubt: no column, no row."""
    return not (reading.missing or reading.unreadable) and (
        PlanColumn.NOTE not in reading.mapping.values()
    )


def _seal() -> URLSafeTimedSerializer:
    secret = str(current_app.secret_key)
    return URLSafeTimedSerializer(secret, salt=f"plan preview for {current_user.staff.id}")


def _samples(table: FileTable, place: int, heading: str) -> Sequence[str]:
    """The first different cells of a column, below its heading."""
    cells = (row.cells[place] for row in table.rows if len(row.cells) > place and not row.banner)
    return list(dict.fromkeys(cell for cell in cells if cell and cell != heading))[:SAMPLES]
