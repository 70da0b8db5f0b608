"""Bringing in a plan from the file the entity already has: upload, preview, confirm."""

from collections.abc import Mapping

from flask import Blueprint, flash, g, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_login import current_user
from wtforms import HiddenField, StringField
from wtforms.validators import DataRequired, Length

from webapp.forms.base import Form
from webapp.forms.fields import TOO_LONG
from webapp.forms.plan_preview import PlanFile, PlanFileForm, all_recognised
from webapp.importing import PlanColumn, PlanReading, UnreadableFile, read_plan_table
from webapp.text.typed import line
from webapp.values import draft_checker
from webapp.values.plan_outline import JoinKind
from webapp.views.desk.access import open_to
from webapp.vocabulary import Role
from webapp.web.filters import sentence
from webapp.web.hypermedia import done, render
from webapp.workflow import drafting

blueprint = Blueprint("imports", __name__)


class PlanForm(Form):
    """What the new draft is called, and what was read of its file."""

    sealed_file = HiddenField()
    title = StringField(
        lazy_gettext("Title of the plan"),
        filters=[line],
        validators=[
            DataRequired(lazy_gettext("Write the title of the plan.")),
            Length(max=300, message=TOO_LONG),
        ],
    )
    slug = StringField(lazy_gettext("Address of the plan"), filters=[line])


@blueprint.get("/planes/importar")
@open_to(Role.EDITOR)
def upload() -> ResponseReturnValue:
    """Choose the file."""
    return _upload(PlanFileForm(None))


def _upload(form: Form) -> ResponseReturnValue:
    return render("desk/imports/upload.html", status=form.status, form=form)


@blueprint.post("/planes/importar")
@open_to(Role.EDITOR)
def preview() -> ResponseReturnValue:
    """Show what was read of the file. Nothing is stored."""
    form = PlanFileForm()
    read = form.read()
    if read is None:
        return _upload(form)
    file, reading = read
    title = reading.outline.facts.title
    named = PlanForm(
        None, data={"sealed_file": file.sealed(), "title": title, "slug": drafting.free_slug(title)}
    )
    return _preview(named, file, reading)


@blueprint.post("/planes/importar/revision")
@open_to(Role.EDITOR)
def reread() -> ResponseReturnValue:
    """Show the same file again, read with the columns that the person chose."""
    form = PlanForm()
    file = PlanFile.opened(form.sealed_file.data or "")
    return _reread(form, file, file.chosen_columns()) if file else _expired()


@blueprint.post("/planes")
@open_to(Role.EDITOR)
def create() -> ResponseReturnValue:
    """Make the draft, as it was shown."""
    form = PlanForm()
    file = PlanFile.opened(form.sealed_file.data or "")
    if file is None:
        return _expired()
    mapping = file.chosen_columns()
    reading = read_plan_table(file.table, mapping)
    try:
        reading.refuse_if_incomplete()
    except UnreadableFile as unreadable:
        form.status, form.refusal = 422, sentence(unreadable)
        return _reread(form, file, mapping)
    if reading.mapping != file.mapping:
        form.status = 422
        form.refusal = gettext(
            "You changed what the columns are. This is how the plan reads now: check it again."
        )
        return _reread(form, file, mapping)
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
    return _preview(form, file, reading)


def _expired() -> ResponseReturnValue:
    form = PlanFileForm(None)
    form.status = 409
    form.refusal = gettext("The preview is no longer valid. Choose the file again.")
    return _upload(form)


def _reread(
    form: PlanForm, file: PlanFile, mapping: Mapping[int, PlanColumn]
) -> ResponseReturnValue:
    reading = read_plan_table(file.table, mapping)
    form.sealed_file.data = PlanFile(file.filename, file.table, reading.mapping).sealed()
    return _preview(form, file, reading)


def _preview(form: PlanForm, file: PlanFile, reading: PlanReading) -> ResponseReturnValue:
    outline = reading.outline
    return render(
        "desk/imports/preview.html",
        status=form.status,
        form=form,
        filename=file.filename,
        reading=reading,
        outline=outline,
        columns=file.columns(reading),
        kinds=list(PlanColumn),
        all_recognised=all_recognised(reading),
        findings=draft_checker.check(outline, joined=reading.joined),
        continued=[each for each in reading.joined if each.kind is JoinKind.ACTION],
        may_create=not reading.missing and outline.action_count > 0,
    )
