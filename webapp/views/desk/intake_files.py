"""Bringing in a whole file of observations: upload, preview, confirm; all of them or none.

Nothing is stored before the confirmation. What was read travels with the preview as a hidden
field, as a plan's preview does: compressed, signed for the person signed in, good for a day.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, time
from typing import Any

from flask import Blueprint, current_app, flash, g, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext, ngettext
from flask_login import current_user
from flask_wtf.file import FileField, FileRequired
from itsdangerous import BadData, URLSafeTimedSerializer
from wtforms import HiddenField, SelectChoice, SelectField
from wtforms.validators import Optional

from webapp.forms.base import Form
from webapp.forms.fields import DayField, WordField
from webapp.importing.comment_columns import CommentColumn
from webapp.importing.comments import CommentRow, CommentsReading, fingerprints, read_comments
from webapp.importing.faults import FileFault, UnreadableFile
from webapp.models import Meeting, Plan
from webapp.text.typed import line
from webapp.views.desk.access import open_to
from webapp.vocabulary import AuthorKind, Channel, Kind, Stance, Standing, Target
from webapp.web.filters import closing, day, sentence, word
from webapp.web.hypermedia import done, found, render
from webapp.web.security import LARGEST_SEALED
from webapp.workflow import intake
from webapp.workflow.intake import RowRefused
from webapp.workflow.matching_rows import Defaults, Matched, match
from webapp.workflow.reception import Reception

blueprint = Blueprint("intake_files", __name__)

A_DAY_IN_SECONDS = 24 * 60 * 60
LARGEST_FILE = 10 * 1024 * 1024
SHOWN_ROWS = 10
SHOWN_FAULTS = 100
_KINDS: Mapping[str, Any] = {
    "channel": Channel,
    "received_on": date.fromisoformat,
    "received_at": time.fromisoformat,
    "kind": Kind,
    "stance": Stance,
    "target": Target,
    "author_kind": AuthorKind,
}
"""What the fields that are not text are made of."""


class CommentFileForm(Form):
    """The file, and the values for rows that leave them out."""

    file = FileField(
        lazy_gettext("File of observations"),
        validators=[FileRequired(lazy_gettext("Choose the file."))],
    )
    channel = WordField(
        lazy_gettext("How they came"), Channel, empty=lazy_gettext("The file says so")
    )
    received_on = DayField(lazy_gettext("Day of receipt"), validators=[Optional()])
    meeting = SelectField(lazy_gettext("Meeting"), validators=[Optional()])

    def __init__(self, plan: Plan, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        meetings = Meeting.of(plan)
        self.meeting.choices = [
            SelectChoice("", gettext("They were not made in a meeting")),
            *(
                SelectChoice(str(each.id), f"{each.title}, {day(each.held_on)}")
                for each in meetings
            ),
        ]


class ConfirmForm(Form):
    """What was read of the file."""

    sealed_file = HiddenField()


@dataclass(frozen=True, kw_only=True)
class CommentFile:
    """The rows of a file, its name, and what holds for all of them."""

    filename: str
    plan: str
    rows: Sequence[CommentRow]
    channel: Channel | None = None
    received_on: date | None = None
    meeting: int | None = None

    @property
    def defaults(self) -> Defaults:
        """The values for rows that leave them out."""
        return Defaults(channel=self.channel, received_on=self.received_on)

    def sealed(self) -> str:
        """As text that only this server can have written, for this person."""
        day = self.received_on and self.received_on.isoformat()
        common = [self.filename, self.plan, self.channel, day, self.meeting]
        return _seal().dumps([*common, [_plain(row) for row in self.rows]])

    @classmethod
    def opened(cls, text: str) -> "CommentFile | None":
        """What was sealed; None when it is too old, another person's or not ours."""
        try:
            filename, plan, channel, day, meeting, rows = _seal().loads(
                text, max_age=A_DAY_IN_SECONDS
            )
        except BadData:
            return None
        return cls(
            filename=filename,
            plan=plan,
            rows=[_row(plain) for plain in rows],
            channel=Channel(channel) if channel else None,
            received_on=date.fromisoformat(day) if day else None,
            meeting=meeting,
        )


def _seal() -> URLSafeTimedSerializer:
    secret = str(current_app.secret_key)
    return URLSafeTimedSerializer(secret, salt=f"comments preview for {current_user.staff.id}")


def _plain(row: CommentRow) -> dict[str, Any]:
    """The fields of a row that are not empty, as plain data."""
    values = {each.name: getattr(row, each.name) for each in fields(row)}
    return {
        name: value.isoformat() if isinstance(value, date | time) else value
        for name, value in values.items()
        if value is not None and value != "" and value is not False
    }


def _row(plain: Mapping[str, Any]) -> CommentRow:
    made = {name: _KINDS[name](value) for name, value in plain.items() if name in _KINDS}
    return CommentRow(**{**plain, **made})


@blueprint.route("/planes/<slug>/recepcion/archivo", methods=["GET", "POST"])
@open_to(*intake.RECEIVERS)
def upload(slug: str) -> ResponseReturnValue:
    """Choose the file; sent here, show what was read of it. Nothing is stored."""
    plan = found(Plan.find(slug))
    form = CommentFileForm(plan)
    if not form.carries_out(lambda: None):
        return _upload(plan, form)
    filename = line(form.file.data.filename)
    try:
        reading = _read(filename, form.file.data.read(LARGEST_FILE + 1))
        file = CommentFile(
            filename=filename,
            plan=plan.slug,
            rows=reading.rows,
            channel=form.channel.data,
            received_on=form.received_on.data,
            meeting=int(form.meeting.data) if form.meeting.data else None,
        )
        confirm = ConfirmForm(None, data={"sealed_file": file.sealed()})
        if len(confirm.sealed_file.data) > LARGEST_SEALED:
            raise UnreadableFile(FileFault.TOO_LARGE, megabytes=LARGEST_SEALED // 1024**2)
    except UnreadableFile as unreadable:
        form.file.errors = [sentence(unreadable)]
        form.status = 422
        return _upload(plan, form)
    if reading.missing:
        form.file.errors = [
            gettext(
                "No column with the text of the observation was found. "
                "Write “Observación” over that column."
            )
        ]
        form.status = 422
        return _upload(plan, form)
    return _preview(plan, confirm, file, reading)


def _read(filename: str, content: bytes) -> CommentsReading:
    if len(content) > LARGEST_FILE:
        raise UnreadableFile(FileFault.TOO_LARGE, megabytes=LARGEST_FILE // 1024**2)
    return read_comments(filename, content)


@blueprint.post("/planes/<slug>/recepcion/archivo/confirmacion")
@open_to(*intake.RECEIVERS)
def confirm(slug: str) -> ResponseReturnValue:
    """File every row as it was shown, or none."""
    plan = found(Plan.find(slug))
    form = ConfirmForm()
    file = CommentFile.opened(form.sealed_file.data or "")
    if file is None or file.plan != plan.slug:
        expired = CommentFileForm(plan, None)
        expired.status = 409
        expired.refusal = gettext("The preview is no longer valid. Choose the file again.")
        return _upload(plan, expired)
    matched = _match(plan, file)
    if matched.mismatches:
        form.status, form.refusal = 409, gettext("Something changed meanwhile. Nothing was filed.")
        return _preview(plan, form, file)
    try:
        filed = form.carries_out(lambda: _import(plan, file, matched))
    except RowRefused as refused:
        filed, form.status = False, 409
        form.refusal = gettext(
            "Row %(row)s: %(why)s Nothing was filed.", row=refused.number, why=sentence(refused)
        )
    if not filed:
        return _preview(plan, form, file)
    count = len(form.outcome.filed)
    message = ngettext("%(num)s observation was filed.", "%(num)s observations were filed.", count)
    flash(message, "good")
    return done(url_for("desk.comments.index", slug=plan.slug))


def _import(plan: Plan, file: CommentFile, matched: Matched) -> intake.Outcome:
    meeting = Meeting.get_or_none(Meeting.plan == plan, Meeting.id == file.meeting)
    return intake.import_comments(
        matched.rows, plan=plan, meeting=meeting, by=current_user.staff, at=g.now
    )


def _match(plan: Plan, file: CommentFile) -> Matched:
    return match(
        file.rows,
        fingerprints(file.rows),
        plan=plan,
        defaults=file.defaults,
        at=g.now,
    )


def _upload(plan: Plan, form: CommentFileForm) -> ResponseReturnValue:
    return render(
        "desk/intake_files/upload.html",
        "desk/intake_files/_upload.html",
        status=form.status,
        plan=plan,
        form=form,
        closes=closing(found(plan.announced_round)),
        columns=[word(each) for each in CommentColumn if each is not CommentColumn.IGNORE],
    )


def _preview(
    plan: Plan, form: ConfirmForm, file: CommentFile, reading: CommentsReading | None = None
) -> ResponseReturnValue:
    matched = _match(plan, file)
    known = set(intake.known_rows(plan, matched.rows))
    coming = [row for row in matched.rows if row.number not in known]
    faults = _one_for_each_row(matched, reading)
    reception = Reception(plan)
    standings = Counter(
        reception.place(row.entry.action, row.entry.received_at).standing for row in coming
    )
    return render(
        "desk/intake_files/preview.html",
        "desk/intake_files/_preview.html",
        status=form.status,
        plan=plan,
        form=form,
        filename=file.filename,
        coming=len(coming),
        known=len(known),
        standings=[(each, standings[each]) for each in Standing if not each.is_usual],
        minors=sum(row.identity_left_out for row in file.rows),
        sheets_left_out=reading.sheets_left_out if reading else (),
        faults=faults[:SHOWN_FAULTS],
        more_faults=max(0, len(faults) - SHOWN_FAULTS),
        fault_count=len(faults),
        rows=coming[:SHOWN_ROWS],
        may_confirm=bool(coming) and not faults,
    )


def _one_for_each_row(
    matched: Matched, reading: CommentsReading | None
) -> list[tuple[int, str, str]]:
    """The first fault of each row: its number, the column if one is at fault, and why."""
    found_ones: dict[int, tuple[int, str, str]] = {}
    for fault in reading.faults if reading else ():
        described = (fault.row, word(fault.column), sentence(fault))
        found_ones.setdefault(fault.row, described)
    for mismatch in matched.mismatches:
        found_ones.setdefault(mismatch.row, (mismatch.row, "", sentence(mismatch)))
    return [found_ones[row] for row in sorted(found_ones)]
