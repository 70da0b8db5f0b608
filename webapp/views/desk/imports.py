"""Bringing in a plan from the file the entity already has: upload, preview, confirm.

Nothing is stored before the confirmation. What was read of the file travels with the preview as a
hidden field: compressed, signed with the secret key for the person signed in, good for a day. So
a preview works without script and on any of several servers, and leaves nothing to clean up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from flask import Blueprint, current_app, flash, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_login import current_user
from flask_wtf.file import FileField, FileRequired
from itsdangerous import BadData, URLSafeTimedSerializer
from wtforms import HiddenField, StringField
from wtforms.validators import DataRequired, Length

from webapp import draft_checker
from webapp.filters import sentence
from webapp.forms import Form, line
from webapp.hypermedia import done, render
from webapp.importing import (
    Column,
    Fault,
    PlanReading,
    Table,
    UnreadableFile,
    read_plan_table,
    read_table,
)
from webapp.outline import JoinKind
from webapp.security import LARGEST_PUBLIC_POST
from webapp.views.desk.access import open_to
from webapp.vocabulary import Role
from webapp.workflow import drafting

blueprint = Blueprint("imports", __name__)

A_DAY_IN_SECONDS = 24 * 60 * 60
LARGEST_FILE = 10 * 1024 * 1024
LARGEST_KEPT = LARGEST_PUBLIC_POST - 100_000
"""Characters that the hidden field may have, so that the form fits in one request."""
SAMPLES = 3


class UploadForm(Form):
    """The file of the plan."""

    file = FileField(
        lazy_gettext("File of the plan"),
        validators=[FileRequired(lazy_gettext("Choose the file."))],
    )


class PlanForm(Form):
    """What the new draft is called, and what was read of its file."""

    kept = HiddenField()
    title = StringField(
        lazy_gettext("Title of the plan"),
        filters=[line],
        validators=[
            DataRequired(lazy_gettext("Write the title of the plan.")),
            Length(max=300, message=lazy_gettext("This text is too long.")),
        ],
    )
    slug = StringField(lazy_gettext("Address of the plan"), filters=[line])


@dataclass(frozen=True)
class Kept:
    """The table of a file, its name, and what each column was last shown as."""

    filename: str
    table: Table
    mapping: Mapping[int, Column]

    def sealed(self) -> str:
        """As text that only this server can have written, for this person."""
        columns = {str(place): column.value for place, column in self.mapping.items()}
        return _seal().dumps([self.filename, asdict(self.table), columns])

    @classmethod
    def opened(cls, text: str) -> "Kept | None":
        """What was sealed; None when it is too old, another person's or not ours."""
        try:
            filename, table, columns = _seal().loads(text, max_age=A_DAY_IN_SECONDS)
        except BadData:
            return None
        mapping = {int(place): Column(column) for place, column in columns.items()}
        return cls(filename, Table.of(table), mapping)


def _seal() -> URLSafeTimedSerializer:
    secret = str(current_app.secret_key)
    return URLSafeTimedSerializer(secret, salt=f"plan preview for {current_user.staff.id}")


@blueprint.get("/planes/importar")
@open_to(Role.EDITOR)
def upload() -> ResponseReturnValue:
    """Choose the file."""
    return _upload(UploadForm(None))


def _upload(form: Form) -> ResponseReturnValue:
    return render("desk/imports/upload.html", status=form.status, form=form)


@blueprint.post("/planes/importar")
@open_to(Role.EDITOR)
def preview() -> ResponseReturnValue:
    """Show what was read of the file. Nothing is stored."""
    form = UploadForm()
    if not form.carries_out(lambda: None):
        return _upload(form)
    file = form.file.data
    filename = line(file.filename)
    try:
        content = file.read(LARGEST_FILE + 1)
        if len(content) > LARGEST_FILE:
            raise UnreadableFile(Fault.TOO_LARGE, megabytes=LARGEST_FILE // 1024**2)
        table = read_table(filename, content)
        reading = read_plan_table(table)
        kept = Kept(filename, table, reading.mapping).sealed()
        if len(kept) > LARGEST_KEPT:
            raise UnreadableFile(Fault.TOO_MUCH_WORK)
    except UnreadableFile as unreadable:
        form.file.errors = [sentence(unreadable)]
        form.status = 422
        return _upload(form)
    title = reading.outline.facts.title
    named = PlanForm(None, data={"kept": kept, "title": title, "slug": drafting.free_slug(title)})
    return _preview(named, filename, table, reading)


@blueprint.post("/planes/importar/revision")
@open_to(Role.EDITOR)
def reread() -> ResponseReturnValue:
    """Show the same file again, its columns taken for what the person says."""
    form = PlanForm()
    kept = Kept.opened(form.kept.data or "")
    return _reread(form, kept, _columns(kept)) if kept else _expired()


@blueprint.post("/planes")
@open_to(Role.EDITOR)
def create() -> ResponseReturnValue:
    """Make the draft, as it was shown."""
    form = PlanForm()
    kept = Kept.opened(form.kept.data or "")
    if kept is None:
        return _expired()
    mapping = _columns(kept)
    reading = read_plan_table(kept.table, mapping)
    try:
        reading.refuse_if_incomplete()
    except UnreadableFile as unreadable:
        form.status, form.refusal = 422, sentence(unreadable)
        return _reread(form, kept, mapping)
    if reading.mapping != kept.mapping:
        form.status = 422
        form.refusal = gettext(
            "You changed what the columns are. This is how the plan reads now: check it again."
        )
        return _reread(form, kept, mapping)
    if form.carries_out(
        lambda: drafting.import_plan(
            reading.outline,
            slug=form.slug.data or drafting.free_slug(form.title.data),
            title=form.title.data,
            by=current_user.staff,
            at=g.now,
        )
    ):
        flash(gettext("The draft is ready. Only staff can see it."), "good")
        return done(url_for("desk.plans.show", slug=form.outcome.slug))
    return _preview(form, kept.filename, kept.table, reading)


def _expired() -> ResponseReturnValue:
    form = UploadForm(None)
    form.status = 409
    form.refusal = gettext("The preview is no longer valid. Choose the file again.")
    return _upload(form)


def _columns(kept: Kept) -> dict[int, Column]:
    """What the person says each column is; one not said stays as it was shown."""
    said = {place: request.form.get(f"column-{place}", "") for place in kept.mapping}
    known = {column.value for column in Column}
    return {
        place: Column(said[place]) if said[place] in known else column
        for place, column in kept.mapping.items()
    }


def _reread(form: PlanForm, kept: Kept, mapping: Mapping[int, Column]) -> ResponseReturnValue:
    reading = read_plan_table(kept.table, mapping)
    form.kept.data = Kept(kept.filename, kept.table, reading.mapping).sealed()
    return _preview(form, kept.filename, kept.table, reading)


def _preview(
    form: PlanForm, filename: str, table: Table, reading: PlanReading
) -> ResponseReturnValue:
    outline = reading.outline
    return render(
        "desk/imports/preview.html",
        status=form.status,
        form=form,
        filename=filename,
        reading=reading,
        outline=outline,
        columns=[
            (place, heading, reading.mapping[place], _samples(table, place, heading))
            for place, heading in enumerate(reading.headings)
        ],
        kinds=list(Column),
        all_recognised=not (reading.missing or reading.unreadable)
        and Column.NOTE not in reading.mapping.values(),
        findings=draft_checker.check(outline, joined=reading.joined),
        continued=[each for each in reading.joined if each.kind is JoinKind.ACTION],
        may_create=not reading.missing and outline.action_count > 0,
    )


def _samples(table: Table, place: int, heading: str) -> Sequence[str]:
    """The first different cells of a column, below its heading."""
    cells = (row.cells[place] for row in table.rows if len(row.cells) > place and not row.banner)
    return list(dict.fromkeys(cell for cell in cells if cell and cell != heading))[:SAMPLES]
